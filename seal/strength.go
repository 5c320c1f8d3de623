package seal

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// LeastStrength is how strong a passphrase must be that stands alone between
// somebody with a copy of a file and what is in it: four words drawn by lot from
// a list of [NewPhrase], 44 bits. At a second a guess those are half a million
// years of one processor.
const LeastStrength = 44

// What a character of a passphrase adds, in bits, to whoever guesses well.
const (
	perLetter    = 2.62 // inside a word: 11.82 bits a word of 4.5 letters (Shannon 1951, "Prediction and entropy of printed English")
	perBeginning = 4.7  // the first letter of a word, and capitals and digits in the middle of one
	perDigit     = 3.32 // one of ten
	perSign      = 4    // one of sixteen
	perFollower  = 0.5  // the next of a row, of the alphabet or of the keyboard
	perRepeat    = 2    // what stood there before, however long
	perKnown     = 6    // a passphrase that everybody tries first
	perYear      = 7    // of the last hundred and those to come
	shortest     = 3    // runes of a repeat
	furthest     = 128  // runes that are looked at
)

// Strength estimates from below, in bits, how hard a passphrase is to guess for
// somebody who tries common passwords, years, rows of the keyboard, repeats and
// then words. What was drawn by lot is stronger than it looks; what was thought
// up is not.
func Strength(passphrase string) float64 {
	runes := []rune(passphrase)
	runes = runes[:min(len(runes), furthest)]
	folded := fold(runes)
	bits := 0.0
	for i := 0; i < len(runes); {
		n, add := chunk(folded, i)
		if n == 0 {
			n, add = 1, single(runes, folded, i)
		}
		bits += add
		i += n
	}
	return bits
}

// chunk is how many runes from i on are guessed at once, and what they add.
func chunk(folded []rune, i int) (int, float64) {
	if n := known(folded[i:]); n > 0 {
		if slices.Contains(starts(folded[:i], n), string(folded[i:i+n])) {
			return n, perRepeat
		}
		return n, perKnown
	}
	if n := repeated(folded, i); n > 0 {
		return n, perRepeat
	}
	if year(folded, i) {
		return 4, perYear
	}
	return 0, 0
}

// starts lists what of n runes stands in text.
func starts(text []rune, n int) []string {
	var all []string
	for i := 0; i+n <= len(text); i++ {
		all = append(all, string(text[i:i+n]))
	}
	return all
}

// repeated is how many runes from i on stood together before.
func repeated(text []rune, i int) int {
	longest := 0
	for from := range i {
		n := 0
		for i+n < len(text) && text[from+n] == text[i+n] {
			n++
		}
		longest = max(longest, n)
	}
	if longest < shortest {
		return 0
	}
	return longest
}

// year reports whether four digits at i are a year that people remember.
func year(text []rune, i int) bool {
	if i+4 > len(text) || i > 0 && unicode.IsDigit(text[i-1]) || i+4 < len(text) && unicode.IsDigit(text[i+4]) {
		return false
	}
	century := string(text[i : i+2])
	return (century == "19" || century == "20") && unicode.IsDigit(text[i+2]) && unicode.IsDigit(text[i+3])
}

// single is what one rune adds after the one before it.
func single(runes, folded []rune, i int) float64 {
	r := runes[i]
	if i > 0 && follows(folded[i-1], folded[i]) {
		return perFollower
	}
	switch {
	case unicode.IsSpace(r):
		return perFollower
	case unicode.IsDigit(r):
		return perDigit
	case !unicode.IsLetter(r) && !unicode.IsMark(r):
		return perSign
	case i > 0 && unicode.IsLetter(runes[i-1]) && (!unicode.IsUpper(r) || unicode.IsUpper(runes[i-1])):
		return perLetter
	}
	return perBeginning
}

// rows are keys that lie beside each other.
var rows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"}

// follows reports whether two runes are the same or neighbours, in the order of
// characters or on a keyboard.
func follows(before, r rune) bool {
	if math.Abs(float64(r-before)) <= 1 {
		return true
	}
	for _, row := range rows {
		keys := []rune(row)
		if at, was := slices.Index(keys, r), slices.Index(keys, before); at >= 0 && was >= 0 && (at-was == 1 || was-at == 1) {
			return true
		}
	}
	return false
}

// fold brings a passphrase to small letters, and signs in words back to the
// letters that people write them for.
func fold(runes []rune) []rune {
	folded := make([]rune, len(runes))
	for i, r := range runes {
		folded[i] = unicode.ToLower(r)
	}
	for i, r := range folded {
		letter, stands := map[rune]rune{'@': 'a', '4': 'a', '3': 'e', '1': 'i', '!': 'i', '0': 'o', '$': 's', '5': 's', 'ё': 'е'}[r]
		if stands && (r == 'ё' || i > 0 && i+1 < len(folded) && unicode.IsLetter(runes[i-1]) && !unicode.IsSpace(runes[i+1])) {
			folded[i] = letter
		}
	}
	return folded
}

// known is how long the common password is that the text begins with.
func known(text []rune) int {
	longest := 0
	for _, word := range commonest() {
		n := len([]rune(word))
		if n > longest && n <= len(text) && string(text[:n]) == word {
			longest = n
		}
	}
	return longest
}

// commonest are the words that lists of stolen passwords begin with, and those
// that the use of this program suggests.
var commonest = sync.OnceValue(func() []string {
	return strings.Fields(`password passphrase passwort passw pass secret letmein welcome login admin administrator master
	access changeme default test demo guest hello iloveyou loveyou monkey dragon football baseball sunshine princess shadow superman batman
	michael jordan charlie daniel thomas ashley jessica trustno freedom whatever computer internet samsung google android
	correct horse battery staple sojourn survey study answers answer contact recovery research
	пароль секрет привет любовь люблю админ тест демо солнышко наташа марина сергей андрей максим россия москва
	опрос ответы исследование адреса`)
})
