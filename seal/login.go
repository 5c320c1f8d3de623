package seal

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// The cost of a staff password by Argon2id: one pass over 64 MiB, above the 46
// MiB that the OWASP Password Storage Cheat Sheet asks for with one pass.
const (
	loginTime   = 1
	loginMemory = 64 << 10 // kB
	loginLanes  = 2
)

// A Login is what the field keeps of a member of staff's password and second
// factor: the secret of the second factor, closed with a key derived from the
// password. So there is nothing to compare a password with but the box itself,
// and whoever steals the box has neither factor.
type Login struct {
	Salt []byte
	Box  []byte
}

// NewLogin closes the secret of the second factor to the password, with salt
// and nonce from rand. The box is bound to the name of the account.
func NewLogin(account, password string, codes CodeSecret, rand io.Reader) (Login, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return Login{}, fmt.Errorf("seal: drawing a salt: %w", err)
	}
	box, err := closeBox(loginKey(password, salt), "login "+account, codes[:], rand)
	return Login{salt, box}, err
}

// Open gives the secret of the second factor to whoever has the password, or
// [ErrNotOpened]. An empty Login takes as long and is never opened, so that an
// account that does not exist answers like one that does.
func (l Login) Open(account, password string) (CodeSecret, error) {
	plain, err := openBox(loginKey(password, l.Salt), "login "+account, l.Box)
	if err != nil || len(plain) != len(CodeSecret{}) {
		return CodeSecret{}, ErrNotOpened
	}
	return CodeSecret(plain), nil
}

func loginKey(password string, salt []byte) [32]byte {
	if len(salt) == 0 {
		salt = make([]byte, 16)
	}
	return [32]byte(argon2.IDKey([]byte(password), salt, loginTime, loginMemory, loginLanes, 32))
}

// A CodeSecret is what an authenticator app shares with the field: the key of
// time-based one-time passwords (RFC 6238), as long as the HMAC's sum.
type CodeSecret [20]byte

// NewCodeSecret draws a secret from rand.
func NewCodeSecret(rand io.Reader) (CodeSecret, error) {
	var s CodeSecret
	if _, err := io.ReadFull(rand, s[:]); err != nil {
		return s, fmt.Errorf("seal: drawing a secret: %w", err)
	}
	return s, nil
}

var codeText = base32.StdEncoding.WithPadding(base32.NoPadding)

// Text writes the secret as people type it into an app.
func (s CodeSecret) Text() string { return codeText.EncodeToString(s[:]) }

// ParseCodeSecret reads what [CodeSecret.Text] wrote, or returns [ErrToken].
func ParseCodeSecret(text string) (CodeSecret, error) {
	data, err := codeText.DecodeString(strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(text), " ", "")))
	if err != nil || len(data) != len(CodeSecret{}) {
		return CodeSecret{}, ErrToken
	}
	return CodeSecret(data), nil
}

// URI is the form of the secret that apps read from a QR code.
func (s CodeSecret) URI(issuer, account string) string {
	query := url.Values{"secret": {s.Text()}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
}

// Format writes "(secret)" whatever the verb.
func (CodeSecret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// codeSeconds is how long a code stands in the app.
const codeSeconds = 30

// Code is the code of six digits of a step of thirty seconds (RFC 4226,
// section 5.3, over the time of RFC 6238).
func (s CodeSecret) Code(step int64) string {
	mac := hmac.New(sha1.New, s[:]) // the algorithm that every app knows; its weakness is no use against an HMAC
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
}

// Accept finds the step whose code was typed, among that of now and its two
// neighbours, since clocks differ. Only a step behind the last one used
// counts: a code that somebody looked at works no second time.
func (s CodeSecret) Accept(typed string, now time.Time, last int64) (step int64, ok bool) {
	typed = strings.ReplaceAll(strings.TrimSpace(typed), " ", "")
	for step := now.Unix()/codeSeconds - 1; step <= now.Unix()/codeSeconds+1; step++ {
		if step > last && subtle.ConstantTimeCompare([]byte(typed), []byte(s.Code(step))) == 1 {
			return step, true
		}
	}
	return 0, false
}
