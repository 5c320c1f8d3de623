package estimate

import (
	"fmt"
	"maps"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
)

// What a share of a transition or a funnel is of.
const (
	ofCount    = "count"
	ofAll      = "all"
	ofOrigin   = "origin"
	ofPrevious = "previous"
	ofFirst    = "first"
)

// An axis is one point of a transition: a column with its categories merged.
type axis struct {
	column     *dataset.Column
	wave       study.Wave
	categories []dataset.Category
	of         []int // category of the column -> category of the axis
}

// axis finds the column of a point and merges its categories, where it has
// any. The merged ones stand in the order in which they first occur in the
// codebook.
func (q *question) axis(key string, p *Point) *axis {
	c := q.column(key, p.Item, p.Wave, p.Wave != 0)
	if c == nil {
		return nil
	}
	if c.Kind == dataset.Numeric && !q.numericPairs() {
		columns := q.categorised(key, []*dataset.Column{c})
		if columns == nil {
			return nil
		}
		c = columns[0]
	}
	a := &axis{column: c}
	a.wave, _ = q.study.Wave(p.Wave) // a point of no wave has no title
	if c.Kind != dataset.Categorical {
		return a
	}
	list := c.Variable.Codes
	for _, code := range slices.Sorted(maps.Keys(p.Merge)) {
		if list.Index(code) < 0 {
			q.object(key, fmt.Sprintf("merge names %q, which is no category of %s", code, c.Name), "correct the code")
		}
	}
	a.of = make([]int, len(list.Categories))
	for i, category := range list.Categories {
		code := category.Code
		if merged, ok := p.Merge[code]; ok {
			code = merged
		}
		at := slices.IndexFunc(a.categories, func(c dataset.Category) bool { return c.Code == code })
		if at < 0 {
			at = len(a.categories)
			a.categories = append(a.categories, dataset.Category{Code: code, Label: p.label(list, code)})
		}
		a.of[i] = at
	}
	return a
}

// label is the label of a category of the result.
func (p *Point) label(list *dataset.CodeList, code string) study.Text {
	if t, ok := p.Labels[code]; ok {
		return t
	}
	if i := list.Index(code); i >= 0 {
		return list.Categories[i].Label
	}
	return study.Text{"en": code}
}

func (a *axis) at(row int32) int { return a.of[a.column.Codes[row]] }

func (a *axis) key(dim string, i int) Key {
	return Key{Dim: dim, Value: a.categories[i].Code, Label: a.categories[i].Label}
}

// transitions computes for every pair of categories the people, their share
// of all and their share of the origin, then the margins. Everybody who
// answered at both points is in the base, and nobody else.
func (w *work) transitions() ([]Cell, error) {
	both := present(present(w.people, w.from.column), w.to.column)
	if left := len(w.people) - len(both); left > 0 {
		w.note("one-point", left)
	}
	all := w.footing(both, both)
	var cells []Cell
	for a := range w.from.categories {
		origin := filter(both, func(row int32) bool { return w.from.at(row) == a })
		moved, err := w.moves(a, all, w.footing(origin, origin))
		if err != nil {
			return nil, err
		}
		cells = append(cells, moved...)
	}
	margins, err := w.destinations(all)
	if err != nil {
		return nil, err
	}
	cells = append(cells, margins...)
	return append(cells, w.countCell([]Key{{Dim: "of", Value: ofCount}}, all, len(both))), nil
}

// moves are the cells of one origin: three a destination, and its margin.
func (w *work) moves(a int, all, origin footing) ([]Cell, error) {
	here := func(row int32) bool { return w.from.at(row) == a }
	from := group{keys: []Key{w.from.key("from", a)}}
	var cells []Cell
	for b := range w.to.categories {
		there := func(row int32) bool { return w.to.at(row) == b }
		pair := group{keys: from.with(w.to.key("to", b))}
		two, err := w.countAndShare(pair, all, func(row int32) bool { return here(row) && there(row) })
		if err != nil {
			return nil, err
		}
		of, err := w.shareCell(pair.with(Key{Dim: "of", Value: ofOrigin}), origin, there)
		if err != nil {
			return nil, err
		}
		cells = append(append(cells, two...), of)
	}
	margin, err := w.countAndShare(from, all, here)
	return append(cells, margin...), err
}

// destinations are the margins of the destinations.
func (w *work) destinations(all footing) ([]Cell, error) {
	var cells []Cell
	for b := range w.to.categories {
		to := group{keys: []Key{w.to.key("to", b)}}
		two, err := w.countAndShare(to, all, func(row int32) bool { return w.to.at(row) == b })
		if err != nil {
			return nil, err
		}
		cells = append(cells, two...)
	}
	return cells, nil
}

func (w *work) countAndShare(g group, f footing, chosen func(int32) bool) ([]Cell, error) {
	share, err := w.shareCell(g.with(Key{Dim: "of", Value: ofAll}), f, chosen)
	if err != nil {
		return nil, err
	}
	return []Cell{w.countCell(g.with(Key{Dim: "of", Value: ofCount}), f, share.Count), share}, nil
}
