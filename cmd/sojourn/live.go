package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sojourn/fieldwork"
	"sojourn/study"
	"sojourn/workspace"
)

// liveCommand is "sojourn live".
type liveCommand struct {
	Publish livePublishCommand `cmd:"" help:"Write what respondents may be shown of others' answers."`
	Tables  liveTablesCommand  `cmd:"" help:"List all tables that were ever published, by the names that stand in the data."`
}

// livePublishCommand is "sojourn live publish".
type livePublishCommand struct {
	Study string `arg:"" help:"Study folder at the desk."`
}

// Help shows an example.
func (livePublishCommand) Help() string {
	return `Example: sojourn live publish exile-panel

Computes on the latest cut the estimates named under live in study.yaml, hides small groups, rounds, and writes live.json into
the study folder. Bring that file to the field's study folder: the field shows it from the next minute on.`
}

// Run publishes.
func (k livePublishCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	if len(p.Study.Live) == 0 {
		return study.Problem{Where: study.File, Column: "live", What: "the study shows respondents nothing of others' answers", Do: "name an item, an estimate and an arm under live"}
	}
	former, err := readNumbers(k.Study, fieldwork.LiveFile, p.Study)
	if err != nil {
		return err
	}
	bench, err := benchOf(p)
	if err != nil {
		return err
	}
	numbers, problems, err := p.Publish(bench, former, study.DayOf(time.Now().In(p.Study.Location())))
	if err != nil {
		return err
	}
	warn(c, problems)
	if err := keepTables(k.Study, p.Study, numbers); err != nil {
		return err
	}
	if err := putNumbers(k.Study, fieldwork.LiveFile, numbers); err != nil {
		return err
	}
	printTables(c, numbers)
	c.printf("%s\n", filepath.Join(k.Study, fieldwork.LiveFile))
	return nil
}

// liveTablesCommand is "sojourn live tables".
type liveTablesCommand struct {
	Study string `arg:"" help:"Study folder at the desk."`
}

// Help shows an example.
func (liveTablesCommand) Help() string {
	return `Example: sojourn live tables exile-panel

The variable shown_ITEM of a cut holds, for everybody who was led to what others answered, the name of the table.`
}

// Run lists what was published.
func (k liveTablesCommand) Run(c console) error {
	folder, err := study.Load(os.DirFS(k.Study))
	if err != nil {
		return err
	}
	kept, err := readNumbers(k.Study, fieldwork.TablesFile, folder.Study)
	if err != nil {
		return err
	}
	if kept == nil {
		return study.Problem{Where: fieldwork.TablesFile, What: "nothing was published yet", Do: "sojourn live publish"}
	}
	printTables(c, *kept)
	return nil
}

func printTables(c console, n fieldwork.Numbers) {
	for _, i := range n.Items {
		c.printf("%s, %s, of %s, table %s\n", i.Item, counted(i.Base, "person"), i.Day, i.Table())
		for _, share := range i.Shares {
			if share.Hidden {
				c.printf("  %-20s hidden\n", share.Code)
			} else {
				c.printf("  %-20s %3d %%\n", share.Code, share.Percent)
			}
		}
	}
}

// keepTables adds what is about to be published to all that was. It is kept
// before it is shown, so that the name of no table is unknown at the desk.
func keepTables(dir string, s *study.Study, fresh fieldwork.Numbers) error {
	kept, err := readNumbers(dir, fieldwork.TablesFile, s)
	if err != nil {
		return err
	}
	if kept == nil {
		kept = &fieldwork.Numbers{}
	}
	return putNumbers(dir, fieldwork.TablesFile, kept.With(fresh))
}

func putNumbers(dir, name string, n fieldwork.Numbers) error {
	data, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	return putFile(filepath.Join(dir, name), append(data, '\n'))
}

// readNumbers reads a file of published numbers; nil if it is not there.
func readNumbers(dir, name string, s *study.Study) (*fieldwork.Numbers, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cannotRead(name, "check its permissions")
	}
	return fieldwork.ParseNumbers(data, s)
}

// putFile puts a file in the place of the former one, so that a reader
// sees the one or the other.
func putFile(name string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return cannotWrite(name)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return cannotWrite(name)
	}
	return nil
}

// relook is after how long the field looks whether something new is published.
const relook = 30 * time.Second

// liveNumbers gives what is published in the study folder of a running field.
// A file that cannot be read leaves what was there before.
func liveNumbers(p *workspace.Project, now func() time.Time, log *slog.Logger) func() *fieldwork.Numbers {
	if len(p.Study.Live) == 0 {
		return nil
	}
	var mu sync.Mutex
	var looked time.Time
	var numbers *fieldwork.Numbers
	return func() *fieldwork.Numbers {
		mu.Lock()
		defer mu.Unlock()
		if age := now().Sub(looked); age >= 0 && age < relook {
			return numbers
		}
		looked = now()
		fresh, err := readNumbers(p.Dir, fieldwork.LiveFile, p.Study)
		if err != nil {
			log.Error("what others answered cannot be read; the former numbers stay", "file", fieldwork.LiveFile)
			return numbers
		}
		numbers = fresh
		return numbers
	}
}
