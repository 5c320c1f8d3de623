// Package seal closes what respondents leave so that the field cannot read it
// afterwards: answers into envelopes, drafts and link secrets under keys that
// only the respondent holds.
//
// # Who holds what
//
// The team's keys are age recipients ([Recipients]); this package knows their
// public halves and nothing else. What opens an envelope is in seal/custody,
// which a program of the field never links. A respondent holds one [Secret]
// for the whole study, in a personal link or behind a return phrase
// ([Phrase]); everything that is personal in a wave is derived from it, one
// way, each use under a name of its own, so that nothing the field stores in
// one wave can be matched with what it stores in another.
//
// # What an envelope is
//
// An [Envelope] has a clear header, which holds what the field may count, and
// a body, which is a stock age file: "age --decrypt --identity KEY BODY" shows
// it without any program of ours. Inside stand the header once more, byte for
// byte, because age does not bind outside data; a line with the length of the
// content; the content; and newlines up to the size of a bucket:
//
//	{"v":1,"study":"exile-panel","wave":2, … ,"size":4096,"key":"…"}
//	1234
//	{"study":"exile-panel", … }
//
// A length tells how far somebody came and which branch the answers took, so
// bodies come in the few sizes of [Bucket] only, and nothing is compressed.
//
// # What shows tampering
//
// Anybody who has the public key can make an envelope: age authenticates no
// sender. What shows that an envelope was altered, removed, inserted or moved
// is the [Chain] over a wave's envelopes, whose head the desk keeps, and the
// respondent's [Receipt].
//
// The package does not know what an answer is, stores nothing and reads no
// clock. Randomness is handed in, except inside age files, where the age
// library insists on the operating system's.
package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"filippo.io/age"

	"sojourn/study"
)

// version is the version of the header and of the framing of bodies.
const version = 1

// A Header is the clear part of an envelope: what the field may count by, and
// nothing that came from an answer.
type Header struct {
	V       int          `json:"v"` // set by Seal
	Study   study.ID     `json:"study"`
	Wave    study.WaveID `json:"wave"`
	Form    string       `json:"form"`
	Version string       `json:"version"`
	Lang    study.Lang   `json:"lang"`
	Day     study.Day    `json:"day"`
	Channel string       `json:"channel"`
	Size    int          `json:"size"`          // bucket of the body before encryption, in bytes; set by Seal
	Key     string       `json:"key"`           // the response key, see [DraftKey.ResponseKey]
	Out     bool         `json:"out,omitempty"` // the wave is not about this person; no answer is inside
}

// ParseHeader reads the header of an envelope. A version that this program
// does not know is an error.
func ParseHeader(data []byte) (Header, error) {
	var h Header
	if err := json.Unmarshal(data, &h); err != nil {
		return Header{}, errors.New("seal: the header is not one line of JSON; fetch the envelope again")
	}
	if h.V != version {
		return Header{}, fmt.Errorf("seal: the header has version %d and this program knows version %d; use a newer Sojourn", h.V, version)
	}
	return h, nil
}

// A Kind says what an envelope holds.
type Kind string

// The kinds of envelope.
const (
	Final     Kind = "final"     // a finished response
	Partial   Kind = "partial"   // a draft as of its last saving; outside the chain
	Revision  Kind = "revision"  // a finished response sent once more with other content
	Withdrawn Kind = "withdrawn" // was taken back: the body is the leaf of the chain, see [Leaf], and there is no header
)

// An Envelope is a sealed response as it lies on the field server.
type Envelope struct {
	Wave   study.WaveID `json:"wave"`
	Seq    int64        `json:"seq"` // place in the wave's chain, counted from 1 without gaps; 0 for partials
	Key    string       `json:"key"`
	Kind   Kind         `json:"kind"`
	Header []byte       `json:"header"`           // the exact bytes that also stand inside the body
	Body   []byte       `json:"body"`             // an age file
	Was    Hash         `json:"was,omitzero"`     // sum of the first body where this one was sealed anew, see [Envelope.Anew]
	Link   Hash         `json:"link"`             // see [ChainNext]; zero for partials
	Digest string       `json:"digest,omitempty"` // see [DraftKey.Digest]
}

// Seal closes plain under the header h to all recipients. Wave and Key of the
// envelope are those of the header; Kind, Digest, Seq and Link are for the
// caller to set.
func Seal(h Header, plain []byte, to Recipients) (Envelope, error) {
	header, framed, err := frameWithHeader(h, plain)
	if err != nil {
		return Envelope{}, err
	}
	body, err := encrypt(framed, to)
	if err != nil {
		return Envelope{}, err
	}
	return Envelope{Wave: h.Wave, Key: h.Key, Header: header, Body: body}, nil
}

// Close seals plain without a header, padded to the same buckets: for contacts
// and whatever else has no place in a wave.
func Close(plain []byte, to Recipients) ([]byte, error) {
	framed, err := frame(nil, plain)
	if err != nil {
		return nil, err
	}
	return encrypt(framed, to)
}

func encrypt(framed []byte, to Recipients) ([]byte, error) {
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to.recipients...)
	if err != nil {
		return nil, fmt.Errorf("seal: encrypting to %d keys: %w", len(to.recipients), err)
	}
	if _, err := w.Write(framed); err != nil {
		return nil, fmt.Errorf("seal: encrypting: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: encrypting: %w", err)
	}
	return b.Bytes(), nil
}
