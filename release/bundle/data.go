package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"sojourn/format/dta"
	"sojourn/format/parquet"
	"sojourn/format/sav"
	"sojourn/format/tabular"
	"sojourn/study"
)

// The names of the data files that other files refer to.
const (
	csvName     = "data/data.csv"
	labelsName  = "data/labels.csv"
	parquetName = "data/data.parquet"
)

// shortened is the name of the file that lists what a format made us shorten.
const shortened = "data/shortened.txt"

// data writes the released data in every format, and lists what a format had
// no room for.
func (m *maker) data() error {
	d, st := m.Outcome.Data, m.Study
	var notes study.Problems
	told := func(ps study.Problems, err error) error {
		for _, p := range ps {
			if !slices.Contains(notes, p) {
				notes = append(notes, p)
			}
		}
		return err
	}
	day := Day(st).Time()
	steps := []struct {
		name string
		by   func(io.Writer) error
	}{
		{parquetName, func(w io.Writer) error {
			return parquet.Write(w, d, map[string]string{"sojourn.release": m.Outcome.ID})
		}},
		{csvName, func(w io.Writer) error { return told(tabular.WriteData(w, d, tabular.Options{})) }},
		{labelsName, func(w io.Writer) error { return tabular.WriteLabels(w, d, tabular.Options{}) }},
		{"data/data.dta", func(w io.Writer) error { return told(dta.Write(w, d, dta.Options{Label: st.Title, Time: day})) }},
	}
	for _, lang := range st.Languages {
		steps = append(steps, struct {
			name string
			by   func(io.Writer) error
		}{"data/data." + string(lang) + ".sav", func(w io.Writer) error {
			return told(sav.Write(w, d, sav.Options{Language: lang, Label: st.Title.In(lang), Time: day}))
		}})
	}
	for _, s := range steps {
		if err := m.write(s.name, s.by); err != nil {
			return err
		}
	}
	if err := m.scripts(told); err != nil || len(notes) == 0 {
		return err
	}
	m.put(shortened, []byte(notes.Error()+"\n"))
	m.warnings = append(m.warnings, study.Problem{Severity: study.Warning, Code: "release-labels", Where: shortened,
		What: fmt.Sprintf("%d times a format has no room for a name or a label", len(notes)), Do: "read the list; the CSV, the labels and the codebook have everything whole"})
	return nil
}

// scripts writes what loads the CSV, and its description.
func (m *maker) scripts(told func(study.Problems, error) error) error {
	for _, s := range []struct {
		name    string
		program tabular.Program
	}{{"data/load.R", tabular.R}, {"data/load.do", tabular.Stata}, {"data/load.sps", tabular.SPSS}} {
		err := m.write(s.name, func(w io.Writer) error {
			return told(tabular.WriteScript(w, m.Outcome.Data, tabular.Script{Program: s.program, Data: "data.csv", Lang: m.Study.Default()}))
		})
		if err != nil {
			return err
		}
	}
	file := func(name, within string) tabular.File {
		data := m.find(name)
		sum := sha256.Sum256(data)
		return tabular.File{Name: within, Bytes: int64(len(data)), Hash: "sha256:" + hex.EncodeToString(sum[:])}
	}
	about := m.Study.About
	p := tabular.Package{Name: string(m.Study.ID), Title: m.Study.Title.In(m.Study.Default()), Description: about.Abstract.In(m.Study.Default()),
		Version: about.Version, Lang: m.Study.Default(), Data: file(csvName, "data.csv"), Labels: file(labelsName, "labels.csv")}
	for _, r := range about.Rights {
		p.Licences = append(p.Licences, tabular.Licence{Name: r.ID, Title: r.Name.In(m.Study.Default()), Path: r.URL})
	}
	return m.write("data/datapackage.json", func(w io.Writer) error { return tabular.WritePackage(w, m.Outcome.Data, p) })
}

// find gives the content of a file that was put.
func (m *maker) find(name string) []byte {
	i := slices.IndexFunc(m.files, func(f File) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return m.files[i].Data
}
