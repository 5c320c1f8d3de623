package seal

import (
	"crypto/sha256"
	"errors"
	"slices"
	"strings"

	"filippo.io/age"

	"sojourn/study"
)

// Recipients are the public keys to which something is sealed. Each of them
// alone opens it.
type Recipients struct {
	keys       []string
	recipients []age.Recipient
}

const (
	classicPrefix = "age1"
	hybridPrefix  = "age1pq1"
)

// ParseRecipients reads age public keys, classic ("age1…") or post-quantum
// hybrid ("age1pq1…"). The two cannot be mixed: one classic key would give the
// whole file to whoever can break it. A key listed twice counts once. What a
// person can mend comes back as [study.Problems].
func ParseRecipients(keys []string) (Recipients, error) {
	var to Recipients
	var ps study.Problems
	for i, key := range keys {
		key = strings.TrimSpace(key)
		if slices.Contains(to.keys, key) {
			continue
		}
		r, err := parseRecipient(key)
		if err != nil {
			p := keyProblem(err.Error(), "print it with \"sojourn key show\" and copy it whole")
			p.Row = i + 1
			ps = append(ps, p)
			continue
		}
		to.keys, to.recipients = append(to.keys, key), append(to.recipients, r)
	}
	switch {
	case len(ps) > 0:
	case len(to.keys) == 0:
		ps = append(ps, keyProblem("no public key is listed", "make one with: sojourn key new"))
	case mixed(to.keys):
		ps = append(ps, keyProblem("classic and post-quantum keys are mixed", "make all keys of the study with: sojourn key new"))
	}
	if err := ps.Err(); err != nil {
		return Recipients{}, err
	}
	return to, nil
}

// parseRecipient keeps key out of its errors: what stands in the wrong place
// may be a private key.
func parseRecipient(key string) (r age.Recipient, err error) {
	switch {
	case strings.HasPrefix(strings.ToUpper(key), "AGE-SECRET-KEY-"):
		return nil, errors.New("this is a private key, which must not be here; make a new pair, for this one may have been seen")
	case strings.HasPrefix(key, hybridPrefix):
		r, err = age.ParseHybridRecipient(key)
	case strings.HasPrefix(key, classicPrefix):
		r, err = age.ParseX25519Recipient(key)
	default:
		return nil, errors.New("this is not an age public key, which begins with age1")
	}
	if err != nil {
		return nil, errors.New("this public key is damaged")
	}
	return r, nil
}

func keyProblem(what, do string) study.Problem {
	return study.Problem{Severity: study.Error, Code: "key", Where: "keys", What: what, Do: do}
}

func mixed(keys []string) bool {
	hybrid := 0
	for _, key := range keys {
		if strings.HasPrefix(key, hybridPrefix) {
			hybrid++
		}
	}
	return hybrid > 0 && hybrid < len(keys)
}

// Keys lists the public keys in the order in which they were given.
func (to Recipients) Keys() []string { return slices.Clone(to.keys) }

// Fingerprints gives the fingerprint of each key, in the order of [Recipients.Keys].
func (to Recipients) Fingerprints() []string {
	prints := make([]string, len(to.keys))
	for i, key := range to.keys {
		prints[i] = fingerprint(key)
	}
	return prints
}

// Fingerprint returns eight English words by which two people compare a public
// key aloud. They are the first 88 bits of its SHA-256: a second key with the
// same words is out of reach, and so is one that differs only in a word that a
// listener would not notice, for no two words of the list are a letter apart.
func Fingerprint(publicKey string) (string, error) {
	publicKey = strings.TrimSpace(publicKey)
	if _, err := parseRecipient(publicKey); err != nil {
		return "", keyProblem(err.Error(), "print it with \"sojourn key show\" and copy it whole")
	}
	return fingerprint(publicKey), nil
}

func fingerprint(key string) string {
	sum := sha256.Sum256([]byte("sojourn/v1/fingerprint\n" + key))
	return strings.Join(english().spell(sum[:], 8), " ")
}
