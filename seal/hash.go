package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

// A Hash is a SHA-256 sum. Its text form is 64 hexadecimal digits.
type Hash [sha256.Size]byte

// HashOf returns the SHA-256 sum of data.
func HashOf(data []byte) Hash { return sha256.Sum256(data) }

// ParseHash reads the text form of a hash.
func ParseHash(text string) (Hash, error) {
	var h Hash
	return h, h.UnmarshalText([]byte(text))
}

// String gives the text form.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText gives the text form.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the text form.
func (h *Hash) UnmarshalText(text []byte) error {
	sum, err := hex.DecodeString(string(text))
	if err != nil || len(sum) != len(h) {
		return errors.New("seal: a hash is 64 hexadecimal digits")
	}
	copy(h[:], sum)
	return nil
}
