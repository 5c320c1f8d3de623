package report

import (
	"slices"
	"strconv"
	"strings"

	"sojourn/estimate"
)

// grids lays the cells of an estimate out as tables whose totals must be taken
// as known. Cells of different waves tell about different moments and stand in
// tables of their own.
func grids(e estimate.Estimate) []*grid {
	switch e.Spec.Measure {
	case estimate.Transition:
		return []*grid{transitionGrid(e)}
	case estimate.Funnel:
		return funnelGrids(e)
	case estimate.Share:
		return shareGrids(e)
	case estimate.Crosstab:
		return tableGrids(e)
	case estimate.Sum:
		return sumGrids(e)
	case estimate.Count:
		return countGrids(e)
	}
	return groupGrids(e)
}

// groupDims are the dimensions of the groups: one, or those of a crossing.
func groupDims(e estimate.Estimate) []string { return strings.Split(e.Spec.By, "/") }

// groupOf names the group of a cell, empty where it tells of all groups.
func groupOf(e estimate.Estimate, c estimate.Cell) string {
	var words []string
	for _, dim := range groupDims(e) {
		if v := c.Key(dim); v != "" {
			words = append(words, v)
		}
	}
	return strings.Join(words, "/")
}

// tableGrids are those of two-way tables: categories as rows, groups as
// columns, and the margins as a row and a column like the others. What a pair
// says of its row or its column tells of what remains of it too. A test tells
// of everybody in its table.
func tableGrids(e estimate.Estimate) []*grid {
	var out []*grid
	for _, wave := range bundles(e, every(e), append(groupDims(e), categoryDim, ofDim, "test")...) {
		g := newGrid()
		for _, pair := range bundles(e, wave.cells, ofDim) {
			first := e.Cells[pair.cells[0]]
			if first.Key("test") != "" {
				g.slots = append(g.slots, slot{count: first.N, base: first.N, members: pair.cells, protected: true})
				continue
			}
			row, col := first.Key(categoryDim), groupOf(e, first)
			s := slot{row: g.line("row " + row), col: g.line("column " + col), members: pair.cells, count: first.Count, emptiable: true, total: col == ""}
			for _, i := range pair.cells {
				if c := e.Cells[i]; row != "" && col != "" && (s.base == 0 || c.N < s.base) {
					s.base, s.beside = c.N, true
				}
			}
			g.slots = append(g.slots, s)
		}
		out = append(out, g)
	}
	return out
}

// A bundle is the cells of an estimate that share the values of some dimensions.
type bundle struct {
	key   string
	cells []int
}

// bundles groups the listed cells by their values of all dimensions but those
// left out, in the order of first appearance.
func bundles(e estimate.Estimate, cells []int, without ...string) []bundle {
	var out []bundle
	for _, i := range cells {
		var words []string
		for _, k := range e.Cells[i].Keys {
			if !slices.Contains(without, k.Dim) {
				words = append(words, k.Dim+"="+k.Value)
			}
		}
		key := strings.Join(words, " ")
		at := slices.IndexFunc(out, func(b bundle) bool { return b.key == key })
		if at < 0 {
			out, at = append(out, bundle{key: key}), len(out)
		}
		out[at].cells = append(out[at].cells, i)
	}
	return out
}

func every(e estimate.Estimate) []int {
	all := make([]int, len(e.Cells))
	for i := range all {
		all[i] = i
	}
	return all
}

// shareGrids gives a table a wave: a row for each group, a column for each
// category and one for the base. Where people could choose several categories,
// and where several are taken together, each column stands against the rest of
// its base in a table of its own.
func shareGrids(e estimate.Estimate) []*grid {
	var out []*grid
	for _, wave := range bundles(e, every(e), append(groupDims(e), categoryDim)...) {
		if exclusive(e, wave.cells) {
			out = append(out, distributionGrid(e, wave.cells))
			continue
		}
		for _, column := range bundles(e, wave.cells, groupDims(e)...) {
			out = append(out, netGrid(e, column.cells))
		}
	}
	return out
}

// exclusive reports whether the cells of each group divide the group's base
// between them, as the answers to a question with one answer do.
func exclusive(e estimate.Estimate, cells []int) bool {
	for _, group := range bundles(e, cells, categoryDim) {
		sum := 0
		for _, i := range group.cells {
			if e.Cells[i].Key(categoryDim) == "" {
				return false
			}
			sum += e.Cells[i].Count
		}
		base := e.Cells[group.cells[0]].N
		if sum > base || sum != base && e.Spec.Base != estimate.Total {
			return false
		}
	}
	return true
}

