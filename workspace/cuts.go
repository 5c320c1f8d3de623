package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"sojourn/clean"
	"sojourn/study"
)

// A ListedCut is a cut as a list shows it.
type ListedCut struct {
	CutInfo
	Names   []string
	Made    time.Time
	Latest  bool
	Dropped bool // only what it was made by and its counts are here
}

// Cuts lists the cuts that are here, the newest first.
func (p *Project) Cuts() ([]ListedCut, error) {
	names, err := p.cutNames()
	if err != nil {
		return nil, err
	}
	latest, err := p.LatestCut()
	if err != nil && !errors.Is(err, study.ErrNotFound) {
		return nil, err
	}
	found, _ := filepath.Glob(p.path("cuts", "*", cutLog)) // the pattern is fixed: no error
	var all []ListedCut
	for _, file := range found {
		hash := filepath.Base(filepath.Dir(file))
		info, err := p.CutInfo(hash)
		if err != nil {
			return nil, err
		}
		made, err := p.CutTime(hash)
		if err != nil {
			return nil, err
		}
		c := ListedCut{CutInfo: info, Made: made, Latest: hash == latest, Dropped: !p.holds(hash)}
		for name, of := range names {
			if of == hash {
				c.Names = append(c.Names, name)
			}
		}
		slices.Sort(c.Names)
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b ListedCut) int {
		if c := b.Made.Compare(a.Made); c != 0 {
			return c
		}
		return strings.Compare(a.Hash, b.Hash)
	})
	return all, nil
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
	info, err := os.Stat(p.path("cuts", hash, cutLog))
	if err != nil {
		return time.Time{}, fmt.Errorf("workspace: %w", err)
	}
	return info.ModTime(), nil
}

// shortest is how much of a hash must be given to name a cut.
const shortest = 6

// FindCut gives the hash of the cut that a person means: by its hash or the
// beginning of it, by its name, or by "latest" or nothing.
func (p *Project) FindCut(ref string) (string, error) {
	if ref == "" || ref == "latest" {
		hash, err := p.LatestCut()
		if errors.Is(err, study.ErrNotFound) {
			err = study.Problem{Severity: study.Error, Code: "no-cut", Where: p.Dir, What: "there is no cut yet", Do: "make one with: sojourn cut"}
		}
		return hash, err
	}
	names, err := p.cutNames()
	if err != nil {
		return "", err
	}
	if hash, ok := names[ref]; ok {
		return hash, nil
	}
	all, err := p.Cuts()
	if err != nil {
		return "", err
	}
	var found []string
	for _, c := range all {
		if len(ref) >= shortest && strings.HasPrefix(c.Hash, ref) {
			found = append(found, c.Hash)
		}
	}
	if len(found) != 1 {
		what := "there is no such cut"
		if len(found) > 1 {
			what = "several cuts begin like this"
		}
		return "", study.Problem{Severity: study.Error, Code: "no-cut", Where: p.Dir, Column: ref, What: what, Do: "see which there are with: sojourn cut list"}
	}
	return found[0], nil
}

const namesFile = "names.json"

func (p *Project) cutNames() (map[string]string, error) {
	names := map[string]string{}
	data, err := os.ReadFile(p.path("cuts", namesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return names, nil
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	if err := json.Unmarshal(data, &names); err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "cut-names", Where: "cuts/" + namesFile, What: "it cannot be read", Do: "correct it, or remove it and name the cuts again"}
	}
	return names, nil
}

var cutName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// NameCut gives a cut a name. A name stands for the same cut for ever.
func (p *Project) NameCut(hash, name string) error {
	problem := study.Problem{Severity: study.Error, Code: "cut-name", Where: "cut", Column: name}
	if !cutName.MatchString(name) || name == "latest" {
		problem.What, problem.Do = "this is no name for a cut", "use small letters, digits, dots and hyphens, such as report-2024"
		return problem
	}
	names, err := p.cutNames()
	if err != nil {
		return err
	}
	if of, taken := names[name]; taken && of != hash {
		problem.What, problem.Do = "another cut bears this name", "choose another; a name is never moved, so that what was published stays traceable"
		return problem
	}
	names[name] = hash
	data, err := json.MarshalIndent(names, "", "  ")
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return p.write(data, "cuts", namesFile)
}

// DropCut removes the data of a cut, such as one that holds people who withdrew
// since. What it was made by and its counts stay, and its name stays taken.
func (p *Project) DropCut(ref string) (hash string, err error) {
	hash, err = p.FindCut(ref)
	if err != nil {
		return hash, err
	}
	latest, err := p.LatestCut()
	if err != nil {
		return hash, err
	}
	if hash == latest {
		return hash, study.Problem{Severity: study.Error, Code: "cut-latest", Where: "cut " + short(hash), What: "everything is computed on this cut", Do: "make a new one first: sojourn cut"}
	}
	for _, name := range []string{cutData, cutTables} {
		if err := os.RemoveAll(p.path("cuts", hash, name)); err != nil {
			return hash, fmt.Errorf("workspace: %w", err)
		}
	}
	return hash, nil
}

// short is the beginning of a hash by which people speak of a cut.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// CompareCuts tells what changed from one cut to another.
func (p *Project) CompareCuts(from, to string) (clean.Difference, error) {
	a, err := p.Cut(from)
	if err != nil {
		return clean.Difference{}, err
	}
	b, err := p.Cut(to)
	if err != nil {
		return clean.Difference{}, err
	}
	return clean.Compare(a, b)
}
