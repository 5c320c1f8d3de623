package seal

import (
	"crypto/rand"
	"strings"
	"testing"

	"sojourn/study"
)

func TestAPassphraseThatPeopleThinkOfFirstIsWeak(t *testing.T) {
	for _, weak := range []string{"", "a", "123456", "password", "P@ssw0rd2024!", "correct horse", "correct horse battery staple", "passphrase passphrase passphrase",
		"qwertyuiopasdfghjkl", "йцукенгшщзхъ12345", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcdefghijklmnopqrstuvwxyz", "1234567890123456789012345", "Moscow2022Moscow2022",
		"вежливый енот", "пароль от ключа", "Sojourn-Answers-2026", "дом дом дом дом дом дом дом дом", "2022 2023 2024 2025", "secretsecretsecret1", "iloveyou iloveyou"} {
		if got := Strength(weak); got >= LeastStrength {
			t.Errorf("%q has %.0f bits", weak, got)
		}
	}
}

func TestAPassphraseOfSeveralWordsOrOfAManagerIsStrong(t *testing.T) {
	for _, strong := range []string{"seven words that nobody guesses at all", "вежливый енот читает газету утром", "xK9fQ2vLm4Zt7", "tQz!8nVb#2kLp", "glacier lantern meadow ribbon",
		"زنبور آبی روی پنجره قدیمی"} {
		if got := Strength(strong); got < LeastStrength {
			t.Errorf("%q has %.0f bits", strong, got)
		}
	}
	for range 2000 {
		for _, lang := range []study.Lang{"en", "ru"} {
			p, err := NewPhrase(lang, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if got := Strength(p.String()); got < LeastStrength {
				t.Errorf("six drawn words (%s) have %.0f bits", lang, got)
			}
		}
	}
}

func TestALongPassphraseIsMeasuredAtOnce(t *testing.T) {
	if got := Strength(strings.Repeat("тихий океан ", 100_000)); got >= LeastStrength {
		t.Errorf("one thing said a hundred thousand times has %.0f bits", got)
	}
}
