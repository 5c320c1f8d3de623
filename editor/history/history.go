// Package history keeps the past of questionnaire files, so that every change
// can be taken back and none is lost.
//
// Each state of a file is kept whole, under the hash of its bytes, with the step
// that led to it; taking a step back puts exactly the bytes of the state before
// into the file. The past lies in the private area of the study folder and
// survives a restart. What other programs save is a step as well, noticed when
// the next one is made.
//
// A file is written whole or not at all, and only over what the writer has seen.
// The package knows bytes; what stands in a questionnaire it does not know.
package history

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// ErrChanged says that the file is not what the writer has seen.
var ErrChanged = errors.New("history: the file was changed by somebody else")

// ErrNothing says that there is no step to take.
var ErrNothing = errors.New("history: there is no such step")

// most is how many states of a file are kept.
const most = 500

// Outside is what a step is called that another program made.
const Outside = "outside"

// A Step is one change by its name, which a page puts into words, with the names
// of what was changed.
type Step struct {
	What  string    `json:"what"`
	Names []string  `json:"names,omitempty"`
	At    time.Time `json:"at"`
}

// A Keeper keeps the past of the files of one folder.
type Keeper struct {
	dir, private string
	clock        func() time.Time
	mu           sync.Mutex
}

// New returns the keeper of the files under dir, whose past lies in the folder
// private.
func New(dir, private string, clock func() time.Time) *Keeper {
	return &Keeper{dir: dir, private: private, clock: clock}
}

// A journal is the states of a file, oldest first, and which of them is in it.
type journal struct {
	File   string  `json:"file"`
	At     int     `json:"at"`
	States []state `json:"states"`
}

type state struct {
	Hash string `json:"hash"`
	Step Step   `json:"step"`
}

// Stamp names the state of a file by its bytes.
func Stamp(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Read gives the bytes of a file.
func (k *Keeper) Read(name string) ([]byte, error) {
	data, err := os.ReadFile(k.path(name))
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	return data, nil
}

func (k *Keeper) path(name string) string { return filepath.Join(k.dir, filepath.FromSlash(name)) }

// Save puts data into a file that still is in the state was, as one step.
func (k *Keeper) Save(name, was string, data []byte, step Step) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	now, j, err := k.open(name, was)
	if err != nil {
		return err
	}
	if Stamp(data) == was {
		return nil
	}
	step.At = k.clock().UTC()
	j.push(state{Stamp(data), step})
	if err := k.keep(name, data); err != nil {
		return err
	}
	return k.write(name, now, data, j)
}

// Back takes the last step back, Forth takes it again, if the file still is in
// the state was.
func (k *Keeper) Back(name, was string) error { return k.turn(name, was, -1) }

// Forth takes again a step that was taken back.
func (k *Keeper) Forth(name, was string) error { return k.turn(name, was, 1) }

func (k *Keeper) turn(name, was string, by int) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	now, j, err := k.open(name, was)
	if err != nil {
		return err
	}
	if j.At+by < 0 || j.At+by >= len(j.States) {
		return ErrNothing
	}
	j.At += by
	data, err := k.kept(name, j.States[j.At].Hash)
	if err != nil {
		return err
	}
	return k.write(name, now, data, j)
}

// Steps gives the step that can be taken back and the one that can be taken
// again; nil where there is none. It changes nothing.
func (k *Keeper) Steps(name string, data []byte) (back, forth *Step) {
	k.mu.Lock()
	defer k.mu.Unlock()
	j := k.journal(name)
	switch {
	case len(j.States) == 0:
		return nil, nil
	case j.States[j.At].Hash != Stamp(data):
		return &Step{What: Outside}, nil
	}
	if j.At > 0 {
		back = &j.States[j.At].Step
	}
	if j.At+1 < len(j.States) {
		forth = &j.States[j.At+1].Step
	}
	return back, forth
}

