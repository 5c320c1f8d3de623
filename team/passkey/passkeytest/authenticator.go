// Package passkeytest is an authenticator in software, for tests: it makes
// passkeys and signs challenges as a telephone would, and lies where a test
// tells it to.
package passkeytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"

	"sojourn/team/passkey"
)

// An Authenticator holds one passkey. Its fields are what it says.
type Authenticator struct {
	Origin string
	Site   string // the host
	Flags  byte   // of what happened: present and verified
	Count  uint32
	ID     []byte
	User   []byte // the handle under which the key was made

	alg int
	key crypto.Signer
}

// New makes an authenticator of the algorithm for a site.
func New(alg int, site passkey.Site) *Authenticator {
	a := &Authenticator{Origin: site.Origin, Site: site.ID, Flags: 1 | 4, ID: make([]byte, 32), alg: alg}
	_, _ = rand.Read(a.ID) // never fails
	if alg == passkey.Ed25519 {
		_, a.key, _ = ed25519.GenerateKey(rand.Reader)
		return a
	}
	a.key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return a
}

// Create answers a registration.
func (a *Authenticator) Create(challenge []byte) passkey.Created {
	data := a.data(1 << 6)
	data = append(data, make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.ID)))
	data = append(append(data, a.ID...), a.cose()...)
	object := append([]byte{0xa3, 0x63, 'f', 'm', 't', 0x64, 'n', 'o', 'n', 'e', 0x67}, "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = append(append(object, 0x58, byte(len(data))), data...) // it is shorter than 256 bytes
	return passkey.Created{ClientData: a.client("webauthn.create", challenge), Attestation: object}
}

// Sign answers a challenge.
func (a *Authenticator) Sign(challenge []byte) passkey.Signed {
	a.Count++
	client, data := a.client("webauthn.get", challenge), a.data(0)
	hash := sha256.Sum256(client)
	message := append(append([]byte{}, data...), hash[:]...)
	digest, how := message, crypto.Hash(0)
	if a.alg == passkey.ES256 {
		sum := sha256.Sum256(message)
		digest, how = sum[:], crypto.SHA256
	}
	signature, _ := a.key.Sign(rand.Reader, digest, how) // a key of ours signs
	return passkey.Signed{ID: a.ID, ClientData: client, Authenticator: data, Signature: signature, User: a.User}
}

func (a *Authenticator) data(more byte) []byte {
	site := sha256.Sum256([]byte(a.Site))
	return binary.BigEndian.AppendUint32(append(site[:], a.Flags|more), a.Count)
}

func (a *Authenticator) client(kind string, challenge []byte) []byte {
	data, _ := json.Marshal(map[string]any{"type": kind, "challenge": base64.RawURLEncoding.EncodeToString(challenge), "origin": a.Origin, "crossOrigin": false}) // strings only
	return data
}

// cose is the public key as COSE writes it.
func (a *Authenticator) cose() []byte {
	switch public := a.key.Public().(type) {
	case ed25519.PublicKey:
		return append([]byte{0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20}, public...)
	case *ecdsa.PublicKey:
		point, _ := public.Bytes() // on the curve
		key := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, point[1:33]...)
		return append(append(key, 0x22, 0x58, 0x20), point[33:]...)
	}
	return nil
}
