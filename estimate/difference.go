package estimate

import (
	"slices"

	"sojourn/estimate/kernel"
)

// differences computes the second wave minus the first, for every group, or
// the second group minus the first, in every wave. What the two share, people
// above all, enters by the sum of their influences.
func (w *work) differences() ([]Cell, error) {
	var cells []Cell
	if len(w.waves) == 2 {
		before, after := w.groups(0, w.people), w.groups(1, w.people)
		for g := range before {
			cells = append(cells, w.difference(0, before[g], 1, after[g]))
		}
	} else {
		two := w.groups(0, w.people)
		cells = append(cells, w.difference(0, two[0], 0, two[1]))
	}
	for i := range w.waves {
		w.tellUnanswered(i)
	}
	return cells, nil
}

// difference is the number of group b in wave j minus that of group a in wave i.
func (w *work) difference(i int, a group, j int, b group) Cell {
	fa, fb := w.answering(i, a), w.answering(j, b)
	smaller := fa
	if len(fb.rows) < len(fa.rows) {
		smaller = fb
	}
	what := "difference of means"
	if w.meets != nil || len(w.categories) > 0 {
		what = "difference of shares"
	}
	c := smaller.cell(differenceKeys(a.keys, b.keys), len(smaller.rows))
	c.Method = w.method(what, w.spec.Interval)
	c.DF = max(w.design.DF(union(fa.domain, fb.domain)), 0)
	if fa.state() == NoData || fb.state() == NoData {
		c.State = NoData
		return c
	}
	l := w.estimated(j, fb).Minus(w.estimated(i, fa))
	c.Value = l.Value
	if c.State = smaller.state(); c.State == "" {
		w.spread(&c, l, w.reach(c.DF))
		w.keep(c, l)
	}
	return c
}

// estimated is the share or mean on a footing, with its influence.
func (w *work) estimated(i int, f footing) kernel.Linear {
	if w.meets != nil || len(w.categories) > 0 {
		return w.design.Mean(f.rows, indicator(f.rows, w.chooser(i)))
	}
	return w.design.Mean(f.rows, scores(f.rows, w.items[i]))
}

// differenceKeys are the keys of the second with the value of the first, where
// the two differ, under "minus".
func differenceKeys(first, second []Key) []Key {
	var keys []Key
	for k, key := range second {
		keys = append(keys, key)
		if key.Value != first[k].Value {
			keys = append(keys, Key{Dim: "minus", Value: first[k].Value, Label: first[k].Label})
		}
	}
	return keys
}

// union merges two ascending lists of rows.
func union(a, b []int32) []int32 {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}
