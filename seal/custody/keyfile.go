package custody

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"sojourn/seal"
	"sojourn/study"
)

// WorkFactor is the work that locks a key file: scrypt with N = 2¹⁸, a second
// and 256 MB for every guess at the passphrase.
const WorkFactor = 18

// ErrPassphrase says that a passphrase does not unlock a key file.
var ErrPassphrase = errors.New("the passphrase does not unlock this key file; type it again")

// Write writes the key as a file that "age --identity" takes as well: comment
// lines with role, day and public half, then the private key.
func (id Identity) Write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "# Sojourn private key: keep it off every server\n# role: %s\n# created: %s\n# public key: %s\n%s\n",
		id.role, id.created, id.public, id.private)
	if err != nil {
		return fmt.Errorf("writing the %s key: %w", id.role, err)
	}
	return nil
}

// Read reads what Write wrote. Its errors hold nothing of the file.
func Read(r io.Reader) (Identity, error) {
	comments := map[string]string{}
	var private []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if comment, ok := strings.CutPrefix(line, "#"); ok {
			name, value, _ := strings.Cut(comment, ":")
			comments[strings.TrimSpace(name)] = strings.TrimSpace(value)
		} else if line != "" {
			private = append(private, line)
		}
	}
	if err := lines.Err(); err != nil {
		return Identity{}, fmt.Errorf("reading a key file: %w", err)
	}
	id, err := readKey(private, comments)
	if err != nil {
		return Identity{}, fmt.Errorf("reading a key file: %w", err)
	}
	return id, nil
}

func readKey(private []string, comments map[string]string) (Identity, error) {
	if len(private) != 1 {
		return Identity{}, fmt.Errorf("it has %d lines that could be a private key; it must have exactly one", len(private))
	}
	id, err := parseKey(private[0])
	if err != nil {
		return Identity{}, err
	}
	if public, ok := comments["public key"]; ok && public != id.public {
		return Identity{}, errors.New("the public key in its comment belongs to another private key; use another copy of the file")
	}
	id.role, id.created = Role(comments["role"]), study.Day(comments["created"])
	if !id.role.valid() {
		return Identity{}, errors.New(`it names no role; add a line such as "# role: answers"`)
	}
	return id, nil
}

// ErrGuessable says that a passphrase is weaker than [seal.LeastStrength].
var ErrGuessable = errors.New("the passphrase would soon be guessed")

// Lock closes the key file with a passphrase, as an age file that "age
// --identity" asks the passphrase for. work is [WorkFactor], less in tests. A
// passphrase that would soon be guessed gives [ErrGuessable].
func (id Identity) Lock(passphrase string, work int) ([]byte, error) {
	if passphrase == "" || work < 1 || work > maxWorkFactor {
		return nil, fmt.Errorf("locking the %s key: it needs a passphrase and a work factor of 1 to %d", id.role, maxWorkFactor)
	}
	if seal.Strength(passphrase) < seal.LeastStrength {
		return nil, fmt.Errorf("locking the %s key: %w", id.role, ErrGuessable)
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("locking the %s key: %w", id.role, err)
	}
	recipient.SetWorkFactor(work)
	var file bytes.Buffer
	armored := armor.NewWriter(&file)
	w, err := age.Encrypt(armored, recipient)
	if err != nil {
		return nil, fmt.Errorf("locking the %s key: %w", id.role, err)
	}
	if err := errors.Join(id.Write(w), w.Close(), armored.Close()); err != nil {
		return nil, fmt.Errorf("locking the %s key: %w", id.role, err)
	}
	return file.Bytes(), nil
}

// maxWorkFactor keeps a file from asking for hours and all memory.
const maxWorkFactor = 22

// Unlock reads a key file that Lock closed, or returns [ErrPassphrase].
func Unlock(file []byte, passphrase string) (Identity, error) {
	if passphrase == "" {
		return Identity{}, ErrPassphrase
	}
	key, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return Identity{}, ErrPassphrase
	}
	key.SetMaxWorkFactor(maxWorkFactor)
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(file)), key)
	var noMatch *age.NoIdentityMatchError
	switch {
	case errors.As(err, &noMatch):
		return Identity{}, ErrPassphrase
	case err != nil:
		return Identity{}, errors.New("this is not a locked key file, or it is damaged; use another copy")
	}
	return Read(r)
}
