package bibtex

import (
	"fmt"
	"strings"
	"unicode"

	"sojourn/study"
)

// An entry is one record as it stands in the file, its values still in LaTeX.
type entry struct {
	kind, key string
	line      int
	fields    []field
}

type field struct {
	key, value string
	line       int
}

// parser walks through the text of a file.
type parser struct {
	file     string
	text     string
	at, line int
	macros   map[string]string
	entries  []entry
	problems study.Problems
}

// deepest is how deep braces may nest before an entry counts as broken.
const deepest = 100

// parse reads all entries; a broken one is listed and the next @ at the beginning
// of a line goes on.
func parse(file, text string) ([]entry, study.Problems) {
	p := &parser{file: file, text: strings.TrimPrefix(text, "\ufeff"), line: 1, macros: map[string]string{}}
	for p.seek('@') {
		start, line := p.at, p.line
		if err := p.entry(); err != nil {
			p.problems = append(p.problems, study.Problem{Severity: study.Warning, Code: "broken-entry", Where: p.file, Row: p.line,
				What: fmt.Sprintf("the entry that begins on line %d is broken: %v", line, err), Do: "mend it and import again"})
			p.at, p.line = start, line
			p.step()
			p.resume()
		}
	}
	return p.entries, p.problems
}

// resume goes to the next @ at the beginning of a line.
func (p *parser) resume() {
	for p.at < len(p.text) && !(p.text[p.at] == '@' && p.text[p.at-1] == '\n') {
		p.step()
	}
}

func (p *parser) step() {
	if p.text[p.at] == '\n' {
		p.line++
	}
	p.at++
}

func (p *parser) seek(c byte) bool {
	for p.at < len(p.text) {
		if p.text[p.at] == c {
			return true
		}
		p.step()
	}
	return false
}

func (p *parser) space() {
	for p.at < len(p.text) && (unicode.IsSpace(rune(p.text[p.at])) || p.text[p.at] == '%') {
		if p.text[p.at] == '%' {
			for p.at < len(p.text) && p.text[p.at] != '\n' {
				p.at++
			}
			continue
		}
		p.step()
	}
}

// take reads the character c after spaces.
func (p *parser) take(c byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == c {
		p.step()
		return true
	}
	return false
}

// word reads up to a space or a mark of the form.
func (p *parser) word() string {
	p.space()
	start := p.at
	for p.at < len(p.text) && !strings.ContainsRune(" \t\r\n,={}\"#()", rune(p.text[p.at])) {
		p.step()
	}
	return p.text[start:p.at]
}

func (p *parser) entry() error {
	e := entry{line: p.line}
	p.step() // the @
	e.kind = strings.ToLower(p.word())
	closing := byte('}')
	if p.take('(') {
		closing = ')'
	} else if !p.take('{') {
		return fmt.Errorf("there is no brace after @%s", e.kind)
	}
	switch e.kind {
	case "comment", "preamble":
		_, err := p.braced(closing)
		return err
	case "string":
		f, err := p.field()
		p.macros[f.key] = f.value
		p.take(closing)
		return err
	}
	e.key = p.word()
	for p.take(',') {
		p.space()
		if p.at < len(p.text) && p.text[p.at] == closing {
			break
		}
		f, err := p.field()
		if err != nil {
			return err
		}
		e.fields = append(e.fields, f)
	}
	if !p.take(closing) {
		return fmt.Errorf("a comma or the closing brace is missing")
	}
	p.entries = append(p.entries, e)
	return nil
}

// field reads "key = value # value".
func (p *parser) field() (field, error) {
	f := field{key: strings.ToLower(p.word()), line: p.line}
	if f.key == "" || !p.take('=') {
		return f, fmt.Errorf("a field has no name or no equals sign")
	}
	for {
		v, err := p.value()
		if err != nil {
			return f, fmt.Errorf("the field %s: %w", f.key, err)
		}
		f.value += v
		if !p.take('#') {
			return f, nil
		}
	}
}

func (p *parser) value() (string, error) {
	switch {
	case p.take('{'):
		return p.braced('}')
	case p.take('"'):
		return p.braced('"')
	}
	w := p.word()
	if w == "" {
		return "", fmt.Errorf("it has no value")
	}
	if text, ok := p.macros[strings.ToLower(w)]; ok {
		return text, nil
	}
	return w, nil
}

// braced reads up to the closing mark outside of inner braces.
func (p *parser) braced(closing byte) (string, error) {
	start, depth := p.at, 0
	for p.at < len(p.text) {
		switch c := p.text[p.at]; {
		case c == '\\' && p.at+1 < len(p.text):
			p.step()
		case depth == 0 && c == closing:
			s := p.text[start:p.at]
			p.step()
			return s, nil
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
		if depth < 0 || depth > deepest {
			return "", fmt.Errorf("its braces do not match")
		}
		p.step()
	}
	return "", fmt.Errorf("its end is missing")
}
