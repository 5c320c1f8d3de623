package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sojourn/archive"
	"sojourn/archive/text"
	"sojourn/library"
	"sojourn/site"
	"sojourn/study"
)

// deskShelf is the library of a study as the desk's pages need it. The index is
// opened when somebody searches first.
type deskShelf struct {
	*archive.Library
	reader text.Reader

	mu    sync.Mutex
	index *archive.Index

	looking sync.Mutex
	seen    fs.FileInfo // of the findings, when they were read last
	added   int         // how often they changed since
}

func openShelf(dir string) (*deskShelf, error) {
	lib, err := archive.Open(dir)
	if err != nil {
		return nil, err
	}
	reader, err := text.Standard()
	return &deskShelf{Library: lib, reader: reader}, err
}

// Content reads works and findings. What cannot be used is left out; the check
// of the library lists it.
func (s *deskShelf) Content() (site.Content, int, error) {
	works, _, err := s.Works()
	if err != nil {
		return site.Content{}, 0, err
	}
	findings, _, err := s.Findings()
	return site.Content{Works: works, Findings: findings}, s.Version() + s.findingsChanged(), err
}

// findingsChanged counts how often the table of findings was seen to change.
func (s *deskShelf) findingsChanged() int {
	s.looking.Lock()
	defer s.looking.Unlock()
	now, err := os.Stat(filepath.Join(s.Dir, filepath.FromSlash(library.FindingsFile)))
	if err != nil {
		now = nil
	}
	if (now == nil) != (s.seen == nil) || now != nil && (!now.ModTime().Equal(s.seen.ModTime()) || now.Size() != s.seen.Size()) {
		s.seen = now
		s.added++
	}
	return s.added
}

// Attach keeps a file as a copy of an edition, on today's date.
func (s *deskShelf) Attach(id library.ID, lang study.Lang, name string, data []byte) error {
	_, err := s.AttachData(id, lang, name, data, library.Date(study.DayOf(time.Now().UTC())))
	return err
}

// Search brings the index up to the files and searches it.
func (s *deskShelf) Search(ctx context.Context, query string, f library.Filter, offset, limit int) (archive.Results, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.index == nil {
		index, err := archive.OpenIndex(s.Library)
		if err != nil {
			return archive.Results{}, err
		}
		s.index = index
	}
	if _, err := s.index.Update(ctx, s.reader, nil); err != nil {
		return archive.Results{}, err
	}
	return s.index.Search(ctx, query, f, offset, limit)
}

// Open reads a saved copy.
func (s *deskShelf) Open(c library.Copy) ([]byte, error) {
	data, err := os.ReadFile(s.CopyPath(c))
	if os.IsNotExist(err) {
		return nil, study.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("reading a saved copy: %w", err)
	}
	return data, nil
}
