package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/format/parquet"
	"sojourn/seal"
	"sojourn/study"
)

// A CutInfo is what stands beside a cut's data.
type CutInfo struct {
	Hash   string            `json:"hash"`
	Raw    string            `json:"raw"` // hash of the opened responses
	Rows   int               `json:"rows"`
	Files  map[string]string `json:"files"` // hash of each file of data, by its name
	Recipe clean.Recipe      `json:"recipe"`
	Logs   []clean.Log       `json:"logs"`
}

const (
	cutData   = "data.parquet"
	cutLog    = "cut.json"
	cutTables = "tables" // linked tables of repeats
)

// MakeCut cleans and links the opened responses by the study folder's rules
// and stores the result under its hash. A cut that is there already is not
// made again: the same inputs give the same bytes.
func (p *Project) MakeCut() (*clean.Cut, error) {
	recipe, err := p.Recipe()
	if err != nil {
		return nil, err
	}
	raw, err := p.raw()
	if err != nil {
		return nil, err
	}
	cut, err := recipe.Cut(raw.hash, raw.waves)
	if err != nil {
		return nil, err
	}
	return cut, p.storeCut(cut)
}

// storeCut writes a cut that is not there yet, its log last, and makes it the
// latest. What stands under its hash is never written over.
func (p *Project) storeCut(cut *clean.Cut) error {
	if !p.holds(cut.Hash) {
		files, err := cutFiles(cut)
		if err != nil {
			return err
		}
		info := CutInfo{Hash: cut.Hash, Raw: cut.Raw, Rows: cut.Data.Rows, Files: map[string]string{}, Recipe: cut.Recipe, Logs: cut.Logs}
		for name, data := range files {
			info.Files[name] = seal.HashOf(data).String()
			if err := p.write(data, "cuts", cut.Hash, name); err != nil {
				return err
			}
		}
		text, err := json.MarshalIndent(info, "", "  ")
		if err != nil {
			return fmt.Errorf("workspace: %w", err)
		}
		if err := p.write(text, "cuts", cut.Hash, cutLog); err != nil {
			return err
		}
	}
	return p.write([]byte(cut.Hash+"\n"), "cuts", "latest")
}

// holds reports whether the data of a cut are here, and not only what it was
// made by.
func (p *Project) holds(hash string) bool {
	_, log := os.Stat(p.path("cuts", hash, cutLog))
	_, data := os.Stat(p.path("cuts", hash, cutData))
	return log == nil && data == nil
}

// cutFiles gives the data of a cut as Parquet: the linked data, and a table
// for every repeat.
func cutFiles(cut *clean.Cut) (map[string][]byte, error) {
	tables, err := cut.Data.Tables(clean.PanelistColumn)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, t := range append(tables, dataset.Linked{Data: cut.Data}) {
		var buf bytes.Buffer
		if err := parquet.Write(&buf, t.Data, map[string]string{"sojourn.cut": cut.Hash}); err != nil {
			return nil, err
		}
		name := cutData
		if t.Name != "" {
			name = cutTables + "/" + t.Name + ".parquet"
		}
		files[name] = buf.Bytes()
	}
	return files, nil
}

// CutInfo reads what stands beside the data of a cut.
func (p *Project) CutInfo(hash string) (CutInfo, error) {
	var info CutInfo
	text, err := os.ReadFile(p.path("cuts", hash, cutLog))
	if err != nil {
		return info, study.Problem{Severity: study.Error, Code: "no-cut", Where: p.Dir, What: "there is no such cut", Do: "see which there are with: sojourn cut list"}
	}
	if err := json.Unmarshal(text, &info); err != nil {
		return info, fmt.Errorf("workspace: the log of cut %s cannot be read: %w", hash, err)
	}
	return info, nil
}

// Cut reads a cut by its hash, the beginning of it, its name, or "latest",
// which an empty text stands for as well. Data that are not those the cut was
// made with are refused.
func (p *Project) Cut(ref string) (*clean.Cut, error) {
	hash, err := p.FindCut(ref)
	if err != nil {
		return nil, err
	}
	info, err := p.CutInfo(hash)
	if err != nil {
		return nil, err
	}
	if !p.holds(hash) {
		return nil, study.Problem{Severity: study.Error, Code: "cut-dropped", Where: "cut " + short(hash), What: "its data were dropped; only what it was made by and its counts are here", Do: "use another cut: sojourn cut list"}
	}
	data, err := os.ReadFile(p.path("cuts", hash, cutData))
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	if want := info.Files[cutData]; want != "" && seal.HashOf(data).String() != want {
		return nil, study.Problem{Severity: study.Error, Code: "cut-altered", Where: "cut " + short(hash), What: "its data are no longer those it was made with",
			Do: "remove its directory under .sojourn/cuts and make it again with: sojourn cut"}
	}
	table, err := parquet.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	return &clean.Cut{Hash: info.Hash, Raw: info.Raw, Recipe: info.Recipe, Logs: info.Logs, Data: table}, nil
}

// Stale tells by what the latest cut was made that is not so any more; nothing
// if there is no cut.
func (p *Project) Stale() ([]clean.Change, error) {
	hash, err := p.LatestCut()
	if errors.Is(err, study.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	info, err := p.CutInfo(hash)
	if err != nil {
		return nil, err
	}
	now, err := p.Recipe()
	if err != nil {
		return nil, err
	}
	return info.Recipe.Stale(now), nil
}

// CopyCut copies the files of a cut, its data and its log, into a folder.
func (p *Project) CopyCut(hash, dir string) error {
	if err := os.CopyFS(dir, os.DirFS(p.path("cuts", hash))); err != nil {
		return fmt.Errorf("workspace: copying a cut: %w", err)
	}
	return nil
}
