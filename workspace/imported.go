package workspace

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/elsewhere"
	"sojourn/fieldwork"
	"sojourn/format/parquet"
	"sojourn/seal"
	"sojourn/study"
)

// An Imported says what an import did.
type Imported struct {
	Mapping  string           // the file in the study folder
	Proposed bool             // it was written now, and nothing was imported
	Table    *dataset.Dataset // nil if proposed
	Warnings study.Problems
}

// Import makes a file from elsewhere the data of a wave by the mapping that
// study.yaml names for it. Where the mapping is not there yet, a proposal is
// written and nothing else. Random bytes are asked for once in a project, for
// the pseudonyms of people from elsewhere.
func (p *Project) Import(number study.WaveID, s elsewhere.Source, codebook string, rand io.Reader) (Imported, error) {
	w, err := p.Study.Wave(number)
	if err != nil || w.Imported == "" {
		return Imported{}, study.Problem{Severity: study.Error, Code: "no-imported", Where: study.File, Column: "waves",
			What: fmt.Sprintf("wave %d does not say that it was collected elsewhere", number),
			Do:   fmt.Sprintf("list it with its title and the line: imported: import/wave%d.yaml", number)}
	}
	if !filepath.IsLocal(w.Imported) {
		return Imported{}, study.Problem{Severity: study.Error, Code: "no-imported", Where: study.File, Column: "imported", What: "the mapping lies outside the study folder", Do: "name a file in it"}
	}
	text, err := fs.ReadFile(p.Files, filepath.ToSlash(w.Imported))
	if errors.Is(err, fs.ErrNotExist) {
		return p.propose(w, s, codebook)
	}
	if err != nil {
		return Imported{}, fmt.Errorf("workspace: %w", err)
	}
	return p.apply(w, s, text, rand)
}

func (p *Project) propose(w study.Wave, s elsewhere.Source, codebook string) (Imported, error) {
	result := Imported{Mapping: w.Imported, Proposed: true}
	d, problems, err := elsewhere.Read(s)
	result.Warnings = problems
	if err != nil {
		return result, err
	}
	path := filepath.Join(p.Dir, filepath.FromSlash(w.Imported))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return result, fmt.Errorf("workspace: %w", err)
	}
	if err := os.WriteFile(path, elsewhere.Propose(s, codebook, d), 0o644); err != nil {
		return result, fmt.Errorf("workspace: %w", err)
	}
	return result, nil
}

func (p *Project) apply(w study.Wave, s elsewhere.Source, mapping []byte, rand io.Reader) (Imported, error) {
	result := Imported{Mapping: w.Imported}
	m, err := elsewhere.Parse(w.Imported, mapping)
	if err != nil {
		return result, err
	}
	if m.Hash != elsewhere.HashOf(s.Data) {
		return result, study.Problem{Severity: study.Error, Code: "other-file", Where: w.Imported, Column: "sha256", What: "the mapping was written for another file, or for another version of it",
			Do: "compare the two; if the mapping fits this one, write sha256: " + elsewhere.HashOf(s.Data)}
	}
	s.Language = m.Language
	d, problems, err := elsewhere.Read(s)
	result.Warnings = problems
	if err != nil {
		return result, err
	}
	of, err := p.pseudonym(rand)
	if err != nil {
		return result, err
	}
	table, problems, err := m.Apply(d, w.Number, of)
	result.Warnings = append(result.Warnings, problems...)
	if err != nil {
		return result, err
	}
	gone, err := p.goneFromElsewhere()
	if err != nil {
		return result, err
	}
	if result.Table, err = without(table, gone); err != nil {
		return result, err
	}
	return result, p.writeImported(w.Number, result.Table)
}

func importedName(w study.WaveID) []string {
	return []string{"imported", fmt.Sprintf("wave%d.parquet", w)}
}

// pseudonym makes pseudonyms of keys from elsewhere, in the form of those of
// panelists. A key, such as an address, is often easy to guess, so a secret of
// the project goes into it; without that nobody can try keys out.
func (p *Project) pseudonym(rand io.Reader) (elsewhere.Pseudonym, error) {
	name := []string{"imported", "secret"}
	token, err := os.ReadFile(p.path(name...))
	if errors.Is(err, fs.ErrNotExist) && rand != nil {
		secret, err := seal.NewSecret(rand)
		if err != nil {
			return nil, err
		}
		token = []byte(secret.Token() + "\n")
		if err := p.write(token, name...); err != nil {
			return nil, err
		}
	} else if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	key := bytes.TrimSpace(token)
	letters := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	return func(s string) string {
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "sojourn/imported\x00%s\x00%s", p.Study.ID, s)
		return letters.EncodeToString(mac.Sum(nil)[:16])
	}, nil
}

// importedTable is the table of a wave that was collected elsewhere; nobody if
// nothing was imported yet. It adds to raw what identifies its content.
func (p *Project) importedTable(w study.Wave, raw *bytes.Buffer) (*dataset.Dataset, error) {
	data, err := os.ReadFile(p.path(importedName(w.Number)...))
	if errors.Is(err, fs.ErrNotExist) {
		return fieldwork.Tabulate(p.Instruments[w.Number], nil, p.Study.Purposes()...)
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	table, err := parquet.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(raw, "imported %d %s\n", w.Number, seal.HashOf(data))
	m, err := p.mapping(w)
	if err != nil || m == nil || m.Link == nil {
		return table, err
	}
	return table, p.link(table, *m.Link, raw)
}

// link gives people from elsewhere the pseudonyms under which they answered in
// a wave of the field, where they were asked for the same key.
func (p *Project) link(table *dataset.Dataset, to elsewhere.Link, raw *bytes.Buffer) error {
	of, err := p.pseudonym(nil)
	if err != nil {
		return err
	}
	known := map[string]string{}
	err = p.eachRecord(to.Wave, func(r record) {
		if key := strings.TrimSpace(r.Response.Answers[to.Item].Value()); key != "" {
			known[of(key)] = string(r.Response.Panelist)
		}
	})
	if err != nil {
		return err
	}
	who, err := table.Column(clean.PanelistColumn)
	if err != nil {
		return err
	}
	for row, id := range who.Texts {
		if panelist, ok := known[id]; ok {
			who.Texts[row] = panelist
		}
	}
	fmt.Fprintf(raw, "link %d %s\n", to.Wave, to.Item)
	return nil
}

// tableOfNobody has the variables of a wave and no rows.
func (p *Project) tableOfNobody(w study.Wave) (*dataset.Dataset, error) {
	if w.Imported == "" {
		versions, err := p.Versions(w.Number)
		if err != nil {
			return nil, err
		}
		former, err := p.former(w.Number, versions)
		if err != nil {
			return nil, err
		}
		table, err := former.Tabulate(p.Instruments[w.Number], nil, p.Study.Purposes()...)
		if err != nil {
			return nil, err
		}
		return p.addRecruitment(table, nil)
	}
	table, err := p.importedTable(w, &bytes.Buffer{})
	if err != nil {
		return nil, err
	}
	none := dataset.New(0)
	for _, c := range table.Columns {
		if err := none.Add(dataset.NewColumn(c.Variable, 0, dataset.Present)); err != nil {
			return nil, err
		}
	}
	return none, nil
}

// mappingProblems lists what is wrong in a mapping. One that is not there yet
// is none: the import proposes it.
func mappingProblems(files fs.FS, name string) study.Problems {
	text, err := readOptional(files, name)
	if err == nil && text != nil {
		_, err = elsewhere.Parse(name, text)
	}
	if err != nil {
		return asProblems(err, name, "")
	}
	return nil
}
