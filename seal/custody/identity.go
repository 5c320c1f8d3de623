package custody

import (
	"errors"
	"fmt"

	"filippo.io/age"

	"sojourn/study"
)

// A Role says what a private key is for.
type Role string

// The three roles. A recovery key is a recipient of both answers and contacts.
const (
	Answers  Role = "answers"
	Contact  Role = "contact"
	Recovery Role = "recovery"
)

func (r Role) valid() bool { return r == Answers || r == Contact || r == Recovery }

// An Identity is a private key: it opens what was sealed to its public half.
type Identity struct {
	role            Role
	created         study.Day
	public, private string
	key             age.Identity
}

// NewIdentity makes a post-quantum hybrid key. All roles have the same kind,
// for age does not seal to both kinds at once and the recovery key stands
// beside either of the others. Its randomness is the operating system's.
func NewIdentity(role Role, created study.Day) (Identity, error) {
	if !role.valid() {
		return Identity{}, fmt.Errorf("%q is no role of a key; use answers, contact or recovery", role)
	}
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return Identity{}, fmt.Errorf("making a key: %w", err)
	}
	id, err := parseKey(key.String())
	id.role, id.created = role, created
	return id, err
}

// parseKey reads the one line of a private key, of either kind.
func parseKey(line string) (Identity, error) {
	if key, err := age.ParseHybridIdentity(line); err == nil {
		return Identity{public: key.Recipient().String(), private: line, key: key}, nil
	}
	if key, err := age.ParseX25519Identity(line); err == nil {
		return Identity{public: key.Recipient().String(), private: line, key: key}, nil
	}
	return Identity{}, errors.New("the private key is damaged; use another copy of the file")
}

// Role is what the key is for.
func (id Identity) Role() Role { return id.role }

// Created is the day on which the key was made.
func (id Identity) Created() study.Day { return id.created }

// Public is the key's public half, as it stands in study.yaml.
func (id Identity) Public() string { return id.public }

// Format writes the role and the public half whatever the verb, so that no log
// or error message gives the private half away by accident.
func (id Identity) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%s key %s", id.role, id.public)
}
