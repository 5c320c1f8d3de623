package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"sojourn/study"
)

// ChainNext returns the link of envelope e that follows the link prev; before
// a wave's first envelope prev is zero. With SHA-256 as H and every text
// preceded by its length in 8 bytes, big endian,
//
//	leaf = H("sojourn/v1/leaf", kind, key, header, H(first body))
//	link = H("sojourn/v1/link", prev, leaf)
//
// The place (Seq) is bound by prev. The leaf is hashed by itself so that of a
// withdrawn envelope the leaf alone can stay and the chain still be verified.
func ChainNext(prev Hash, e Envelope) Hash {
	leaf := Leaf(e)
	return hashTexts("sojourn/v1/link", prev[:], leaf[:])
}

// Leaf is what the chain binds of an envelope; see [ChainNext]. A withdrawn
// envelope has nothing else left.
func Leaf(e Envelope) Hash {
	if e.Kind == Withdrawn {
		var leaf Hash
		copy(leaf[:], e.Body)
		return leaf
	}
	body := e.First()
	return hashTexts("sojourn/v1/leaf", []byte(e.Kind), []byte(e.Key), e.Header, body[:])
}

func hashTexts(name string, texts ...[]byte) Hash {
	h := sha256.New()
	writeText(h, []byte(name))
	for _, t := range texts {
		writeText(h, t)
	}
	return Hash(h.Sum(nil))
}

// writeText puts the length first, so that no two lists of texts run together
// into the same bytes.
func writeText(h hash.Hash, text []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(text)))
	h.Write(n[:])
	h.Write(text)
}

// A Chain is how far a wave's envelopes have been verified. Its zero value
// with Wave set stands before the first. The desk keeps it between syncs: whoever
// holds the field can write a whole chain anew, but not one that goes on from
// the head which the desk remembers.
type Chain struct {
	Wave study.WaveID `json:"wave"`
	Seq  int64        `json:"seq"`  // of the last envelope verified
	Head Hash         `json:"head"` // its link
}

// Verify checks that e is the next envelope of the chain and moves the chain
// on. If it is not, the chain stays where it is and the error is a [*Break].
func (c *Chain) Verify(e Envelope) error {
	broken := func(what string, args ...any) error {
		return &Break{Wave: c.Wave, Seq: e.Seq, What: fmt.Sprintf(what, args...)}
	}
	switch {
	case e.Wave != c.Wave:
		return broken("an envelope of wave %d stands in this chain", e.Wave)
	case e.Seq <= c.Seq:
		return broken("it stands after number %d; envelopes were inserted or moved", c.Seq)
	case e.Seq > c.Seq+1:
		return broken("it stands after number %d; missing before it: %s", c.Seq, study.Counted(int(e.Seq-c.Seq-1), "envelope"))
	case e.Link != ChainNext(c.Head, e):
		return broken("its link does not follow; it was altered or inserted, or the one before it was removed or replaced")
	}
	c.Seq, c.Head = e.Seq, e.Link
	return nil
}

// Skip takes e as it claims to stand, after Verify has named a break there, so
// that one break does not hide what follows. An envelope that claims an earlier
// place is left out: a chain never moves back.
func (c *Chain) Skip(e Envelope) {
	if e.Wave == c.Wave && e.Seq > c.Seq {
		c.Seq, c.Head = e.Seq, e.Link
	}
}

// A Break says where a chain does not hold.
type Break struct {
	Wave study.WaveID
	Seq  int64
	What string
}

// Error names the wave, the envelope, what is wrong and what to do.
func (b *Break) Error() string {
	return fmt.Sprintf("seal: chain of wave %d, envelope %d: %s; compare the field with its backup before using what follows", b.Wave, b.Seq, b.What)
}
