package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sojourn/format/limesurvey"
	"sojourn/format/xlsform"
	"sojourn/study"
)

// formCommand is "sojourn import-form".
type formCommand struct {
	File string `arg:"" help:"A survey exported from LimeSurvey, FILE.lss."`
	Out  string `placeholder:"FORM" help:"Where to write the questionnaire: FORM.md or FORM.xlsx." required:""`
}

// Help shows an example.
func (formCommand) Help() string {
	return `Example: sojourn import-form survey.lss --out instrument/wave1.md

Prints everything that did not carry over, with its place. Look through that list, then run: sojourn check FORM.md
A file that is there already is never written over. Exit codes: 0 written, 1 the file cannot be read.`
}

// Run reads the survey and writes the questionnaire.
func (k formCommand) Run(c console) error {
	data, err := os.ReadFile(k.File)
	if err != nil {
		return study.Problems{{Severity: study.Error, Code: "not-there", Where: k.File, What: "it cannot be read", Do: "check the name"}}
	}
	in, problems := limesurvey.Read(filepath.Base(k.File), data)
	for _, p := range problems {
		c.printf("%s: %s\n", p.Severity, p.Error())
	}
	if problems.Err() != nil {
		return errShown
	}
	if err := writeForm(k.Out, xlsform.FromInstrument(in), os.O_EXCL); err != nil {
		return err
	}
	items := 0
	for _, p := range in.Pages {
		items += len(p.Items)
	}
	c.printf("%s: %s, %s, %s; %d things did not carry over\n", k.Out, counted(len(in.Pages), "page"), counted(items, "item"), counted(len(in.Languages), "language"), len(problems))
	return nil
}

// writeForm writes sheets as Markdown or as a workbook, by the ending of the name.
func writeForm(name string, wb *xlsform.Workbook, mode int) error {
	data := xlsform.WriteMarkdown(wb)
	if filepath.Ext(name) == ".xlsx" {
		var err error
		if data, err = xlsform.WriteXLSX(wb); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC|mode, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return study.Problems{{Severity: study.Error, Code: "exists", Where: name, What: "the file is there already", Do: "give another name with --out"}}
	}
	if err != nil {
		return cannotWrite(name)
	}
	if _, err = f.Write(data); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(name), err)
	}
	return nil
}
