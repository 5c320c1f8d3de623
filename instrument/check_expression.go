package instrument

import (
	"fmt"
	"maps"
	"slices"

	"sojourn/dataset"
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
			c.refers(i.RequiredWhen, i.Source, "required", here)
			c.refers(i.Default, i.Source, "default", here)
			c.refers(i.Seed, i.Source, "parameters", here)
			if i.Filter != nil {
				c.refers(&i.Filter.Expr, i.Source, "choice_filter", here)
			}
			c.calculation(i, here)
			for _, w := range i.wordings() {
				switch w.column {
				case "constraint_message", "required_message":
					c.pipes(w.text, i.Source, w.column, here+1, here+1)
				default:
					c.pipes(w.text, i.Source, w.column, first, here)
				}
			}
		}
	}
	c.choicePipes()
}

// choicePipes checks the names in the labels of choices. Where they are shown
// differs from item to item, so only that they exist can be told here.
func (c *checker) choicePipes() {
	for _, name := range slices.Sorted(maps.Keys(c.in.Lists)) {
		for n, category := range c.in.Lists[name].Categories {
			for _, lang := range c.in.Languages {
				for _, m := range pipe.FindAllStringSubmatch(category.Label[lang], -1) {
					if c.in.shown(m[1]) == nil {
						c.known(m[1], c.choiceRow(name, n), "label::"+string(lang))
					}
				}
			}
		}
	}
}

// refers checks an expression that can see the items before the place end.
func (c *checker) refers(e *expr.Expr, at Place, column string, end int) {
	if e == nil {
		return
	}
	if f := e.OutsideRepeat(); f != "" {
		c.fail("outside-repeat", at, column, f+" has a meaning only with a repeat", "move it into the repeat, or name an item of one")
	}
	if e.Kept() && column != "calculation" && column != "default" {
		c.fail("kept", at, column, "random(), prev() and once() are computed once and kept, which only a calculate can", "write them into a calculate before, and refer to that")
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
	if _, earlier := expr.ParseEarlier(name); !ok && earlier {
		c.fail("kept", at, column, fmt.Sprintf("${%s} cannot stand in a text", name), "write a calculate with this as its calculation before, and refer to that")
		return false
	}
	if !ok {
		c.fail("unknown-reference", at, column, fmt.Sprintf("there is no item %q", name), "correct the name")
		return false
	}
	if i := c.items[name]; i != nil && i.Type == Note {
		c.fail("unknown-reference", at, column, fmt.Sprintf("%q is a note, it has no answer", name), "refer to an item")
		return false
	}
	return true
}

// comparisons finds answers compared with a code that cannot be chosen: such
// a condition is never met, and nobody notices.
func (c *checker) comparisons(e *expr.Expr, at Place, column string) {
	for _, test := range e.Comparisons() {
		codes := c.codesOf(test.Name)
		if codes == nil || len(codes.Categories) == 0 || test.Text == "" {
			continue
		}
		if !c.hasCode(codes, test.Text) {
			c.fail("unknown-code", at, column, fmt.Sprintf("%q has no choice with the code %q", test.Name, test.Text), "correct the code")
		}
	}
}

// hasCode reports whether a list has the code. Long lists are asked often.
func (c *checker) hasCode(l *dataset.CodeList, code string) bool {
	if c.codes[l] == nil {
		if c.codes == nil {
			c.codes = map[*dataset.CodeList]map[string]bool{}
		}
		c.codes[l] = map[string]bool{}
		for _, category := range l.Categories {
			c.codes[l][category.Code] = true
		}
	}
	return c.codes[l][code]
}

// codesOf is the list of an item or of what an experiment draws; nil without one.
func (c *checker) codesOf(name string) *dataset.CodeList {
	if i := c.items[name]; i != nil {
		return i.Codes
	}
	_, v, _ := c.in.drawn(name)
	return v.Codes
}

// calculation checks what refers does, and tells a circle from a mere wrong order.
func (c *checker) calculation(i *Item, here int) {
	if i.Calculation == nil {
		return
	}
	if c.circular[i.Name] {
		c.fail("cycle", i.Source, "calculation", fmt.Sprintf("%q is calculated from itself", i.Name), "break the circle; the value so far is written as a dot")
		c.comparisons(i.Calculation, i.Source, "calculation")
		return
	}
	c.refers(i.Calculation, i.Source, "calculation", here)
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
			if c.in.shown(name) != nil || !c.known(name, at, column) {
				continue
			}
			i := c.items[name]
			switch place := c.names[name]; {
			case place >= end:
				c.fail("later-reference", at, column, fmt.Sprintf("${%s} comes only later", name), "refer to what was asked before, or move the item up")
			case place >= page && (i == nil || i.Asks()):
				c.warn("same-page", at, column, fmt.Sprintf("${%s} is asked on the same page and shows only when the page is seen again", name), "move one of the two to another page")
			}
		}
	}
}
