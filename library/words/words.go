// Package words takes texts apart into stems, so that a search for one form of a
// word finds the others, in Russian and in English.
//
// Words in Cyrillic letters are stemmed as Russian, in Latin ones as English, in
// any other script they stay as they are. The package compares words; it does not
// know where a text lies or what it means.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/russian"
)

// A Token is a word of a text: where it stands, in bytes, and its stem.
type Token struct {
	Start, End int
	Stem       string
}

// longest is how long a word may be, in bytes, to be stemmed; longer ones are
// addresses and remains of broken text.
const longest = 100

// Tokens lists the words of a text. Words joined by an apostrophe are one word,
// words joined by a hyphen are two.
func Tokens(text string) []Token {
	var tokens []Token
	start := -1
	flush := func(end int) {
		if start >= 0 && end-start <= longest {
			tokens = append(tokens, Token{start, end, Stem(text[start:end])})
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if start < 0 {
				start = i
			}
		case (r == '\'' || r == '’') && start >= 0 && letterAt(text, i+utf8.RuneLen(r)):
		case r == '\u00ad' && start >= 0: // a soft hyphen is no end of a word
		default:
			flush(i)
		}
	}
	flush(len(text))
	return tokens
}

func letterAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

// Stem is what the forms of a word have in common, in small letters. The letter ё
// counts as е, since most texts write it so.
func Stem(word string) string {
	word = strings.NewReplacer("’", "'", "\u00ad", "", "ё", "е").Replace(strings.ToLower(word))
	first, _ := utf8.DecodeRuneInString(word)
	switch {
	case unicode.Is(unicode.Cyrillic, first):
		return russian.Stem(word, true)
	case first < unicode.MaxASCII && unicode.IsLetter(first):
		return english.Stem(word, true)
	}
	return word
}

// idle reports whether a word is one that every text has.
func idle(word string) bool {
	word = strings.ToLower(word)
	return english.IsStopWord(word) || russian.IsStopWord(word)
}

// Stems is the text as its stems, with spaces between them.
func Stems(text string) string {
	var b strings.Builder
	for i, t := range Tokens(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Stem)
	}
	return b.String()
}

// A Run is a stretch of a text, marked where it is what was looked for.
type Run struct {
	Text   string
	Marked bool
}

// Around cuts a stretch of about width bytes out of a text around the place where
// most of the wanted stems stand, and marks the words.
func Around(text string, wanted map[string]bool, width int) []Run {
	tokens := Tokens(text)
	best, most := 0, -1
	for i, t := range tokens {
		if !wanted[t.Stem] {
			continue
		}
		seen := map[string]bool{}
		for j := i; j < len(tokens) && tokens[j].End-t.Start < width; j++ {
			if wanted[tokens[j].Stem] {
				seen[tokens[j].Stem] = true
			}
		}
		if len(seen) > most {
			best, most = i, len(seen)
		}
	}
	if len(tokens) == 0 {
		return nil
	}
	from := best
	for from > 0 && tokens[best].Start-tokens[from-1].Start < width/4 {
		from--
	}
	to := from
	for to < len(tokens)-1 && tokens[to+1].End-tokens[from].Start < width {
		to++
	}
	return marked(text, tokens[from:to+1], wanted, from > 0, to < len(tokens)-1)
}

// marked is the stretch over the tokens, with what was left out shown by dots.
func marked(text string, tokens []Token, wanted map[string]bool, before, after bool) []Run {
	var runs []Run
	put := func(s string, mark bool) {
		if s = spaces(s); s != "" {
			runs = append(runs, Run{s, mark})
		}
	}
	if before {
		put("… ", false)
	}
	at := tokens[0].Start
	for _, t := range tokens {
		if wanted[t.Stem] {
			put(text[at:t.Start], false)
			put(text[t.Start:t.End], true)
			at = t.End
		}
	}
	last := tokens[len(tokens)-1].End
	if !after {
		last = len(text)
	}
	put(text[at:last], false)
	if after {
		put(" …", false)
	}
	return runs
}

// spaces makes every run of white space one space.
func spaces(s string) string {
	fields := strings.Join(strings.Fields(s), " ")
	if fields == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	if r, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(r) {
		fields = " " + fields
	}
	if r, _ := utf8.DecodeLastRuneInString(s); unicode.IsSpace(r) {
		fields += " "
	}
	return fields
}
