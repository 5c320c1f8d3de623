package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"sojourn/dataset"
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

// guarded is how the CSV is written: a spreadsheet runs nothing in it.
var guarded = tabular.Options{Profile: tabular.Guarded}

// shortened is the name of the file that lists what a format made us shorten.
const shortened = "data/shortened.txt"

// data writes the released data and their linked tables in every format, and
// lists what a format had no room for.
func (m *maker) data() error {
	var notes study.Problems
	told := func(ps study.Problems, err error) error {
		for _, p := range ps {
			if !slices.Contains(notes, p) {
				notes = append(notes, p)
			}
		}
		return err
	}
	if err := m.table(m.Outcome.Data, "data", "labels.csv", "load", told); err != nil {
		return err
	}
	for _, t := range m.Outcome.Tables {
		if err := m.table(t.Data, t.Name, t.Name+"-labels.csv", "load-"+t.Name, told); err != nil {
			return err
		}
	}
	if err := m.packaged(); err != nil || len(notes) == 0 {
		return err
	}
	m.put(shortened, []byte(notes.Error()+"\n"))
	m.warnings = append(m.warnings, study.Problem{Severity: study.Warning, Code: "release-labels", Where: shortened,
		What: fmt.Sprintf("%s a format has no room for a name or a label", study.Counted(len(notes), "time")), Do: "read the list; the CSV, the labels and the codebook have everything whole"})
	return nil
}

// table writes one table in every format, and the scripts that load its CSV.
func (m *maker) table(d *dataset.Dataset, name, labels, load string, told func(study.Problems, error) error) error {
	st, day := m.Study, Day(m.Study).Time()
	at := "data/" + name
	steps := []struct {
		name string
		by   func(io.Writer) error
	}{
		{at + ".parquet", func(w io.Writer) error {
			return parquet.Write(w, d, map[string]string{"sojourn.release": m.Outcome.ID})
		}},
		{at + ".csv", func(w io.Writer) error { return told(tabular.WriteData(w, d, guarded)) }},
		{"data/" + labels, func(w io.Writer) error { return tabular.WriteLabels(w, d, guarded) }},
		{at + ".dta", func(w io.Writer) error { return told(dta.Write(w, d, dta.Options{Label: st.Title, Time: day})) }},
	}
	for _, lang := range st.Languages {
		steps = append(steps, struct {
			name string
			by   func(io.Writer) error
		}{at + "." + string(lang) + ".sav", func(w io.Writer) error {
			return told(sav.Write(w, d, sav.Options{Language: lang, Label: st.Title.In(lang), Time: day}))
		}})
	}
	for _, s := range []struct {
		ending  string
		program tabular.Program
	}{{".R", tabular.R}, {".do", tabular.Stata}, {".sps", tabular.SPSS}} {
		steps = append(steps, struct {
			name string
			by   func(io.Writer) error
		}{"data/" + load + s.ending, func(w io.Writer) error {
			return told(tabular.WriteScript(w, d, tabular.Script{Program: s.program, Data: name + ".csv", Lang: st.Default(), Options: guarded}))
		}})
	}
	for _, s := range steps {
		if err := m.write(s.name, s.by); err != nil {
			return err
		}
	}
	return nil
}

// packaged writes the description of the CSV for programs.
func (m *maker) packaged() error {
	file := func(name, within string) tabular.File {
		data := m.find(name)
		sum := sha256.Sum256(data)
		return tabular.File{Name: within, Bytes: int64(len(data)), Hash: "sha256:" + hex.EncodeToString(sum[:])}
	}
	about := m.Study.About
	p := tabular.Package{Name: string(m.Study.ID), Title: m.Study.Title.In(m.Study.Default()), Description: about.Abstract.In(m.Study.Default()),
		Version: about.Version, Lang: m.Study.Default(), Data: file(csvName, "data.csv"), Labels: file(labelsName, "labels.csv"), Options: guarded}
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
