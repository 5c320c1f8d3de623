package mailroom

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sojourn/outreach"
)

// Journal reads what happened so far.
func (r *Room) Journal() (outreach.Journal, error) {
	data, err := os.ReadFile(r.path(journalFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return outreach.Journal{}, fmt.Errorf("mailroom: %w", err)
	}
	j, _, err := outreach.ReadJournal(bytes.NewReader(data))
	return j, err
}

// History is every entry of the journal in its order. It holds marks and no
// address.
func (r *Room) History() ([]outreach.Entry, error) {
	data, err := os.ReadFile(r.path(journalFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	var all []outreach.Entry
	_, err = outreach.ReadEntries(bytes.NewReader(data), func(e outreach.Entry) { all = append(all, e) })
	return all, err
}

// Record adds to the journal what a person says: sent by hand, undelivered,
// refused.
func (r *Room) Record(entries ...outreach.Entry) error {
	unlock, err := r.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return r.record(entries...)
}

// record adds entries; the caller holds the lock. What a crash left of a last
// line is cut off first, so that it does not spoil the next.
func (r *Room) record(entries ...outreach.Entry) error {
	if err := r.mend(); err != nil {
		return err
	}
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, e := range entries {
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("mailroom: %w", err)
		}
	}
	return r.append(journalFile, lines.Bytes())
}

// mend cuts off a last line that is not whole.
func (r *Room) mend() error {
	f, err := os.OpenFile(r.path(journalFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("mailroom: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	last := make([]byte, 1)
	if _, err := f.ReadAt(last, info.Size()-1); err != nil || last[0] == '\n' {
		return err
	}
	_, whole, err := outreach.ReadJournal(f)
	if err != nil {
		return err
	}
	return f.Truncate(whole)
}
