// Package archive keeps a library on a disk: the files of works in a study
// folder, saved copies under the hash of their content, the text in them, and an
// index to search it.
//
// Works and copies are the team's own and stay. The index lies in the private
// directory of the study folder and can be made again at any time. What a work is
// and how it is written is decided in [sojourn/library]; this package knows files,
// addresses of the web and the limits under which it fetches from them.
package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"sojourn/library"
	"sojourn/study"
)

// private is the directory inside the study folder that holds what can be made again.
const private = ".sojourn"

// A Library is the library of a study folder. Its methods are called by several
// goroutines at once.
type Library struct {
	Dir string // the study folder

	mu    sync.Mutex
	files map[string]file
	order []library.Work
	made  int // how often order was made

	adding sync.Mutex // held while a finding is added
}

// A file is a work's file as it was last read.
type file struct {
	modified time.Time
	size     int64
	work     library.Work
	problems study.Problems
}

// Open opens the library of a study folder, which need not hold a work yet.
func Open(dir string) (*Library, error) {
	if _, err := os.Stat(filepath.Join(dir, study.File)); err != nil {
		return nil, study.Problems{{Severity: study.Error, Code: "no-study", Where: dir, What: "this is no study folder: there is no " + study.File,
			Do: "go to a study folder or name one with --study, or make one with: sojourn new FOLDER"}}
	}
	return &Library{Dir: dir, files: map[string]file{}}, nil
}

// Works reads all works, those that changed since the last time anew, in the
// order of their IDs. A file that cannot be used is listed and left out.
func (l *Library) Works() ([]library.Work, study.Problems, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	changed, err := l.refresh()
	if err != nil {
		return nil, nil, err
	}
	var problems study.Problems
	names := slices.Sorted(maps.Keys(l.files))
	if changed {
		l.order = nil
		l.made++
	}
	for _, name := range names {
		f := l.files[name]
		problems = append(problems, f.problems...)
		if changed && f.problems.Err() == nil {
			l.order = append(l.order, f.work)
		}
	}
	return slices.Clone(l.order), append(problems, library.CheckAll(l.order)...), nil
}

// Version changes whenever what [Library.Works] returns does.
func (l *Library) Version() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.made
}

// refresh reads the files that are new or changed and forgets those that are gone.
func (l *Library) refresh() (changed bool, err error) {
	entries, err := os.ReadDir(filepath.Join(l.Dir, library.Dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("archive: %w", err)
	}
	there := map[string]bool{}
	for _, e := range entries {
		if e.IsDir() || filepath.Ext(e.Name()) != ".md" || strings.EqualFold(e.Name(), "README.md") {
			continue
		}
		there[e.Name()] = true
		info, err := e.Info()
		if err != nil {
			continue // it went away meanwhile
		}
		if old, ok := l.files[e.Name()]; ok && old.modified.Equal(info.ModTime()) && old.size == info.Size() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(l.Dir, library.Dir, e.Name()))
		if err != nil {
			return false, fmt.Errorf("archive: %w", err)
		}
		f := file{modified: info.ModTime(), size: info.Size()}
		f.work, f.problems = library.Read(library.Dir+"/"+e.Name(), data)
		l.files[e.Name()] = f
		changed = true
	}
	for name := range l.files {
		if !there[name] {
			delete(l.files, name)
			changed = true
		}
	}
	return changed, nil
}

// Work returns one work, or [study.ErrNotFound].
func (l *Library) Work(id library.ID) (library.Work, error) {
	works, _, err := l.Works()
	if err != nil {
		return library.Work{}, err
	}
	at, ok := slices.BinarySearchFunc(works, id, func(w library.Work, id library.ID) int { return strings.Compare(string(w.ID)+".md", string(id)+".md") })
	if !ok {
		return library.Work{}, study.ErrNotFound
	}
	return works[at], nil
}

// Source returns the file of a work as it stands, with the version by which
// [Library.Replace] knows that nobody changed it meanwhile.
func (l *Library) Source(id library.ID) (text []byte, version string, err error) {
	if !id.Valid() {
		return nil, "", study.ErrNotFound
	}
	text, err = os.ReadFile(l.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", study.ErrNotFound
	}
	if err != nil {
		return nil, "", fmt.Errorf("archive: %w", err)
	}
	return text, Hash(text), nil
}

// Replace puts the text in the place of a work's file, which keeps comments and
// order as their author wrote them. Text that is no work is refused with its
// problems; a file that changed since the version is not overwritten.
func (l *Library) Replace(id library.ID, version string, text []byte) error {
	_, now, err := l.Source(id)
	if err != nil {
		return err
	}
	if now != version {
		return study.Problem{Severity: study.Error, Code: "changed", Where: id.File(), What: "the file was changed by somebody else meanwhile", Do: "load the page again and make the change anew"}
	}
	if _, ps := library.Read(id.File(), text); ps.Err() != nil {
		return ps
	}
	return writeFile(l.path(id), text)
}

// Put writes a work, in the form of the program.
func (l *Library) Put(w library.Work) error {
	text, err := w.Write()
	if err != nil {
		return err
	}
	if ps := w.Check(w.ID.File()); ps.Err() != nil {
		return ps
	}
	return writeFile(l.path(w.ID), text)
}

func (l *Library) path(id library.ID) string {
	return filepath.Join(l.Dir, filepath.FromSlash(id.File()))
}

// Hash is the hash by which copies and versions are known: SHA-256 in hex.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// writeFile puts data into a file so that a reader sees the old file or the new
// one and never half of it.
func writeFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*")
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("archive: writing %s: %w", filepath.Base(name), err)
	}
	if err := os.Rename(tmp.Name(), name); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}

// Findings reads the table of findings; a library without one has none.
func (l *Library) Findings() ([]library.Finding, study.Problems, error) {
	f, err := os.Open(filepath.Join(l.Dir, filepath.FromSlash(library.FindingsFile)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("archive: %w", err)
	}
	defer f.Close()
	findings, ps := library.ReadFindings(library.FindingsFile, f)
	return findings, ps, nil
}

// Changed is the day on which the file of each work was changed last, in UTC.
func (l *Library) Changed() map[library.ID]study.Day {
	l.mu.Lock()
	defer l.mu.Unlock()
	days := map[library.ID]study.Day{}
	for _, f := range l.files {
		days[f.work.ID] = study.DayOf(f.modified.UTC())
	}
	return days
}
