package main

import (
	"crypto/rand"
	"os"
	"path/filepath"

	"sojourn/clean"
	"sojourn/elsewhere"
	"sojourn/format/labelled"
	"sojourn/study"
	"sojourn/workspace"
)

// importCommand is "sojourn import".
type importCommand struct {
	Study    string `arg:"" help:"Study folder; with --look the file."`
	File     string `arg:"" optional:"" help:"Data from another program: .sav, .zsav, .dta or .csv."`
	Wave     int    `help:"The wave that they become."`
	Codebook string `placeholder:"FILE" help:"Of a CSV: a file of labels or a DDI-Codebook."`
	Language string `default:"en" help:"Of the labels, where the file does not say."`
	Look     bool   `help:"Only print what is in the file: variables, labels, reasons for empty cells. No answer is shown."`
}

// Help shows an example.
func (importCommand) Help() string {
	return `Examples: sojourn import --look wave1.sav
          sojourn import exile-panel wave1.sav --wave 1 --language ru

A wave that was collected elsewhere joins the study. study.yaml names its mapping, "imported: import/wave1.yaml". The first run
writes a proposal of the mapping: check every line of it. The second run applies it. Keys become pseudonyms, so that the same
person is one in all imported waves. Then: sojourn cut.`
}

// Run looks, proposes or imports.
func (k importCommand) Run(c console) error {
	if k.Look {
		return k.look(c)
	}
	if k.File == "" || k.Wave < 1 {
		return study.Problem{Severity: study.Error, Where: "sojourn import", What: "the file or the number of the wave is not given", Do: "try: sojourn import STUDY FILE --wave 1"}
	}
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	s, err := k.source(k.File)
	if err != nil {
		return err
	}
	codebook := ""
	if k.Codebook != "" {
		codebook = filepath.Base(k.Codebook)
	}
	done, err := p.Import(study.WaveID(k.Wave), s, codebook, rand.Reader)
	warn(c, done.Warnings)
	if err != nil {
		return err
	}
	if done.Proposed {
		c.printf("a mapping is proposed in %s; nothing is imported yet\ncheck every line of it, then run the same command again\n", filepath.Join(k.Study, done.Mapping))
		return nil
	}
	return printImported(c, k.Wave, done)
}

func printImported(c console, wave int, done workspace.Imported) error {
	who, err := done.Table.Column(clean.PanelistColumn)
	if err != nil {
		return err
	}
	people := map[string]bool{}
	for _, id := range who.Texts {
		people[id] = true
	}
	items := 0
	for _, col := range done.Table.Columns {
		if col.Item != "" {
			items++
		}
	}
	c.printf("wave %d: %s of %s, %s by %s\nnext: sojourn cut\n", wave, counted(done.Table.Rows, "response"), counted(len(people), "person"), counted(items, "variable"), done.Mapping)
	return nil
}

// look prints the variables of a file, and never what anybody answered.
func (k importCommand) look(c console) error {
	s, err := k.source(k.Study)
	if err != nil {
		return err
	}
	d, problems, err := elsewhere.Read(s)
	warn(c, problems)
	if err != nil {
		return err
	}
	c.printf("%s: %s, %s\n", s.Name, counted(d.Rows, "row"), counted(len(d.Columns), "variable"))
	for _, col := range d.Columns {
		c.printf("\n%s  %s\n", col.Name, elsewhere.Summary(col))
		if col.Variable.Codes == nil {
			continue
		}
		for _, category := range col.Variable.Codes.Categories {
			c.printf("    %-8s %s\n", category.Code, labelled.OneLine(category.Label.In(study.Lang(k.Language))))
		}
	}
	return nil
}

// source reads the file and its codebook.
func (k importCommand) source(path string) (elsewhere.Source, error) {
	data, err := readFrom(path)
	if err != nil {
		return elsewhere.Source{}, err
	}
	s := elsewhere.Source{Name: filepath.Base(path), Data: data, Language: study.Lang(k.Language)}
	if k.Codebook != "" {
		s.Codebook, err = readFrom(k.Codebook)
	}
	return s, err
}

func readFrom(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, study.Problem{Severity: study.Error, Where: path, What: "it cannot be read: " + plainCause(err), Do: "look at the name and the permissions"}
	}
	return data, nil
}
