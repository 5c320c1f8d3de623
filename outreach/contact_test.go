package outreach

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"sojourn/seal/custody"
	"sojourn/study"
)

func TestAddressesAreCheckedByTheirMedium(t *testing.T) {
	for _, tt := range []struct {
		name string
		c    Contact
		want error
	}{
		{"an e-mail address with spaces around it", Contact{Medium: Email, Address: " a.b@example.org "}, nil},
		{"a Telegram name", Contact{Medium: Telegram, Address: "@somebody"}, nil},
		{"no medium", Contact{Address: "a@example.org"}, NoMedium},
		{"nothing typed", Contact{Medium: Signal, Address: "  "}, NoAddress},
		{"an e-mail address without a domain", Contact{Medium: Email, Address: "somebody"}, NotAnAddr},
		{"a header smuggled in", Contact{Medium: Email, Address: "a@example.org\r\nBcc: b@example.org"}, NotAnAddr},
		{"a header after a lone line feed", Contact{Medium: Email, Address: "a@example.org\nBcc:b@example.org"}, NotAnAddr},
		{"a header after a lone carriage return", Contact{Medium: Email, Address: "a@example.org\rBcc:b@example.org"}, NotAnAddr},
		{"a header after a Unicode line separator", Contact{Medium: Email, Address: "a@example.org\u2028Bcc:b@example.org"}, NotAnAddr},
		{"a zero byte", Contact{Medium: Email, Address: "a@example.org\x00b"}, NotAnAddr},
		{"the same address written another way", Contact{Medium: Email, Address: "<a@example.org>"}, NotAnAddr},
		{"an address with a comment", Contact{Medium: Email, Address: "a(x)@example.org"}, NotAnAddr},
		{"a quoted name before the at sign", Contact{Medium: Email, Address: `"a\@b"@example.org`}, NotAnAddr},
		{"a list of addresses by its name", Contact{Medium: Email, Address: "all:a@example.org"}, NotAnAddr},
		{"a sign that turns the reading round", Contact{Medium: Email, Address: "a\u202e@example.org"}, NotAnAddr},
		{"a sign that cannot be seen", Contact{Medium: Email, Address: "a\u200b@example.org"}, NotAnAddr},
		{"bytes that are no text", Contact{Medium: Email, Address: "a\xff@example.org"}, NotAnAddr},
		{"longer than an address may be", Contact{Medium: Email, Address: strings.Repeat("a", 250) + "@example.org"}, NotAnAddr},
		{"a messenger's name with a line break", Contact{Medium: Telegram, Address: "@a\nb"}, NotAnAddr},
		{"two addresses", Contact{Medium: Email, Address: "a@example.org,b@example.org"}, NotAnAddr},
	} {
		if _, err := tt.c.Check(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

type shelf map[string][]byte

func (s shelf) SaveContact(_ context.Context, id string, sealed []byte) error {
	s[id] = sealed
	return nil
}

func TestAContactOpensOnlyWithBothKeysOneAfterTheOther(t *testing.T) {
	contact, answers := newKey(t, custody.Contact), newKey(t, custody.Answers)
	kept := shelf{}
	vault, err := NewVault(&study.Study{Keys: study.Keys{Contact: []string{contact.Public()}, Answers: []string{answers.Public()}}}, kept, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	left := Contact{Medium: Telegram, Address: "@somebody", Language: "ru", Consent: 1, Secret: "s"}
	if err := vault.Leave(context.Background(), left); err != nil {
		t.Fatal(err)
	}
	if len(kept) != 1 {
		t.Fatalf("%d contacts are kept", len(kept))
	}
	for _, sealed := range kept {
		if bytes.Contains(sealed, []byte("somebody")) {
			t.Error("the address lies open in the vault")
		}
		if _, err := custody.OpenClosed(sealed, contact); err == nil {
			t.Error("the contact key opens what lies in the field's storage")
		}
		inner, err := custody.OpenClosed(sealed, answers)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := custody.OpenClosed(inner, answers); err == nil || bytes.Contains(inner, []byte("somebody")) {
			t.Error("the answers key opens a contact")
		}
		plain, err := custody.OpenClosed(inner, contact)
		if err != nil {
			t.Fatal(err)
		}
		var got Contact
		if err := json.Unmarshal(plain, &got); err != nil || got != left {
			t.Errorf("opened as %+v, %v", got, err)
		}
	}
}

func newKey(t *testing.T, role custody.Role) custody.Identity {
	t.Helper()
	key, err := custody.NewIdentity(role, "2022-03-01")
	if err != nil {
		t.Fatal(err)
	}
	return key
}
