package custody

import (
	"bytes"
	"errors"
	"fmt"

	"sojourn/seal"
)

// A Change is a change of keys: from those that are not listed any more to
// those that are.
type Change struct {
	To   seal.Recipients // to whom things are sealed now
	Keys []Identity      // private keys at hand, of the former and of the present recipients
}

// NewChange makes a change out of the keys at hand. One of them must be of a
// present recipient, so that nothing old is given up before what replaces it
// was opened once.
func NewChange(to seal.Recipients, keys ...Identity) (Change, error) {
	c := Change{To: to, Keys: keys}
	if len(c.listed(true)) == 0 {
		return c, errors.New("none of the keys at hand is listed in the study; what is sealed anew could not be tried")
	}
	return c, nil
}

// listed are the keys at hand that are of present recipients, or the others.
func (c Change) listed(present bool) []Identity {
	var keys []Identity
	for _, id := range c.Keys {
		for _, key := range c.To.Keys() {
			if key == id.Public() {
				keys = append(keys, id)
				break
			}
		}
	}
	if present {
		return keys
	}
	var others []Identity
	for _, id := range c.Keys {
		if !has(keys, id) {
			others = append(others, id)
		}
	}
	return others
}

func has(keys []Identity, id Identity) bool {
	for _, k := range keys {
		if k.public == id.public {
			return true
		}
	}
	return false
}

// Stands reports whether a body is sealed as it should be, as far as the keys
// at hand can tell: each that is listed opens it, and none that is not.
func (c Change) Stands(body []byte) bool {
	for _, id := range c.listed(true) {
		if _, err := decrypt(body, []Identity{id}); err != nil {
			return false
		}
	}
	for _, id := range c.listed(false) {
		if _, err := decrypt(body, []Identity{id}); err == nil {
			return false
		}
	}
	return true
}

// Envelope seals an envelope anew. The result was opened with a listed key.
func (c Change) Envelope(e seal.Envelope) (seal.Envelope, error) {
	fail := func(err error) (seal.Envelope, error) {
		return seal.Envelope{}, fmt.Errorf("custody: sealing %s envelope %d of wave %d anew: %w", e.Kind, e.Seq, e.Wave, err)
	}
	framed, err := decrypt(e.Body, c.Keys)
	if err != nil {
		return fail(err)
	}
	fresh, err := e.Anew(framed, c.To)
	if err != nil {
		return fail(ErrAlteredHeader)
	}
	if opened, err := decrypt(fresh.Body, c.listed(true)); err != nil || !bytes.Equal(opened, framed) {
		return fail(ErrDrill)
	}
	return fresh, nil
}

// Closed seals anew what [seal.Close] closed.
func (c Change) Closed(body []byte) ([]byte, error) {
	plain, err := OpenClosed(body, c.Keys...)
	if err != nil {
		return nil, err
	}
	fresh, err := seal.Close(plain, c.To)
	if err != nil {
		return nil, err
	}
	if opened, err := OpenClosed(fresh, c.listed(true)...); err != nil || !bytes.Equal(opened, plain) {
		return nil, fmt.Errorf("custody: sealing a closed body anew: %w", ErrDrill)
	}
	return fresh, nil
}
