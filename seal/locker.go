package seal

import (
	"fmt"
	"io"
	"strconv"

	"golang.org/x/crypto/argon2"

	"sojourn/study"
)

const (
	argonTime   = 1
	argonMemory = 16 << 10 // kB
	argonLanes  = 1
)

// A Locker is where something waits for the return phrase: an ID under which
// the server keeps it and a key that closes it. The phrase's own locker holds
// the person's secret; a part of it for each wave holds the key of the draft.
type Locker struct {
	key [32]byte
}

// Locker derives the locker of the phrase in a study by Argon2id (RFC 9106)
// with one pass over 16 MiB, some twenty milliseconds of one core.
//
// The server must find the locker by the phrase alone, so there is no salt but
// the study, and the phrase itself has to be strong. Six words are 2⁶⁶ ≈
// 7·10¹⁹ phrases. A guess moves 32 MiB through memory, of which a computer
// with 1 TB/s does 30,000 a second. With the stolen table of 18,000 lockers
// such a computer finds the first, of some unknown person, after about 4,000
// years, and that of a given person after some 40 million. More memory would
// make an honest server easier to exhaust and add less than one word more.
func (p Phrase) Locker(id study.ID) Locker {
	salt := "sojourn/v1/locker\n" + string(id)
	return Locker{[32]byte(argon2.IDKey([]byte(p.String()), []byte(salt), argonTime, argonMemory, argonLanes, 32))}
}

// ParseLocker reads what [Locker.Token] wrote, or returns [ErrToken].
func ParseLocker(token string) (Locker, error) {
	key, err := parseToken(token)
	return Locker{key}, err
}

// Token writes the locker as it stands beside its phrase in a sealed draft: who
// reads the phrase there finds the same locker, only not at once.
func (l Locker) Token() string { return tokenText.EncodeToString(l.key[:]) }

// Wave is the part of the locker for a wave. Without the phrase it cannot be
// matched with the whole or with the part for another wave.
func (l Locker) Wave(wave study.WaveID) Locker {
	return Locker{derive(l.key, "locker-wave", []byte(strconv.Itoa(int(wave))))}
}

// ID is the lookup under which the server keeps what is wrapped.
func (l Locker) ID() string { return name(derive(l.key, "locker-id")) }

// Wrap closes a secret or a draft key to the locker with AES-256-GCM, with a
// nonce from rand.
func (l Locker) Wrap(key [32]byte, rand io.Reader) ([]byte, error) {
	return closeBox(derive(l.key, "locker-box"), l.ID(), key[:], rand)
}

// Unwrap is the reverse of Wrap, or returns [ErrNotOpened].
func (l Locker) Unwrap(wrapped []byte) ([32]byte, error) {
	plain, err := openBox(derive(l.key, "locker-box"), l.ID(), wrapped)
	if err != nil {
		return [32]byte{}, err
	}
	if len(plain) != 32 {
		return [32]byte{}, ErrNotOpened
	}
	return [32]byte(plain), nil
}

// Format writes "(secret)" whatever the verb.
func (Locker) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }
