package expr

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
