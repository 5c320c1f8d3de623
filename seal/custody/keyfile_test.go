package custody

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// light is a work factor for tests.
const light = 4

func keyFile(t testing.TB, id Identity) string {
	t.Helper()
	var b bytes.Buffer
	if err := id.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAKeyFileComesBack(t *testing.T) {
	for _, role := range []Role{Answers, Contact, Recovery} {
		id := newIdentity(t, role)
		back, err := Read(strings.NewReader(keyFile(t, id)))
		if err != nil {
			t.Fatal(err)
		}
		if back.Role() != role || back.Created() != "2022-03-01" || back.Public() != id.Public() {
			t.Errorf("%v comes back as %v of %s", id, back, back.Created())
		}
		if !strings.HasPrefix(id.Public(), "age1pq1") {
			t.Errorf("the %s key is not post-quantum", role)
		}
		windows := strings.ReplaceAll(keyFile(t, id), "\n", "\r\n")
		if back, err := Read(strings.NewReader(windows)); err != nil || back.Public() != id.Public() {
			t.Errorf("with the line ends of Windows: %v", err)
		}
	}
}

func TestAKeyFileThatIsNotWholeSaysWhatIsMissing(t *testing.T) {
	id, other := newIdentity(t, Answers), newIdentity(t, Answers)
	file := keyFile(t, id)
	private := file[strings.Index(file, "AGE-SECRET-KEY"):]
	tests := []struct{ name, file, want string }{
		{"empty", "", "0 lines"},
		{"comments only", strings.TrimSuffix(file, private), "0 lines"},
		{"two keys", file + private, "2 lines"},
		{"no role", strings.Replace(file, "# role: answers\n", "", 1), "names no role"},
		{"unknown role", strings.Replace(file, "answers", "owner", 1), "names no role"},
		{"a letter mistaken", strings.Replace(file, private[20:30], "QQQQQQQQQQ", 1), "damaged"},
		{"another public key", strings.Replace(file, id.Public(), other.Public(), 1), "belongs to another"},
		{"a page of text", "Dear all,\n", "damaged"},
		{"a line without end", strings.Repeat("A", 1<<20), "reading a key file"},
	}
	for _, tt := range tests {
		_, err := Read(strings.NewReader(tt.file))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if err != nil && (strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), private[20:30])) {
			t.Errorf("%s: the error quotes the private key", tt.name)
		}
	}
}

func TestALockedKeyFileOpensWithItsPassphraseOnly(t *testing.T) {
	id := newIdentity(t, Contact)
	file, err := id.Lock("вежливый енот читает газету утром", light)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(file), "SECRET") || strings.Contains(string(file), id.Public()) {
		t.Error("the locked file shows the key")
	}
	back, err := Unlock(file, "вежливый енот читает газету утром")
	if err != nil || back.Public() != id.Public() || back.Role() != Contact {
		t.Errorf("comes back as %v, %v", back, err)
	}
	for _, wrong := range []string{"", "вежливый енот читает газету утром ", "Вежливый енот читает газету утром"} {
		if _, err := Unlock(file, wrong); !errors.Is(err, ErrPassphrase) {
			t.Errorf("%q gives %v", wrong, err)
		}
	}
	for name, damaged := range map[string][]byte{
		"cut short": file[:len(file)/2],
		"empty":     {},
		"unlocked":  []byte(keyFile(t, id)),
	} {
		_, err := Unlock(damaged, "вежливый енот читает газету утром")
		if err == nil || errors.Is(err, ErrPassphrase) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheAgeLibraryUnlocksAKeyFile(t *testing.T) {
	id := newIdentity(t, Answers)
	file, err := id.Lock("seven words that nobody guesses at all", light)
	if err != nil {
		t.Fatal(err)
	}
	key, err := age.NewScryptIdentity("seven words that nobody guesses at all")
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(armor.NewReader(bytes.NewReader(file)), key)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil || string(plain) != keyFile(t, id) {
		t.Errorf("%d bytes, %v", len(plain), err)
	}
}

func TestAKeyIsNotLockedWithNothing(t *testing.T) {
	id := newIdentity(t, Answers)
	for _, tt := range []struct {
		passphrase string
		work       int
	}{{"", WorkFactor}, {"seven words that nobody guesses at all", 0}, {"seven words that nobody guesses at all", 31}} {
		if _, err := id.Lock(tt.passphrase, tt.work); err == nil {
			t.Errorf("locked with %q and work factor %d", tt.passphrase, tt.work)
		}
	}
}

func TestAKeyIsNotLockedWithWhatIsSoonGuessed(t *testing.T) {
	for _, weak := range []string{"letmein", "Sojourn2026", "вежливый енот"} {
		if _, err := newIdentity(t, Answers).Lock(weak, light); !errors.Is(err, ErrGuessable) || strings.Contains(err.Error(), weak) {
			t.Errorf("%q gives %v", weak, err)
		}
	}
}

func TestAKeyOfNoRoleIsNotMade(t *testing.T) {
	if _, err := NewIdentity("owner", "2022-03-01"); err == nil {
		t.Error("made a key of an unknown role")
	}
}

func TestAPrivateKeyIsNotPrintedByAccident(t *testing.T) {
	id := newIdentity(t, Answers)
	file := keyFile(t, id)
	private := strings.TrimSpace(file[strings.Index(file, "AGE-SECRET-KEY"):])
	for _, v := range []any{id, &id, []Identity{id}, struct{ Key Identity }{id}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			text := fmt.Sprintf(verb, v)
			if strings.Contains(text, private) || strings.Contains(text, fmt.Sprintf("%x", private)) {
				t.Errorf("%s of %T prints the private key", verb, v)
			}
		}
	}
}

func BenchmarkUnlock(b *testing.B) {
	file, err := newIdentity(b, Answers).Lock("seven words that nobody guesses at all", WorkFactor)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Unlock(file, "seven words that nobody guesses at all"); err != nil {
			b.Fatal(err)
		}
	}
}
