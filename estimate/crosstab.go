package estimate

import (
	"cmp"
	"errors"
	"slices"
	"sync"

	"sojourn/estimate/hypothesis"
	"sojourn/study"
)

// What the cells of a table say, beside counts and shares of all.
const (
	ofRow    = "row"    // of the people with this category of the item
	ofColumn = "column" // of the people of this group
	ofWeight = "weight" // weighted people
)

// noTest leaves the test of a table out.
const noTest = "none"

// crosstab computes a two-way table for every wave over the people who have
// both: for each pair people, weight and three shares, then the margins, the
// whole and a test of association.
func (w *work) crosstab() ([]Cell, error) {
	var cells []Cell
	for i := range w.waves {
		some, test, err := w.tabled(i, w.grid(i))
		if err != nil {
			return nil, err
		}
		if some = append(some, test...); cells == nil {
			cells = some // a large table is not copied
		} else {
			cells = append(cells, some...)
		}
		w.tellUnanswered(i)
	}
	return cells, nil
}

// tabled computes the cells of a table and its test, where sums tell both at the
// same time.
func (w *work) tabled(i int, t grid) (cells, test []Cell, err error) {
	var failed error
	if !t.summed() {
		if cells, err = w.gridCells(t); err == nil {
			test, err = w.association(i, t)
		}
		return cells, test, err
	}
	own := w.aside()
	var both sync.WaitGroup
	both.Go(func() { test, failed = own.association(i, t) })
	cells, err = w.gridCells(t)
	both.Wait()
	w.notes = append(w.notes, own.notes...)
	return cells, test, cmp.Or(err, failed)
}

// gridCells are the cells of the pairs, category by category, and the margins.
// Each has its place, whoever computes it.
func (w *work) gridCells(t grid) ([]Cell, error) {
	wide := 5*len(t.columns) + 3
	cells := make([]Cell, len(t.rows)*wide+3*len(t.columns)+2, len(t.rows)*wide+3*len(t.columns)+3)
	pairs := len(t.tallies)
	err := w.apart(pairs+len(t.rows)+len(t.columns), t.summed(), func(w *work, from, to int) error {
		if err := w.pairsCells(&t, min(from, pairs), min(to, pairs), cells); err != nil {
			return err
		}
		return w.marginsCells(&t, max(from, pairs)-pairs, max(to, pairs)-pairs, cells)
	})
	if err != nil {
		return nil, err
	}
	rest := cells[len(t.rows)*wide+3*len(t.columns):]
	rest[0], rest[1] = w.countOf(t.whole, t.everybody, &t.all), w.weightOf(t.whole, t.everybody, &t.all)
	return cells, nil
}

// pairsCells fills in the cells of some pairs.
func (w *work) pairsCells(t *grid, from, to int, cells []Cell) error {
	count := len(t.columns)
	var row footing
	for place := from; place < to; place++ {
		a, b := place/count, place%count
		if place == from || b == 0 {
			row = t.footing(t.rows[a].rows, t.ofRows[a])
		}
		column := t.footing(t.columns[b].rows, t.ofColumns[b])
		last := t.columns[b].keys[len(t.columns[b].keys)-1] // the group itself; before it stands the wave
		g := group{keys: w.keys(t.rows[a], last)}
		if err := w.pairCells(cells[a*(5*count+3)+5*b:], g, t.pair(place), &row, &column, &t.all); err != nil {
			return err
		}
	}
	return nil
}

// keys are those of a group and one more. A large table has thousands, which
// share their room.
func (w *work) keys(g group, last Key) []Key {
	n := len(g.keys) + 1
	if len(w.room) < n {
		w.room = make([]Key, max(n, 512))
	}
	keys := append(append(w.room[:0:n], g.keys...), last)
	w.room = w.room[n:]
	return keys
}

