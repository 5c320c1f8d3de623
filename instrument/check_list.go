package instrument

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"sojourn/dataset"
)

// choice checks what an item says about its list.
func (c *checker) choice(i *Item) {
	switch {
	case i.Codes == nil:
		c.fail("no-list", i.Source, "type", fmt.Sprintf("%q has no list of choices", i.Name), "name a list after the type")
		return
	case c.in.Lists[i.Codes.Name] == nil:
		c.fail("no-list", i.Source, "type", fmt.Sprintf("there is no list %q", i.Codes.Name), "write its choices, or correct the name of the list")
		return
	}
	for _, code := range i.Exclusive {
		if i.Codes.Index(code) < 0 {
			c.fail("exclusive", i.Source, "exclusive", fmt.Sprintf("the exclusive code %q is not in the list %q", code, i.Codes.Name), "correct the code")
		}
	}
	const many = 10
	if n := len(i.Codes.Categories); i.Type == Rank && n > many {
		c.warn("long-ranking", i.Source, "type", fmt.Sprintf("%q asks people to rank %d choices", i.Name, n), fmt.Sprintf("offer at most %d, or ask for the first three by a constraint", many))
	}
	if len(i.Exclusive) > 0 && i.Type != SelectMultiple {
		c.fail("exclusive", i.Source, "exclusive", fmt.Sprintf("%q takes one answer only, so nothing can exclude another", i.Name), "take the cell out")
	} else if len(i.Exclusive) > 0 && len(i.Exclusive) >= len(i.Codes.Categories) {
		c.fail("exclusive", i.Source, "exclusive", fmt.Sprintf("every choice of %q excludes all others", i.Name), "ask with select_one")
	}
	if i.Other != "" && i.Codes.Index(i.Other) < 0 {
		c.fail("other", i.Source, "other", fmt.Sprintf("the code %q for a wording of one's own is not in the list %q", i.Other, i.Codes.Name), "add the code to the list, or correct it")
	}
	if n := len(i.Codes.Categories); i.Type != SelectOne && n > dataset.MaxSet {
		c.fail("long-list", i.Source, "type", fmt.Sprintf("the list %q has %d choices; a %s can have %d", i.Codes.Name, n, i.Type, dataset.MaxSet),
			"ask for one, or shorten the list")
	}
	if i.Level() != dataset.Nominal && !inOrder(i.Codes.Scores()) {
		c.fail("scale-order", i.Source, "scale", fmt.Sprintf("the codes of the list %q are numbers that neither rise nor fall", i.Codes.Name),
			"bring the choices into the order of the scale, or write nominal as the scale")
	}
}

// inOrder reports whether scores rise or fall throughout. Equal ones are told
// as duplicate codes.
func inOrder(scores []float64) bool {
	up, down := true, true
	for n := 1; n < len(scores); n++ {
		up = up && scores[n] >= scores[n-1]
		down = down && scores[n] <= scores[n-1]
	}
	return up || down
}

func (c *checker) lists() {
	for _, name := range slices.Sorted(maps.Keys(c.in.Lists)) {
		l := c.in.Lists[name]
		if len(l.Categories) == 0 {
			c.fail("empty-list", Place{File: c.in.Source.File, Sheet: "choices"}, "list_name", fmt.Sprintf("the list %q has no choices", name), "write them, or take the list out")
		}
		codes := map[string]bool{}
		for n, category := range l.Categories {
			c.code(l, category.Code, codes, c.choiceRow(name, n))
		}
		for _, lang := range c.in.Languages {
			c.sameChoices(l, lang)
		}
		c.labelOrder(l)
	}
}

// choiceRow is where the nth category of a list is written.
func (c *checker) choiceRow(list string, n int) Place {
	if rows := c.in.ListRows[list]; n < len(rows) {
		return rows[n]
	}
	return Place{File: c.in.Source.File, Sheet: "choices"}
}

func (c *checker) code(l *dataset.CodeList, code string, seen map[string]bool, at Place) {
	switch {
	case code == "" || strings.HasPrefix(code, "~") || strings.ContainsFunc(code, unicode.IsSpace):
		c.fail("code", at, "name", fmt.Sprintf("the code %q is not usable", code), "write a code without spaces that does not begin with ~")
	case seen[code]:
		c.fail("duplicate-code", at, "name", fmt.Sprintf("the code %q is twice in the list %q", code, l.Name), "give each choice a code of its own")
	}
	seen[code] = true
}
