package release

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// pseudonym is a person's name in one line of releases. It follows from the
// person's pseudonym in the study and the secret, which stays at the desk, so
// that nobody else can join releases of different lines.
func pseudonym(secret []byte, line, panelist string) string {
	sum := hmac.New(sha256.New, secret)
	fmt.Fprintf(sum, "sojourn release %d %s %s", len(line), line, panelist)
	return base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum.Sum(nil)[:10])
}

// lineOf is the line of releases to which a release belongs: that of its word,
// or one of its own.
func lineOf(joins, id string) string {
	if joins == "" {
		return "once " + id
	}
	return joins
}

// version changes when the same plan would give other data because the program
// changed its mind about what a measure means.
const version = 2

// identify names a release by all it is made from: the cut, the plan, the
// passed texts and the weight sets.
func identify(s Source, plan *Plan, profile Profile) (string, error) {
	var weights []string
	for _, w := range s.Weights {
		weights = append(weights, w.Name)
	}
	recipe, err := json.Marshal(struct {
		Version  int
		Cut      string
		Plan     *Plan
		Profile  Profile
		Screened Screening
		Weights  []string
	}{version, s.Cut, plan, profile, s.Screened, weights})
	if err != nil {
		return "", fmt.Errorf("release: naming the release: %w", err)
	}
	sum := sha256.Sum256(recipe)
	return hex.EncodeToString(sum[:]), nil
}
