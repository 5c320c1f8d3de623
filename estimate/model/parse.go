package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads a formula: a response, a tilde, and terms joined by signs.
//
//	a + b      both terms
//	a:b        a crossed with b
//	a*b        a + b + a:b
//	(a + b):c  a:c + b:c
//	a*b - a    the terms of a*b save a
//	0          no intercept (also - 1); 1 alone: nothing but an intercept
//
// A variable is the name of a column, or a name within one of the uses, such
// as factor(wave, 2) or is(legal, citizen, permit); codes with blanks or
// commas stand in double quotes. offset(x) adds x with the coefficient 1.
func Parse(text string) (Formula, error) {
	left, right, found := strings.Cut(text, "~")
	if !found {
		return Formula{}, fmt.Errorf("model: the formula %q has no ~: write what is explained, ~, and by what", text)
	}
	p := parser{text: left}
	response, err := p.variable()
	if err == nil && p.peek() != "" {
		err = p.unexpected("~")
	}
	if err != nil {
		return Formula{}, fmt.Errorf("model: formula %q: %w", text, err)
	}
	p = parser{text: right}
	terms, err := p.sum()
	if err == nil && p.peek() != "" {
		err = p.unexpected("a sign between terms")
	}
	if err != nil {
		return Formula{}, fmt.Errorf("model: formula %q: %w", text, err)
	}
	f := Formula{Response: response, Terms: terms.terms, Constant: !terms.through, Offset: terms.offset}
	slices.SortStableFunc(f.Terms, func(a, b Term) int { return len(a) - len(b) })
	if len(f.Terms) == 0 && !f.Constant {
		return Formula{}, fmt.Errorf("model: formula %q explains by nothing: name a term", text)
	}
	if slices.ContainsFunc(f.Terms, func(t Term) bool {
		return slices.ContainsFunc(t, func(v Variable) bool { return v.Name == response.Name })
	}) {
		return Formula{}, fmt.Errorf("model: formula %q explains %s by itself", text, response.Name)
	}
	return f, nil
}

// A parser reads terms off the front of text.
type parser struct{ text string }

// A sum is what the right side of a formula, or a part of it, comes to.
type sum struct {
	terms   []Term
	offset  []Variable
	through bool // no intercept
}

func (s *sum) add(terms ...Term) {
	for _, t := range terms {
		if !slices.ContainsFunc(s.terms, t.same) {
			s.terms = append(s.terms, t)
		}
	}
}

func (s *sum) drop(terms ...Term) {
	for _, t := range terms {
		s.terms = slices.DeleteFunc(s.terms, t.same)
	}
}

// sum reads products joined by plus and minus.
func (p *parser) sum() (sum, error) {
	var s sum
	sign := "+"
	if p.peek() == "-" {
		sign, p.text = "-", p.text[1:]
	}
	for {
		switch next := p.peek(); {
		case next == "0" || next == "1":
			p.text = p.text[1:]
			s.through = (next == "0") == (sign == "+")
		case strings.HasPrefix(p.text, "offset(") && sign == "+":
			p.text = strings.TrimPrefix(p.text, "offset(")
			v, err := p.variable()
			if err != nil {
				return s, err
			}
			if err := p.expect(")"); err != nil {
				return s, err
			}
			s.offset = append(s.offset, v)
		default:
			terms, err := p.product()
			if err != nil {
				return s, err
			}
			if sign == "+" {
				s.add(terms...)
			} else {
				s.drop(terms...)
			}
		}
		sign = p.peek()
		if sign != "+" && sign != "-" {
			return s, nil
		}
		p.text = p.text[1:]
	}
}

// maxTerms is more than anybody can read; stars double the terms each time.
const maxTerms = 500

