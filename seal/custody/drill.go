package custody

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"

	"sojourn/seal"
)

// ErrDrill says that a key does not open what was sealed for it just now.
var ErrDrill = errors.New("the key does not open what is sealed to the study's keys; it is not the one listed")

// Drill seals random bytes to the recipients, as the field would seal an
// answer, and opens them with the key. Nil says that the key works.
func Drill(id Identity, to seal.Recipients) error {
	plain := make([]byte, 64)
	rand.Read(plain) // never fails
	sealed, err := seal.Close(plain, to)
	if err != nil {
		return fmt.Errorf("a drill: %w", err)
	}
	opened, err := OpenClosed(sealed, id)
	if errors.Is(err, ErrWrongKey) || err == nil && !bytes.Equal(opened, plain) {
		return ErrDrill
	}
	return err
}
