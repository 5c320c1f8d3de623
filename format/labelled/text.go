package labelled

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"sojourn/study"
)

// Plain returns s without NUL and without bytes that are not UTF-8, each of
// which becomes U+FFFD, and whether there were any.
func Plain(s string) (string, bool) {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s, false
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD"), true
}

// CutBytes returns the longest beginning of s that has at most n bytes and ends
// between two characters.
func CutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// CutRunes returns the first n characters of s.
func CutRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// OneLine puts blanks where s breaks its lines, which labels cannot.
func OneLine(s string) string {
	s, _ = Plain(s)
	return strings.TrimSpace(lineBreaks.Replace(s))
}

// GuessEncoding is the Windows encoding of the script in which lang is written,
// for old files that do not say what they are in, and what it is called.
func GuessEncoding(lang study.Lang) (encoding.Encoding, string) {
	switch primary, _, _ := strings.Cut(string(lang), "-"); primary {
	case "ru", "uk", "be", "bg", "sr", "mk":
		return charmap.Windows1251, "windows-1251"
	}
	return charmap.Windows1252, "windows-1252"
}
