package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/elsewhere"
	"sojourn/format/parquet"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/study"
)

// Pseudonyms of people whose answers from elsewhere were dropped, so that
// importing the same file again does not bring them back.
var goneName = []string{"imported", "withdrawn"}

// linkedTo are the pseudonyms in imported waves of those who withdrew
// altogether. It must be asked while their responses, which alone tell the
// link, are still there.
func (p *Project) linkedTo(marks map[handover.Mark]bool) (map[string]bool, error) {
	linked := map[string]bool{}
	for _, w := range p.Study.Waves {
		m, err := p.mapping(w)
		if err != nil {
			return nil, err
		}
		if m == nil || m.Link == nil {
			continue
		}
		of, err := p.pseudonym(nil)
		if errors.Is(err, fs.ErrNotExist) {
			continue // nothing was imported yet
		}
		if err != nil {
			return nil, err
		}
		err = p.eachRecord(m.Link.Wave, func(r record) {
			key := strings.TrimSpace(r.Response.Answers[m.Link.Item].Value())
			if key != "" && marks[handover.MarkOf(p.Study.ID, 0, r.Response.Panelist)] {
				linked[of(key)] = true
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return linked, nil
}

// mapping reads the mapping of an imported wave; nil if the wave is none or
// its mapping is not there yet.
func (p *Project) mapping(w study.Wave) (*elsewhere.Mapping, error) {
	if w.Imported == "" {
		return nil, nil
	}
	text, err := readOptional(p.Files, w.Imported)
	if err != nil || text == nil {
		return nil, err
	}
	return elsewhere.Parse(w.Imported, text)
}

// forgetImported drops from all imported waves the rows of those who withdrew.
func (p *Project) forgetImported(marks map[handover.Mark]bool, linked map[string]bool, f *Forgotten) error {
	gone, err := p.goneFromElsewhere()
	if err != nil {
		return err
	}
	before := len(gone)
	maps.Copy(gone, linked)
	for _, w := range p.Study.Waves {
		data, err := os.ReadFile(p.path(importedName(w.Number)...))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("workspace: %w", err)
		}
		table, err := parquet.Read(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return err
		}
		who, err := table.Column(clean.PanelistColumn)
		if err != nil {
			return err
		}
		for _, id := range who.Texts {
			if marks[handover.MarkOf(p.Study.ID, 0, panel.ID(id))] {
				gone[id] = true
			}
		}
		kept, err := without(table, gone)
		if err != nil {
			return err
		}
		if kept.Rows == table.Rows {
			continue
		}
		f.Responses += table.Rows - kept.Rows
		if err := p.writeImported(w.Number, kept); err != nil {
			return err
		}
	}
	if len(gone) == before {
		return nil
	}
	return p.write([]byte(strings.Join(slices.Sorted(maps.Keys(gone)), "\n")+"\n"), goneName...)
}

func (p *Project) writeImported(w study.WaveID, table *dataset.Dataset) error {
	var file bytes.Buffer
	if err := parquet.Write(&file, table, nil); err != nil {
		return err
	}
	return p.write(file.Bytes(), importedName(w)...)
}

func (p *Project) goneFromElsewhere() (map[string]bool, error) {
	gone := map[string]bool{}
	list, err := os.ReadFile(p.path(goneName...))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	for id := range strings.FieldsSeq(string(list)) {
		gone[id] = true
	}
	return gone, nil
}

// without is the table without the rows of the people named.
func without(table *dataset.Dataset, gone map[string]bool) (*dataset.Dataset, error) {
	who, err := table.Column(clean.PanelistColumn)
	if err != nil {
		return nil, err
	}
	var rows []int
	for row, id := range who.Texts {
		if !gone[id] {
			rows = append(rows, row)
		}
	}
	out := dataset.New(len(rows))
	for _, c := range table.Columns {
		kept := dataset.NewColumn(c.Variable, len(rows), dataset.Present)
		for to, from := range rows {
			kept.Copy(to, c, from)
		}
		if err := out.Add(kept); err != nil {
			return nil, err
		}
	}
	return out, nil
}
