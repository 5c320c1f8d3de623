package workspace

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/instrument"
	"sojourn/study"
)

// Tell adds an entry to the end of lineage.yaml. What stands there is left as it
// is, comments included.
func (p *Project) Tell(c instrument.Continuation) error {
	before, err := readOptional(p.Files, instrument.LineageFile)
	if err != nil {
		return err
	}
	known := &instrument.Lineage{}
	if before == nil {
		before = []byte("lineage:\n")
	} else if known, err = instrument.ParseLineage(before); err != nil {
		return err
	}
	entry, err := yaml.Marshal([]instrument.Continuation{c})
	if err != nil {
		return fmt.Errorf("workspace: writing a lineage down: %w", err)
	}
	after := indented(strings.TrimRight(string(before), "\n")+"\n", entry)
	found, err := instrument.ParseLineage(after)
	if err != nil || len(found.Continuations) != len(known.Continuations)+1 {
		return study.Problem{Severity: study.Error, Code: "lineage", Where: instrument.LineageFile, What: "an entry cannot be added to the end of this file",
			Do: "write the list with a dash and two spaces before each entry, or add the entry by hand"}
	}
	return p.replace(instrument.LineageFile, after)
}

// ReadLineage reads lineage.yaml as it stands now.
func (p *Project) ReadLineage() (*instrument.Lineage, error) { return readLineage(p.Files) }

// Versions lists the versions of a wave's questionnaire in which the opened
// responses were given.
func (p *Project) Versions(w study.WaveID) ([]string, error) {
	var versions []string
	err := p.eachRecord(w, func(r record) {
		if v := r.Response.Version; !slices.Contains(versions, v) {
			versions = append(versions, v)
		}
	})
	return versions, err
}
