package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sojourn/study"
)

// counting is a source of bytes that anybody can repeat.
type counting struct{ next byte }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = c.next
		c.next++
	}
	return len(p), nil
}

func fixedSecret(t testing.TB) Secret {
	t.Helper()
	s, err := NewSecret(&counting{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fixedDraftKey is the key that the documentation calls T.
func fixedDraftKey(t testing.TB) DraftKey {
	t.Helper()
	source := &counting{next: 32}
	k, err := NewDraftKey(source)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The values were worked out apart from this code, from the documentation, and
// are pinned: a release that derived others would lose every person of a
// running study.
func TestWhatIsDerivedStaysTheSameInEveryRelease(t *testing.T) {
	s := fixedSecret(t)
	k := fixedDraftKey(t)
	got := []string{s.Token(), s.Panelist("exile-panel"), s.Invitation("exile-panel", 2), k.Token(), k.ID(), k.ResponseKey(), k.Digest([]byte("plain"))}
	want := []string{
		"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
		"ypqid7jghi765oz3wq4woixq34",
		"zgo3sqyrrxe467ihw7f7lejpda",
		"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8",
		"stu2xrtxx57norq3vshgid4nea",
		"p5nemkdd7ohqrezao6frxksxmy",
		"05df9faa3e946abbc1c4f551af1a2a375963c8d01f59f03d088b09972162cc2a",
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("value %d is %q, want %q", i, got[i], want[i])
		}
	}
}

func TestNothingThatIsStoredCanBeMatchedWithAnythingElse(t *testing.T) {
	s := fixedSecret(t)
	other := s
	other[31] ^= 1
	values := map[string]string{}
	add := func(value, what string) {
		if before, ok := values[value]; ok {
			t.Errorf("%s equals %s", what, before)
		}
		values[value] = what
	}
	for who, s := range map[string]Secret{"one": s, "other": other} {
		add(s.Token(), who+": token")
		for _, id := range []study.ID{"study-a", "study-b"} {
			add(s.Panelist(id), fmt.Sprint(who, ": panelist in ", id))
			for wave := study.WaveID(1); wave <= 12; wave++ {
				add(s.Invitation(id, wave), fmt.Sprint(who, ": invitation to wave ", wave, " of ", id))
			}
		}
		k := DraftKey(s) // even if a draft key were the secret itself
		add(k.ID(), who+": draft id")
		add(k.ResponseKey(), who+": response key")
		add(k.Digest([]byte("the same")), who+": digest")
		l := Locker{s}
		for wave := study.WaveID(1); wave <= 12; wave++ {
			add(l.Wave(wave).ID(), fmt.Sprint(who, ": locker of wave ", wave))
			add(l.Carried(wave).ID(), fmt.Sprint(who, ": locker of what is carried from wave ", wave))
		}
		add(l.ID(), who+": locker")
	}
}

func TestAStudysNameAndAWaveDoNotRunTogether(t *testing.T) {
	s := fixedSecret(t)
	if s.Invitation("study-1", 2) == s.Invitation("study-", 12) {
		t.Error("two different waves of two studies have one invitation")
	}
}

func TestATokenComesBackAndNothingElseIsOne(t *testing.T) {
	s, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	token := s.Token()
	if back, err := ParseSecret(token); err != nil || back != s {
		t.Errorf("a token does not come back: %v", err)
	}
	k := fixedDraftKey(t)
	if back, err := ParseDraftKey(k.Token()); err != nil || back != k {
		t.Errorf("a draft key's token does not come back: %v", err)
	}
	// 43 letters carry 258 bits for 256, so the last letter has other
	// spellings in a decoder that is not strict.
	const zero = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	bad := []string{"", token[:42], token + "A", token + "=", zero[:42] + "B", zero[:20] + "\n" + zero[20:], " " + token, strings.Repeat("ж", 43)}
	for _, text := range bad {
		if _, err := ParseSecret(text); !errors.Is(err, ErrToken) {
			t.Errorf("%q gives %v", text, err)
		}
	}
}

func TestNoRandomnessIsAnErrorAndNoSecret(t *testing.T) {
	if s, err := NewSecret(bytes.NewReader(make([]byte, 31))); err == nil || s != (Secret{}) {
		t.Errorf("31 bytes of randomness made a secret: %v", err)
	}
}

func TestASecretIsNotPrintedByAccident(t *testing.T) {
	s := fixedSecret(t)
	k := fixedDraftKey(t)
	l := Locker{key: s}
	for _, v := range []any{s, &s, k, l, struct{ S Secret }{s}, []DraftKey{k}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d", "%q"} {
			text := fmt.Sprintf(verb, v)
			for _, key := range [][32]byte{s, k, l.key} {
				for _, leak := range []string{fmt.Sprintf("%x", key[:4]), fmt.Sprintf("%X", key[:4]), fmt.Sprint(key[4:8])[1:8], tokenText.EncodeToString(key[:6])} {
					if strings.Contains(text, leak) {
						t.Errorf("%s of %T prints %s", verb, v, text)
					}
				}
			}
		}
	}
	for _, v := range []any{s, k, map[string]any{"s": s}} {
		if text, err := json.Marshal(v); err == nil {
			t.Errorf("JSON of %T: %s", v, text)
		}
	}
}
