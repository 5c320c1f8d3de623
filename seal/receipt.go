package seal

import (
	"encoding/base32"
	"strings"
)

// A Receipt proves to a respondent that an envelope was stored: the first 125
// bits of the SHA-256 of its body in five groups of five letters and digits,
// such as "8ZK0M-…". The full sum is [HashOf] the body.
type Receipt string

// readAloud leaves out I, L, O and U, which are taken for 1, 0 and V.
var readAloud = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// ReceiptOf returns the receipt of an envelope with this body. The body is
// ciphertext with fresh randomness in it, so a receipt tells nothing of the
// answers, even to somebody who guesses them.
func ReceiptOf(body []byte) Receipt { return receipt(HashOf(body)) }

// Receipt is what the respondent was given for the envelope. It stays the same
// when the envelope is sealed anew.
func (e Envelope) Receipt() Receipt { return receipt(e.First()) }

func receipt(sum Hash) Receipt {
	text := readAloud.EncodeToString(sum[:])
	groups := make([]string, 5)
	for i := range groups {
		groups[i] = text[5*i : 5*i+5]
	}
	return Receipt(strings.Join(groups, "-"))
}
