package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := CodeSecret([]byte("12345678901234567890"))
	// RFC 6238, appendix B, of whose eight digits ours are the last six.
	for unix, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := secret.Code(unix / codeSeconds); got != want {
			t.Errorf("at %d: code %s, want %s", unix, got, want)
		}
	}
}

func TestACodeWorksOnceAndForAMinuteOrSo(t *testing.T) {
	secret := CodeSecret([]byte("12345678901234567890"))
	now := time.Unix(1234567890, 0)
	step := now.Unix() / codeSeconds
	for shift, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		if _, ok := secret.Accept(secret.Code(step+shift), now, 0); ok != want {
			t.Errorf("the code of %d steps from now is taken: %v", shift, ok)
		}
	}
	used, ok := secret.Accept(" 005 924 ", now, 0)
	if !ok || used != step {
		t.Fatalf("a code typed with spaces: step %d, %v", used, ok)
	}
	if _, ok := secret.Accept("005924", now, used); ok {
		t.Error("the same code works a second time")
	}
	if _, ok := secret.Accept("", now, 0); ok {
		t.Error("no code at all is taken")
	}
}

func TestALoginOpensWithItsPasswordAndAccountAlone(t *testing.T) {
	secret, err := NewCodeSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	login, err := NewLogin("nino", "a long password", secret, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := login.Open("nino", "a long password"); err != nil || got != secret {
		t.Fatalf("the right password: %v", err)
	}
	for name, open := range map[string]func() (CodeSecret, error){
		"another password":             func() (CodeSecret, error) { return login.Open("nino", "a long passwore") },
		"another account's box":        func() (CodeSecret, error) { return login.Open("levan", "a long password") },
		"an account that is not there": func() (CodeSecret, error) { return Login{}.Open("nino", "a long password") },
		"another salt":                 func() (CodeSecret, error) { return Login{make([]byte, 16), login.Box}.Open("nino", "a long password") },
	} {
		if _, err := open(); !errors.Is(err, ErrNotOpened) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if bytes.Contains(login.Box, secret[:]) || bytes.Contains(fmt.Append(nil, secret), secret[:]) {
		t.Error("the secret of the second factor stands in the open")
	}
}

func TestASecretOfCodesIsReadAsItIsTyped(t *testing.T) {
	secret := CodeSecret([]byte("12345678901234567890"))
	text := secret.Text()
	got, err := ParseCodeSecret(" " + text[:4] + " " + text[4:] + "\n")
	if err != nil || got != secret {
		t.Errorf("%v", err)
	}
	if _, err := ParseCodeSecret("short"); !errors.Is(err, ErrToken) {
		t.Errorf("a secret too short: %v", err)
	}
	const want = "otpauth://totp/exile-panel:nino?issuer=exile-panel&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	if got := secret.URI("exile-panel", "nino"); got != want {
		t.Errorf("URI %s", got)
	}
}
