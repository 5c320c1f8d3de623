package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"sojourn/internal/seed"
	"sojourn/seal/custody"
	"sojourn/study"
	"sojourn/workspace"
)

// demoCommand is "sojourn demo".
type demoCommand struct {
	Once       bool   `help:"Write everything under --out and end, without staying to be looked at."`
	Out        string `placeholder:"DIR" help:"Where to write; a temporary folder by default. It must be empty or new."`
	Interviews int    `default:"300" help:"Interviews to play over HTTP; the remaining people are loaded as sealed envelopes."`
	Listen     string `default:"127.0.0.1:0" help:"Address of the respondents' pages."`
	Desk       string `default:"127.0.0.1:0" help:"Address of the desk."`
	Seed       uint64 `default:"1" help:"Number from which the people are made up."`
}

// Help shows an example.
func (demoCommand) Help() string {
	return `Examples: sojourn demo
          sojourn demo --once --out exile-demo

Makes up 11,138 people, fields three waves on this computer, syncs, opens, cuts, estimates and writes a memo in English and
Russian. Everything is made up and says so.`
}

// A demo is one made-up study on its way from nothing to a report.
type demo struct {
	demoCommand
	console
	dir     string
	keys    map[custody.Role]custody.Identity
	project *workspace.Project
	field   *field
	clock   *wavetime
	token   string
	people  []seed.Person
}

// Run plays the study from beginning to end.
func (k demoCommand) Run(c console) error {
	d := &demo{demoCommand: k, console: c, clock: &wavetime{}}
	began := time.Now()
	for _, step := range []func() error{d.prepare, d.openField, d.play, d.bring, d.tellOutcomes, d.analyse} {
		if err := step(); err != nil {
			return errors.Join(err, d.stop())
		}
	}
	c.printf("\nDone in %.0f s. Everything is in %s; all of it is made up.\n", time.Since(began).Seconds(), d.dir)
	if k.Once {
		return d.stop()
	}
	return errors.Join(d.show(), d.stop())
}

// prepare makes the folder, the keys and the study.
func (d *demo) prepare() error {
	if err := d.makeDir(); err != nil {
		return err
	}
	d.keys = map[custody.Role]custody.Identity{}
	public := map[custody.Role][]string{}
	for _, role := range []custody.Role{custody.Answers, custody.Contact, custody.Recovery} {
		id, err := custody.NewIdentity(role, study.DayOf(time.Now().UTC()))
		if err != nil {
			return err
		}
		var file bytes.Buffer
		if err := id.Write(&file); err != nil {
			return err
		}
		if err := writeNew(filepath.Join(d.dir, "keys", string(role)+".key"), file.Bytes()); err != nil {
			return err
		}
		d.keys[role], public[role] = id, []string{id.Public()}
	}
	files, err := seed.Folder(study.Keys{Answers: public[custody.Answers], Contact: public[custody.Contact], Recovery: public[custody.Recovery]})
	if err != nil {
		return err
	}
	if err := writeFiles(d.path("study"), files); err != nil {
		return err
	}
	d.project, _, err = workspace.Open(d.path("study"))
	if err != nil {
		return err
	}
	d.printf("A made-up study of three waves, 97 items, English and Russian: %s\n\n", d.path("study"))
	making := newBar(d.console, "making up people", 0)
	d.people, err = seed.People(d.Seed)
	making.add(len(d.people))
	making.end()
	return err
}

// makeDir finds or makes an empty folder to work in.
func (d *demo) makeDir() error {
	if d.Out == "" {
		dir, err := os.MkdirTemp("", "sojourn-demo-")
		d.dir = dir
		return err
	}
	entries, err := os.ReadDir(d.Out)
	if err == nil && len(entries) > 0 {
		return study.Problem{Where: d.Out, What: "this folder is not empty", Do: "name a new one; the demo overwrites nothing"}
	}
	if err := os.MkdirAll(d.Out, 0o700); err != nil {
		return cannotWrite(d.Out)
	}
	d.dir, err = filepath.Abs(d.Out)
	return err
}

func (d *demo) path(parts ...string) string {
	return filepath.Join(append([]string{d.dir}, parts...)...)
}

// bring syncs the envelopes over HTTP and opens them.
func (d *demo) bring() error {
	fetching := newBar(d.console, "bringing envelopes to the desk", 0)
	synced, err := d.project.Sync(d.ctx, workspace.Field{Address: d.field.staffURL(), Token: d.token}, nil)
	if err != nil {
		return err
	}
	for _, s := range synced {
		fetching.add(s.All + s.Partial)
		if len(s.Breaks) > 0 {
			return fmt.Errorf("the chain of wave %d is broken: %s", s.Wave, s.Breaks[0])
		}
	}
	fetching.end()
	opening := newBar(d.console, "opening them with the answers key", 0)
	opened, err := d.project.OpenEnvelopes([]custody.Identity{d.keys[custody.Answers]}, nil)
	if err != nil {
		return err
	}
	for _, o := range opened {
		opening.add(o.Finished + o.Partial)
		if len(o.Refused) > 0 {
			return fmt.Errorf("wave %d: %s", o.Wave, o.Refused[0])
		}
	}
	opening.end()
	return nil
}

// analyse makes the cut, the estimates and the memo and lays them out to be
// looked at.
func (d *demo) analyse() error {
	cut, err := d.project.MakeCut()
	if err != nil {
		return err
	}
	d.printf("\n")
	printCut(d.console, cut)
	bench, err := d.project.Bench(cut)
	if err != nil {
		return err
	}
	built, err := d.project.BuildReport(memo, bench)
	if err != nil {
		return err
	}
	if err := built.Problems.Err(); err != nil {
		return err
	}
	files := map[string][]byte{"estimates.json": built.JSON}
	for lang, page := range built.Pages {
		files[filepath.Join("report", string(lang)+".html")] = page
		for name, svg := range built.Figures[lang] {
			files[filepath.Join("figures", name+"."+string(lang)+".svg")] = svg
		}
	}
	if err := d.project.CopyCut(cut.Hash, d.path("cut")); err != nil {
		return err
	}
	d.printf("memo: %s, %s, %s that show the same numbers\n", counted(len(built.Estimates), "estimate"), counted(len(built.Figures["en"]), "figure"), counted(len(built.Pages), "edition"))
	return writeFiles(d.dir, files)
}

// memo is the report of the made-up study.
const memo = "memo-2024"

// show serves the desk and says where to look until it is told to stop.
func (d *demo) show() error {
	pages, err := openDesk(d.console, d.project, d.Desk, nil)
	if err != nil {
		return err
	}
	d.printf(`
Look at:
  the questionnaire     %s
  the desk              %s
  the memo              %s
                        %s

The questionnaire believes that it is %s. The desk's address works once, in one browser.
Stop with Ctrl-C.
`, d.field.pagesURL(), pages.address, fileURL(d.path("report", "en.html")), fileURL(d.path("report", "ru.html")), study.DayOf(d.clock.now()))
	<-d.ctx.Done()
	return pages.close()
}

// fileURL is the address of a file for a browser.
func fileURL(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

// stop ends the field if it was begun.
func (d *demo) stop() error {
	if d.field == nil {
		return nil
	}
	return d.field.close()
}
