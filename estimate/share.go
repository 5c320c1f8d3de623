package estimate

import (
	"math/bits"
	"slices"

	"sojourn/dataset"
)

// shares computes a distribution, or a net share, for every wave and group,
// and the difference from a figure elsewhere where the spec has one.
func (w *work) shares() ([]Cell, error) {
	var cells []Cell
	for i := range w.waves {
		groups, pieces := w.groups(i, w.people), w.pieces(i)
		footings, portions := w.divided(i, groups, pieces)
		for g, group := range groups {
			for k, p := range pieces {
				cell, err := w.portionCell(group.and(p.keys), &footings[g], portions[g*len(pieces)+k])
				if err != nil {
					return nil, err
				}
				cells = append(cells, cell)
			}
		}
		w.tellUnanswered(i)
	}
	return w.compared(cells), nil
}

// divided finds the base of each group and who of it is in each piece, all
// groups and pieces in one pass where sums tell all of them.
func (w *work) divided(i int, groups []group, pieces []piece) ([]footing, []portion) {
	footings, portions := make([]footing, len(groups)), make([]portion, 0, len(groups)*len(pieces))
	var rows, of []int32
	for g, group := range groups {
		footings[g] = w.answering(i, group)
		rows, of = append(rows, footings[g].rows...), append(of, slices.Repeat([]int32{int32(g)}, len(footings[g].rows))...)
	}
	if w.rowless() {
		chosen, place := w.pieced(i, rows, of, pieces)
		n := len(groups) * len(pieces)
		if w.quick() {
			for _, tally := range w.design.Tally(chosen, place, n) {
				portions = append(portions, portion{tally: tally})
			}
			return footings, portions
		}
		bases := w.design.Bases(rows, of, len(groups))
		for g, base := range bases {
			footings[g].sums = known(base)
		}
		for _, domain := range w.design.Domains(chosen, place, n) {
			portions = append(portions, portion{tally: domain.Tally, sums: known(domain)})
		}
		if bases != nil {
			return footings, portions
		}
	}
	for _, f := range footings {
		for _, p := range pieces {
			portions = append(portions, w.portion(f, p.chosen))
		}
	}
	return footings, portions
}

// pieced lists the rows again, once for every piece in which one is, and tells
// its group and piece. Of several answers a row has several pieces.
func (w *work) pieced(i int, rows, of []int32, pieces []piece) (chosen, place []int32) {
	c, n := w.items[i], int32(len(pieces))
	enter := func(j int, piece int32) { chosen, place = append(chosen, rows[j]), append(place, of[j]*n+piece) }
	if c == nil || c.Variable.Codes == nil || len(pieces) == 0 || pieces[0].keys == nil { // a net, or a condition
		for k, p := range pieces {
			for j, row := range rows {
				if p.chosen(row) {
					enter(j, int32(k))
				}
			}
		}
		return chosen, place
	}
	categories := len(c.Variable.Codes.Categories)
	for j, row := range rows {
		switch m := c.Missing[row]; {
		case m != dataset.Present:
			if at := slices.Index(unanswered, m); at >= 0 && categories+at < len(pieces) {
				enter(j, int32(categories+at))
			}
		case c.Kind == dataset.Multiple:
			for set := c.Sets[row] & (1<<categories - 1); set != 0; set &= set - 1 {
				enter(j, int32(bits.TrailingZeros64(set)))
			}
		default:
			enter(j, int32(c.Codes[row]))
		}
	}
	return chosen, place
}

// A piece is what a base is divided into: a category, or a net without a key.
type piece struct {
	keys   []Key
	chosen func(row int32) bool
}

// pieces lists the pieces of a base in the i-th wave; numbers have none.
func (w *work) pieces(i int) []piece {
	if w.meets != nil || len(w.categories) > 0 {
		return []piece{{chosen: w.chooser(i)}}
	}
	c := w.items[i]
	if c == nil || c.Variable.Codes == nil {
		return nil
	}
	var all []piece
	for code, category := range c.Variable.Codes.Categories {
		all = append(all, piece{[]Key{{Dim: "category", Value: category.Code, Label: category.Label}}, chooses(c, []uint16{uint16(code)})})
	}
	if w.spec.Base == Valid {
		return all
	}
	// Without the people who gave no answer the cells would not add up to the base.
	for _, why := range unanswered {
		name := "~" + why.String()
		all = append(all, piece{[]Key{{Dim: "category", Value: name, Label: say(name)}}, func(row int32) bool { return c.Missing[row] == why }})
	}
	return all
}

// answering is the footing of a group in the i-th wave.
func (w *work) answering(i int, g group) footing { return w.footing(w.based(i, g.rows)) }

// based finds the domain among rows, and the base in it: those who answered in
// the i-th wave, or with a total base all who were asked.
func (w *work) based(i int, rows []int32) (domain, base []int32) {
	domain, base = rows, rows
	switch c := w.items[i]; {
	case c == nil:
		if w.meets != nil && w.spec.Base == Valid {
			base = filter(base, w.meets.answered)
		}
	case w.gapless(c):
	case w.spec.Base == Total:
		domain = inWave(domain, c)
		base = asked(domain, c)
	default:
		domain = inWave(domain, c)
		base = present(domain, c)
	}
	for _, c := range w.complete[i] {
		if !w.gapless(c) {
			base = present(base, c)
		}
	}
	return domain, base
}

// gapless reports whether no cell of a column is empty, which spares looking
// at each.
func (w *work) gapless(c *dataset.Column) bool {
	whole, known := w.whole[c]
	if !known {
		whole = allPresent(c)
		w.whole[c] = whole
	}
	return whole
}

// allPresent looks through the cells of a column for one that is empty, without
// asking of each.
func allPresent(c *dataset.Column) bool {
	any := dataset.Present
	for _, m := range c.Missing {
		any |= m
	}
	return any == dataset.Present
}

// chooser tells whether a row is counted: it meets the condition, or chose one
// of the categories.
func (w *work) chooser(i int) func(int32) bool {
	if w.meets == nil {
		return chooses(w.items[i], w.categories)
	}
	return func(row int32) bool { return w.meeting[row] }
}

// chooses tells whether a row has one of the categories of a column.
func chooses(c *dataset.Column, categories []uint16) func(int32) bool {
	if c.Kind == dataset.Multiple {
		mask := uint64(0)
		for _, category := range categories {
			mask |= 1 << category
		}
		return func(row int32) bool { return c.Missing[row] == dataset.Present && c.Sets[row]&mask != 0 }
	}
	chosen := make([]bool, len(c.Variable.Codes.Categories))
	for _, category := range categories {
		chosen[category] = true
	}
	return func(row int32) bool { return c.Missing[row] == dataset.Present && chosen[c.Codes[row]] }
}

// tellUnanswered notes how many people of the sample were asked in the i-th
// wave and gave no answer.
func (w *work) tellUnanswered(i int) { w.tellSilent(i, w.silent(i)) }

// silent counts them.
func (w *work) silent(i int) int {
	c := w.items[i]
	if c == nil || w.spec.Base == Total || w.gapless(c) {
		return 0
	}
	silent := 0
	for _, row := range w.people {
		if m := c.Missing[row]; m != dataset.Present && slices.Contains(unanswered, m) {
			silent++
		}
	}
	return silent
}

func (w *work) tellSilent(i, silent int) {
	switch {
	case silent == 0:
	case len(w.waves) == 1:
		w.note("unanswered", silent)
	default:
		w.note("unanswered-wave", silent, w.waveKey(i)[0].Label)
	}
}
