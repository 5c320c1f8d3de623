package dta

import (
	"strings"
	"unicode/utf8"
)

// plain returns s without NUL and without bytes that are not UTF-8, each of
// which becomes U+FFFD, and whether there were any.
func plain(s string) (string, bool) {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s, false
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD"), true
}

// cutRunes returns the first n characters of s.
func cutRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// cut returns the longest beginning of s that has at most n bytes and ends
// between two runes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")

// oneLine puts blanks where s breaks its lines, which labels cannot.
func oneLine(s string) string {
	s, _ = plain(s)
	return strings.TrimSpace(lineBreaks.Replace(s))
}