// Peek gives the state to which one step would lead, -1 back or 1 forth; false if
// there is no such step. It changes nothing.
func (k *Keeper) Peek(name string, data []byte, by int) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	j := k.journal(name)
	at := j.At + by
	if len(j.States) > 0 && j.States[j.At].Hash != Stamp(data) { // another program made a step meanwhile
		if by > 0 {
			return nil, false
		}
		at = j.At
	}
	if at < 0 || at >= len(j.States) {
		return nil, false
	}
	state, err := k.kept(name, j.States[at].Hash)
	return state, err == nil
}

// State gives the bytes of a file in a state that it once was in; false if that
// is not known.
func (k *Keeper) State(name, stamp string) ([]byte, bool) {
	if len(stamp) != 2*sha256.Size || strings.Trim(stamp, "0123456789abcdef") != "" {
		return nil, false
	}
	data, err := k.kept(name, stamp)
	return data, err == nil
}

// open reads a file and its past for a step that starts from the state was. What
// another program saved becomes a step of the past.
func (k *Keeper) open(name, was string) ([]byte, *journal, error) {
	now, err := k.Read(name)
	if err != nil {
		return nil, nil, err
	}
	if Stamp(now) != was {
		return nil, nil, ErrChanged
	}
	j := k.journal(name)
	if len(j.States) > 0 && j.States[j.At].Hash == was {
		return now, j, nil
	}
	j.push(state{was, Step{What: Outside, At: k.clock().UTC()}})
	return now, j, k.keep(name, now)
}

// push puts a state after the present one, in place of those that were taken back.
func (j *journal) push(s state) {
	if len(j.States) > 0 {
		j.States = j.States[:j.At+1]
	}
	j.States = append(j.States, s)
	if len(j.States) > most {
		j.States = slices.Delete(j.States, 0, len(j.States)-most)
	}
	j.At = len(j.States) - 1
}

// write puts the data into the file, and then notes the step: if that is cut off,
// the file counts as changed by another program, and nothing is lost.
func (k *Keeper) write(name string, now, data []byte, j *journal) error {
	if err := Replace(k.path(name), now, data); err != nil {
		return err
	}
	text, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	if err := whole(filepath.Join(k.folder(name), "journal.json"), text, 0o600); err != nil {
		return err
	}
	return k.prune(name, j)
}

// folder is where the past of a file lies.
func (k *Keeper) folder(name string) string {
	return filepath.Join(k.private, Stamp([]byte(name))[:16])
}

// journal reads the past. One that is damaged counts as none: the states are
// still there, and a new past begins with the file as it is.
func (k *Keeper) journal(name string) *journal {
	j := &journal{}
	data, err := os.ReadFile(filepath.Join(k.folder(name), "journal.json"))
	if err == nil && (json.Unmarshal(data, j) != nil || j.At < 0 || j.At >= len(j.States)) {
		j = &journal{}
	}
	j.File = name
	return j
}

// keep keeps a state.
func (k *Keeper) keep(name string, data []byte) error {
	file := filepath.Join(k.folder(name), Stamp(data)+".gz")
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(data)
	if err = errors.Join(err, z.Close()); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return whole(file, b.Bytes(), 0o600)
}

// kept reads a state, and refuses one that is not what it was.
func (k *Keeper) kept(name, stamp string) ([]byte, error) {
	packed, err := os.ReadFile(filepath.Join(k.folder(name), stamp+".gz"))
	if err != nil {
		return nil, fmt.Errorf("history: the earlier state is not there: %w", err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("history: the earlier state is damaged: %w", err)
	}
	data, err := io.ReadAll(z)
	if err != nil || Stamp(data) != stamp {
		return nil, errors.New("history: the earlier state is damaged")
	}
	return data, nil
}

// prune takes away states to which no step leads any more.
func (k *Keeper) prune(name string, j *journal) error {
	files, err := filepath.Glob(filepath.Join(k.folder(name), "*.gz"))
	if err != nil || len(files) <= most+most/4 {
		return err
	}
	for _, f := range files {
		stamp := strings.TrimSuffix(filepath.Base(f), ".gz")
		if !slices.ContainsFunc(j.States, func(s state) bool { return s.Hash == stamp }) {
			if err := os.Remove(f); err != nil {
				return fmt.Errorf("history: %w", err)
			}
		}
	}
	return nil
}
