package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sojourn/editor"
	"sojourn/editor/history"
	"sojourn/format/xlsform"
	"sojourn/format/xlsform/edit"
	"sojourn/instrument"
	"sojourn/study"
	"sojourn/workspace"
)

// editCommand is "sojourn edit".
type editCommand struct {
	File   string `arg:"" help:"A questionnaire file, .xlsx or tables in Markdown."`
	Item   string `arg:"" help:"Name of the question, page or repeat."`
	Set    string `placeholder:"COLUMN" help:"Write another value into this column."`
	To     string `placeholder:"TEXT" help:"With --set: the value; empty without it."`
	Name   string `placeholder:"NAME" help:"Give it another name, also in every reference to it."`
	After  string `placeholder:"ITEM" help:"Move it below this one; a page or repeat moves whole."`
	Delete bool   `help:"Take it out; a page or repeat whole."`
}

// Help shows an example.
func (editCommand) Help() string {
	return `Examples: sojourn edit instrument/wave1.md age --set "label::English (en)" --to "How old are you?"
          sojourn edit instrument/wave1.md age --name years
          sojourn edit instrument/wave1.md years --after country

Changes that and keeps every other cell. A change that would bring a new error into the questionnaire is not made.
In the browser, the same is done on the page "Questionnaires" of: sojourn desk my-study`
}

// Run makes the one change that was asked for.
func (k editCommand) Run(c console) error {
	data, err := os.ReadFile(k.File)
	if err != nil {
		return study.Problem{Where: k.File, What: "it cannot be read", Do: "check the name"}
	}
	name := filepath.Base(k.File)
	wb, problems := xlsform.Read(name, data)
	if err := problems.Err(); err != nil {
		return err
	}
	change, err := k.change(wb)
	if err != nil {
		return err
	}
	next, err := change(wb)
	if err != nil {
		return err
	}
	if fresh := freshErrors(wb, next); len(fresh) > 0 {
		return fresh
	}
	next, said, err := k.raised(data, wb, next)
	if err != nil {
		return err
	}
	changed, err := edit.Write(name, data, next)
	if err != nil {
		return err
	}
	if err := replaceFile(k.File, data, changed); err != nil {
		return err
	}
	c.printf("%s: %s is changed\n%s", k.File, k.Item, said)
	return nil
}

// raised begins the next version where respondents have seen the one in the
// file, as the editor in the browser does, and says so.
func (k editCommand) raised(data []byte, wb, next *xlsform.Workbook) (*xlsform.Workbook, string, error) {
	dir, name, in := folderOf(k.File)
	if !in {
		return next, "", nil
	}
	p, err := halfOpen(dir)
	if err != nil {
		return next, "", nil // a folder that cannot be read has fielded nothing from here
	}
	form, _ := xlsform.Instrument(wb)
	questionnaires := openQuestionnaires(p)
	fielded, err := questionnaires.Fielded(name, form.Version)
	if err != nil || !slices.Contains(fielded, form.Version) {
		return next, "", err
	}
	if err := questionnaires.KeepFielded(name, form.Version, data); err != nil {
		return nil, "", err
	}
	version := editor.NextVersion(form.Version, fielded)
	next, err = editor.InVersion(next, version)
	return next, fmt.Sprintf("Respondents have seen version %s; it is kept as %s, and this is now version %s.\n", form.Version, workspace.KeptName(name, form.Version), version), err
}

// folderOf finds the study folder in which a file lies, and the file's name there.
func folderOf(file string) (dir, name string, found bool) {
	whole, err := filepath.Abs(file)
	if err != nil {
		return "", "", false
	}
	for dir = filepath.Dir(whole); ; dir = filepath.Dir(dir) {
		if exists(filepath.Join(dir, study.File)) {
			name, err := filepath.Rel(dir, whole)
			return dir, filepath.ToSlash(name), err == nil
		}
		if dir == filepath.Dir(dir) {
			return "", "", false
		}
	}
}

// change is the one that the flags ask for.
func (k editCommand) change(wb *xlsform.Workbook) (edit.Change, error) {
	row := edit.Find(wb, k.Item)
	if row == 0 {
		return nil, study.Problem{Where: wb.File + " survey", Column: "name", What: "nothing is called " + k.Item, Do: "correct the name"}
	}
	var asked []edit.Change
	if k.Set != "" {
		asked = append(asked, edit.Set("survey", row, k.Set, k.To))
	}
	if k.Name != "" {
		asked = append(asked, edit.Rename(k.Item, k.Name))
	}
	if k.After != "" {
		below, err := edit.Below(wb, k.After)
		if err != nil {
			return nil, err
		}
		asked = append(asked, edit.Move("survey", row, below))
	}
	if k.Delete {
		asked = append(asked, edit.Delete("survey", row))
	}
	if len(asked) != 1 {
		return nil, study.Problem{Where: "edit", What: "one change is made at a time", Do: "give one of --set, --name, --after and --delete"}
	}
	return asked[0], nil
}

// freshErrors lists the errors that the questionnaire has after a change and had
// not before. The row does not count: a change may move what was wrong before.
func freshErrors(before, after *xlsform.Workbook) study.Problems {
	var fresh study.Problems
	known := formProblems(before)
	for _, p := range formProblems(after) {
		if p.Severity == study.Error && !slices.ContainsFunc(known, func(q study.Problem) bool { return q.Code == p.Code && q.What == p.What }) {
			fresh = append(fresh, p)
		}
	}
	return fresh
}

func formProblems(wb *xlsform.Workbook) study.Problems {
	in, ps := xlsform.Instrument(wb)
	if ps.Err() != nil {
		return ps
	}
	return append(ps, instrument.Check(in)...)
}

// replaceFile puts data in the place of what was read of a file, whole or not
// at all, and only if nobody changed it meanwhile.
func replaceFile(name string, read, data []byte) error {
	err := history.Replace(name, read, data)
	if errors.Is(err, history.ErrChanged) {
		return study.Problem{Where: name, What: "the file was changed by somebody else just now", Do: "try again"}
	}
	return err
}
