package estimate

import (
	"strconv"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// totals computes weighted totals for every wave and group: of a numeric
// item, or the weighted people of each category.
func (w *work) totals() ([]Cell, error) {
	return w.everywhere(func(i int, g group) ([]Cell, error) {
		if len(w.spec.Items) > 0 {
			return w.totalsOfSeveral(i, g), nil
		}
		f, c := w.answering(i, g), w.items[i]
		if c.Kind == dataset.Numeric {
			return []Cell{w.linearCell(g.keys, f, "total", w.design.Total(f.rows, scores(f.rows, c)))}, nil
		}
		var cells []Cell
		for _, p := range w.pieces(i) {
			cells = append(cells, w.linearCell(g.and(p.keys), f, "total", w.design.Total(f.rows, indicator(f.rows, p.chosen))))
		}
		return cells, nil
	})
}

// everywhere computes cells for every wave and group.
func (w *work) everywhere(cells func(i int, g group) ([]Cell, error)) ([]Cell, error) {
	var all []Cell
	for i := range w.waves {
		for _, g := range w.groups(i, w.people) {
			some, err := cells(i, g)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		w.tellUnanswered(i)
	}
	return all, nil
}

// ratios computes the ratio of two totals for every wave and group, over the
// people who have both.
func (w *work) ratios() ([]Cell, error) {
	return w.everywhere(func(i int, g group) ([]Cell, error) {
		f := w.answering(i, g)
		f = w.footing(f.domain, present(f.rows, w.over[i]))
		return []Cell{w.linearCell(g.keys, f, "ratio", w.design.Ratio(f.rows, scores(f.rows, w.items[i]), scores(f.rows, w.over[i])))}, nil
	})
}

// quantiles computes each quantile of the item for every wave and group.
func (w *work) quantiles() ([]Cell, error) {
	rule, interval := kernel.Rule(w.spec.Rule), kernel.Interval(w.spec.Interval)
	return w.everywhere(func(i int, g group) ([]Cell, error) {
		f := w.answering(i, g)
		qs := make([]kernel.Quantile, len(w.spec.Quantiles))
		if f.state() != NoData {
			var err error
			if qs, err = w.design.Quantiles(f.rows, scores(f.rows, w.items[i]), w.spec.Quantiles, rule, interval, len(f.rows), f.reach); err != nil {
				return nil, err
			}
		}
		var cells []Cell
		for k, p := range w.spec.Quantiles {
			c := f.cell(g.with(Key{Dim: "quantile", Value: strconv.FormatFloat(p, 'g', -1, 64)}), f.tally.N)
			c.Method = w.method("quantile by rule "+w.spec.Rule, w.spec.Interval)
			c.State = f.state()
			c.Value, c.SE, c.Low, c.High = qs[k].Value, qs[k].SE, qs[k].Low, qs[k].High
			if c.State != NoData && qs[k].Method != interval {
				c.Method = w.method("quantile by rule "+w.spec.Rule, string(qs[k].Method))
				if interval == kernel.Score {
					w.drifted++
				} else {
					w.fallback++
				}
			}
			cells = append(cells, c)
		}
		return cells, nil
	})
}

// moments computes variances, deviations or correlations for every wave and
// group, over the people who have all items: of one item, or of every two.
func (w *work) moments() ([]Cell, error) {
	return w.everywhere(func(i int, g group) ([]Cell, error) {
		items, rows := w.several[i], w.answeringAll(i, g)
		f := w.footing(g.rows, rows)
		ys := make([][]float64, len(items))
		for k, c := range items {
			ys[k] = scores(rows, c)
		}
		var cells []Cell
		for k := range items {
			for m := range k + 1 {
				if !w.wantsPair(k, m) {
					continue
				}
				l, on := w.moment(rows, ys[k], ys[m]), f
				if w.spec.Measure == Correlation && f.tally.N == 2 {
					on.df = 0 // two people always lie on a line: this tells of no error
				}
				cells = append(cells, w.linearCell(w.pairKeys(g, items[k], items[m]), on, string(w.spec.Measure), l))
			}
		}
		return cells, nil
	})
}

// wantsPair tells which pairs a measure has: a deviation those of an item
// with itself, a correlation those of two, a variance both.
func (w *work) wantsPair(k, m int) bool {
	switch w.spec.Measure {
	case Deviation:
		return k == m
	case Correlation:
		return k != m
	}
	return true
}

func (w *work) moment(rows []int32, x, y []float64) kernel.Linear {
	switch w.spec.Measure {
	case Deviation:
		return w.design.Deviation(rows, x)
	case Correlation:
		return w.design.Correlation(rows, x, y)
	}
	if s := w.design.Moments(rows, x, y); s != nil {
		return s[0][1]
	}
	return kernel.Linear{}
}

// pairKeys are none beyond the group's where there is a single item.
func (w *work) pairKeys(g group, a, b *dataset.Column) []Key {
	if len(w.spec.Items) == 0 {
		return g.keys
	}
	keys := g.with(itemKey(a))
	if w.spec.Measure == Deviation {
		return keys
	}
	return append(keys, Key{Dim: "with", Value: b.Name, Label: labelOf(b)})
}

// answeringAll are the rows of a group that have every one of several items.
func (w *work) answeringAll(i int, g group) []int32 {
	rows := g.rows
	for _, c := range w.several[i] {
		rows = present(rows, c)
	}
	for _, c := range w.complete[i] {
		rows = present(rows, c)
	}
	return rows
}

func itemKey(c *dataset.Column) Key { return Key{Dim: "item", Value: c.Name, Label: labelOf(c)} }
