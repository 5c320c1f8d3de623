// Package turnstile asks a little of everybody who begins while very many do:
// work of their browser, or else patience. Either costs one person next to
// nothing and a machine that begins thousands of times a lot.
//
// What is asked stands in an [Ask], which the first page carries and sends
// back. It is bound to the draft key of that page and to the moment, by a key
// that lives as long as the process. So nothing is kept of anybody: whether
// work was done is computed from what comes back, in some microseconds. Work
// that was done for one draft is worth nothing for another, and a draft begins
// one response however often it is sent.
//
// The package decides neither when a crowd is one nor who is asked, knows no
// page and no address, and what it is told of a person is that random key.
package turnstile

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// MaxLevel is the greatest crowd; [Turnstile.Ask] takes levels from 1 on.
const MaxLevel = 4

// Parts is how many small pieces make the work. One piece of the same cost
// would now and then take a browser many times as long as usual.
const Parts = 8

// easiest is how many leading bits of a sum must be zero at level 1; every
// level more is twice the work. A piece takes 2ⁿ sums on average, so all of
// them 16,384 at level 1 and 131,072 at level 4. A telephone of 2015 computes
// some 50,000 a second in script.
const easiest = 11

// waits is how long it takes without work, by level.
var waits = [MaxLevel + 1]time.Duration{0, 15 * time.Second, 30 * time.Second, time.Minute, 90 * time.Second}

// longest is how many figures a number of the work has at most.
const longest = 10

// lasts is for how long an Ask is good: long enough to read a consent in peace.
const lasts = 2 * time.Hour

// A Turnstile makes and judges what is asked. The zero value is not usable.
type Turnstile struct{ key [32]byte }

// New draws the key from rand. What another Turnstile asked is unknown to it.
func New(rand io.Reader) (*Turnstile, error) {
	t := &Turnstile{}
	if _, err := io.ReadFull(rand, t.key[:]); err != nil {
		return nil, fmt.Errorf("turnstile: drawing a key: %w", err)
	}
	return t, nil
}

// An Ask is what is asked of somebody who begins: work, or to wait.
type Ask struct {
	Text string        // to be sent back
	Bits int           // that must be zero in each of [Parts] sums
	Wait time.Duration // from now on, without work
}

// stamp is what an Ask's text holds: when and at which level it was made, and
// the first half of the sum that binds both to a draft.
const stamp = 8 + 1 + sha256.Size/2

var text = base64.RawURLEncoding.Strict()

// Ask makes what is asked of the page with the draft at a level from 1 to
// [MaxLevel].
func (t *Turnstile) Ask(draft string, level int, now time.Time) Ask {
	level = min(max(level, 1), MaxLevel)
	plain := binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	plain = append(plain, byte(level))
	return Ask{Text: text.EncodeToString(t.bind(plain, draft)), Bits: easiest + level - 1, Wait: waits[level]}
}

// bind adds to the stamp the sum that binds it to the draft.
func (t *Turnstile) bind(plain []byte, draft string) []byte {
	mac := hmac.New(sha256.New, t.key[:])
	mac.Write(plain[:9])
	io.WriteString(mac, draft)
	return append(plain[:9:9], mac.Sum(nil)[:sha256.Size/2]...)
}

// Again gives what was asked of the draft's page before, with what is left of
// the waiting; false where it was not asked, or too long ago, or of another.
func (t *Turnstile) Again(draft, asked string, now time.Time) (Ask, bool) {
	plain, err := text.DecodeString(asked)
	if err != nil || len(plain) != stamp || !hmac.Equal(plain, t.bind(plain, draft)) {
		return Ask{}, false
	}
	since := now.Sub(time.Unix(int64(binary.BigEndian.Uint64(plain)), 0))
	level := int(plain[8])
	if since < 0 || since > lasts || level < 1 || level > MaxLevel {
		return Ask{}, false
	}
	return Ask{Text: asked, Bits: easiest + level - 1, Wait: max(waits[level]-since, 0)}, true
}

// Worked reports whether the solution is work done for this draft's Ask: for
// each part a number such that SHA-256 of "text.part.number" begins with as
// many zero bits as were asked for.
func (t *Turnstile) Worked(draft, asked, solution string, now time.Time) bool {
	ask, ok := t.Again(draft, asked, now)
	if !ok || len(solution) > Parts*(longest+1) {
		return false
	}
	numbers := strings.Split(solution, ".")
	if len(numbers) != Parts {
		return false
	}
	for part, number := range numbers {
		if len(number) > longest || zeros(sum(asked, part, number)) < ask.Bits {
			return false
		}
	}
	return true
}

// sum is what a part of the work computes. It fits one block of SHA-256.
func sum(asked string, part int, number string) [sha256.Size]byte {
	return sha256.Sum256([]byte(asked + "." + strconv.Itoa(part) + "." + number))
}

func zeros(sum [sha256.Size]byte) int { return bits.LeadingZeros32(binary.BigEndian.Uint32(sum[:])) }

// Solve does the work, as a browser would.
func Solve(a Ask) string {
	var numbers []string
	for part := range Parts {
		n := 0
		for zeros(sum(a.Text, part, strconv.Itoa(n))) < a.Bits {
			n++
		}
		numbers = append(numbers, strconv.Itoa(n))
	}
	return strings.Join(numbers, ".")
}
