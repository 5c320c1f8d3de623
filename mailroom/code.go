package mailroom

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/study"
)

// codesFile holds the key of the codes that stand in letters. It opens nothing.
const codesFile = "codes.key"

// LearnCodes keeps what codes are made with, which follows from the token that
// mailroom and field share.
func (r *Room) LearnCodes(token string) error {
	return r.replace(codesFile, []byte(seal.CodeKeyOf(token)))
}

// Code is the code of a letter; empty as long as none can be made.
func (r *Room) Code(w study.WaveID, letter outreach.LetterKind) (string, error) {
	key, err := os.ReadFile(r.path(codesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("mailroom: %w", err)
	}
	return seal.CodeKey(key).Code(r.study.ID, w, string(letter)), nil
}
