package seal

import (
	"errors"
	"strings"
	"testing"

	"filippo.io/age"

	"sojourn/study"
)

func hybridKey(t testing.TB) *age.HybridIdentity {
	t.Helper()
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func classicKey(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestKeysThatCannotBeSealedToAreNamed(t *testing.T) {
	hybrid, classic := hybridKey(t), classicKey(t)
	public := hybrid.Recipient().String()
	tests := []struct {
		name string
		keys []string
		want string
	}{
		{"no key", nil, "no public key is listed"},
		{"classic beside post-quantum", []string{public, classic.Recipient().String()}, "mixed"},
		{"a private key", []string{hybrid.String()}, "private key, which must not be here"},
		{"a classic private key in small letters", []string{strings.ToLower(classic.String())}, "private key, which must not be here"},
		{"a letter mistaken", []string{public[:200] + flipLetter(public[200]) + public[201:]}, "damaged"},
		{"cut off", []string{public[:len(public)-3]}, "damaged"},
		{"some other word", []string{"ssh-ed25519 AAAA"}, "begins with age1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseRecipients(tt.keys)
			var ps study.Problems
			if !errors.As(err, &ps) || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want a problem with %q", err, tt.want)
			}
			for _, key := range tt.keys {
				if strings.Contains(err.Error(), key[:12]) && strings.Contains(tt.want, "private") {
					t.Errorf("the problem quotes a private key")
				}
			}
		})
	}
}

func flipLetter(b byte) string {
	if b == 'q' {
		return "p"
	}
	return "q"
}

func TestAKeyListedTwiceCountsOnce(t *testing.T) {
	a, b := hybridKey(t).Recipient().String(), hybridKey(t).Recipient().String()
	to, err := ParseRecipients([]string{a, b, " " + a + "\n"})
	if err != nil {
		t.Fatal(err)
	}
	if got := to.Keys(); len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("%d keys, want the two in their order", len(got))
	}
	if prints := to.Fingerprints(); len(prints) != 2 || prints[0] == prints[1] {
		t.Errorf("two keys have the fingerprints %q", prints)
	}
}

func TestNobodyToSealToIsAnError(t *testing.T) {
	if _, err := Seal(Header{}, nil, Recipients{}); err == nil {
		t.Error("sealed to nobody")
	}
}

// The key is the first example of the age documentation; whoever wrote the
// words down must find the same again after every release.
func TestAFingerprintIsEightWordsThatStay(t *testing.T) {
	const key = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
	got, err := Fingerprint(key)
	if err != nil {
		t.Fatal(err)
	}
	if want := "onyx vague glacier dry palette embrace system python"; got != want {
		t.Errorf("fingerprint %q, want %q", got, want)
	}
	for _, w := range strings.Fields(got) {
		if !english().has(w) {
			t.Errorf("%q is not in the list", w)
		}
	}
	if _, err := Fingerprint(classicKey(t).String()); err == nil || strings.Contains(err.Error(), "AGE-SECRET") {
		t.Errorf("a private key gives %v", err)
	}
}
