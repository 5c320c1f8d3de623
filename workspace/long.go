package workspace

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/format/parquet"
	"sojourn/study"
)

// A Longitudinal is a cut made ready to leave the workspace: a row a person, a
// row a person and wave, and a row for every time of a repeat, all under the
// same pseudonyms.
type Longitudinal struct {
	Cut    string // hash
	Wide   *dataset.Dataset
	Long   *dataset.Dataset
	Tables []dataset.Linked
	Notes  study.Problems // what could not be joined or made comparable
}

// Linked is a cut as it is handed on, one row a person: with variables of
// common categories beside the questions that the lineage recodes, unless
// lineage.yaml declines them, and with what is known to have changed, by item.
func (p *Project) Linked(cut *clean.Cut) (estimate.Harmonised, error) {
	h, err := p.harmonised(cut.Hash, cut.Data)
	if err != nil {
		return h, err
	}
	notes := p.Lineage.Notes()
	maps.Copy(notes, h.Notes)
	h.Notes = notes
	return h, nil
}

func (p *Project) harmonised(cut string, d *dataset.Dataset) (estimate.Harmonised, error) {
	return estimate.New(p.Study, cut, d, nil).Under(p.Lineage).Harmonised()
}

// Longitudinal gives a cut under pseudonyms of its own: they are the same in
// every file and every cut of the study made at this desk, so that files can
// be joined, and they are not those that stand inside the sealed answers.
// Without the desk's secret nobody can tell one from the other.
func (p *Project) Longitudinal(cut *clean.Cut) (Longitudinal, error) {
	l := Longitudinal{Cut: cut.Hash}
	secret, err := p.pseudonymSecret()
	if err != nil {
		return l, err
	}
	asked, err := renamed(cut.Data, secret)
	if err != nil {
		return l, err
	}
	var waves []study.WaveID
	for _, w := range p.Study.Waves {
		waves = append(waves, w.Number)
	}
	bridged, err := estimate.New(p.Study, cut.Hash, asked, nil).Under(p.Lineage).Bridged()
	if err != nil {
		return l, err
	}
	if l.Long, l.Notes, err = dataset.Long(bridged, waves); err != nil {
		return l, err
	}
	wide, err := p.harmonised(cut.Hash, asked)
	if err != nil {
		return l, err
	}
	l.Wide, l.Notes = wide.Data, append(l.Notes, wide.Left...)
	l.Tables, err = l.Wide.Tables(clean.PanelistColumn)
	return l, err
}

// renamed is the linked data under other pseudonyms. The rows are sorted by
// them, or their order would give the old ones away.
func renamed(d *dataset.Dataset, secret []byte) (*dataset.Dataset, error) {
	key, err := d.Column(clean.PanelistColumn)
	if err != nil {
		return nil, err
	}
	fresh := dataset.NewColumn(key.Variable, d.Rows, dataset.Present)
	for row, id := range key.Texts {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(id))
		fresh.Texts[row] = hex.EncodeToString(mac.Sum(nil)[:10])
	}
	with := dataset.New(d.Rows)
	for _, c := range d.Columns {
		if c == key {
			c = fresh
		}
		if err := with.Add(c); err != nil {
			return nil, err
		}
	}
	return with.SortedBy(fresh)
}

const pseudonymFile = "pseudonym.secret"

// pseudonymSecret reads the desk's secret, and makes one the first time.
func (p *Project) pseudonymSecret() ([]byte, error) {
	secret, err := os.ReadFile(p.path(pseudonymFile))
	switch {
	case err == nil && len(secret) == sha256.Size:
		return secret, nil
	case err == nil:
		return nil, study.Problem{Severity: study.Error, Code: "pseudonyms", Where: pseudonymFile, What: "it is damaged",
			Do: "bring it back from a backup; without it new files cannot be joined with old ones"}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("workspace: %w", err)
	}
	secret = make([]byte, sha256.Size)
	rand.Read(secret) // never fails
	return secret, p.write(secret, pseudonymFile)
}

// Files gives what there is as Parquet files by name.
func (l Longitudinal) Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, t := range append(l.Tables, dataset.Linked{Name: "wide", Data: l.Wide}, dataset.Linked{Name: "long", Data: l.Long}) {
		var buf bytes.Buffer
		if err := parquet.Write(&buf, t.Data, map[string]string{"sojourn.cut": l.Cut}); err != nil {
			return nil, err
		}
		files[t.Name+".parquet"] = buf.Bytes()
	}
	return files, nil
}
