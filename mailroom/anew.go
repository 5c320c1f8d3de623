package mailroom

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"sojourn/seal"
	"sojourn/seal/custody"
)

// SealAnew seals the contacts to the present keys and says how many there are,
// how many were sealed anew, and how many none of the keys opens: those stay as
// they are. Once more changes nothing, unless everything is to be sealed anew
// whatever the keys at hand find.
func (r *Room) SealAnew(c custody.Change, whatever bool) (all, anew, refused int, err error) {
	unlock, err := r.lock()
	if err != nil {
		return 0, 0, 0, err
	}
	defer unlock()
	kept, err := r.sealed()
	if err != nil {
		return 0, 0, 0, err
	}
	var sums strings.Builder
	for i, contact := range kept {
		if !whatever && c.Stands(contact) {
			continue
		}
		fresh, err := c.Closed(contact)
		if err != nil {
			refused++
			continue
		}
		anew++
		sums.WriteString(seal.HashOf(contact).String() + "\n")
		kept[i] = fresh
	}
	if anew == 0 {
		return len(kept), 0, refused, nil
	}
	// First what they were: a file of the desk that is taken once more must not
	// bring the old ciphertext back.
	if err := r.append(anewFile, []byte(sums.String())); err != nil {
		return 0, 0, 0, err
	}
	return len(kept), anew, refused, r.keepOnly(kept)
}

// replaced are the sums of contacts that were sealed anew.
func (r *Room) replaced() (map[seal.Hash]bool, error) {
	data, err := os.ReadFile(r.path(anewFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	sums := map[seal.Hash]bool{}
	for line := range strings.FieldsSeq(string(data)) {
		if sum, err := seal.ParseHash(line); err == nil {
			sums[sum] = true
		}
	}
	return sums, nil
}
