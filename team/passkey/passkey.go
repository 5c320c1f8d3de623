// Package passkey checks what passkeys say: that a new one belongs to this
// site and was made just now for this session, and that one which is known
// has just signed this session's challenge, with its holder's finger or PIN.
//
// It reads the part of Web Authentication Level 2 (W3C, sections 7.1 and 7.2)
// that a small team needs: keys by ES256 (P-256 with SHA-256) and Ed25519,
// without attestation, user verification always required. It asks no service
// who made an authenticator. It keeps nothing, knows no account and draws no
// challenge: those are the caller's, and so are clock and randomness.
package passkey

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
)

// ErrRefused says that a passkey does not fit. Whether it is the challenge,
// the site, the signature or anything else is told to nobody.
var ErrRefused = errors.New("passkey: refused")

// The algorithms, by their numbers in COSE (RFC 9053).
const (
	ES256   = -7
	Ed25519 = -8
)

// Most is how long, in bytes, what a browser sends of a passkey may be, and a
// credential's id in it.
const (
	Most   = 8 << 10
	mostID = 1023
)

// A Key is what is kept of a passkey.
type Key struct {
	ID     []byte // of the credential
	Alg    int
	Public []byte // P-256: the uncompressed point; Ed25519: the key
	Count  uint32 // signatures as the authenticator counts them; 0 if it does not
}

// A Site is where passkeys are asked for.
type Site struct {
	Origin string // such as "https://team.example.org"
	ID     string // its host, to which the browser binds keys
}

// A Created is what a browser sends of a new passkey.
type Created struct {
	ClientData  []byte
	Attestation []byte
}

// A Signed is what a browser sends of a passkey that signed a challenge.
type Signed struct {
	ID            []byte
	ClientData    []byte
	Authenticator []byte
	Signature     []byte
	User          []byte // the handle under which the key was made
}

// Register gives the key of a new passkey made on the site for the challenge.
func (s Site) Register(c Created, challenge []byte) (Key, error) {
	if len(c.ClientData) > Most || len(c.Attestation) > Most || !s.speaks(c.ClientData, "webauthn.create", challenge) {
		return Key{}, ErrRefused
	}
	object, rest, err := readMap(c.Attestation)
	if err != nil || len(rest) > 0 || len(object) != 3 || object["fmt"] != "none" {
		return Key{}, ErrRefused
	}
	if statement, ok := object["attStmt"].(map[any]any); !ok || len(statement) > 0 {
		return Key{}, ErrRefused
	}
	data, ok := object["authData"].([]byte)
	if !ok {
		return Key{}, ErrRefused
	}
	said, err := s.read(data)
	if err != nil || said.key == nil {
		return Key{}, ErrRefused
	}
	return *said.key, nil
}

// Check gives the count to be kept after a passkey that is known has signed
// the challenge on the site. A count that does not go on means that there are
// two of what there should be one.
func (s Site) Check(k Key, a Signed, challenge []byte) (uint32, error) {
	if len(a.ClientData) > Most || len(a.Authenticator) > Most || len(a.Signature) > Most || !bytes.Equal(k.ID, a.ID) ||
		!s.speaks(a.ClientData, "webauthn.get", challenge) {
		return 0, ErrRefused
	}
	said, err := s.read(a.Authenticator)
	if err != nil || said.key != nil {
		return 0, ErrRefused
	}
	hash := sha256.Sum256(a.ClientData)
	if !k.signed(append(bytes.Clone(a.Authenticator), hash[:]...), a.Signature) {
		return 0, ErrRefused
	}
	if (k.Count > 0 || said.count > 0) && said.count <= k.Count {
		return 0, ErrRefused
	}
	return said.count, nil
}

// speaks reports whether the browser says that it did what was asked, for the
// challenge and on the site, and not inside a page of somebody else.
func (s Site) speaks(clientData []byte, kind string, challenge []byte) bool {
	var said struct {
		Type        string `json:"type"`
		Challenge   string `json:"challenge"`
		Origin      string `json:"origin"`
		CrossOrigin bool   `json:"crossOrigin"`
	}
	if json.Unmarshal(clientData, &said) != nil {
		return false
	}
	got, err := base64.RawURLEncoding.Strict().DecodeString(said.Challenge)
	return err == nil && len(challenge) > 0 && subtle.ConstantTimeCompare(got, challenge) == 1 &&
		said.Type == kind && said.Origin == s.Origin && !said.CrossOrigin
}

// The flags of authenticator data.
const (
	userPresent  = 1 << 0
	userVerified = 1 << 2
	hasKey       = 1 << 6
	hasMore      = 1 << 7 // extensions
)

// A statement is what an authenticator says.
type statement struct {
	count uint32
	key   *Key // of a new passkey
}

// read reads authenticator data: 32 bytes of the site's hash, flags, the
// count, and where the flags say so a key and extensions, and nothing else.
func (s Site) read(data []byte) (statement, error) {
	const fixed = 37
	site := sha256.Sum256([]byte(s.ID))
	if len(data) < fixed || subtle.ConstantTimeCompare(data[:32], site[:]) != 1 {
		return statement{}, ErrRefused
	}
	flags, said := data[32], statement{count: binary.BigEndian.Uint32(data[33:fixed])}
	if flags&userPresent == 0 || flags&userVerified == 0 {
		return statement{}, ErrRefused
	}
	rest := data[fixed:]
	if flags&hasKey != 0 {
		key, after, err := newKey(rest)
		if err != nil {
			return statement{}, err
		}
		key.Count = said.count
		said.key, rest = &key, after
	}
	if flags&hasMore != 0 {
		_, after, err := readMap(rest)
		if err != nil {
			return statement{}, err
		}
		rest = after
	}
	if len(rest) > 0 {
		return statement{}, ErrRefused
	}
	return said, nil
}

// newKey reads the id and the public key of a new credential. Before them
// stands the model of the authenticator, which nobody here needs to know.
func newKey(data []byte) (Key, []byte, error) {
	const model = 16
	if len(data) < model+2 {
		return Key{}, nil, ErrRefused
	}
	n := int(binary.BigEndian.Uint16(data[model:]))
	if data = data[model+2:]; n == 0 || n > mostID || n > len(data) {
		return Key{}, nil, ErrRefused
	}
	k := Key{ID: bytes.Clone(data[:n])}
	public, rest, err := readMap(data[n:])
	if err != nil {
		return k, nil, err
	}
	number := func(label int64) int64 { v, _ := public[label].(int64); return v }
	coordinate := func(label int64) []byte { v, _ := public[label].([]byte); return v }
	x, y := coordinate(-2), coordinate(-3)
	switch kty, crv := number(1), number(-1); {
	case kty == 2 && number(3) == ES256 && crv == 1 && len(public) == 5 && len(x) == 32 && len(y) == 32:
		k.Alg, k.Public = ES256, append(append([]byte{4}, x...), y...)
		_, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), k.Public)
	case kty == 1 && number(3) == Ed25519 && crv == 6 && len(public) == 4 && len(x) == ed25519.PublicKeySize:
		k.Alg, k.Public = Ed25519, bytes.Clone(x)
	default:
		err = ErrRefused
	}
	return k, rest, err
}

// signed reports whether the key made the signature of the message.
func (k Key) signed(message, signature []byte) bool {
	switch k.Alg {
	case ES256:
		public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), k.Public)
		if err != nil {
			return false
		}
		hash := sha256.Sum256(message)
		return ecdsa.VerifyASN1(public, hash[:], signature)
	case Ed25519:
		return len(k.Public) == ed25519.PublicKeySize && ed25519.Verify(k.Public, message, signature)
	}
	return false
}
