package instrument

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Hash is the SHA-256 of the instrument's content, in hexadecimal. Where it was
// written (the Source of things) does not count, nor does the order in which
// lists stand in the sheets; every wording does. Two instruments of the same
// form and version must have the same hash.
func (in *Instrument) Hash() (string, error) {
	canonical, err := json.Marshal(in) // keys of maps are sorted, places left out
	if err != nil {
		return "", fmt.Errorf("instrument: hash of %s: %w", in.Form, err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}
