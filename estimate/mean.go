package estimate

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
		base := w.answering(i, group{rows: w.people})
		groups, at := w.grouped(i, base.rows)
		inDomain := at
		if len(base.domain) > len(base.rows) {
			_, inDomain = w.grouped(i, base.domain)
		}
		domains := w.design.Tally(base.domain, inDomain, len(groups))
		for g, m := range w.design.Means(base.rows, at, scores(base.rows, item), len(groups)) {
			f := footing{tally: m.Tally, df: float64(domains[g].Weighty - 1)}
			c := f.cell(groups[g].keys, m.N)
			c.Method = w.method("mean", w.spec.Interval)
			if c.State = f.state(); c.State != NoData {
				c.Value = m.Mean
			}
			if c.State == "" {
				w.stretch(&c, m.Variance, w.reach(f.df))
			}
			cells = append(cells, c)
		}
		w.tellUnanswered(i)
	}
	return cells
}
