package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/format/parquet"
	"sojourn/seal"
	"sojourn/study"
)

// A CutInfo is what stands beside a cut's data.
type CutInfo struct {
	Hash string      `json:"hash"`
	Raw  string      `json:"raw"` // hash of the opened responses
	Rows int         `json:"rows"`
	Logs []clean.Log `json:"logs"`
}

// MakeCut cleans and links the opened responses by the study folder's rules
// and stores the result under its hash. A cut that is there already is not
// made again: the same inputs give the same bytes.
func (p *Project) MakeCut() (*clean.Cut, error) {
	rules, err := p.Rules()
	if err != nil {
		return nil, err
	}
	var waves []clean.Wave
	var raw bytes.Buffer
	responses := 0
	for _, w := range p.Study.Waves {
		table, err := p.table(w.Number, &raw)
		if err != nil {
			return nil, err
		}
		responses += table.Rows
		waves = append(waves, clean.Wave{Number: w.Number, Table: table})
	}
	if responses == 0 {
		return nil, study.Problem{Severity: study.Error, Code: "no-answers", Where: p.Dir,
			What: "no answers are open here yet", Do: "sync with the field and open the envelopes: sojourn sync"}
	}
	cut, err := clean.Make(seal.HashOf(raw.Bytes()).String(), rules, p.Study.Completion, waves)
	if err != nil {
		return nil, err
	}
	return cut, p.storeCut(cut)
}

// Rules reads clean.yaml; a study without one flags nothing.
func (p *Project) Rules() ([]clean.Rule, error) {
	data, err := fs.ReadFile(p.Files, clean.File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	return clean.ParseRules(data)
}

// table makes the table of a wave and adds to raw what identifies its content.
func (p *Project) table(w study.WaveID, raw *bytes.Buffer) (*dataset.Dataset, error) {
	var rows []fieldwork.Row
	enc := json.NewEncoder(raw)
	err := p.eachRecord(w, func(r record) {
		rows = append(rows, fieldwork.Row{Key: r.Key, Response: r.Response})
		// Not the envelope's hash: sealing is random, and the same answers
		// brought again must give the same cut.
		if e := enc.Encode(r.Response); e != nil {
			fmt.Fprintln(raw, r.Key)
		}
	})
	if err != nil {
		return nil, err
	}
	return fieldwork.Tabulate(p.Instruments[w], rows)
}

func (p *Project) storeCut(cut *clean.Cut) error {
	info, err := json.MarshalIndent(CutInfo{Hash: cut.Hash, Raw: cut.Raw, Rows: cut.Data.Rows, Logs: cut.Logs}, "", "  ")
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	if _, err := os.Stat(p.path("cuts", cut.Hash, "data.parquet")); err != nil {
		var buf bytes.Buffer
		if err := parquet.Write(&buf, cut.Data, map[string]string{"sojourn.cut": cut.Hash}); err != nil {
			return err
		}
		if err := p.write(buf.Bytes(), "cuts", cut.Hash, "data.parquet"); err != nil {
			return err
		}
	}
	if err := p.write(info, "cuts", cut.Hash, "cut.json"); err != nil {
		return err
	}
	return p.write([]byte(cut.Hash+"\n"), "cuts", "latest")
}

// LatestCut is the hash of the cut that was made last, or [study.ErrNotFound].
func (p *Project) LatestCut() (string, error) {
	latest, err := os.ReadFile(p.path("cuts", "latest"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", study.ErrNotFound
	}
	if err != nil {
		return "", fmt.Errorf("workspace: %w", err)
	}
	return string(bytes.TrimSpace(latest)), nil
}

// CutTime is when a cut was made.
func (p *Project) CutTime(hash string) (time.Time, error) {
	info, err := os.Stat(p.path("cuts", hash, "data.parquet"))
	if err != nil {
		return time.Time{}, fmt.Errorf("workspace: %w", err)
	}
	return info.ModTime(), nil
}

// Cut reads the cut of the given hash, or the latest one if hash is empty.
func (p *Project) Cut(hash string) (*clean.Cut, error) {
	if hash == "" {
		var err error
		if hash, err = p.LatestCut(); errors.Is(err, study.ErrNotFound) {
			return nil, study.Problem{Severity: study.Error, Code: "no-cut", Where: p.Dir, What: "there is no cut yet", Do: "make one with: sojourn cut"}
		} else if err != nil {
			return nil, err
		}
	}
	text, err := os.ReadFile(p.path("cuts", hash, "cut.json"))
	if err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "no-cut", Where: p.Dir, What: "there is no such cut", Do: "make it anew with: sojourn cut"}
	}
	var info CutInfo
	if err := json.Unmarshal(text, &info); err != nil {
		return nil, fmt.Errorf("workspace: the log of cut %s cannot be read: %w", hash, err)
	}
	file, err := os.Open(p.path("cuts", hash, "data.parquet"))
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	defer file.Close()
	size, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	data, err := parquet.Read(file, size.Size())
	if err != nil {
		return nil, err
	}
	return &clean.Cut{Hash: info.Hash, Raw: info.Raw, Logs: info.Logs, Data: data}, nil
}

// CopyCut copies the files of a cut, its data and its log, into a folder.
func (p *Project) CopyCut(hash, dir string) error {
	if err := os.CopyFS(dir, os.DirFS(p.path("cuts", hash))); err != nil {
		return fmt.Errorf("workspace: copying a cut: %w", err)
	}
	return nil
}
