package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sojourn/study"
)

// A Secret is what makes somebody the same person throughout a study: 256
// random bits in a personal link, behind a return phrase, and inside a sealed
// contact. What it derives says who somebody is among sealed bodies. It leads
// to no draft and no envelope: whoever opens contacts holds secrets, and must
// learn nothing from the field's storage by them.
type Secret [32]byte

// ErrToken says that a token was not made by this program. It is the same for
// every cause, so that guessing teaches nothing.
var ErrToken = errors.New("seal: not a token")

// NewSecret draws a secret from rand.
func NewSecret(rand io.Reader) (Secret, error) {
	var s Secret
	if _, err := io.ReadFull(rand, s[:]); err != nil {
		return Secret{}, fmt.Errorf("seal: drawing a secret: %w", err)
	}
	return s, nil
}

// ParseSecret reads what [Secret.Token] wrote, or returns [ErrToken].
func ParseSecret(token string) (Secret, error) { return parseToken(token) }

// Token writes the secret as 43 letters, digits, hyphens and underscores.
func (s Secret) Token() string { return tokenText.EncodeToString(s[:]) }

// Panelist is the person's pseudonym in a study. It stands inside sealed
// bodies only.
func (s Secret) Panelist(id study.ID) string {
	return name(derive(s, "panelist", []byte(id)))
}

// Invitation is what the field learns of a person invited to a wave. It is
// another one in every wave, so that two waves' lists cannot be matched.
func (s Secret) Invitation(id study.ID, wave study.WaveID) string {
	return name(derive(s, "invitation", []byte(id), []byte(strconv.Itoa(int(wave)))))
}

// Mark is what desk and mailroom call a panelist of a wave when they speak to
// each other. A pseudonym has 128 random bits, so that nobody finds it by
// trying pseudonyms against a mark.
func Mark(id study.ID, wave study.WaveID, panelist string) string {
	return name(derive(HashOf([]byte(panelist)), "mark", []byte(id), []byte(strconv.Itoa(int(wave)))))
}

// Format writes "(secret)" whatever the verb, so that no log or error message
// gives a secret away by accident.
func (Secret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// MarshalText refuses: a secret is written only on purpose, by Token.
func (Secret) MarshalText() ([]byte, error) { return nil, errHidden }

const hidden = "(secret)"

var errHidden = errors.New("seal: a secret is written only by its Token")

// tokenText is strict, so that a token has one spelling.
var tokenText = base64.RawURLEncoding.Strict()

func parseToken(token string) ([32]byte, error) {
	var key [32]byte
	data, err := tokenText.DecodeString(token)
	// The decoder skips line breaks, which a token has not.
	if err != nil || len(data) != len(key) || strings.ContainsAny(token, "\r\n") {
		return key, ErrToken
	}
	copy(key[:], data)
	return key, nil
}

// derive makes a key of its own for one use of key: HMAC-SHA-256 over the name
// of the use and the texts it depends on, each preceded by its length. Uses of
// different names give values from which neither each other nor the key can be
// computed.
func derive(key [32]byte, use string, texts ...[]byte) [32]byte {
	mac := hmac.New(sha256.New, key[:])
	writeText(mac, []byte("sojourn/v1/"+use))
	for _, t := range texts {
		writeText(mac, t)
	}
	return [32]byte(mac.Sum(nil))
}

var nameText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// name is 128 bits of a derived value as 26 small letters and digits: enough
// that two of a study's never meet, and short enough for a file name.
func name(derived [32]byte) string { return nameText.EncodeToString(derived[:16]) }
