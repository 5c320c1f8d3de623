package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sojourn/study"
)

// A Status says what is here of a wave, as of the last sync and opening.
type Status struct {
	Wave     study.WaveID `json:"wave"`
	Finished int          `json:"finished"` // envelopes of finished responses
	Partial  int          `json:"partial"`  // of responses under way or broken off
	Opened   int          `json:"opened"`   // of both
	Refused  []string     `json:"refused,omitempty"`
	Breaks   []string     `json:"breaks,omitempty"`
}

const statusFile = "status.json"

// Status tells of each wave of the study, in order.
func (p *Project) Status() ([]Status, error) {
	all := make([]Status, len(p.Study.Waves))
	for i, w := range p.Study.Waves {
		all[i].Wave = w.Number
	}
	data, err := os.ReadFile(p.path(statusFile))
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	var kept []Status
	if err := json.Unmarshal(data, &kept); err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "status", Where: statusFile, What: "it cannot be read", Do: "remove it and sync again"}
	}
	for i := range all {
		for _, k := range kept {
			if k.Wave == all[i].Wave {
				all[i] = k
			}
		}
	}
	return all, nil
}

// note changes the status of a wave.
func (p *Project) note(w study.WaveID, change func(*Status)) error {
	all, err := p.Status()
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Wave == w {
			change(&all[i])
		}
	}
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return p.write(data, statusFile)
}
