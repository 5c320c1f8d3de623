package instrument

import (
	"fmt"
	"slices"

	"sojourn/instrument/expr"
	"sojourn/study"
)

// expressions checks that every expression and every wording refers only to
// items that come before it: the way through the instrument is one pass.
func (c *checker) expressions() {
	for _, p := range c.in.Pages {
		first := 2 * len(c.places)
		if len(p.Items) > 0 {
			first = c.places[p.Items[0]]
		}
		c.refers(p.Relevance, p.Source, "relevant", first)
		c.pipes(p.Title, p.Source, "label", first, first)
		for _, i := range p.Items {
			here := c.places[i]
			c.refers(i.Relevance, i.Source, "relevant", here)
			c.refers(i.Constraint, i.Source, "constraint", here+1)
			c.calculation(i, here)
			c.pipes(i.Label, i.Source, "label", first, here)
			c.pipes(i.Hint, i.Source, "hint", first, here)
			c.pipes(i.ConstraintMessage, i.Source, "constraint_message", here+1, here+1)
		}
	}
}

// refers checks an expression that can see the items before the place end.
func (c *checker) refers(e *expr.Expr, at Place, column string, end int) {
	if e == nil {
		return
	}
	for _, name := range e.Names() {
		if c.known(name, at, column) && c.names[name] >= end {
			c.fail("later-reference", at, column, fmt.Sprintf("${%s} comes only later", name), "refer to what was asked before, or move the item up")
		}
	}
	c.comparisons(e, at, column)
}

// known checks that a name stands for something that has an answer.
func (c *checker) known(name string, at Place, column string) bool {
	_, ok := c.names[name]
	if !ok {
		c.fail("unknown-reference", at, column, fmt.Sprintf("there is no item %q", name), "correct the name")
		return false
	}
	if i, _ := c.in.Item(name); i != nil && i.Type == Note {
		c.fail("unknown-reference", at, column, fmt.Sprintf("%q is a note, it has no answer", name), "refer to an item")
		return false
	}
	return true
}

// comparisons finds answers compared with a code that cannot be chosen: such
// a condition is never met, and nobody notices.
func (c *checker) comparisons(e *expr.Expr, at Place, column string) {
	for _, test := range e.Comparisons() {
		i, _ := c.in.Item(test.Name)
		if i == nil || i.Codes == nil || len(i.Codes.Categories) == 0 || test.Text == "" {
			continue
		}
		if i.Codes.Index(test.Text) < 0 {
			c.fail("unknown-code", at, column, fmt.Sprintf("%q has no choice with the code %q", test.Name, test.Text), "correct the code")
		}
	}
}

// calculation checks what refers does, and tells a circle from a mere wrong order.
func (c *checker) calculation(i *Item, here int) {
	if i.Calculation == nil {
		return
	}
	if slices.ContainsFunc(i.Calculation.Names(), func(name string) bool { return c.leads(name, i.Name, map[string]bool{}) }) {
		c.fail("cycle", i.Source, "calculation", fmt.Sprintf("%q is calculated from itself", i.Name), "break the circle; the value so far is written as a dot")
		c.comparisons(i.Calculation, i.Source, "calculation")
		return
	}
	c.refers(i.Calculation, i.Source, "calculation", here)
}

// leads reports whether the calculation of from, or of one it is made from,
// refers to the name to.
func (c *checker) leads(from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	i, _ := c.in.Item(from)
	if seen[from] || i == nil || i.Calculation == nil {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(i.Calculation.Names(), func(name string) bool { return c.leads(name, to, seen) })
}

// pipes checks the names in a wording, which can see the items before the
// place end. What is asked on the same page, from the place page on, is not
// yet answered when the wording is shown.
func (c *checker) pipes(text study.Text, at Place, column string, page, end int) {
	var checked []string
	for _, lang := range c.in.Languages {
		for _, m := range pipe.FindAllStringSubmatch(text[lang], -1) {
			name := m[1]
			if slices.Contains(checked, name) {
				continue
			}
			checked = append(checked, name)
			if !c.known(name, at, column) {
				continue
			}
			i, _ := c.in.Item(name)
			switch place := c.names[name]; {
			case place >= end:
				c.fail("later-reference", at, column, fmt.Sprintf("${%s} comes only later", name), "refer to what was asked before, or move the item up")
			case place >= page && (i == nil || i.Asks()):
				c.warn("same-page", at, column, fmt.Sprintf("${%s} is asked on the same page and shows only when the page is seen again", name), "move one of the two to another page")
			}
		}
	}
}
