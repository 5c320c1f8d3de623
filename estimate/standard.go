package estimate

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/study"
)

// A Standard is a population to which means of groups are standardised, so
// that groups of different composition can be compared.
type Standard struct {
	By     string             `yaml:"by" json:"by"`         // a variable with categories
	Shares map[string]float64 `yaml:"shares" json:"shares"` // of each category; only their proportions matter
	Source string             `yaml:"source,omitempty" json:"source,omitempty"`

	// Answered lets only people who answered the item weigh the categories.
	// Otherwise everybody of the group does, and those without an answer move
	// the shares a little.
	Answered bool `yaml:"answered,omitempty" json:"answered,omitempty"`
}

// findStandard finds the column of the standard and its shares by category.
func (q *question) findStandard() {
	s := q.spec.Standard
	if s == nil {
		return
	}
	if q.standardBy = q.grouping("standard", s.By); q.standardBy == nil {
		return
	}
	list := q.standardBy[0].Variable.Codes
	shares, sum := make(kernel.Standard, len(list.Categories)), 0.0
	for _, code := range slices.Sorted(maps.Keys(s.Shares)) {
		i, share := list.Index(code), s.Shares[code]
		if i < 0 || !(share >= 0) || math.IsInf(share, 1) {
			q.object("standard", fmt.Sprintf("the share of %q is %v, and it is to be a number for a category of %s", code, share, s.By), "correct the code or the share")
			return
		}
		shares[i] = share
		sum += share
	}
	if sum == 0 {
		q.object("standard", "the shares of the standard sum to zero", "fill them in")
		return
	}
	for i := range shares {
		shares[i] /= sum
	}
	q.standard = shares
}

// standardCell is the standardised mean of a group.
func (w *work) standardCell(i int, g group) (Cell, error) {
	by, item := w.standardBy[i], w.items[i]
	f := w.answering(i, g)
	rows := present(g.rows, by)
	if w.spec.Standard.Answered {
		rows = present(f.rows, by)
	}
	f = w.footing(f.domain, present(f.rows, by))
	of, y, has := make([]int32, len(rows)), scores(rows, item), make([]bool, len(rows))
	for j, row := range rows {
		of[j], has[j] = int32(by.Codes[row]), item.Missing[row] == dataset.Present
		if w.standard[of[j]] == 0 {
			return Cell{}, fmt.Errorf("the standard gives no share to category %s of %s, and there are people in it; give it one, or leave them out by where", by.CodeAt(int(row)), by.Name)
		}
	}
	l, empty := w.design.Standardised(rows, of, y, has, w.standard)
	c := w.linearCell(g.keys, f, "mean standardised by "+by.Name, l)
	for _, category := range empty {
		c.Flags = append(c.Flags, Gap)
		w.note("gap", groupText(g), codeLabel(by, category))
	}
	return c, nil
}

func codeLabel(c *dataset.Column, category int) study.Text {
	found := c.Variable.Codes.Categories[category]
	if len(found.Label) > 0 {
		return found.Label
	}
	return study.Text{"en": found.Code}
}

// groupText names a group by the labels of its keys.
func groupText(g group) study.Text {
	var t study.Text
	for k, key := range g.keys {
		label := key.Label
		if len(label) == 0 {
			label = study.Text{"en": key.Value}
		}
		if k == 0 {
			t = label
		} else {
			t = joined(t, label, ", ")
		}
	}
	if t == nil {
		return say("everybody")
	}
	return t
}
