package library

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// latin gives Cyrillic, Georgian and a few other letters in ASCII. It serves
// names of files alone; nothing that a reader cites is transliterated.
var latin = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'і': "i", 'ї': "yi", 'є': "ye", 'ґ': "g", 'ў': "u",
	'ა': "a", 'ბ': "b", 'გ': "g", 'დ': "d", 'ე': "e", 'ვ': "v", 'ზ': "z", 'თ': "t", 'ი': "i", 'კ': "k", 'ლ': "l", 'მ': "m", 'ნ': "n", 'ო': "o",
	'პ': "p", 'ჟ': "zh", 'რ': "r", 'ს': "s", 'ტ': "t", 'უ': "u", 'ფ': "p", 'ქ': "k", 'ღ': "gh", 'ყ': "q", 'შ': "sh", 'ჩ': "ch", 'ც': "ts",
	'ძ': "dz", 'წ': "ts", 'ჭ': "ch", 'ხ': "kh", 'ჯ': "j", 'ჰ': "h",
	'ß': "ss", 'ø': "o", 'æ': "ae", 'œ': "oe", 'ł': "l", 'đ': "d", 'ı': "i", 'þ': "th", 'ð': "d",
}

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
		var b strings.Builder
		for _, r := range word { // й is looked up whole, before marks are taken off
			if ascii, ok := latin[r]; ok {
				b.WriteString(ascii)
				continue
			}
			for _, d := range norm.NFD.String(string(r)) {
				if d < unicode.MaxASCII && (unicode.IsLetter(d) || unicode.IsDigit(d)) {
					b.WriteRune(d)
				}
			}
		}
		if b.Len() > 0 {
			words = append(words, b.String())
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
