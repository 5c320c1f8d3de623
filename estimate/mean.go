package estimate

import (
	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// means computes the mean of the item for every wave and group, and its
// difference from a figure elsewhere where the spec has one. Of several items
// the means are of the people who answered all of them.
func (w *work) means() ([]Cell, error) {
	if len(w.spec.Items) == 0 && w.spec.Standard == nil && w.by != nil && w.quick() {
		return w.compared(w.meansAtOnce()), nil
	}
	cells, err := w.everywhere(func(i int, g group) ([]Cell, error) {
		switch {
		case len(w.spec.Items) > 0:
			return w.meansOfSeveral(i, g), nil
		case w.spec.Standard != nil:
			c, err := w.standardCell(i, g)
			return []Cell{c}, err
		}
		f := w.answering(i, g)
		return []Cell{w.meanCell(g.keys, f, scores(f.rows, w.items[i]))}, nil
	})
	return w.compared(cells), err
}

func (w *work) meansOfSeveral(i int, g group) []Cell {
	f := w.footing(g.rows, w.answeringAll(i, g))
	var cells []Cell
	for _, c := range w.several[i] {
		cells = append(cells, w.meanCell(g.with(itemKey(c)), f, scores(f.rows, c)))
	}
	return cells
}

// totalsOfSeveral are the totals over the people who have all items.
func (w *work) totalsOfSeveral(i int, g group) []Cell {
	f := w.footing(g.rows, w.answeringAll(i, g))
	var cells []Cell
	for _, c := range w.several[i] {
		cells = append(cells, w.linearCell(g.with(itemKey(c)), f, "total", w.design.Total(f.rows, scores(f.rows, c))))
	}
	return cells
}

// meansAtOnce computes the means of all groups of a wave in one pass.
func (w *work) meansAtOnce() []Cell {
	var cells []Cell
	for i, item := range w.items {
		domain, rows := w.based(i, w.people)
		groups, at := w.grouped(i, rows)
		means := w.design.Means(rows, at, w.numbersOf(rows, item), len(groups))
		weighty := make([]int, len(groups)) // of the domain
		for g, m := range means {
			weighty[g] = m.Weighty
		}
		if len(domain) > len(rows) {
			_, in := w.grouped(i, domain)
			for g, t := range w.design.Tally(domain, in, len(groups)) {
				weighty[g] = t.Weighty
			}
		}
		for g, m := range means {
			cells = append(cells, w.groupMean(groups[g].keys, footing{tally: m.Tally, df: float64(weighty[g] - 1)}, m))
		}
		w.tellUnanswered(i)
	}
	return cells
}

// groupMean is the cell of a mean that is there with its variance.
func (w *work) groupMean(keys []Key, f footing, m kernel.Group) Cell {
	c := f.cell(keys, m.N)
	c.Method = w.method("mean", w.spec.Interval)
	if c.State = f.state(); c.State != NoData {
		c.Value = m.Mean
	}
	if c.State == "" {
		w.stretch(&c, m.Variance, w.reach(f.df))
	}
	return c
}

// numbersOf are the scores of rows; the column's own numbers, not to be
// changed, where the rows are all.
func (w *work) numbersOf(rows []int32, c *dataset.Column) []float64 {
	if c.Kind == dataset.Numeric && len(rows) == w.data.Rows {
		return c.Numbers
	}
	return scores(rows, c)
}