// marginsCells fills in the cells of some categories and groups.
func (w *work) marginsCells(t *grid, from, to int, cells []Cell) (err error) {
	wide, rows := 5*len(t.columns)+3, len(t.rows)
	for k := from; k < to && err == nil; k++ {
		if k < rows {
			err = w.marginCells(cells[(k+1)*wide-3:], t.rows[k], t.ofRows[k], &t.all)
		} else {
			err = w.marginCells(cells[rows*wide+3*(k-rows):], t.columns[k-rows], t.ofColumns[k-rows], &t.all)
		}
	}
	return err
}

// pairCells fills in the five cells of one category of the item in one group.
func (w *work) pairCells(to []Cell, g group, p portion, row, column, all *footing) (err error) {
	to[0], to[1] = w.countOf(g, p, all), w.weightOf(g, p, all)
	for k, share := range [...]struct {
		of   string
		base *footing
	}{{ofRow, row}, {ofColumn, column}, {ofAll, all}} {
		if to[2+k], err = w.portionCell(w.keys(g, Key{Dim: "of", Value: share.of}), share.base, p); err != nil {
			return err
		}
	}
	return nil
}

// marginCells fills in the people, the weight and the share of all of a group.
func (w *work) marginCells(to []Cell, g group, p portion, all *footing) (err error) {
	to[0], to[1] = w.countOf(g, p, all), w.weightOf(g, p, all)
	to[2], err = w.portionCell(w.keys(g, Key{Dim: "of", Value: ofAll}), all, p)
	return err
}

func (w *work) countOf(g group, p portion, all *footing) Cell {
	return w.countCell(w.keys(g, Key{Dim: "of", Value: ofCount}), *all, p.tally.N)
}

// weightOf is the weighted people, with an interval by t.
func (w *work) weightOf(g group, p portion, all *footing) Cell {
	keys := w.keys(g, Key{Dim: "of", Value: ofWeight})
	if all.pool != nil {
		value, variance := w.design.PooledTotal(p.pool.Weights(all.pool))
		c := w.pooledCell(keys, *all, "weighted people", value, variance)
		c.Count = p.tally.N
		return c
	}
	if p.sums.domain() == nil {
		c := w.linearCell(keys, *all, "weighted people", w.design.Total(all.rows, indicator(all.rows, p.chosen)))
		c.Count = p.tally.N
		return c
	}
	c := w.plainCell(keys, *all, "weighted people")
	c.Count = p.tally.N
	if c.State == NoData {
		return c
	}
	if c.Value = p.tally.Sum; c.State != "" {
		return c
	}
	w.stretch(&c, w.design.Weighs(p.sums.domain()), all.reach)
	return c
}

// association is the cell of the test; where the data do not define it a note
// says so instead.
func (w *work) association(i int, t grid) ([]Cell, error) {
	return w.associated(func(kind string) (Cell, error) {
		if t.pairs != nil && slices.Contains(fromShares, hypothesis.Statistic(kind)) {
			return w.summedTest(i, kind, t)
		}
		return w.tested(kind, i, w.items[i])
	})
}

func (w *work) associated(tested func(kind string) (Cell, error)) ([]Cell, error) {
	kind := w.spec.Test
	switch kind {
	case "":
		kind = string(hypothesis.RaoScottF)
	case noTest:
		return nil, nil
	}
	c, err := tested(kind)
	if errors.Is(err, hypothesis.ErrUndefined) {
		w.tellUndefined(err)
		return nil, nil
	}
	return []Cell{c}, err
}

// tellUndefined notes why the data define no test.
func (w *work) tellUndefined(err error) {
	w.note("undefined", *whyUndefined(err))
}

// whyUndefined is the reason why data define no test or scale; nil where an
// error says something else.
func whyUndefined(err error) *Note {
	var undefined *hypothesis.Undefined
	switch {
	case !errors.As(err, &undefined):
		return nil
	case undefined.Code == "":
		return &Note{Text: study.Text{"en": undefined.Why()}}
	}
	why := worded(undefined.Code, "why-"+undefined.Code, undefined.Args)
	return &why
}
