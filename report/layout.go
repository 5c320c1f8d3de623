package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"sojourn/estimate"
	"sojourn/study"
)

// An entry is a cell that a figure or table shows, and where it comes from. Its
// keys name the estimate as well where several are drawn.
type entry struct {
	at   place
	e    *estimate.Estimate
	cell estimate.Cell
}

// entries lists the cells that a figure draws, in the order of its pick.
func (s shelf) entries(f Figure) ([]entry, *fault) {
	var all []entry
	for _, name := range f.sources() {
		e, ok := s[name]
		if !ok {
			return nil, &fault{"unknown-estimate", fmt.Sprintf("figure %q draws %q, which there is not", f.Name, name), "correct the name, or add the estimate to estimates.yaml" + s.similar(name)}
		}
		for i, c := range e.Cells {
			if len(f.sources()) > 1 {
				c.Keys = append([]estimate.Key{{Dim: estimateDim, Value: name, Label: e.Title}}, c.Keys...)
			}
			all = append(all, entry{place{name, i}, e, c})
		}
	}
	return f.picked(all)
}

// picked keeps the cells that pick names. Of a transition drawn as flows, and
// of a funnel, the counts are taken without being named.
func (f Figure) picked(all []entry) ([]entry, *fault) {
	picks := f.picks()
	for _, dim := range slices.Sorted(maps.Keys(picks)) {
		codes := picks[dim]
		kept := slices.DeleteFunc(slices.Clone(all), func(x entry) bool { return !slices.Contains(codes, x.cell.Key(dim)) })
		for _, code := range codes {
			if !slices.ContainsFunc(kept, func(x entry) bool { return x.cell.Key(dim) == code }) {
				return nil, &fault{"unknown-pick", fmt.Sprintf("figure %q picks %s=%s, and no number has it", f.Name, dim, code), "correct pick: in figures.yaml; " + choices(variations(cellsOf(all)))}
			}
		}
		all = kept
	}
	if len(all) == 0 {
		return nil, &fault{"empty-figure", fmt.Sprintf("figure %q has nothing to draw", f.Name), "look at pick: in figures.yaml and at the estimate"}
	}
	return all, nil
}

// picks are the figure's own and those that its kind makes by itself.
func (f Figure) picks() map[string]Codes {
	picks := f.Pick
	if f.Kind == Alluvial || f.Kind == Funnel {
		picks = maps.Clone(picks)
		if picks == nil {
			picks = map[string]Codes{}
		}
		picks[ofDim] = Codes{ofCount}
	}
	return picks
}

func cellsOf(entries []entry) []estimate.Cell {
	cells := make([]estimate.Cell, len(entries))
	for i, x := range entries {
		cells[i] = x.cell
	}
	return cells
}

// An axis is a dimension laid out: its values in their order, with labels.
type axis struct {
	Dim    string
	Values []string
	Labels []string
}

// A layout is the cells of a figure in rows and series. Series has one value
// without a name where nothing but the rows varies.
type layout struct {
	rows, series axis
	entries      []entry
}

// arrange lays the cells out by the dimensions that the figure names, or by
// those in which they differ.
func (p *press) arrange(f Figure, entries []entry) (layout, *fault) {
	vary := variations(cellsOf(entries))
	rows, series, f2 := f.dims(vary)
	if f2 != nil {
		return layout{}, f2
	}
	return layout{rows: p.axis(f, entries, rows), series: p.axis(f, entries, series), entries: entries}, nil
}

// dims chooses the dimensions of rows and series.
func (f Figure) dims(vary []variation) (rows, series string, problem *fault) {
	var open []string
	for _, v := range vary {
		if v.Dim != f.Rows && v.Dim != f.Series {
			open = append(open, v.Dim)
		}
	}
	rows, series = f.Rows, f.Series
	if len(open) > 0 && rows == "" {
		// The last dimension is the finest: it makes the rows of bars, and the
		// parts or lines of the other kinds, unless it is all that varies.
		at := len(open) - 1
		if f.Kind != Bars && (len(open) > 1 || series != "") {
			at = 0
		}
		if i := slices.Index(open, waveDim); f.Kind == Lines && i >= 0 {
			at = i
		}
		if f.Kind == Stacked && len(open) == 1 && open[0] == categoryDim {
			at = -1
		}
		if at >= 0 {
			rows = open[at]
			open = slices.Delete(open, at, at+1)
		}
	}
	if len(open) > 0 && series == "" {
		series, open = open[len(open)-1], open[:len(open)-1]
	}
	if len(open) > 0 {
		vary = slices.DeleteFunc(vary, func(v variation) bool { return !slices.Contains(open, v.Dim) })
		return "", "", &fault{"too-many-dimensions", fmt.Sprintf("figure %q has more dimensions than it can show", f.Name), "pick one of each in figures.yaml: " + choices(vary)}
	}
	return rows, series, nil
}

// axis lays a dimension out: in the order of pick where the figure picks from
// it, else in the order of the estimate, which is the codebook's.
func (p *press) axis(f Figure, entries []entry, dim string) axis {
	a := axis{Dim: dim}
	if dim == "" {
		return axis{Values: []string{""}, Labels: []string{""}}
	}
	a.Values = append(a.Values, f.Pick[dim]...)
	for _, x := range entries {
		if v := x.cell.Key(dim); v != "" && !slices.Contains(a.Values, v) {
			a.Values = append(a.Values, v)
		}
	}
	for _, v := range a.Values {
		a.Labels = append(a.Labels, p.labelOf(entries, dim, v))
	}
	return a
}

func (p *press) labelOf(entries []entry, dim, value string) string {
	for _, x := range entries {
		for _, k := range x.cell.Keys {
			if k.Dim == dim && k.Value == value {
				return p.key(dim, value, k.Label)
			}
		}
	}
	return value
}

// scale reports whether the codes of an axis are numbers, as those of ordered
// answers are.
func (a axis) scale() bool {
	return !slices.ContainsFunc(a.Values, func(v string) bool {
		_, err := strconv.Atoi(v)
		return err != nil
	})
}

// at returns the cell of a row and a series; there is none where the item was
// not asked.
func (l layout) at(row, series string) (entry, bool) {
	for _, x := range l.entries {
		if (l.rows.Dim == "" || x.cell.Key(l.rows.Dim) == row) && (l.series.Dim == "" || x.cell.Key(l.series.Dim) == series) {
			return x, true
		}
	}
	return entry{}, false
}

// titleOf is the title of a figure: its own, or that of its only estimate.
func titleOf(f Figure, entries []entry) study.Text {
	if len(f.Title) > 0 || len(f.sources()) > 1 {
		return f.Title
	}
	return entries[0].e.Title
}
