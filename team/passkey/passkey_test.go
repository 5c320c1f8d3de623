package passkey_test

import (
	"bytes"
	"errors"
	"testing"

	"sojourn/team/passkey"
	"sojourn/team/passkey/passkeytest"
)

var (
	site      = passkey.Site{Origin: "https://team.example.org", ID: "team.example.org"}
	challenge = []byte("thirty-two bytes of a challenge.")
	algs      = map[string]int{"ES256": passkey.ES256, "Ed25519": passkey.Ed25519}
)

func TestAPasskeyIsMadeAndSigns(t *testing.T) {
	for name, alg := range algs {
		a := passkeytest.New(alg, site)
		key, err := site.Register(a.Create(challenge), challenge)
		if err != nil || key.Alg != alg || !bytes.Equal(key.ID, a.ID) {
			t.Fatalf("%s: %+v, %v", name, key, err)
		}
		for want := uint32(1); want < 3; want++ {
			if key.Count, err = site.Check(key, a.Sign(challenge), challenge); err != nil || key.Count != want {
				t.Errorf("%s: signature %d: count %d, %v", name, want, key.Count, err)
			}
		}
	}
}

func TestWhatIsWrongWithAPasskeyIsRefusedAlike(t *testing.T) {
	for name, lie := range map[string]func(a *passkeytest.Authenticator, k *passkey.Key, c *[]byte){
		"another challenge": func(_ *passkeytest.Authenticator, _ *passkey.Key, c *[]byte) {
			*c = []byte("another challenge of thirty-two.")
		},
		"no challenge": func(_ *passkeytest.Authenticator, _ *passkey.Key, c *[]byte) { *c = nil },
		"another origin": func(a *passkeytest.Authenticator, _ *passkey.Key, _ *[]byte) {
			a.Origin = "https://team.example.org.evil.example"
		},
		"without encryption": func(a *passkeytest.Authenticator, _ *passkey.Key, _ *[]byte) { a.Origin = "http://team.example.org" },
		"another site":       func(a *passkeytest.Authenticator, _ *passkey.Key, _ *[]byte) { a.Site = "example.org" },
		"nobody there":       func(a *passkeytest.Authenticator, _ *passkey.Key, _ *[]byte) { a.Flags = 4 },
		"not verified":       func(a *passkeytest.Authenticator, _ *passkey.Key, _ *[]byte) { a.Flags = 1 },
		"a foreign key": func(_ *passkeytest.Authenticator, k *passkey.Key, _ *[]byte) {
			k.Public = key(passkeytest.New(k.Alg, site)).Public
		},
		"another credential":  func(_ *passkeytest.Authenticator, k *passkey.Key, _ *[]byte) { k.ID = []byte("another") },
		"a count that stands": func(_ *passkeytest.Authenticator, k *passkey.Key, _ *[]byte) { k.Count = 1 },
		"a count gone back":   func(_ *passkeytest.Authenticator, k *passkey.Key, _ *[]byte) { k.Count = 900 },
	} {
		for _, alg := range algs {
			a := passkeytest.New(alg, site)
			k, asked := key(a), challenge
			lie(a, &k, &asked)
			if _, err := site.Check(k, a.Sign(challenge), asked); !errors.Is(err, passkey.ErrRefused) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func key(a *passkeytest.Authenticator) passkey.Key {
	k, err := site.Register(a.Create(challenge), challenge)
	if err != nil {
		panic(err) // of a test that is wrong
	}
	return k
}

func TestARegistrationThatIsNotOursIsRefused(t *testing.T) {
	for name, lie := range map[string]func(a *passkeytest.Authenticator, c *passkey.Created){
		"another origin": func(a *passkeytest.Authenticator, c *passkey.Created) {
			a.Origin = "https://evil.example"
			*c = a.Create(challenge)
		},
		"another site": func(a *passkeytest.Authenticator, c *passkey.Created) {
			a.Site = "evil.example"
			*c = a.Create(challenge)
		},
		"not verified":     func(a *passkeytest.Authenticator, c *passkey.Created) { a.Flags = 1; *c = a.Create(challenge) },
		"a login's":        func(a *passkeytest.Authenticator, c *passkey.Created) { c.ClientData = a.Sign(challenge).ClientData },
		"an old challenge": func(a *passkeytest.Authenticator, c *passkey.Created) { *c = a.Create([]byte("old")) },
		"bytes behind it":  func(_ *passkeytest.Authenticator, c *passkey.Created) { c.Attestation = append(c.Attestation, 0) },
		"bytes missing": func(_ *passkeytest.Authenticator, c *passkey.Created) {
			c.Attestation = c.Attestation[:len(c.Attestation)-1]
		},
		"an attestation": func(_ *passkeytest.Authenticator, c *passkey.Created) {
			c.Attestation = bytes.Replace(c.Attestation, []byte("none"), []byte("self"), 1)
		},
		"a point off the curve": func(_ *passkeytest.Authenticator, c *passkey.Created) { c.Attestation[len(c.Attestation)-1] ^= 1 },
		"far too long": func(_ *passkeytest.Authenticator, c *passkey.Created) {
			c.Attestation = append(c.Attestation, make([]byte, passkey.Most)...)
		},
		"not JSON": func(_ *passkeytest.Authenticator, c *passkey.Created) { c.ClientData = []byte("{") },
	} {
		a := passkeytest.New(passkey.ES256, site)
		c := a.Create(challenge)
		lie(a, &c)
		if _, err := site.Register(c, challenge); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func FuzzRegister(f *testing.F) {
	for _, alg := range algs {
		f.Add(passkeytest.New(alg, site).Create(challenge).Attestation)
	}
	f.Add([]byte{0xbf, 0xff})
	f.Add([]byte{0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	client := passkeytest.New(passkey.ES256, site).Create(challenge).ClientData
	f.Fuzz(func(t *testing.T, attestation []byte) {
		k, err := site.Register(passkey.Created{ClientData: client, Attestation: attestation}, challenge)
		if err == nil && (len(k.ID) == 0 || len(k.Public) < 32) {
			t.Errorf("a key without id or point: %+v", k)
		}
	})
}
