package expr

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is one word of the language.
type token struct {
	kind   tokenKind
	text   string // operator, name, content of a string, digits of a number
	offset int
}

type tokenKind uint8

const (
	end tokenKind = iota
	operator
	word    // a function or a named operator such as div
	ref     // ${name}
	current // the dot
	parent  // two dots
	quoted
	digits
)

// String is the token as an error shows it.
func (t token) String() string {
	switch t.kind {
	case end:
		return "the end"
	case ref:
		return "${" + t.text + "}"
	case quoted:
		return "a text in quotes"
	}
	return fmt.Sprintf("%q", t.text)
}

// A lexer cuts a source into tokens. The first error ends it.
type lexer struct {
	src string
	pos int
	err error
}

func (l *lexer) fail(offset int, format string, args ...any) {
	if l.err == nil {
		l.err = &SyntaxError{Offset: offset, What: fmt.Sprintf(format, args...)}
	}
}

// refuse fails over something that the standard has and this language has not.
func (l *lexer) refuse(offset int, format string, args ...any) {
	if l.err == nil {
		l.err = &SyntaxError{Offset: offset, What: fmt.Sprintf(format, args...), Unsupported: true}
	}
}

// lex returns the next token; after the end or an error, end.
func (l *lexer) lex() token {
	l.pos += len(l.src[l.pos:]) - len(strings.TrimLeftFunc(l.src[l.pos:], unicode.IsSpace))
	if l.err != nil || l.pos == len(l.src) {
		return token{offset: l.pos}
	}
	rest := l.src[l.pos:]
	switch c := rest[0]; {
	case strings.HasPrefix(rest, "${"):
		return l.ref(rest)
	case c == '\'' || c == '"':
		return l.quoted(rest)
	case isDigit(c) || c == '.' && len(rest) > 1 && isDigit(rest[1]):
		return l.take(digits, len(rest)-len(strings.TrimLeft(rest, "0123456789."))) // "1.2.3" is refused when it is read as a number
	case strings.HasPrefix(rest, "../"):
		l.refuse(l.pos, "paths are not supported; write ${name}")
		return token{offset: l.pos}
	case strings.HasPrefix(rest, ".."):
		return l.take(parent, 2)
	case c == '.':
		return l.take(current, 1)
	}
	for _, op := range [...]string{"!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "(", ")", ","} {
		if strings.HasPrefix(rest, op) {
			return l.take(operator, len(op))
		}
	}
	if n := wordLength(rest); n > 0 {
		return l.take(word, n)
	}
	l.stray(rest)
	return token{offset: l.pos}
}

func (l *lexer) take(kind tokenKind, n int) token {
	t := token{kind, l.src[l.pos : l.pos+n], l.pos}
	l.pos += n
	return t
}

func (l *lexer) ref(rest string) token {
	start := l.pos
	inside, _, found := strings.Cut(rest[2:], "}")
	name := strings.TrimSpace(inside)
	if !found {
		l.fail(start, "${ is not closed; expected }")
		return token{offset: start}
	}
	if strings.HasPrefix(name, "last-saved#") {
		l.refuse(start, "last-saved# is not supported: nothing stays on a respondent's device; an answer of an earlier wave is prev(1, 'name')")
		return token{offset: start}
	}
	if !isName(name) {
		l.fail(start, "%q is no name; expected letters, digits, _ - . between ${ and }", name)
		return token{offset: start}
	}
	l.pos += 2 + len(inside) + 1
	return token{ref, name, start}
}

func (l *lexer) quoted(rest string) token {
	start := l.pos
	n := strings.IndexByte(rest[1:], rest[0])
	if n < 0 {
		l.fail(start, "the text is not closed; expected a second %c", rest[0])
		return token{offset: start}
	}
	l.pos += n + 2
	return token{quoted, rest[1 : n+1], start}
}

// stray explains a character that begins no token. Most are what a word
// processor or another language puts in the place of ours.
func (l *lexer) stray(rest string) {
	r, _ := utf8.DecodeRuneInString(rest)
	advice := "expected a value or an operator"
	switch {
	case strings.ContainsRune("‘’‚“”„«»", r):
		advice = "write straight quotes, ' or \""
	case r == '/', r == '[':
		l.refuse(l.pos, "found %q; paths are not supported: write ${name}; division is div", r)
		return
	case r == '&':
		advice = "write and"
	case r == '|':
		advice = "write or"
	case r == '!':
		advice = "write != or not(…)"
	case r == '≤', r == '≥', r == '≠':
		advice = "write <=, >= or !="
	case r == '$':
		advice = "a name is written ${name}"
	}
	l.fail(l.pos, "found %q; %s", r, advice)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isName reports whether s can stand between ${ and }.
func isName(s string) bool {
	for i, r := range s {
		inner := i > 0 && (unicode.IsDigit(r) || r == '-' || r == '.')
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !inner {
			return false
		}
	}
	return s != ""
}

// wordLength is the length of the function name that rest begins with.
func wordLength(rest string) int {
	for i, r := range rest {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && r != '-' && r != ':') {
			return i
		}
	}
	return len(rest)
}
