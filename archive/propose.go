package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/format/bibtex"
	"sojourn/format/csljson"
	"sojourn/format/ris"
	"sojourn/format/zotero"
	"sojourn/library"
	"sojourn/library/notes"
	"sojourn/study"
)

// mostImport is what one file of an import may weigh.
const mostImport = 256 << 20

// A Candidate is a proposal as the library sees it: with an ID of its own, or as
// one that is there already.
type Candidate struct {
	library.Proposal
	Have library.ID // the work that this one repeats; empty for a new one
	Why  string     // by what it was known again
}

// readers by the end of the file's name.
var readers = []struct {
	suffix string
	read   func(file string, data []byte) ([]library.Proposal, study.Problems)
}{
	{".md", notes.Read}, {".markdown", notes.Read}, {".bib", bibtex.Read}, {".ris", ris.Read}, {".json", csljson.Read}, {".rdf", zotero.Read},
}

// Propose reads a file or all files of a directory and returns what they hold as
// candidates. Nothing is written.
func (l *Library) Propose(path string) ([]Candidate, study.Problems, error) {
	works, _, err := l.Works()
	if err != nil {
		return nil, nil, err
	}
	found, problems, err := readPath(path)
	if err != nil {
		return nil, problems, err
	}
	known := newAcquaintance(works)
	candidates := make([]Candidate, len(found))
	for i, p := range found {
		c := Candidate{Proposal: p}
		if c.Have, c.Why = known.recall(p.Work); c.Have == "" {
			c.Work.ID = library.NewID(p.Work, known.taken)
			known.add(c.Work)
		}
		candidates[i] = c
	}
	return candidates, problems, nil
}

func readPath(path string) ([]library.Proposal, study.Problems, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, study.Problem{Severity: study.Error, Code: "not-there", Where: path, What: "it cannot be read", Do: "check the name"}
	}
	if !info.IsDir() {
		return readOne(path, filepath.Base(path))
	}
	var found []library.Proposal
	var problems study.Problems
	err = filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		within, _ := filepath.Rel(path, name)
		f, ps, err := readOne(name, filepath.ToSlash(within))
		var p study.Problem
		if errors.As(err, &p) { // one file of many does not stop the others
			p.Severity = study.Warning
			ps = append(ps, p)
			err = nil
		}
		found, problems = append(found, f...), append(problems, ps...)
		return err
	})
	return found, problems, err
}

func readOne(path, shown string) ([]library.Proposal, study.Problems, error) {
	for _, r := range readers {
		if !strings.HasSuffix(strings.ToLower(path), r.suffix) {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.Size() > mostImport {
			return nil, nil, study.Problem{Severity: study.Error, Code: "too-large", Where: shown, What: "the file is larger than 256 MB", Do: "export it in parts"}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, fmt.Errorf("archive: %w", err)
		}
		found, ps := r.read(shown, data)
		if !utf8.Valid(data) {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "not-utf-8", Where: shown, What: "the file is not written in UTF-8: letters in it are lost", Do: "save it in UTF-8 and import it again"})
		}
		return found, ps, nil
	}
	return nil, nil, study.Problem{Severity: study.Error, Code: "unknown-form", Where: shown, What: "works are not read from a file of this kind",
		Do: "use .md, .bib, .ris, .csl.json or .rdf; a PDF is attached to its work with: sojourn library attach"}
}

// acquaintance recalls works by DOI, and by title where the years do not speak against it.
type acquaintance struct {
	ids    map[library.ID]bool
	dois   map[string]library.ID
	titles map[string][]library.Work
}

func newAcquaintance(works []library.Work) *acquaintance {
	a := &acquaintance{map[library.ID]bool{}, map[string]library.ID{}, map[string][]library.Work{}}
	for _, w := range works {
		a.add(w)
	}
	return a
}

func (a *acquaintance) taken(id library.ID) bool { return a.ids[id] }

func (a *acquaintance) add(w library.Work) {
	a.ids[w.ID] = true
	if doi := w.Identifiers.DOI; doi != "" {
		a.dois[doi] = w.ID
	}
	for _, e := range w.Editions {
		if e.DOI != "" {
			a.dois[e.DOI] = w.ID
		}
		if e.Title != "" {
			a.titles[bare(e.Title)] = append(a.titles[bare(e.Title)], w)
		}
	}
	a.titles[bare(w.Title)] = append(a.titles[bare(w.Title)], w)
}

func (a *acquaintance) recall(w library.Work) (library.ID, string) {
	doi := w.Identifiers.DOI
	if id, ok := a.dois[doi]; ok && doi != "" {
		return id, "the same DOI"
	}
	for _, other := range a.titles[bare(w.Title)] {
		sameYear := w.Date == "" || other.Date == "" || w.Date.Year() == other.Date.Year()
		apart := doi != "" && other.Identifiers.DOI != ""
		if sameYear && !apart && bare(w.Title) != "" {
			return other.ID, "the same title"
		}
	}
	return "", ""
}

// bare is a title by its letters and digits alone.
func bare(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}
