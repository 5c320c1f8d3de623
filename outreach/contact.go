// Package outreach keeps the addresses that respondents leave, so that they
// can be invited again.
//
// An address is sealed to the contact key in the memory of one request and
// becomes readable again only in the mailroom, on the contact custodian's own
// computer. The package never sees an answer: what joins a contact to a person
// is a secret that is sealed together with the address.
package outreach

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/seal"
	"sojourn/study"
)

// A Medium is how a person wants to be reached.
type Medium string

// The media. Messages to a messenger are sent by hand.
const (
	Email    Medium = "email"
	Telegram Medium = "telegram"
	Signal   Medium = "signal"
)

// Media lists the media in the order in which a page offers them.
func Media() []Medium { return []Medium{Email, Telegram, Signal} }

// A Contact is an address left with consent.
type Contact struct {
	Medium   Medium     `json:"medium"`
	Address  string     `json:"address"`
	Language study.Lang `json:"language"`
	Consent  int        `json:"consent"`           // version of the consent text
	Secret   string     `json:"secret"`            // token of the person's secret, from which personal links are made
	Instead  bool       `json:"instead,omitempty"` // of what they left before, which is not written to any more
}

// A Fault says why an address was not taken.
type Fault string

// The faults of an address.
const (
	NoMedium  Fault = "no-medium"
	NoAddress Fault = "no-address"
	NotAnAddr Fault = "not-an-address" // does not look like one of its medium
)

// Error gives the fault's name; it holds nothing of the address.
func (f Fault) Error() string { return "outreach: " + string(f) }

// maxAddress is the longest address taken, in bytes: that of RFC 5321.
const maxAddress = 254

// Check returns the contact with its address trimmed, or a [Fault].
func (c Contact) Check() (Contact, error) {
	c.Address = strings.TrimSpace(c.Address)
	switch {
	case c.Medium != Email && c.Medium != Telegram && c.Medium != Signal:
		return c, NoMedium
	case c.Address == "":
		return c, NoAddress
	case len(c.Address) > maxAddress || !utf8.ValidString(c.Address) || strings.ContainsFunc(c.Address, unfit):
		return c, NotAnAddr
	case c.Medium == Email && !emailLike(c.Address):
		return c, NotAnAddr
	}
	return c, nil
}

// unfit finds what no address has: what would break out of a message's header,
// what makes a second spelling of one address, and what cannot be seen.
func unfit(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == ',' || r == ';' || r == '<' || r == '>'
}

func emailLike(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	return ok && local != "" && strings.Contains(domain, ".") && !strings.Contains(domain, "@") &&
		!strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".") && !strings.ContainsAny(s, `()[]:"\`)
}

// A Sealed contact is one as the field keeps it. It has neither a day nor
// anything that leads to a response.
type Sealed struct {
	ID     string `json:"id"` // random
	Sealed []byte `json:"sealed"`
}

// SealedAnew is a contact of the field whose outer seal the desk made anew for
// other keys.
type SealedAnew struct {
	ID     string    `json:"id"`
	Was    seal.Hash `json:"was"` // sum of what it replaces
	Sealed []byte    `json:"sealed"`
}

// Storage is what the vault needs of the field's storage.
type Storage interface {
	// SaveContact keeps a sealed contact under a random id; the same id again
	// changes nothing.
	SaveContact(ctx context.Context, id string, sealed []byte) error
}

// A Vault is where sealed contacts lie. Whoever holds a Vault can put a
// contact in and cannot take one out.
//
// A contact is sealed to the contact key, and what comes of it once more to
// the answers key. So the field's storage gives its moments of arrival to
// nobody: whoever could tell by copies of it when an address came needs both
// keys. The desk takes the outer seal off and hands what is inside, shuffled,
// to the mailroom.
type Vault struct {
	inner, outer seal.Recipients
	storage      Storage
	rand         io.Reader
}

// NewVault returns the vault of a study.
func NewVault(s *study.Study, storage Storage, rand io.Reader) (*Vault, error) {
	inner, err := recipients(s, "contact", s.Keys.Contact)
	if err != nil {
		return nil, err
	}
	outer, err := recipients(s, "answers", s.Keys.Answers)
	if err != nil {
		return nil, err
	}
	return &Vault{inner: inner, outer: outer, storage: storage, rand: rand}, nil
}

// recipients are the holders of a role's keys and of the recovery keys.
func recipients(s *study.Study, role string, keys []string) (seal.Recipients, error) {
	if err := s.KeysFor(role, keys); err != nil {
		return seal.Recipients{}, err
	}
	to, err := seal.ParseRecipients(slices.Concat(keys, s.Keys.Recovery))
	if err != nil {
		return to, fmt.Errorf("%s keys %s: %w", study.File, role, err)
	}
	return to, nil
}

// Leave seals a contact and keeps it under a random id. Nothing clear is kept
// beside it, no day and no wave, so that it cannot be matched with a response
// by when it came.
func (v *Vault) Leave(ctx context.Context, c Contact) error {
	c, err := c.Check()
	if err != nil {
		return err
	}
	plain, err := json.Marshal(c)
	if err != nil {
		return errors.New("outreach: a contact cannot be written down")
	}
	sealed, err := seal.Close(plain, v.inner)
	if err == nil {
		sealed, err = seal.Close(sealed, v.outer)
	}
	if err != nil {
		return fmt.Errorf("outreach: sealing a contact: %w", err)
	}
	id := make([]byte, 16)
	if _, err := io.ReadFull(v.rand, id); err != nil {
		return fmt.Errorf("outreach: drawing an id: %w", err)
	}
	return v.storage.SaveContact(ctx, hex.EncodeToString(id), sealed)
}

// ReadContact reads what was inside both seals.
func ReadContact(plain []byte) (Contact, error) {
	var c Contact
	if err := json.Unmarshal(plain, &c); err != nil {
		return Contact{}, errors.New("outreach: this is not a contact of a version this program reads")
	}
	return c, nil
}
