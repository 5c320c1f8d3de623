package excel

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxTokens bounds the time that reading takes: about a second.
const maxTokens = 5_000_000

// A kind says what a token is.
type kind int

const (
	end   kind = iota // of the part
	begin             // of an element
	close             // of an element
	chars             // between tags
)

// A token is one step through a part. Name is without its prefix.
type token struct {
	kind       kind
	name, text string
	tag        []byte // of a begin, what stands between the name and the end of the tag
}

// A scanner reads the elements of one part. It is a part of XML: documents with
// a DTD, in which entities could be declared, are refused, and so is every
// encoding but UTF-8. The scanner of the standard library, which knows all of
// XML, takes five times as long over a large workbook.
type scanner struct {
	rest   []byte
	pack   *pack
	closed string // an element that was begun and ended by one tag
	err    error
}

// fail ends the part.
func (s *scanner) fail(err error) token {
	s.err, s.rest = err, nil
	return token{}
}

// next gives the next token; of kind end at the end or after a fault.
func (s *scanner) next() token {
	for {
		if s.pack.tokens++; s.pack.tokens > maxTokens {
			return s.fail(ErrTooLarge)
		}
		if s.closed != "" {
			name := s.closed
			s.closed = ""
			return token{kind: close, name: name}
		}
		if len(s.rest) == 0 {
			return token{}
		}
		if s.rest[0] != '<' {
			return s.text()
		}
		switch {
		case bytes.HasPrefix(s.rest, []byte("<!--")):
			s.skip("<!--", "-->")
		case bytes.HasPrefix(s.rest, []byte("<?")):
			if s.declares() {
				return s.fail(ErrFormat)
			}
			s.skip("<?", "?>")
		case bytes.HasPrefix(s.rest, []byte("<![CDATA[")):
			return s.verbatim()
		case bytes.HasPrefix(s.rest, []byte("<!")):
			return s.fail(ErrFormat)
		default:
			return s.tag()
		}
		if s.err != nil {
			return token{}
		}
	}
}

// declares reports whether a declaration names another encoding than UTF-8.
func (s *scanner) declares() bool {
	head, _, _ := bytes.Cut(s.rest, []byte("?>"))
	if !bytes.HasPrefix(head, []byte("<?xml ")) {
		return false
	}
	encoding := attribute(token{tag: head[len("<?xml"):]}, "encoding")
	return encoding != "" && !strings.EqualFold(encoding, "utf-8")
}

// skip passes over what begins and ends as said.
func (s *scanner) skip(from, to string) {
	at := bytes.Index(s.rest[len(from):], []byte(to))
	if at < 0 {
		s.fail(ErrFormat)
		return
	}
	s.rest = s.rest[len(from)+at+len(to):]
}

// verbatim reads a CDATA section.
func (s *scanner) verbatim() token {
	const from = "<![CDATA["
	at := bytes.Index(s.rest, []byte("]]>"))
	if at < 0 {
		return s.fail(ErrFormat)
	}
	t := token{kind: chars, text: plainLines(string(s.rest[len(from):at]))}
	s.rest = s.rest[at+len("]]>"):]
	return t
}

// text reads up to the next tag.
func (s *scanner) text() token {
	at := bytes.IndexByte(s.rest, '<')
	if at < 0 {
		at = len(s.rest)
	}
	text, ok := unquote(s.rest[:at])
	if !ok {
		return s.fail(ErrFormat)
	}
	s.rest = s.rest[at:]
	return token{kind: chars, text: text}
}

// tag reads the begin or the end of an element.
func (s *scanner) tag() token {
	at := tagEnd(s.rest)
	if at < 0 {
		return s.fail(ErrFormat)
	}
	inner := s.rest[1:at]
	s.rest = s.rest[at+1:]
	t := token{kind: begin}
	if bytes.HasPrefix(inner, []byte("/")) {
		t.kind, inner = close, inner[1:]
	}
	alone := t.kind == begin && bytes.HasSuffix(inner, []byte("/"))
	inner = bytes.TrimSuffix(inner, []byte("/"))
	cut := bytes.IndexAny(inner, " \t\r\n")
	if cut < 0 {
		cut = len(inner)
	}
	name := inner[:cut]
	if colon := bytes.IndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	}
	if len(name) == 0 {
		return s.fail(ErrFormat)
	}
	t.name, t.tag = known(name), inner[cut:]
	if alone {
		s.closed = t.name
	}
	return t
}

// known gives the names that every cell has without making a new text.
func known(name []byte) string {
	switch string(name) {
	case "c":
		return "c"
	case "v":
		return "v"
	case "t":
		return "t"
	case "si":
		return "si"
	case "is":
		return "is"
	case "row":
		return "row"
	}
	return string(name)
}

// tagEnd finds the > that ends a tag and stands in no attribute; -1 without one.
func tagEnd(tag []byte) int {
	at := bytes.IndexByte(tag, '>')
	if at < 0 || !bytes.ContainsAny(tag[:at], `"'`) {
		return at
	}
	quote := byte(0)
	for n, c := range tag {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return n
		}
	}
	return -1
}

// attribute is the value of an attribute, whatever its prefix; empty without it.
func attribute(t token, name string) string {
	value := ""
	t.attributes(func(_, local, v string) bool {
		if local == name {
			value = v
		}
		return local != name
	})
	return value
}

// attributes gives prefix, name and value of each attribute as long as yield
// wants more. What is not written as an attribute ends them.
func (t token) attributes(yield func(prefix, name, value string) bool) {
	rest := t.tag
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		equals := bytes.IndexByte(rest, '=')
		if equals <= 0 {
			return
		}
		name := bytes.TrimRight(rest[:equals], " \t\r\n")
		rest = bytes.TrimLeft(rest[equals+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return
		}
		length := bytes.IndexByte(rest[1:], rest[0])
		if length < 0 {
			return
		}
		value, _ := unquote(rest[1 : 1+length])
		prefix, local, prefixed := strings.Cut(string(name), ":")
		if !prefixed {
			prefix, local = "", prefix
		}
		if !yield(prefix, local, value) {
			return
		}
		rest = rest[length+2:]
	}
}

// plainLines makes every end of a line a single \n, as XML has it.
func plainLines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// unquote replaces the references to characters; false if there is one that
// XML without a DTD does not have.
func unquote(raw []byte) (string, bool) {
	s := plainLines(string(raw))
	if !strings.Contains(s, "&") {
		return s, true
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "&")
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		name, rest, ended := strings.Cut(after, ";")
		c, ok := character(name)
		if !ended || !ok {
			return "", false
		}
		b.WriteRune(c)
		s = rest
	}
}

// character is what a reference stands for.
func character(name string) (rune, bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, numbered := strings.CutPrefix(name, "#")
	if !numbered {
		return 0, false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n > 0 && n <= utf8.MaxRune && utf8.ValidRune(rune(n))
}
