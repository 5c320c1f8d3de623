package bibtex

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// accents are the commands that put a mark on the next letter, with the
// combining character that Unicode has for it.
var accents = map[string]string{"'": "\u0301", "`": "\u0300", "^": "\u0302", `"`: "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331"}

// letters are the commands that stand for a character.
var letters = map[string]string{"ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "i", "j": "j",
	"dh": "ð", "th": "þ", "textbackslash": `\`, "textasciitilde": "~", "textasciicircum": "^", "textendash": "–", "textemdash": "—", "ldots": "…", "dots": "…", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”"}

// plain turns LaTeX into text: commands for letters become letters, others are
// left out and what stands in their braces stays.
func plain(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		switch {
		case s[0] == '\\':
			var text string
			text, s = command(s[1:])
			b.WriteString(text)
		case s[0] == '{' || s[0] == '}' || s[0] == '$':
			s = s[1:]
		case s[0] == '~':
			b.WriteByte(' ')
			s = s[1:]
		case strings.HasPrefix(s, "---"):
			b.WriteString("—")
			s = s[3:]
		case strings.HasPrefix(s, "--"):
			b.WriteString("–")
			s = s[2:]
		case strings.HasPrefix(s, "``"), strings.HasPrefix(s, "''"):
			b.WriteString(map[byte]string{'`': "“", '\'': "”"}[s[0]])
			s = s[2:]
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	return norm.NFC.String(spaced(b.String()))
}

// spaced makes runs of spaces one and keeps empty lines between paragraphs.
func spaced(s string) string {
	var paragraphs []string
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			paragraphs = append(paragraphs, p)
		}
	}
	return strings.Join(paragraphs, "\n\n")
}

// command reads one command after its backslash and returns its text and the rest.
func command(s string) (text, rest string) {
	if s == "" {
		return "", ""
	}
	r, size := utf8.DecodeRuneInString(s)
	name := s[:size]
	if unicode.IsLetter(r) {
		end := strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) })
		if end < 0 {
			end = len(s)
		}
		name = s[:max(end, size)]
	}
	rest = s[len(name):]
	if mark, ok := accents[name]; ok {
		return accented(mark, rest)
	}
	if letter, ok := letters[name]; ok {
		rest = strings.TrimPrefix(strings.TrimLeft(rest, " "), "{}")
		return letter, rest
	}
	if unicode.IsLetter(r) {
		return "", strings.TrimLeft(rest, " ")
	}
	return name, rest // an escaped mark such as \&
}

// accented puts the mark on the letter that follows, which may stand in braces
// or be a command itself.
func accented(mark, s string) (text, rest string) {
	s = strings.TrimLeft(s, " ")
	inner := s
	closing := 0
	for strings.HasPrefix(inner, "{") {
		inner, closing = inner[1:], closing+1
	}
	var letter string
	if strings.HasPrefix(inner, `\`) {
		letter, inner = command(inner[1:])
	} else if inner != "" {
		_, size := utf8.DecodeRuneInString(inner)
		letter, inner = inner[:size], inner[size:]
	}
	for range closing {
		inner = strings.TrimPrefix(inner, "}")
	}
	if letter == "" || letter == "}" {
		return "", s
	}
	return letter + mark, inner
}
