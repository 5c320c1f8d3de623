package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sojourn/study"
)

func TestAPhraseHasSixWordsOfTheLanguagesList(t *testing.T) {
	for lang, list := range map[study.Lang]wordList{"ru": russian(), "ru-ge": russian(), "en": english(), "fa": english(), "": english()} {
		p, err := NewPhrase(lang, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(p.String())
		if len(words) != 6 {
			t.Errorf("%s: %d words", lang, len(words))
		}
		for _, w := range words {
			if !list.has(w) {
				t.Errorf("%s: a word is not in the list", lang)
			}
		}
		if back, err := ParsePhrase(p.String()); err != nil || back != p {
			t.Errorf("%s: a phrase does not come back: %v", lang, err)
		}
	}
}

func TestEveryWordOccursInPhrases(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 { // 60,000 words; one of 2,048 is missed with probability 4e-10
		p, err := NewPhrase("en", rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range p.words {
			seen[w] = true
		}
	}
	if len(seen) != 2048 {
		t.Errorf("%d different words in 10,000 phrases, want 2,048", len(seen))
	}
}

func TestNoRandomnessIsAnErrorAndNoPhrase(t *testing.T) {
	if _, err := NewPhrase("en", bytes.NewReader(make([]byte, 8))); err == nil {
		t.Error("eight bytes of randomness made a phrase")
	}
}

func TestAPhraseIsReadAsPeopleTypeIt(t *testing.T) {
	const en, ru = "meadow lantern walnut ribbon piano glacier", "чайник актер йогурт береза хвоя яблоко"
	tests := []struct{ name, typed, want string }{
		{"as it was shown", en, en},
		{"capitals", "Meadow LANTERN walnut Ribbon piano Glacier", en},
		{"commas and a full stop", "meadow, lantern, walnut, ribbon, piano, glacier.", en},
		{"hyphens", "meadow-lantern-walnut-ribbon-piano-glacier", en},
		{"dashes of a phone", "meadow – lantern — walnut ‑ ribbon − piano - glacier", en},
		{"numbered lines", "1. meadow\r\n2. lantern\r\n3) walnut\n4 ribbon\n5.piano\n6.glacier", en},
		{"wide and hard spaces", "  meadow\u00a0lantern\u2003walnut\tribbon  piano glacier \n", en},
		{"quotation marks", "“meadow lantern walnut ribbon piano glacier”", en},
		{"invisible characters", "\ufeffmea\u00addow lantern\u200e walnut ribbon piano glacier", en},
		{"Russian as it was shown", ru, ru},
		{"Russian capitals", "ЧАЙНИК Актер Йогурт Береза хвоя ЯБЛОКО", ru},
		{"ё for е", "чайник актёр йогурт берёза хвоя яблоко", ru},
		{"capital Ё", "ЧАЙНИК АКТЁР ЙОГУРТ БЕРЁЗА ХВОЯ ЯБЛОКО", ru},
		{"й and ё in two characters", "чаи\u0306ник акте\u0308р и\u0306огурт бере\u0308за хвоя яблоко", ru},
		{"capital Й in two characters", "ЧАИ\u0306НИК АКТЕР И\u0306ОГУРТ БЕРЕЗА ХВОЯ ЯБЛОКО", ru},
		{"a keyboard left in English", "xfqybr frnth qjuehn ,thtpf [djz z,kjrj", ru},
		{"a keyboard left in Russian", "ьуфвщц дфтеукт цфдтге кшиищт зшфтщ пдфсшук", en},
		{"Cyrillic letters that look like Latin ones", "mеаdоw lantеrn wаlnut ribbоn рiаnо glасiеr", en},
		{"Cyrillic capitals that look like Latin ones", "МЕADOW LАNТЕRN WALNUT RIВВОN РIАNО GLACIЕR", en},
		{"Latin letters that look like Cyrillic ones", "чaйник aктep йoгуpт бepeзa xвoя яблoкo", ru},
		{"stress marks", "ча\u0301йник актер йогурт бере\u0301за хвоя я\u0301блоко", ru},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := ParsePhrase(tt.typed)
			if err != nil || p.String() != tt.want {
				t.Errorf("read as %q, %v", p, err)
			}
		})
	}
}

func TestAPhraseThatIsNoneSaysWhichWord(t *testing.T) {
	tests := []struct {
		name, typed  string
		count, place int
		close        string // the first suggestion
	}{
		{"nothing", " \n", 0, 0, ""},
		{"five words", "meadow lantern walnut ribbon piano", 5, 0, ""},
		{"seven words", "meadow lantern walnut ribbon piano glacier walnut", 7, 0, ""},
		{"a letter left out", "meadow lantern wanut ribbon piano glacier", 6, 3, "walnut"},
		{"two letters swapped", "maedow lantern walnut ribbon piano glacier", 6, 1, "meadow"},
		{"a letter mistaken in Russian", "чайник актер йогурт береза хвоя яблокко", 6, 6, "яблоко"},
		{"a word that is nowhere near", "meadow lantern walnut ribbon piano qqqqqqqq", 6, 6, ""},
		{"a Russian word among English ones", "meadow lantern чайник ribbon piano glacier", 6, 3, ""},
		{"no word known, in Russian letters", "ччччч щщщщщ ъъъъъ ыыыыы эээээ яблако", 6, 1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParsePhrase(tt.typed)
			var f *PhraseFault
			if !errors.As(err, &f) {
				t.Fatalf("got %v", err)
			}
			if f.Count != tt.count || f.Place != tt.place {
				t.Errorf("%d words, word %d; want %d and %d", f.Count, f.Place, tt.count, tt.place)
			}
			if tt.close == "" && len(f.Close) > 0 || tt.close != "" && (len(f.Close) == 0 || f.Close[0] != tt.close) {
				t.Errorf("suggests %q, want %q first", f.Close, tt.close)
			}
			if len(f.Close) > 3 || slices.ContainsFunc(f.Close, func(w string) bool { return !english().has(w) && !russian().has(w) }) {
				t.Errorf("suggests %q", f.Close)
			}
		})
	}
}

func TestWhatWasTypedIsNotInTheError(t *testing.T) {
	typed := "meadow lantern wanut ribbon piano glacier"
	for _, text := range []string{typed, typed + " more"} {
		_, err := ParsePhrase(text)
		for _, w := range append(strings.Fields(text), "walnut") {
			if strings.Contains(err.Error(), w) {
				t.Errorf("the error quotes %q", w)
			}
		}
	}
}

func TestALongTextIsRefusedQuickly(t *testing.T) {
	typed := strings.Repeat(strings.Repeat("я", 20_000)+" ", 6) // as much as a page may send
	start := time.Now()
	if _, err := ParsePhrase(typed); err == nil {
		t.Error("read as a phrase")
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func FuzzParsePhrase(f *testing.F) {
	f.Add("meadow lantern walnut ribbon piano glacier")
	f.Add("чаи\u0306ник актёр йогурт берёза хвоя яблоко")
	f.Fuzz(func(t *testing.T, typed string) {
		p, err := ParsePhrase(typed)
		if err != nil {
			return
		}
		if again, err := ParsePhrase(p.String()); err != nil || again != p {
			t.Errorf("%q does not come back: %v", p, err)
		}
	})
}
