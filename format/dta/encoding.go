package dta

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"sojourn/study"
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
		s, _ := plain(string(b))
		return s
	}
	f.guessed = true
	guess, _ := guessEncoding(f.lang)
	out, err := guess.NewDecoder().Bytes(b)
	if err != nil {
		out = b
	}
	s, _ := plain(string(out))
	return s
}

// guessEncoding is the Windows encoding of the script in which lang is written.
func guessEncoding(lang study.Lang) (encoding.Encoding, string) {
	switch primary, _, _ := strings.Cut(string(lang), "-"); primary {
	case "ru", "uk", "be", "bg", "sr", "mk":
		return charmap.Windows1251, "windows-1251"
	}
	return charmap.Windows1252, "windows-1252"
}
