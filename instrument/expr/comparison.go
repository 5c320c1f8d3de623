package expr

import "slices"

// A Comparison is an answer held against a written value: ${work} = 'none', or
// selected(${work}, 'none').
type Comparison struct {
	Name string
	Text string
}

// Comparisons lists where the expression holds an answer against a written
// value, so that a code which does not exist can be found before the field
// work. Comparisons by size are left out.
func (e *Expr) Comparisons() []Comparison {
	var found []Comparison
	e.root.visit(func(n *node) {
		if n.name != "=" && n.name != "!=" && n.name != "selected" || len(n.args) != 2 {
			return
		}
		a, b := n.args[0], n.args[1]
		if n.name != "selected" && a.literal() {
			a, b = b, a
		}
		if a.reference() && b.literal() {
			found = append(found, Comparison{Name: a.name, Text: b.value.Text()})
		}
	})
	return found
}

// visit calls f for the node and all below it.
func (n *node) visit(f func(*node)) {
	f(n)
	for _, a := range n.args {
		a.visit(f)
	}
}

func (n *node) literal() bool   { return n.value.kind != Empty }
func (n *node) reference() bool { return n.answer && n.name != "." }

// finite are the functions whose result follows from which code, number or day
// an answer is, and not from the letters in it.
var finite = []string{"true", "false", "not", "if", "coalesce", "selected", "count-selected", "number", "int", "abs", "round", "floor", "ceiling",
	"min", "max", "sum", "count", "count-non-empty", "nth", "boolean", "string", "date"}

// Finite reports whether trying a few answers of each kind tells whether the
// expression can hold: it does not depend on the letters of a text, on the
// time, or on products of answers.
func (e *Expr) Finite() bool {
	ok := true
	e.root.visit(func(n *node) {
		_, infixed := infixes[n.name]
		product := n.name == "*" || n.name == "div" || n.name == "mod"
		switch {
		case n.answer || n.literal():
		case product:
			ok = false
		case infixed || n.name == "-":
		default:
			ok = ok && slices.Contains(finite, n.name)
		}
	})
	return ok
}

// Literals lists the written values of the expression as texts.
func (e *Expr) Literals() []string {
	var found []string
	e.root.visit(func(n *node) {
		if n.literal() {
			found = append(found, n.value.Text())
		}
	})
	return found
}
