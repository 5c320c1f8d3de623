package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

// bankCommand is "sojourn bank".
type bankCommand struct {
	Search bankSearch `cmd:"" help:"List the questions of a bank, all or those with some words."`
	Copy   bankCopy   `cmd:"" help:"Copy a question with its choices into a questionnaire."`
}

// bankSearch is "sojourn bank search".
type bankSearch struct {
	Folder string   `arg:"" help:"A folder of questionnaires, or a study folder with a folder bank."`
	Words  []string `arg:"" optional:"" help:"Words of the name, the wording, the source or the target."`
}

// Help shows an example.
func (bankSearch) Help() string {
	return `Example: sojourn bank search my-study trust WVS

Prints name, file, type, source and target, and the wording in every language.`
}

// Run prints what is found.
func (k bankSearch) Run(c console) error {
	forms, err := bankOf(c, k.Folder)
	if err != nil {
		return err
	}
	found := xlsform.Bank(forms, k.Words...)
	for _, i := range found {
		c.printf("%s  %s  %s", i.Name, filepath.Base(i.File), i.Type)
		if i.Origin != "" {
			c.printf("  from %s", i.Origin)
		}
		if i.Target != "" {
			c.printf("  harmonised with %s", i.Target)
		}
		c.printf("\n")
		for _, lang := range slices.Sorted(maps.Keys(i.Label)) {
			c.printf("    %s: %s\n", lang, strings.ReplaceAll(i.Label[lang], "\n", " "))
		}
	}
	c.printf("%s\n", counted(len(found), "question"))
	return nil
}

// bankFiles lists the questionnaires of a bank.
func bankFiles(folder string) []string {
	dir := filepath.Join(folder, "bank")
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir = folder
	}
	var files []string
	for _, pattern := range []string{"*.md", "*.xlsx", "*.xls"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern)) // the patterns are sound
		files = append(files, found...)
	}
	return files
}

// bankOf reads the questionnaires of a bank. One that has errors is told and
// passed over.
func bankOf(c console, folder string) ([]*instrument.Instrument, error) {
	var forms []*instrument.Instrument
	for _, name := range bankFiles(folder) {
		wb, problems := readForm(name)
		if problems.Err() == nil {
			in, more := xlsform.Instrument(wb)
			if problems = append(problems, more...); problems.Err() == nil {
				forms = append(forms, in)
				continue
			}
		}
		for _, p := range problems {
			if p.Severity == study.Error {
				c.printf("passed over: %s\n", p.Error())
			}
		}
	}
	if len(forms) == 0 {
		return nil, study.Problems{{Severity: study.Error, Code: "no-bank", Where: folder, What: "there is no questionnaire in it", Do: "put questionnaires into a folder named bank"}}
	}
	return forms, nil
}

func readForm(name string) (*xlsform.Workbook, study.Problems) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, study.Problems{{Severity: study.Error, Code: "not-there", Where: name, What: "it cannot be read", Do: "check the name"}}
	}
	return xlsform.Read(name, data)
}

// bankCopy is "sojourn bank copy".
type bankCopy struct {
	Folder string `arg:"" help:"A folder of questionnaires, or a study folder with a folder bank."`
	Item   string `arg:"" help:"Name of the question."`
	Form   string `arg:"" help:"The questionnaire to put it into, .md or .xlsx."`
}

// Help shows an example.
func (bankCopy) Help() string {
	return `Example: sojourn bank copy my-study trust_people my-study/instrument/wave2.md

The question goes to the end of the last page, with its choices and all its languages.`
}

// Run copies the question.
func (k bankCopy) Run(c console) error {
	form, problems := readForm(k.Form)
	if err := problems.Err(); err != nil {
		return err
	}
	if ext := filepath.Ext(k.Form); ext != ".md" && ext != ".xlsx" {
		return study.Problems{{Severity: study.Error, Code: "bank", Where: k.Form, What: "only .md and .xlsx are written", Do: "save the questionnaire as one of them"}}
	}
	for _, name := range bankFiles(k.Folder) {
		wb, ps := readForm(name)
		if ps.Err() != nil || wb.Sheet("survey") == nil {
			continue
		}
		in, _ := xlsform.Instrument(wb)
		if !slices.ContainsFunc(xlsform.Bank([]*instrument.Instrument{in}), func(i xlsform.BankItem) bool { return i.Name == k.Item }) {
			continue
		}
		if err := xlsform.Copy(wb, k.Item, form); err != nil {
			return err
		}
		if err := writeForm(k.Form, form, 0); err != nil {
			return err
		}
		c.printf("%s is now in %s; look at its place and run: sojourn check %s\n", k.Item, k.Form, k.Form)
		return nil
	}
	return study.Problems{{Severity: study.Error, Code: "bank", Where: k.Folder, What: "no questionnaire of the bank has the question " + k.Item, Do: "look for its name with: sojourn bank search"}}
}
