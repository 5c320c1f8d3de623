package estimate

import (
	"errors"
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/hypothesis/scale"
)

// A Reversed item of a scale is turned round within its range.
type Reversed struct {
	Item string  `yaml:"item" json:"item"`
	Low  float64 `yaml:"low" json:"low"`
	High float64 `yaml:"high" json:"high"`
}

// scale describes for every wave and group how the items hang together and
// what scores they make: alpha for people counted alike, with Feldt's
// interval; alpha, the mean score and its deviation under the design.
func (w *work) scale() ([]Cell, error) {
	return w.everywhere(func(i int, g group) ([]Cell, error) {
		items, err := w.turned(i, g.rows)
		if err != nil {
			return nil, err
		}
		atLeast := w.spec.AtLeast
		if atLeast == 0 {
			atLeast = len(items)
		}
		sum, has, err := scale.PersonMeans(items, atLeast)
		if err != nil {
			return nil, err
		}
		var rows []int32
		var y []float64
		for j, row := range g.rows {
			if has[j] {
				rows, y = append(rows, row), append(y, sum[j])
			}
		}
		f := w.footing(g.rows, rows)
		cells := []Cell{w.linearCell(g.with(Key{Dim: "fit", Value: "mean"}), f, "mean score", w.design.Mean(rows, y)),
			w.linearCell(g.with(Key{Dim: "fit", Value: "deviation"}), f, "deviation of scores", w.design.Deviation(rows, y))}
		more, err := w.alphas(g, items)
		return append(cells, more...), err
	})
}

// turned are the numbers of the items over rows, those to be reversed turned
// round.
func (w *work) turned(i int, rows []int32) (scale.Items, error) {
	items := make(scale.Items, len(w.several[i]))
	for k, c := range w.several[i] {
		items[k] = numbers(c, rows)
		for _, r := range w.spec.Reverse {
			if w.spec.Items[k] != r.Item {
				continue
			}
			var err error
			if items[k], err = scale.Reverse(items[k], r.Low, r.High); err != nil {
				return nil, err
			}
		}
	}
	return items, nil
}

// namingItems puts the names of items in the place of their numbers.
func (w *work) namingItems(u *hypothesis.Undefined) error {
	named := *u
	named.Args = slices.Clone(u.Args)
	for i, arg := range named.Args {
		if number, counted := arg.(int); counted {
			named.Args[i] = w.spec.Items[number-1]
		}
	}
	return &named
}

// alphas are the cells of alpha; data that define none have a note instead.
func (w *work) alphas(g group, items scale.Items) ([]Cell, error) {
	a, err := scale.NewAlpha(items, w.spec.Level)
	var undefined *hypothesis.Undefined
	if errors.As(err, &undefined) {
		w.tellUndefined(w.namingItems(undefined))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	cell := func(key Key, value, low, high float64, n int) Cell {
		return Cell{Keys: g.with(key), Value: value, Low: low, High: high, Count: n, N: n, WeightedN: float64(n), Effective: float64(n),
			Method: "Cronbach's alpha; people counted alike"}
	}
	fit := func(name string) Key { return Key{Dim: "fit", Value: name} }
	cells := []Cell{cell(fit("alpha"), a.Listwise, a.Low, a.High, a.N), cell(fit("alpha-pairwise"), a.Raw, a.Raw, a.Raw, len(g.rows)),
		cell(fit("alpha-standardised"), a.Standardised, a.Standardised, a.Standardised, len(g.rows)), cell(fit("mean-correlation"), a.MeanR, a.MeanR, a.MeanR, len(g.rows))}
	for k, name := range w.spec.Items {
		item := Key{Dim: "item", Value: name}
		if a.IfDropped != nil {
			c := cell(fit("alpha-if-dropped"), a.IfDropped[k], a.IfDropped[k], a.IfDropped[k], len(g.rows))
			c.Keys = append(c.Keys, item)
			cells = append(cells, c)
		}
		c := cell(fit("rest-correlation"), a.RestR[k], a.RestR[k], a.RestR[k], len(g.rows))
		c.Keys = append(c.Keys, item)
		cells = append(cells, c)
	}
	design, err := w.designAlpha(g, items)
	return append(cells, design), err
}

// designAlpha is alpha from weighted variances of the people who answered all.
func (w *work) designAlpha(g group, items scale.Items) (Cell, error) {
	var rows []int32
	answered := make(scale.Items, len(items))
	for j, row := range g.rows {
		complete := true
		for k := range items {
			complete = complete && items[k][j] == items[k][j]
		}
		if !complete {
			continue
		}
		rows = append(rows, row)
		for k := range items {
			answered[k] = append(answered[k], items[k][j])
		}
	}
	l, err := scale.DesignAlpha(w.design, rows, answered)
	if err != nil {
		return Cell{}, err
	}
	return w.linearCell(g.with(Key{Dim: "fit", Value: "alpha-design"}), w.footing(g.rows, rows), "alpha", l), nil
}

// findSeveral finds the columns of the items in every wave.
func (q *question) findSeveral() {
	names := q.spec.Items
	if len(names) == 0 && (q.spec.Measure == Variance || q.spec.Measure == Deviation) {
		names = []string{q.spec.Item}
	}
	if len(names) == 0 {
		return
	}
	for _, w := range q.waves {
		var all []*dataset.Column
		for _, name := range names {
			c := q.column("items", name, w, w != 0)
			if c == nil {
				return
			}
			if q.numeric() && notNumeric(c) {
				q.object("items", c.Name+" has no numbers", "choose another item")
				return
			}
			all = append(all, c)
		}
		if len(q.spec.Categories) > 0 {
			all = q.categorised("items", all)
		}
		q.several = append(q.several, all)
	}
	if len(q.problems) > 0 {
		return
	}
	if len(q.spec.Categories) == 0 {
		return
	}
	first := q.several[0][0]
	for _, wave := range q.several {
		for _, c := range wave {
			if !sameCodes(first, c) {
				q.object("items", fmt.Sprintf("%s and %s have different categories", first.Name, c.Name), "derive variables with common categories")
				return
			}
		}
	}
	q.findCategories(first)
}

// numeric reports whether the spec's items must be numbers.
func (q *question) numeric() bool {
	switch q.spec.Measure {
	case Testing:
		return procedures()[q.spec.Test].needs == comparison
	case Scale, Variance, Deviation, Correlation, Mean, Sum:
		return true
	}
	return false
}
