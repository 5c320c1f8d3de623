package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
)

func fixedPhrase(t testing.TB, typed string) Phrase {
	t.Helper()
	p, err := ParsePhrase(typed)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Worked out apart from this code, by the argon2 command, and pinned like what
// is derived from a secret: another value would lock out everybody who wrote six
// words down.
func TestALockersNameStaysTheSameInEveryRelease(t *testing.T) {
	for typed, want := range map[string]string{
		"meadow lantern walnut ribbon piano glacier": "dozj5oum5wckchsux6kswl4uo4",
		"чайник актёр йогурт берёза хвоя яблоко":     "3bpvcqrr6n53bscznvuyahivou",
	} {
		if got := fixedPhrase(t, typed).Locker("exile-panel").ID(); got != want {
			t.Errorf("locker %s, want %s", got, want)
		}
	}
}

func TestALockerOpensForItsPhraseAndStudyOnly(t *testing.T) {
	p := fixedPhrase(t, "meadow lantern walnut ribbon piano glacier")
	locker := p.Locker("exile-panel")
	s := fixedSecret(t)
	wrapped, err := locker.Wrap(s, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := p.Locker("exile-panel").Unwrap(wrapped); err != nil || back != s {
		t.Errorf("the secret does not come back: %v", err)
	}
	others := map[string]Locker{
		"the words in another order": fixedPhrase(t, "lantern meadow walnut ribbon piano glacier").Locker("exile-panel"),
		"another study":              p.Locker("other-study"),
	}
	for name, other := range others {
		if other.ID() == locker.ID() {
			t.Errorf("%s: the same lookup", name)
		}
		if _, err := other.Unwrap(wrapped); !errors.Is(err, ErrNotOpened) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADamagedWrapIsRefused(t *testing.T) {
	locker := fixedPhrase(t, "meadow lantern walnut ribbon piano glacier").Locker("exile-panel")
	wrapped, err := locker.Wrap(fixedSecret(t), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for n := range wrapped {
		if _, err := locker.Unwrap(wrapped[:n]); !errors.Is(err, ErrNotOpened) {
			t.Errorf("the first %d bytes give %v", n, err)
		}
		wrapped[n] ^= 1
		if _, err := locker.Unwrap(wrapped); !errors.Is(err, ErrNotOpened) {
			t.Errorf("a bit of byte %d flipped gives %v", n, err)
		}
		wrapped[n] ^= 1
	}
}

func TestTwoWrapsDifferAndHideTheSecret(t *testing.T) {
	locker := fixedPhrase(t, "meadow lantern walnut ribbon piano glacier").Locker("exile-panel")
	s := fixedSecret(t)
	a, errA := locker.Wrap(s, rand.Reader)
	b, errB := locker.Wrap(s, rand.Reader)
	if errA != nil || errB != nil || bytes.Equal(a, b) || bytes.Contains(a, s[:8]) {
		t.Errorf("wraps are alike or open (%v, %v)", errA, errB)
	}
}

func BenchmarkLocker(b *testing.B) {
	p := fixedPhrase(b, "meadow lantern walnut ribbon piano glacier")
	for b.Loop() {
		p.Locker("exile-panel")
	}
}

func TestALockerWrittenDownIsTheSameLocker(t *testing.T) {
	locker := fixedPhrase(t, "meadow lantern walnut ribbon piano glacier").Locker("exile-panel")
	back, err := ParseLocker(locker.Token())
	if err != nil || back != locker {
		t.Errorf("another locker came back: %v", err)
	}
	for _, token := range []string{"", locker.Token()[1:], locker.Token() + "A"} {
		if _, err := ParseLocker(token); !errors.Is(err, ErrToken) {
			t.Errorf("%d characters give %v", len(token), err)
		}
	}
}
