package seal

import "strings"

// What the keys of a keyboard give in English and in Russian, key by key. Where
// a Russian letter lies on a key with a mark, the mark has to come along.
const (
	englishKeys = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~"
	russianKeys = "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
)

// Letters of both alphabets that look alike, as small letters; some do so only
// as capitals.
const (
	latinLooks    = "abcehikmoptxy"
	cyrillicLooks = "авсенікмортху"
)

// readings are what else a text may stand for that is no phrase as it was
// typed: the same keys with the keyboard in the other language, and letters of
// the other alphabet that look alike.
func readings(typed string) []string {
	return []string{
		exchanged(typed, englishKeys, russianKeys),
		exchanged(typed, russianKeys, englishKeys),
		alike(typed, cyrillicLooks, latinLooks, english()),
		alike(typed, latinLooks, cyrillicLooks, russian()),
	}
}

// exchanged puts letters of one row in the place of those of the other.
func exchanged(typed, from, to string) string {
	table, target := map[rune]rune{}, []rune(to)
	for n, r := range []rune(from) {
		table[r] = target[n]
	}
	return strings.Map(func(r rune) rune {
		if other, ok := table[r]; ok {
			return other
		}
		return r
	}, typed)
}

// alike exchanges letters that look alike in the words that are not in the list.
func alike(typed, from, to string, list wordList) string {
	words := splitWords(typed)
	for n, w := range words {
		if !list.has(w) {
			words[n] = exchanged(w, from, to)
		}
	}
	return strings.Join(words, " ")
}

// Look is what a short code looks like: small letters, with Latin ones in the
// place of Cyrillic ones that look alike. Two codes of one look are told apart
// by nobody who reads them.
func Look(code string) string { return exchanged(strings.ToLower(code), cyrillicLooks, latinLooks) }
