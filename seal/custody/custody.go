// Package custody opens what seal has closed. It is linked into what runs on a
// custodian's own computer, the desk and the mailroom, and into nothing that
// the field runs: the import test forbids it there.
//
// It knows private keys, how their files look and why an opening fails. It
// does not know what an answer or a contact is, and it touches no disk: files
// are readers, writers and bytes, and what was opened is the caller's to keep
// safe.
package custody

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"sojourn/seal"
)

// Why an opening fails. The errors of [Open] and [OpenClosed] wrap one of
// these; none of them holds anything of what was sealed.
var (
	ErrNotEnvelope   = errors.New("it is not an envelope of this program; fetch it again")
	ErrWrongKey      = errors.New("none of the given keys opens it; unlock the key whose fingerprint stands in the study")
	ErrTruncated     = errors.New("its body is cut short or runs on too long; fetch it again")
	ErrAltered       = errors.New("its body was altered or damaged; fetch it again, and if that does not help compare the field with its backup")
	ErrAlteredHeader = errors.New("its clear header is not the one sealed inside; compare the field with its backup")
)

// Open opens an envelope with any one of the keys. The header it returns is
// the one that was sealed inside, which the clear one must equal byte for byte.
func Open(e seal.Envelope, ids ...Identity) (seal.Header, []byte, error) {
	header, plain, err := open(e, ids)
	if err != nil {
		return seal.Header{}, nil, fmt.Errorf("custody: opening %s envelope %d of wave %d: %w", e.Kind, e.Seq, e.Wave, err)
	}
	return header, plain, nil
}

func open(e seal.Envelope, ids []Identity) (seal.Header, []byte, error) {
	framed, err := decrypt(e.Body, ids)
	if err != nil {
		return seal.Header{}, nil, err
	}
	inside, plain, err := seal.Unframe(framed)
	if err != nil {
		return seal.Header{}, nil, ErrNotEnvelope
	}
	if !bytes.Equal(inside, e.Header) {
		return seal.Header{}, nil, ErrAlteredHeader
	}
	header, err := seal.ParseHeader(inside)
	if err != nil {
		return seal.Header{}, nil, err
	}
	if header.Wave != e.Wave || header.Key != e.Key || header.Size != len(framed) {
		return seal.Header{}, nil, ErrAlteredHeader
	}
	return header, plain, nil
}

// OpenClosed opens with any one of the keys what [seal.Close] closed.
func OpenClosed(body []byte, ids ...Identity) ([]byte, error) {
	framed, err := decrypt(body, ids)
	if err != nil {
		return nil, fmt.Errorf("custody: opening a closed body: %w", err)
	}
	plain, err := seal.UnframeClosed(framed)
	if err != nil {
		return nil, fmt.Errorf("custody: opening a closed body: %w", ErrNotEnvelope)
	}
	return plain, nil
}

// decrypt opens an age file and puts the cause into our own words: the
// library's errors quote the file.
func decrypt(body []byte, ids []Identity) ([]byte, error) {
	if err := checkLength(body); err != nil {
		return nil, err
	}
	keys := make([]age.Identity, len(ids))
	for i, id := range ids {
		keys[i] = id.key
	}
	r, err := age.Decrypt(bytes.NewReader(body), keys...)
	var noMatch *age.NoIdentityMatchError
	switch {
	case len(ids) == 0, errors.As(err, &noMatch):
		return nil, ErrWrongKey
	case err != nil:
		return nil, ErrAltered
	}
	framed, err := io.ReadAll(r)
	if err != nil {
		return nil, ErrAltered
	}
	return framed, nil
}

const (
	intro     = "age-encryption.org/v1\n"
	macLine   = "--- 0123456789012345678901234567890123456789012\n"
	nonceSize = 16
	chunkSize = 64 << 10
	chunkTag  = 16
)

// checkLength tells a body that was cut short from one that was altered, which
// age cannot: the content of every body fills a bucket exactly.
func checkLength(body []byte) error {
	if !strings.HasPrefix(intro, string(body[:min(len(body), len(intro))])) || len(body) == 0 {
		return ErrNotEnvelope
	}
	head := bytes.Index(body, []byte("\n--- "))
	payload := len(body) - (head + 1 + len(macLine) + nonceSize)
	if head < 0 || payload <= 0 {
		return ErrTruncated
	}
	chunks := (payload + chunkSize + chunkTag - 1) / (chunkSize + chunkTag)
	content := payload - chunks*chunkTag
	if size, err := seal.Bucket(content); err != nil || size != content {
		return ErrTruncated
	}
	return nil
}
