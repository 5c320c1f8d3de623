package phrasebook

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// latin gives Cyrillic, Georgian and a few other small letters in ASCII.
var latin = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'і': "i", 'ї': "yi", 'є': "ye", 'ґ': "g", 'ў': "u",
	'ა': "a", 'ბ': "b", 'გ': "g", 'დ': "d", 'ე': "e", 'ვ': "v", 'ზ': "z", 'თ': "t", 'ი': "i", 'კ': "k", 'ლ': "l", 'მ': "m", 'ნ': "n", 'ო': "o",
	'პ': "p", 'ჟ': "zh", 'რ': "r", 'ს': "s", 'ტ': "t", 'უ': "u", 'ფ': "p", 'ქ': "k", 'ღ': "gh", 'ყ': "q", 'შ': "sh", 'ჩ': "ch", 'ც': "ts",
	'ძ': "dz", 'წ': "ts", 'ჭ': "ch", 'ხ': "kh", 'ჯ': "j", 'ჰ': "h",
	'ß': "ss", 'ø': "o", 'æ': "ae", 'œ': "oe", 'ł': "l", 'đ': "d", 'ı': "i", 'þ': "th", 'ð': "d",
}

// Latin writes a word in small ASCII letters and digits, as far as its letters
// have such; the rest is left out. It serves names of files and of variables
// alone: nothing that people read or cite is transliterated.
func Latin(word string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(word) { // й is looked up whole, before marks are taken off
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
	return b.String()
}
