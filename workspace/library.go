package workspace

import (
	"bytes"
	"sync"

	"sojourn/library"
	"sojourn/study"
)

// A Shelf finds works and findings of the study folder's library by name. It
// reads the file of a work when the work is asked for.
type Shelf struct {
	project  *Project
	findings func() (map[library.ID][]library.Finding, error)
}

// Shelf is the library of the study folder.
func (p *Project) Shelf() *Shelf {
	return &Shelf{project: p, findings: sync.OnceValues(func() (map[library.ID][]library.Finding, error) {
		data, err := readOptional(p.Files, library.FindingsFile)
		if err != nil || data == nil {
			return nil, err
		}
		all, _ := library.ReadFindings(library.FindingsFile, bytes.NewReader(data)) // rows that cannot be used are told by: sojourn library check
		by := map[library.ID][]library.Finding{}
		for _, f := range all {
			by[f.Work] = append(by[f.Work], f)
		}
		return by, nil
	})}
}

// Work reads a work, or gives [study.ErrNotFound].
func (s *Shelf) Work(id library.ID) (library.Work, error) {
	if !id.Valid() {
		return library.Work{}, study.ErrNotFound
	}
	data, err := readOptional(s.project.Files, id.File())
	if err != nil {
		return library.Work{}, err
	}
	if data == nil {
		return library.Work{}, study.ErrNotFound
	}
	w, ps := library.Read(id.File(), data)
	return w, ps.Err()
}

// Finding finds a figure that a work publishes, or gives [study.ErrNotFound].
func (s *Shelf) Finding(work library.ID, id string) (library.Finding, error) {
	all, err := s.findings()
	if err != nil {
		return library.Finding{}, err
	}
	for _, f := range all[work] {
		if f.ID == id {
			return f, nil
		}
	}
	return library.Finding{}, study.ErrNotFound
}

// Both finds a finding and its work, as the edition that says so has it.
func (s *Shelf) Both(work library.ID, id string) (library.Work, library.Finding, error) {
	f, err := s.Finding(work, id)
	if err != nil {
		return library.Work{}, f, err
	}
	w, err := s.Work(work)
	if err != nil {
		return w, f, err
	}
	for i, e := range w.Editions {
		if f.Language != "" && e.Language == f.Language {
			return w.As(i), f, nil
		}
	}
	return w, f, nil
}