func distributionGrid(e estimate.Estimate, cells []int) *grid {
	g := newGrid()
	for _, group := range bundles(e, cells, categoryDim) {
		row := g.line("row " + group.key)
		base := e.Cells[group.cells[0]].N
		for _, i := range group.cells {
			g.slots = append(g.slots, slot{row: row, col: g.column(e, "column "+e.Cells[i].Key(categoryDim)),
				count: e.Cells[i].Count, base: base, beside: true, emptiable: true, members: []int{i}})
		}
		g.slots = append(g.slots, slot{row: row, col: g.column(e, "base"), count: base, total: true})
	}
	return g
}

// netGrid sets one share a group against the rest of the group's base.
func netGrid(e estimate.Estimate, cells []int) *grid {
	g := newGrid()
	for _, i := range cells {
		c := e.Cells[i]
		row := g.line("row " + groupOf(e, c))
		g.slots = append(g.slots,
			slot{row: row, col: g.column(e, "these"), count: c.Count, base: c.N, beside: true, members: []int{i}},
			slot{row: row, col: g.column(e, "rest"), count: c.N - c.Count, base: c.N},
			slot{row: row, col: g.column(e, "base"), count: c.N, total: true})
	}
	return g
}

// column is a line of the grid where groups add up to everybody, and free
// where there is but one group.
func (g *grid) column(e estimate.Estimate, name string) int {
	if e.Spec.By == "" {
		return free
	}
	return g.line(name)
}

// transitionGrid has origins as rows and destinations as columns; the margins
// are a row and a column like the others, tied to them by the totals.
func transitionGrid(e estimate.Estimate) *grid {
	g := newGrid()
	for _, move := range bundles(e, every(e), ofDim) {
		first := e.Cells[move.cells[0]]
		from, to := first.Key(fromDim), first.Key(toDim)
		s := slot{row: g.line("from " + from), col: g.line("to " + to), members: move.cells, count: first.Count, emptiable: true, total: to == ""}
		for _, i := range move.cells {
			if c := e.Cells[i]; c.Key(ofDim) == ofOrigin && to != "" {
				s.base, s.beside = c.N, true
			}
		}
		g.slots = append(g.slots, s)
	}
	return g
}

// funnelGrids hide steps one by one: a step is told with its share of others.
func funnelGrids(e estimate.Estimate) []*grid {
	var out []*grid
	for _, step := range bundles(e, every(e), ofDim) {
		out = append(out, &grid{slots: []slot{{count: e.Cells[step.cells[0]].Count, members: step.cells, protected: true}}})
	}
	return out
}

// groupGrids give a column a wave for numbers of whole groups: means, quantiles
// and differences. With everybody's number known, one hidden group could be
// computed.
func groupGrids(e estimate.Estimate) []*grid {
	var out []*grid
	for _, wave := range bundles(e, every(e), append(groupDims(e), categoryDim)...) {
		g := newGrid()
		for _, i := range wave.cells {
			c := e.Cells[i]
			s := slot{col: g.line("groups"), count: c.Count, base: c.N, members: []int{i}}
			if e.Spec.Measure == estimate.Difference {
				s.count, s.col = c.N, free
			}
			if e.Spec.Measure == estimate.Quantile {
				s.count = beyond(c)
			}
			g.slots = append(g.slots, s)
		}
		out = append(out, g)
	}
	return out
}

// countGrids are those of plain numbers of people: groups as rows and
// categories as columns, each with a total that is taken as known.
func countGrids(e estimate.Estimate) []*grid {
	var out []*grid
	for _, wave := range bundles(e, every(e), append(groupDims(e), categoryDim)...) {
		g := newGrid()
		for _, i := range wave.cells {
			c := e.Cells[i]
			g.slots = append(g.slots, slot{row: g.line("row " + groupOf(e, c)), col: g.column(e, "column "+c.Key(categoryDim)),
				count: c.Count, emptiable: true, members: []int{i}})
		}
		out = append(out, g)
	}
	return out
}

// sumGrids are those of weighted totals. Of the people of a category such a
// cell tells only the weighted number, which stands for the count here.
func sumGrids(e estimate.Estimate) []*grid {
	var out []*grid
	for _, column := range bundles(e, every(e), groupDims(e)...) {
		g := newGrid()
		for _, i := range column.cells {
			c := e.Cells[i]
			s := slot{col: g.column(e, "groups"), count: c.Count, base: c.N, members: []int{i}}
			if c.Key(categoryDim) != "" {
				s.count, s.emptiable = min(c.Count, int(c.Value)), true
			}
			g.slots = append(g.slots, s)
		}
		out = append(out, g)
	}
	return out
}

// beyond is how many people lie on the thinner side of a quantile: the largest
// value is one person's.
func beyond(c estimate.Cell) int {
	p, err := strconv.ParseFloat(c.Key("quantile"), 64)
	if err != nil {
		return 0
	}
	return int(float64(c.N) * min(p, 1-p))
}
