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
	former, err := readNumbers(k.Study, p.Study)
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
	data, err := json.MarshalIndent(numbers, "", "  ")
	if err != nil {
		return err
	}
	if err := putFile(filepath.Join(k.Study, fieldwork.LiveFile), append(data, '\n')); err != nil {
		return err
	}
	for _, i := range numbers.Items {
		c.printf("%s, %s, of %s\n", i.Item, counted(i.Base, "person"), i.Day)
		for _, share := range i.Shares {
			if share.Hidden {
				c.printf("  %-20s hidden\n", share.Code)
			} else {
				c.printf("  %-20s %3d %%\n", share.Code, share.Percent)
			}
		}
	}
	c.printf("%s\n", filepath.Join(k.Study, fieldwork.LiveFile))
	return nil
}

// readNumbers reads what is published in a study folder; nil if nothing is.
func readNumbers(dir string, s *study.Study) (*fieldwork.Numbers, error) {
	data, err := os.ReadFile(filepath.Join(dir, fieldwork.LiveFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cannotRead(fieldwork.LiveFile, "check its permissions")
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
		fresh, err := readNumbers(p.Dir, p.Study)
		if err != nil {
			log.Error("what others answered cannot be read; the former numbers stay", "file", fieldwork.LiveFile)
			return numbers
		}
		numbers = fresh
		return numbers
	}
}
