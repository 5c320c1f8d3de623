package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sojourn/seal"
	"sojourn/study"
)

// anewFile is the file of the workspace that lists what was sealed anew. A
// chain binds the first body of an envelope; which later body is ours, this
// list alone says. It holds sums and nothing secret.
const anewFile = "sealed-anew.jsonl"

// anewLine is one line of the list.
type anewLine struct {
	Wave study.WaveID `json:"wave"`
	Seq  int64        `json:"seq"`
	Was  seal.Hash    `json:"was"` // sum of the body that was replaced
	Now  seal.Hash    `json:"now"` // sum of the body in its place
	To   seal.Hash    `json:"to"`  // names the recipients
}

// anewKey is a body in its place.
type anewKey struct {
	wave study.WaveID
	seq  int64
	now  seal.Hash
}

// anewLog reads the list: for each body its recipients. A last line that a
// crash cut short is about a body that was never put anywhere.
func (p *Project) anewLog() (map[anewKey]seal.Hash, error) {
	data, err := os.ReadFile(p.path(anewFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	log := map[anewKey]seal.Hash{}
	for line := range bytes.Lines(data) {
		var l anewLine
		if json.Unmarshal(line, &l) == nil {
			log[anewKey{l.Wave, l.Seq, l.Now}] = l.To
		}
	}
	return log, nil
}

// appendAnew adds lines to the list and has them on the disk when it returns.
func (p *Project) appendAnew(lines []byte) error {
	name := p.path(anewFile)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	_, err = file.Write(append([]byte("\n"), lines...)) // behind a line that was cut short
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("workspace: writing %s: %w", anewFile, err)
	}
	return nil
}
