package main

import (
	"context"
	"fmt"
	"os"
	"sync"

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
	return site.Content{Works: works, Findings: findings}, s.Version(), err
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
