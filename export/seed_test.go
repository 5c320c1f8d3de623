package export

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/fieldwork"
	"sojourn/format/labelled"
	"sojourn/instrument"
	"sojourn/internal/seed"
	"sojourn/study"
)

// synthetic is the cut of the first people of the synthetic study with
// everything that an export wants.
var synthetic = sync.OnceValues(func() (Source, error) {
	people, err := seed.People(seed.Number)
	if err != nil {
		return Source{}, err
	}
	people = people[:800]
	files, err := seed.Folder(study.Keys{Answers: []string{"age1answers"}, Contact: []string{"age1contact"}})
	if err != nil {
		return Source{}, err
	}
	s := Source{Instruments: map[study.WaveID]*instrument.Instrument{}}
	if s.Study, err = study.Parse(files[study.File]); err != nil {
		return s, err
	}
	rules, err := clean.ParseRules(files[clean.File])
	if err != nil {
		return s, err
	}
	forms, err := seed.Instruments()
	if err != nil {
		return s, err
	}
	var waves []clean.Wave
	for k, in := range forms {
		s.Instruments[study.WaveID(k+1)] = in
		var rows []fieldwork.Row
		for i := range people {
			if v := people[i].Visit(study.WaveID(k + 1)); v != nil {
				rows = append(rows, fieldwork.Row{Key: fmt.Sprint(i), Response: people[i].Response(v, in)})
			}
		}
		slices.SortStableFunc(rows, func(a, b fieldwork.Row) int { return cmp.Compare(a.Response.Day, b.Response.Day) })
		table, err := fieldwork.Tabulate(in, rows)
		if err != nil {
			return s, err
		}
		waves = append(waves, clean.Wave{Number: study.WaveID(k + 1), Table: table})
	}
	cut, err := clean.Recipe{Rules: rules, Completion: s.Study.Completion}.Cut("raw", waves)
	if err != nil {
		return s, err
	}
	lineage, err := instrument.ParseLineage(files[instrument.LineageFile])
	if err != nil {
		return s, err
	}
	linked, err := estimate.New(s.Study, cut.Hash, cut.Data, nil).Under(lineage).Harmonised()
	s.Cut, s.Data, s.Lineage = cut.Hash, linked.Data, linked.Notes
	return s, err
})

func source(t *testing.T) Source {
	t.Helper()
	s, err := synthetic()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A folder takes the files of an export into a directory.
type folder string

// A target is a file of the directory.
type target struct{ *os.File }

func (f target) Keep() error { return f.Close() }
func (f target) Drop()       { f.Close(); os.Remove(f.Name()) }

func (dir folder) create(name string) (Target, error) {
	file, err := os.Create(filepath.Join(string(dir), name))
	return target{file}, err
}

func (dir folder) read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(string(dir), name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// exported writes the synthetic study into a new directory.
func exported(t *testing.T, o Options) (folder, []File, study.Problems) {
	t.Helper()
	dir := folder(t.TempDir())
	files, problems, err := Write(source(t), o, dir.create)
	if err != nil {
		t.Fatal(err)
	}
	return dir, files, problems
}

// labels is how often each label, and each reason for an empty cell, occurs in
// a column of one choice, in one language.
func labels(c *dataset.Column, lang study.Lang) map[string]int {
	counts := map[string]int{}
	for row, m := range c.Missing {
		if m != dataset.Present {
			counts[labelled.Reason(m, lang)]++
			continue
		}
		counts[c.Variable.Codes.Categories[c.Codes[row]].Label.In(lang)]++
	}
	return counts
}