// product reads crossings joined by stars.
func (p *parser) product() ([]Term, error) {
	left, err := p.crossing()
	for err == nil && p.peek() == "*" {
		p.text = p.text[1:]
		var right []Term
		right, err = p.crossing()
		var s sum
		s.add(left...)
		s.add(right...)
		s.add(crossed(left, right)...)
		if left = s.terms; len(left) > maxTerms {
			return nil, fmt.Errorf("it has more than %d terms", maxTerms)
		}
	}
	return left, err
}

// crossing reads variables and brackets joined by colons.
func (p *parser) crossing() ([]Term, error) {
	left, err := p.operand()
	for err == nil && p.peek() == ":" {
		p.text = p.text[1:]
		var right []Term
		right, err = p.operand()
		left = crossed(left, right)
	}
	return left, err
}

func crossed(left, right []Term) []Term {
	var all sum
	for _, l := range left {
		for _, r := range right {
			all.add(l.cross(r))
		}
	}
	return all.terms
}

func (p *parser) operand() ([]Term, error) {
	if p.peek() != "(" {
		v, err := p.variable()
		return []Term{{v}}, err
	}
	p.text = p.text[1:]
	s, err := p.sum()
	if err != nil {
		return nil, err
	}
	if s.through || len(s.offset) > 0 {
		return nil, fmt.Errorf("the intercept and offsets stand outside brackets")
	}
	return s.terms, p.expect(")")
}

// uses lists what may stand before a bracket, with the fewest and the most
// codes that follow the name.
var uses = map[Use][2]int{Factor: {0, 1}, Number: {0, 0}, Indicator: {1, 1 << 16}, Log: {0, 0}, Sqrt: {0, 0}, Square: {0, 0}}

func (p *parser) variable() (Variable, error) {
	name, err := p.word()
	if err == nil && name == "" {
		err = p.unexpected("the name of a variable")
	}
	if err != nil {
		return Variable{}, err
	}
	if p.peek() != "(" {
		return Variable{Name: name}, nil
	}
	codes, known := uses[Use(name)]
	if !known {
		return Variable{}, fmt.Errorf("%s( is not known: use factor, number, is, log, sqrt, square or offset", name)
	}
	p.text = p.text[1:]
	v := Variable{As: Use(name)}
	if v.Name, err = p.word(); err != nil || v.Name == "" {
		return v, errors.Join(err, p.unexpected("the name of a variable"))
	}
	for p.peek() == "," {
		p.text = p.text[1:]
		code, err := p.word()
		if err != nil {
			return v, err
		}
		v.Args = append(v.Args, code)
	}
	if len(v.Args) < codes[0] || len(v.Args) > codes[1] {
		return v, fmt.Errorf("%s(%s) has %d codes, which is too few or too many", v.As, v.Name, len(v.Args))
	}
	return v, p.expect(")")
}

// word reads a name or a code, plain or in double quotes.
func (p *parser) word() (string, error) {
	if p.peek() == `"` {
		inside, rest, closed := strings.Cut(p.text[1:], `"`)
		if !closed {
			return "", fmt.Errorf("a quotation mark is not closed")
		}
		p.text = rest
		return inside, nil
	}
	end := strings.IndexFunc(p.text, ends)
	if end < 0 {
		end = len(p.text)
	}
	if end == 0 {
		return "", p.unexpected("the name of a variable")
	}
	word := p.text[:end]
	p.text = p.text[end:]
	return word, nil
}

// peek skips blanks and returns the next character, empty at the end.
func (p *parser) peek() string {
	p.text = strings.TrimLeftFunc(p.text, unicode.IsSpace)
	_, size := utf8.DecodeRuneInString(p.text)
	return p.text[:size]
}

func (p *parser) expect(sign string) error {
	if p.peek() != sign {
		return p.unexpected(sign)
	}
	p.text = p.text[len(sign):]
	return nil
}

func (p *parser) unexpected(wanted string) error {
	if p.peek() == "" {
		return fmt.Errorf("it ends where %s is expected", wanted)
	}
	return fmt.Errorf("%s is expected before %q", wanted, p.text)
}
