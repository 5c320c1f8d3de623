package workspace

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/clean"
	"sojourn/study"
)

// Decide adds a decision to the end of decisions.yaml. What stands there is
// left as it is, comments included.
func (p *Project) Decide(d clean.Decision) error {
	before, err := readOptional(p.Files, clean.DecisionsFile)
	if err != nil {
		return err
	}
	var known []clean.Decision
	if before == nil {
		before = []byte("decisions:\n")
	} else if known, err = clean.ParseDecisions(before); err != nil {
		return err
	}
	entry, err := yaml.Marshal([]clean.Decision{d})
	if err != nil {
		return fmt.Errorf("workspace: writing a decision down: %w", err)
	}
	if _, err := clean.ParseDecisions(indented("decisions:\n", entry)); err != nil {
		return err // it lacks something itself
	}
	text := strings.TrimRight(string(before), "\n") + "\n"
	after := indented(text, entry)
	if found, err := clean.ParseDecisions(after); err != nil || !slices.Equal(found, append(known, d)) {
		return study.Problem{Severity: study.Error, Code: "decision", Where: clean.DecisionsFile, What: "an entry cannot be added to the end of this file",
			Do: "write the list of decisions with a dash and two spaces before each, or add the entry by hand"}
	}
	return p.replace(clean.DecisionsFile, after)
}

// indented is a text with the lines of a list after it.
func indented(before string, list []byte) []byte {
	text := []byte(before)
	for line := range bytes.Lines(list) {
		text = append(append(text, "  "...), line...)
	}
	return text
}

// replace writes a file of the study folder so that a reader sees the old one
// or the new one and never half of it.
func (p *Project) replace(name string, text []byte) error {
	mode := fs.FileMode(0o600)
	path := filepath.Join(p.Dir, name)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, text, mode); err != nil {
		return fmt.Errorf("workspace: writing %s: %w", name, err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return errors.Join(fmt.Errorf("workspace: writing %s: %w", name, err), os.Remove(tmp))
	}
	return nil
}
