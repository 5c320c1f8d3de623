package expr

import (
	"regexp"
	"slices"
	"strconv"
)

// A node is one operation with its operands.
type node struct {
	eval   func(*run, *node) Value
	args   []*node
	value  Value  // of a literal
	name   string // of a reference, function or operator
	answer bool   // it is a reference
	column bool   // it is a column of the choices
	yields Kind   // of a value, where it is known without evaluating
	re     *regexp.Regexp
}

// A parser reads tokens one ahead.
type parser struct {
	lexer
	tok   token
	depth int
	names []string

	filter bool // words stand for columns
	words  []string
	past   []Earlier
	kept   bool
	draws  bool
}

func (p *parser) next() { p.tok = p.lex() }

// An infix is an operator between two operands. One of a higher rank binds
// more tightly; comparisons do not chain.
type infix struct {
	rank   int
	eval   func(*run, *node) Value
	yields Kind
}

const comparison = 3

var infixes = map[string]infix{
	"or":  {1, evalOr, Boolean},
	"and": {2, evalAnd, Boolean},
	"=":   {comparison, evalEqual, Boolean},
	"!=":  {comparison, evalUnequal, Boolean},
	"<":   {comparison, evalLess, Boolean},
	"<=":  {comparison, evalLessEqual, Boolean},
	">":   {comparison, evalGreater, Boolean},
	">=":  {comparison, evalGreaterEqual, Boolean},
	"+":   {4, evalAdd, Number},
	"-":   {4, evalSubtract, Number},
	"*":   {5, evalMultiply, Number},
	"div": {5, evalDivide, Number},
	"mod": {5, evalModulo, Number},
}

// expression reads operands and operators of more than the given rank.
func (p *parser) expression(rank int) *node {
	left := p.operand()
	for p.err == nil && (p.tok.kind == operator || p.tok.kind == word) {
		op, ok := infixes[p.tok.text]
		if !ok || op.rank <= rank {
			break
		}
		at := p.tok
		p.next()
		right := p.expression(op.rank)
		left = &node{eval: op.eval, name: at.text, args: []*node{left, right}, yields: op.yields}
		if again := infixes[p.tok.text]; op.rank == comparison && again.rank == comparison && p.tok.kind == operator {
			p.fail(p.tok.offset, "comparisons do not chain; join them with and")
		}
	}
	return left
}

// operand reads a value, a call, a negation or an expression in parentheses.
func (p *parser) operand() *node {
	p.depth++
	defer func() { p.depth-- }()
	t := p.tok
	if p.depth > MaxDepth {
		p.fail(t.offset, "nested deeper than %d; split it with calculate items", MaxDepth)
		return nil
	}
	switch {
	case t.kind == ref && isPast(t.text):
		return p.leaf(p.earlier(t))
	case t.kind == ref:
		if !slices.Contains(p.names, t.text) {
			p.names = append(p.names, t.text)
		}
		return p.leaf(&node{eval: evalName, name: t.text, answer: true})
	case t.kind == current:
		return p.leaf(&node{eval: evalName, name: ".", answer: true})
	case t.kind == quoted:
		return p.leaf(&node{eval: evalLiteral, value: Value{kind: String, str: t.text}, yields: String})
	case t.kind == digits:
		return p.number()
	case t.kind == word:
		return p.call()
	case t.kind == operator && t.text == "-":
		p.next()
		return &node{eval: evalNegate, name: "-", args: []*node{p.expression(infixes["*"].rank)}, yields: Number}
	case t.kind == operator && t.text == "(":
		p.next()
		inner := p.expression(0)
		p.expect(")")
		return inner
	}
	p.fail(t.offset, "found %v; expected a value, ${name} or a function", t)
	return nil
}

func (p *parser) leaf(n *node) *node {
	p.next()
	return n
}

func (p *parser) number() *node {
	x, err := strconv.ParseFloat(p.tok.text, 64)
	if err != nil {
		p.fail(p.tok.offset, "%q is no number", p.tok.text)
		return nil
	}
	return p.leaf(&node{eval: evalLiteral, value: Num(x), yields: Number})
}

// call reads a function with its arguments and checks it against the table.
func (p *parser) call() *node {
	name := p.tok
	p.next()
	if p.tok.kind != operator || p.tok.text != "(" {
		if p.filter {
			return p.column(name.text)
		}
		p.fail(name.offset, "found the bare word %q; write ${%s} for an answer or '%s' for a text", name.text, name.text, name.text)
		return nil
	}
	f, ok := functions[name.text]
	p.draws = p.draws || name.text == "random"
	p.kept = p.kept || name.text == "once" || name.text == "random" || name.text == "prev"
	if !ok {
		if why, known := refused[name.text]; known {
			p.refuse(name.offset, "%s() is not supported: %s", name.text, why)
		}
		p.fail(name.offset, "there is no function %s()", name.text)
		return nil
	}
	p.next()
	if name.text == "position" && p.tok.kind == parent {
		p.tok = token{kind: quoted, text: "..", offset: p.tok.offset}
	}
	args := p.arguments()
	if nested := name.text == "indexed-repeat" && len(args) > 3; nested || name.text == "position" && len(args) == 0 {
		p.refuse(name.offset, "%s() is not supported in this form: repeats do not stand inside each other, and choices have no position", name.text)
	}
	if p.err == nil && (len(args) < f.min || f.max >= 0 && len(args) > f.max) {
		p.fail(name.offset, "%s() takes %s, not %d", name.text, f.arity(), len(args))
	}
	n := &node{eval: f.eval, name: name.text, args: args, yields: f.yields}
	if p.err == nil && f.check != nil {
		if wrong := f.check(n); wrong != "" {
			p.fail(name.offset, "%s", wrong)
		}
	}
	if p.err == nil && name.text == "prev" {
		p.past = append(p.past, pastOf(n))
	}
	return n
}

// arguments reads up to and with the closing parenthesis.
func (p *parser) arguments() []*node {
	var args []*node
	if p.tok.kind == operator && p.tok.text == ")" {
		p.next()
		return nil
	}
	for p.err == nil {
		args = append(args, p.expression(0))
		if p.tok.kind != operator || p.tok.text != "," {
			p.expect(")")
			break
		}
		p.next()
	}
	return args
}

func (p *parser) expect(op string) {
	if p.tok.kind != operator || p.tok.text != op {
		p.fail(p.tok.offset, "found %v; expected %q or an operator", p.tok, op)
		return
	}
	p.next()
}

func (p *parser) expectEnd() {
	if p.tok.kind != end {
		p.fail(p.tok.offset, "found %v; expected an operator or the end", p.tok)
	}
}
