package dta

import (
	"bytes"
	"unicode/utf8"

	"sojourn/format/labelled"
)

// decode is the text before the first NUL. Stata 14 and later write UTF-8;
// older files do not say what they are in, so what is not UTF-8 is guessed.
func (f *file) decode(b []byte) string {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	if utf8.Valid(b) {
		return string(b)
	}
	if f.layout.release >= 118 {
		s, _ := labelled.Plain(string(b))
		return s
	}
	f.guessed = true
	guess, _ := labelled.GuessEncoding(f.lang)
	out, err := guess.NewDecoder().Bytes(b)
	if err != nil {
		out = b
	}
	s, _ := labelled.Plain(string(out))
	return s
}
