package expr

import (
	"strconv"
	"strings"
)

// A Binding says what names stand for once a repeat is written out: each item
// of it is there once for every time that it is asked.
type Binding struct {
	// Time is the time in which the expression stands, counted from 1; 0 if it
	// stands outside the repeat.
	Time int
	// All gives what a name stands for, time by time; nil for a name that is
	// not of a repeat.
	All func(name string) []string
	// Inside reports whether the name belongs to the repeat in which the
	// expression stands.
	Inside func(name string) bool
	// Count gives the name of the item that holds how often a repeat was
	// asked, for the name of the repeat or of an item in it; empty for others.
	Count func(name string) string
}

// Bind writes the expression out for one time of a repeat, or for a place
// outside of it: position(..) becomes the number of the time, an item of the
// same repeat the item of the same time, an item of another repeat all its
// times where a function takes any number of arguments, and else the first, as
// in XPath 1.0 (section 4.2).
func (e *Expr) Bind(b Binding) (*Expr, error) { return Parse(b.write(e.root)) }

// Bind is [Expr.Bind] for a filter.
func (f *Filter) Bind(b Binding) (*Filter, error) { return ParseFilter(b.write(f.root)) }

// One is the name that a name stands for where only one can stand.
func (b Binding) One(name string) string {
	all := b.All(name)
	switch {
	case len(all) == 0:
		return name
	case b.Time > 0 && b.Time <= len(all) && b.Inside(name):
		return all[b.Time-1]
	}
	return all[0]
}

// write gives the source of a node.
func (b Binding) write(n *node) string {
	_, infixed := infixes[n.name]
	switch {
	case n.literal() && n.value.kind == String:
		quote := "'"
		if strings.Contains(n.value.str, quote) {
			quote = `"`
		}
		return quote + n.value.str + quote
	case n.literal():
		return strconv.FormatFloat(n.value.num, 'f', -1, 64)
	case n.column, n.name == "." && n.answer:
		return n.name
	case n.answer:
		return "${" + b.One(n.name) + "}"
	case infixed && len(n.args) == 2:
		return "(" + b.write(n.args[0]) + " " + n.name + " " + b.write(n.args[1]) + ")"
	case n.name == "-" && len(n.args) == 1:
		return "-(" + b.write(n.args[0]) + ")"
	case n.name == "position" && b.Time > 0:
		return strconv.Itoa(b.Time)
	case n.name == "position":
		return "position(..)"
	case n.name == "count" && len(n.args) == 1 && n.args[0].reference() && b.Count(n.args[0].name) != "":
		return "${" + b.Count(n.args[0].name) + "}"
	case n.name == "indexed-repeat" && n.args[0].reference() && len(b.All(n.args[0].name)) > 0:
		return "nth(" + b.write(n.args[2]) + ", " + references(b.All(n.args[0].name)) + ")"
	}
	return n.name + "(" + b.arguments(n) + ")"
}

func (b Binding) arguments(n *node) string {
	var written []string
	for _, a := range n.args {
		if all := b.spread(n, a); all != nil {
			written = append(written, references(all))
		} else {
			written = append(written, b.write(a))
		}
	}
	return strings.Join(written, ", ")
}

// spread gives all times of an item where the function takes them all.
func (b Binding) spread(n, a *node) []string {
	if functions[n.name].max >= 0 || !a.reference() || b.Time > 0 && b.Inside(a.name) {
		return nil
	}
	return b.All(a.name)
}

func references(names []string) string { return "${" + strings.Join(names, "}, ${") + "}" }
