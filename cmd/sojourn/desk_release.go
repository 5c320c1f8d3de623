package main

import (
	"bytes"
	"errors"
	"path/filepath"

	"sojourn/codebook"
	"sojourn/desk"
	"sojourn/release"
	"sojourn/release/bundle"
	"sojourn/study"
)

// Codebook describes the latest cut for the team.
func (d *deskProject) Codebook() (*codebook.Book, error) { return bookOf(d.Project, false) }

// Release protects the latest cut for a profile.
func (d *deskProject) Release(profile release.Profile) (*release.Outcome, error) {
	b, err := d.current()
	if err != nil {
		return nil, err
	}
	return d.Project.Release(b, profile, bundle.Former)
}

// BuildRelease builds a bundle, reads it back and keeps it.
func (d *deskProject) BuildRelease(profile release.Profile) (string, error) {
	b, err := d.current()
	if errors.Is(err, study.ErrNotFound) {
		return "", study.Problem{Severity: study.Error, Code: "no-cut", Where: d.Dir, What: "there is no cut yet", Do: "make one with: sojourn cut"}
	}
	if err != nil {
		return "", err
	}
	o, err := d.Project.Release(b, profile, bundle.Former)
	if err != nil {
		return "", err
	}
	data, warnings, err := bundleOf(d.Project, b, o)
	if err != nil {
		return "", err
	}
	verdict, err := bundle.Verify(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", err
	}
	if err := verdict.Problems.Err(); err != nil {
		return "", err
	}
	name, err := d.KeepRelease(o, data)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.built = map[string]study.Problems{name: warnings}
	return name, nil
}

// Bundle reads a bundle that was kept, and what it shows by itself.
func (d *deskProject) Bundle(name string) (desk.Bundle, error) {
	if filepath.Ext(name) != ".zip" || filepath.Base(name) != name {
		return desk.Bundle{}, study.ErrNotFound
	}
	data, err := d.KeptRelease(name)
	if err != nil {
		return desk.Bundle{}, err
	}
	verdict, err := bundle.Verify(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return desk.Bundle{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return desk.Bundle{Name: name, Data: data, Verdict: verdict, Warnings: d.built[name]}, nil
}
