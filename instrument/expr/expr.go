// Package expr is the expression language of XLSForm as far as it makes sense
// on a server: who is asked what, which answers are taken, which rows of a
// dataset count.
//
//	${age} >= 18 and (selected(${left_with}, 'family') or ${country} = 'GE')
//
// The language is total: parsing and evaluation take a bounded amount of work,
// nothing in it can panic, and patterns are matched by RE2. It knows values
// and names; what a name stands for is the caller's [Env]. It refuses to know
// the time, chance and earlier waves, which a caller may pass in by a [Clock],
// a [Chance] and a [Past].
//
// An answer that is not there is the empty value. It makes every comparison
// false, save that it equals a written empty text; arithmetic with it stays empty; in a condition
// it counts as false. Thus ${age} != 30 does not hold for people of unknown
// age, and a filter never counts somebody on the strength of a missing answer.
package expr

import "fmt"

// Limits of an expression: its length in bytes, how deep parentheses and calls
// may nest, and the work of one evaluation, where a node counts 1 and a text
// that is put together counts its length in bytes.
const (
	MaxLength = 8192
	MaxDepth  = 64
	MaxWork   = 100_000
)

// An Expr is a checked expression. It is safe for use by several goroutines.
type Expr struct {
	source string
	root   *node
	names  []string
	words  []string // of a filter: columns of the choices
	past   []Earlier
	kept   bool
	draws  bool
}

// Parse reads and checks an expression. An unknown function, a wrong number of
// arguments and a pattern that does not compile are found here, not when a
// respondent gets there; the error is a [*SyntaxError].
func Parse(src string) (*Expr, error) { return parse(src, false) }

func parse(src string, filter bool) (*Expr, error) {
	if len(src) > MaxLength {
		return nil, &SyntaxError{Offset: MaxLength, What: fmt.Sprintf("the expression is longer than %d bytes; split it with calculate items", MaxLength)}
	}
	p := &parser{lexer: lexer{src: src}, filter: filter}
	p.next()
	root := p.expression(0)
	p.expectEnd()
	if p.err != nil {
		return nil, p.err
	}
	return &Expr{source: src, root: root, names: p.names, words: p.words, past: p.past, kept: p.kept, draws: p.draws}, nil
}

// A SyntaxError says where an expression cannot be understood and what was
// expected there.
type SyntaxError struct {
	Offset      int // in bytes, from 0
	What        string
	Unsupported bool // XLSForm has it, this language has not
}

// Error gives the place, counted from 1, and the reason.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("at byte %d: %s", e.Offset+1, e.What)
}

// Source is the text that the expression was read from.
func (e *Expr) Source() string { return e.source }

// String is the text that the expression was read from.
func (e *Expr) String() string { return e.source }

// Names lists what is referred to by ${…}, each once, in order of appearance.
// The answer itself, written ".", is not among them.
func (e *Expr) Names() []string { return e.names }

// Yields is the kind of value the expression gives if it gives one, where that
// follows from its form alone; else [Empty], such as for a mere ${name}.
func (e *Expr) Yields() Kind { return e.root.yields }

// Kept reports whether the value, once computed, is to be kept: it depends on
// chance or on an earlier wave, or says so with once().
func (e *Expr) Kept() bool { return e.kept }

// Draws reports whether the value depends on chance.
func (e *Expr) Draws() bool { return e.draws }

// MarshalText gives the source, so that an expression can stand in JSON.
func (e *Expr) MarshalText() ([]byte, error) { return []byte(e.source), nil }

// UnmarshalText is [Parse].
func (e *Expr) UnmarshalText(text []byte) error {
	read, err := Parse(string(text))
	if err != nil {
		return err
	}
	*e = *read
	return nil
}
