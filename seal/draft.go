package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// A DraftKey closes one draft: 256 random bits of its own, made on the first
// page, in the link by which the draft is resumed, and nowhere on the server
// once a request is over. It is not derived from the person's [Secret].
type DraftKey [32]byte

// NewDraftKey draws a draft key from rand.
func NewDraftKey(rand io.Reader) (DraftKey, error) {
	s, err := NewSecret(rand)
	return DraftKey(s), err
}

// ErrNotOpened says that something closed to a respondent's key is damaged or
// belongs to another key.
var ErrNotOpened = errors.New("seal: damaged, or closed to another key")

// ParseDraftKey reads what [DraftKey.Token] wrote, or returns [ErrToken].
func ParseDraftKey(token string) (DraftKey, error) { return parseToken(token) }

// Token writes the key as it stands in the resume link.
func (k DraftKey) Token() string { return tokenText.EncodeToString(k[:]) }

// ID is the name under which the server stores the draft.
func (k DraftKey) ID() string { return name(derive(k, "draft-id")) }

// ResponseKey is the name under which the server stores the response that the
// draft becomes. Without the key it cannot be matched with the draft's ID.
func (k DraftKey) ResponseKey() string { return name(derive(k, "response-key")) }

// Digest is a keyed sum of plain by which the server recognises that the same
// response was sent again. Without the key nobody can test a guess of plain.
func (k DraftKey) Digest(plain []byte) string {
	sum := derive(k, "digest", plain)
	return hex.EncodeToString(sum[:])
}

// Seal closes plain to the key with AES-256-GCM, padded to the sizes of
// [Bucket], and binds it to the draft's ID. The result is the nonce, drawn
// from rand, and the ciphertext. A draft is saved some hundred times at most;
// random nonces of 96 bits are good for 2³² (NIST SP 800-38D, 8.3).
func (k DraftKey) Seal(plain []byte, rand io.Reader) ([]byte, error) {
	framed, err := frame(nil, plain)
	if err != nil {
		return nil, err
	}
	return closeBox(derive(k, "draft-body"), k.ID(), framed, rand)
}

// Open is the reverse of Seal, or returns [ErrNotOpened].
func (k DraftKey) Open(sealed []byte) ([]byte, error) {
	framed, err := openBox(derive(k, "draft-body"), k.ID(), sealed)
	if err != nil {
		return nil, err
	}
	plain, err := UnframeClosed(framed)
	if err != nil {
		return nil, ErrNotOpened
	}
	return plain, nil
}

// Format writes "(secret)" whatever the verb.
func (DraftKey) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// MarshalText refuses: a draft key is written only on purpose, by Token.
func (DraftKey) MarshalText() ([]byte, error) { return nil, errHidden }

// closeBox closes plain to key, bound to the name under which it is stored, so
// that the server cannot pass one stored thing off as another.
func closeBox(key [32]byte, boundTo string, plain []byte, rand io.Reader) ([]byte, error) {
	box, err := newBox(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize(), box.NonceSize()+len(plain)+box.Overhead())
	if _, err := io.ReadFull(rand, nonce); err != nil {
		return nil, fmt.Errorf("seal: drawing a nonce: %w", err)
	}
	return box.Seal(nonce, nonce, plain, []byte(boundTo)), nil
}

func openBox(key [32]byte, boundTo string, sealed []byte) ([]byte, error) {
	box, err := newBox(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < box.NonceSize() {
		return nil, ErrNotOpened
	}
	nonce, ciphertext := sealed[:box.NonceSize()], sealed[box.NonceSize():]
	plain, err := box.Open(nil, nonce, ciphertext, []byte(boundTo))
	if err != nil {
		return nil, ErrNotOpened
	}
	return plain, nil
}

func newBox(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, fmt.Errorf("seal: preparing AES: %w", err)
	}
	return cipher.NewGCM(block)
}
