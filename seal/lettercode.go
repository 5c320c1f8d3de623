package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"

	"sojourn/study"
)

// A CodeKey makes the codes that stand in letters. Field and mailroom derive
// the same one from the token that they share. It opens nothing.
type CodeKey string

// CodeKeyOf derives the key from the mailroom's token.
func CodeKeyOf(token string) CodeKey {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("sojourn/v1/letter-codes"))
	return CodeKey(hex.EncodeToString(mac.Sum(nil)))
}

// codeDigits is how many digits a code has. Figures are on every keyboard and
// in every script of a study; letters would be mistaken for each other.
const codeDigits = 10

// Code is what is printed in a letter of one kind to the people of one wave.
// All of them get the same, so that whoever has it checked does not show by it
// who they are.
func (k CodeKey) Code(id study.ID, w study.WaveID, letter string) string {
	mac := hmac.New(sha256.New, []byte(k))
	fmt.Fprintf(mac, "%s\n%d\n%s", id, w, letter)
	n := binary.BigEndian.Uint64(mac.Sum(nil)) % 10_000_000_000
	digits := fmt.Sprintf("%0*d", codeDigits, n)
	return digits[:3] + " " + digits[3:6] + " " + digits[6:]
}

// Is reports whether a code that was read is the one printed, in a time that
// does not depend on where they differ.
func (k CodeKey) Is(read string, id study.ID, w study.WaveID, letter string) bool {
	printed := strings.ReplaceAll(k.Code(id, w, letter), " ", "")
	return subtle.ConstantTimeCompare([]byte(read), []byte(printed)) == 1
}

// looksLike are letters that stand for a figure where only figures can stand.
var looksLike = map[rune]byte{
	'o': '0', 'о': '0', 'ο': '0', 'l': '1', 'i': '1', 'і': '1', '|': '1', 'z': '2', 'з': '3', 's': '5', 'ѕ': '5', 'б': '6', 'b': '8', 'в': '8',
}

// ReadCode gives the digits of a code as somebody typed it: in figures of any
// script, with spaces or hyphens, with letters that look like figures. It is
// false where that is no code.
func ReadCode(typed string) (string, bool) {
	var digits []byte
	for _, r := range strings.ToLower(typed) {
		like, known := looksLike[r]
		switch {
		case unicode.Is(unicode.Nd, r):
			digits = append(digits, figure(r))
		case known:
			digits = append(digits, like)
		case unicode.IsSpace(r), unicode.Is(unicode.Pd, r), unicode.Is(unicode.Cf, r), r == '.':
		default:
			return "", false
		}
		if len(digits) > codeDigits {
			return "", false
		}
	}
	return string(digits), len(digits) == codeDigits
}

// figure is a decimal digit of any script: Unicode keeps the ten of a script
// together, from zero on.
func figure(r rune) byte {
	for _, block := range unicode.Nd.R16 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return '0' + byte((r-rune(block.Lo))%10)
		}
	}
	for _, block := range unicode.Nd.R32 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return '0' + byte((r-rune(block.Lo))%10)
		}
	}
	return '0'
}
