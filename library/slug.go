package library

import (
	"strings"
	"unicode"

	"sojourn/study/phrasebook"
)

// short are words that say nothing in a name of a file.
var short = map[string]bool{"a": true, "an": true, "the": true, "of": true, "in": true, "on": true, "and": true, "for": true, "to": true,
	"и": true, "в": true, "на": true, "из": true, "о": true, "с": true, "по": true, "к": true}

// slugWords gives up to limit words of s in small ASCII letters and digits.
func slugWords(s string, limit int) []string {
	var words []string
	for _, word := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) }) {
		if short[word] || len(words) == limit {
			continue
		}
		if word = phrasebook.Latin(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

// Slug is a text as part of an address or a file name, in small ASCII letters.
func Slug(s string) string {
	if words := slugWords(s, 12); len(words) > 0 {
		return strings.Join(words, "-")
	}
	return "other"
}
