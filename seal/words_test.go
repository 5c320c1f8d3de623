package seal

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sojourn/study"
)

func lists() []wordList { return []wordList{english(), russian()} }

func TestAListHas2048DifferentWordsOfItsOwnAlphabet(t *testing.T) {
	alphabet := map[study.Lang]string{
		"en": "abcdefghijklmnopqrstuvwxyz",
		"ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя", // without ё, which many do not type
	}
	for _, l := range lists() {
		if len(l.words) != 1<<bits || len(l.place) != 1<<bits {
			t.Errorf("%s: %d words, %d different", l.lang, len(l.words), len(l.place))
		}
		if !slices.IsSorted(l.words) {
			t.Errorf("%s: not sorted", l.lang)
		}
		for _, w := range l.words {
			if n := utf8.RuneCountInString(w); n < 3 || n > 8 {
				t.Errorf("%s: %q has %d letters", l.lang, w, n)
			}
			if strings.Trim(w, alphabet[l.lang]) != "" {
				t.Errorf("%s: %q has other letters", l.lang, w)
			}
		}
	}
}

func TestNoWordIsASlipOfThePenFromAnother(t *testing.T) {
	for _, l := range lists() {
		letters := make([][]rune, len(l.words))
		for i, w := range l.words {
			letters[i] = []rune(w)
			for j := range i {
				// One slip leaves the first letter or the last as it was.
				if ends(letters[i], letters[j]) && slips(letters[i], letters[j]) < 2 {
					t.Errorf("%s: %s and %s", l.lang, l.words[j], w)
				}
			}
		}
	}
}

func ends(a, b []rune) bool { return a[0] == b[0] || a[len(a)-1] == b[len(b)-1] }

func TestFourLettersTellAWord(t *testing.T) {
	for _, l := range lists() {
		seen := map[string]string{}
		for _, w := range l.words {
			letters := []rune(w)
			head := string(letters[:min(4, len(letters))])
			if other, ok := seen[head]; ok {
				t.Errorf("%s: %s and %s", l.lang, other, w)
			}
			seen[head] = w
		}
	}
}

// A word that is changed locks out whoever has it in a phrase.
func TestTheListsNeverChange(t *testing.T) {
	for text, want := range map[string]string{
		englishWords: "44edd6275324b4a06739c2293216f2e59b9ebdc6b06224b0bfe736e797e2f154",
		russianWords: "37a5a013384ce25825a79128fa55250cf03e1f8a9abcc889ec9c6f90a216e0d3",
	} {
		if got := HashOf([]byte(text)).String(); got != want {
			t.Errorf("the list that begins with %.10q has hash %s, want %s", text, got, want)
		}
	}
}

func TestSpellWritesElevenBitsAWord(t *testing.T) {
	l := english()
	data := HashOf([]byte("any")).String()[:9] // nine bytes: 72 bits for six words
	n := new(big.Int).SetBytes([]byte(data))
	n.Rsh(n, 72-66)
	var want []string
	for range 6 {
		want = append(want, l.words[new(big.Int).And(n, big.NewInt(2047)).Int64()])
		n.Rsh(n, 11)
	}
	slices.Reverse(want)
	if got := l.spell([]byte(data), 6); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestSlipsCountsLettersLeftOutPutInMistakenAndSwapped(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"meadow", "meadow", 0},
		{"meadow", "medow", 1},
		{"meadow", "meaddow", 1},
		{"meadow", "maedow", 1},
		{"meadow", "meador", 1},
		{"медведь", "медвед", 1},
		{"медведь", "мидвет", 3},
		{"", "ab", 2},
	}
	for _, tt := range tests {
		a, b := []rune(tt.a), []rune(tt.b)
		if got := slips(a, b); got != tt.want {
			t.Errorf("%s, %s: %d slips, want %d", tt.a, tt.b, got, tt.want)
		}
		if slips(a, b) != slips(b, a) {
			t.Errorf("%s, %s: not the same both ways", tt.a, tt.b)
		}
	}
}
