package export

import (
	"fmt"
	"io"
	"strings"

	"sojourn/codebook"
	"sojourn/format/ddi"
	"sojourn/format/dta"
	"sojourn/format/parquet"
	"sojourn/format/sav"
	"sojourn/format/tabular"
	"sojourn/study"
)

// csv writes the data, their labels, the scripts that load them, and
// datapackage.json. A script for a program that could not take the data is
// passed over with its warnings.
func (w *writer) csv() error {
	o := tabular.Options{Profile: tabular.Guarded}
	if w.Raw {
		o.Profile = tabular.Raw
	}
	data, labels := w.name(".csv"), w.name("-labels.csv")
	err := w.file(data, func(out io.Writer) (study.Problems, error) { return tabular.WriteData(out, w.Data, o) })
	if err != nil {
		return err
	}
	err = w.file(labels, func(out io.Writer) (study.Problems, error) { return nil, tabular.WriteLabels(out, w.Data, o) })
	if err != nil {
		return err
	}
	described := tabular.Package{Name: string(w.Study.ID) + w.part, Title: w.Study.Title.In(w.Language), Description: strings.TrimSpace(w.Study.Sampling.In(w.Language) + " " + book.In(w.Language).Say("guard")),
		Version: w.Cut, Lang: w.Language, Data: w.described(data), Labels: w.described(labels), Options: o}
	name := "datapackage.json"
	if w.part != "" {
		name = strings.TrimPrefix(w.part, "-") + "-" + name
	}
	err = w.file(name, func(out io.Writer) (study.Problems, error) { return nil, tabular.WritePackage(out, w.Data, described) })
	if err != nil {
		return err
	}
	for _, s := range []struct {
		ending  string
		program tabular.Program
	}{{".R", tabular.R}, {".do", tabular.Stata}, {".sps", tabular.SPSS}} {
		script := tabular.Script{Program: s.program, Data: data, Lang: w.Language, Options: o}
		err := w.file(w.name(s.ending), func(out io.Writer) (study.Problems, error) { return tabular.WriteScript(out, w.Data, script) })
		if err != nil {
			return err
		}
	}
	return nil
}

// described is a file as datapackage.json names it.
func (w *writer) described(name string) tabular.File {
	for _, f := range w.files {
		if f.Name == name {
			return tabular.File{Name: name, Bytes: f.Bytes, Hash: "sha256:" + f.Hash}
		}
	}
	return tabular.File{Name: name}
}

func (w *writer) parquet() error {
	return w.file(w.name(".parquet"), func(out io.Writer) (study.Problems, error) {
		return parquet.Check(w.Data), parquet.Write(out, w.Data, map[string]string{"sojourn.cut": w.Cut})
	})
}

func (w *writer) spss(f Format) error {
	o := sav.Options{Language: w.Language, Label: w.Study.Title.In(w.Language), Time: w.day}
	if f == ZSAV {
		o.Compression = sav.Zlib
	}
	return w.file(w.name("."+string(f)), func(out io.Writer) (study.Problems, error) { return sav.Write(out, w.Data, o) })
}

func (w *writer) stata() error {
	o := dta.Options{Languages: w.languages(), Label: w.Study.Title, Time: w.day}
	return w.file(w.name(".dta"), func(out io.Writer) (study.Problems, error) { return dta.Write(out, w.Data, o) })
}

// languages are those of the study, the chosen one first.
func (w *writer) languages() []study.Lang {
	langs := []study.Lang{w.Language}
	for _, lang := range w.Study.Languages {
		if lang != w.Language {
			langs = append(langs, lang)
		}
	}
	return langs
}

func (w *writer) workbook() error {
	return w.file(w.name(".xlsx"), func(out io.Writer) (study.Problems, error) { return tabular.WriteWorkbook(out, w.Data) })
}

// ddi writes for each wave of the cut the document and the question bank.
func (w *writer) ddi() error {
	if a := w.Study.About; len(a.Abstract) == 0 || a.Publisher == "" || a.Address() == "" {
		return study.Problem{Severity: study.Error, Code: "no-archive", Where: study.File, Column: "about", What: "the study does not say what it is about, who keeps its data and where",
			Do: "write abstract, publisher and doi or url under about in " + study.File + ": see docs/folder.md"}
	}
	b := codebook.New(codebook.Source{Study: w.Study, Cut: w.Cut, Data: w.Data, Instruments: w.Instruments, Lineage: w.Lineage}, codebook.Team)
	for _, wave := range b.Waves {
		about := codebook.About(w.Study, wave.Number)
		about.Languages = w.languages()
		document, err := b.DDI(wave.Number, about, w.name(".csv"))
		if err != nil {
			return err
		}
		if err := w.document("ddi", wave.Number, document); err != nil {
			return err
		}
		if questions := document.Questions(); len(questions.Variables) > 0 {
			if err := w.document("questions", wave.Number, questions); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) document(kind string, wave study.WaveID, c ddi.Codebook) error {
	return w.file(fmt.Sprintf("%s-wave%d.xml", kind, wave), func(out io.Writer) (study.Problems, error) { return nil, ddi.Write(out, c, w.DDI) })
}
