package estimate

import (
	"fmt"
	"slices"
)

// paths counts the people who went through each sequence of categories that
// occurs, and gives its share of everybody who answered at every point.
func (w *work) paths() ([]Cell, error) {
	rows := w.people
	for _, a := range w.points {
		rows = present(rows, a.column)
	}
	if left := len(w.people) - len(rows); left > 0 {
		w.note("some-point", left)
	}
	all := w.footing(rows, rows)
	sequences, on := w.sequences(rows)
	var cells []Cell
	for _, sequence := range sequences {
		var g group
		for k, c := range sequence {
			g.keys = append(g.keys, w.points[k].key(fmt.Sprint("point", k+1), c))
		}
		two, err := w.countAndShare(g, all, func(row int32) bool { return slices.Equal(on(row), sequence) })
		if err != nil {
			return nil, err
		}
		cells = append(cells, two...)
	}
	return append(cells, w.countCell([]Key{{Dim: "of", Value: ofCount}}, all, len(rows))), nil
}

// sequences lists the sequences that occur, in the order of the categories,
// and tells on which a row is.
func (w *work) sequences(rows []int32) (all [][]int, on func(row int32) []int) {
	on = func(row int32) []int {
		at := make([]int, len(w.points))
		for k, a := range w.points {
			at[k] = a.at(row)
		}
		return at
	}
	for _, row := range rows {
		all = append(all, on(row))
	}
	slices.SortFunc(all, slices.Compare)
	return slices.CompactFunc(all, slices.Equal), on
}
