package report

import (
	"fmt"
	"slices"

	"sojourn/chart"
	"sojourn/estimate"
)

// A tableBlock is a table of the text.
type tableBlock struct {
	ID string
	chart.Table
	cells []place
}

// table makes the table of a figure or of the cells of an estimate, of which
// keys may choose some.
func (p *press) table(r reference) (tableBlock, *fault) {
	id := "table-" + r.Argument
	for _, f := range p.in.Figures {
		if f.Name == r.Argument {
			pl := p.draw(f, 0)
			return tableBlock{id, pl.Table, pl.Cells}, pl.Fault
		}
	}
	if problem := p.unknownTable(r); problem != nil {
		return tableBlock{}, problem
	}
	f := Figure{Name: r.Argument, Estimate: r.Argument, Pick: map[string]Codes{}}
	for _, k := range r.Keys {
		f.Pick[k.Dim] = append(f.Pick[k.Dim], k.Value)
	}
	entries, problem := p.shelf.entries(f)
	if problem != nil {
		return tableBlock{}, problem
	}
	t := tableBlock{ID: id, Table: p.list(entries)}
	if vary := variations(cellsOf(entries)); len(vary) == 2 && complete(entries, vary) {
		t.Table = p.cross(entries, vary)
	}
	for _, x := range entries {
		t.cells = append(t.cells, x.at)
	}
	return t, nil
}

// unknownTable is the fault of a table that is of no figure and of no estimate.
func (p *press) unknownTable(r reference) *fault {
	_, there := p.shelf[r.Argument]
	if there || slices.ContainsFunc(p.in.Figures, func(f Figure) bool { return f.Name == r.Argument }) {
		return nil
	}
	return &fault{"unknown-table", fmt.Sprintf("there is no figure and no estimate named %q", r.Argument), "correct the name" + p.shelf.similar(r.Argument)}
}

// complete reports whether there is one cell for each pair of values.
func complete(entries []entry, vary []variation) bool {
	return len(entries) == len(vary[0].Values)*len(vary[1].Values) &&
		!slices.ContainsFunc(entries, func(x entry) bool {
			return x.cell.Key(vary[0].Dim) == "" || x.cell.Key(vary[1].Dim) == ""
		})
}

// cross sets the first dimension in rows and the second in columns, with the
// base of each row at its end.
func (p *press) cross(entries []entry, vary []variation) chart.Table {
	l := layout{rows: p.axis(Figure{}, entries, vary[0].Dim), series: p.axis(Figure{}, entries, vary[1].Dim), entries: entries}
	t := chart.Table{Caption: entries[0].e.Title.In(p.Lang), Notes: p.tableNotes(entries)}
	t.Columns = []chart.Column{{Title: p.dimension(l.rows.Dim)}}
	for _, label := range l.series.Labels {
		t.Columns = append(t.Columns, chart.Column{Title: label, Number: true})
	}
	t.Columns = append(t.Columns, chart.Column{Title: "n", Number: true})
	for i, row := range l.rows.Values {
		cells, base := []string{l.rows.Labels[i]}, 0
		for _, column := range l.series.Values {
			x, _ := l.at(row, column)
			cells, base = append(cells, p.value(x)), max(base, x.cell.N)
		}
		t.Rows = append(t.Rows, append(cells, p.people(base)))
	}
	return t
}

// list sets each cell in a row of its own.
func (p *press) list(entries []entry) chart.Table {
	t := chart.Table{Caption: entries[0].e.Title.In(p.Lang), Notes: p.tableNotes(entries)}
	t.Columns = []chart.Column{{Title: ""}, {Title: p.Say("value"), Number: true},
		{Title: p.Say("interval-name", p.level(entries[0].e)), Number: true}, {Title: "n", Number: true}}
	for _, x := range entries {
		t.Rows = append(t.Rows, []string{p.labels(x.cell), p.value(x), p.span(x), p.people(x.cell.N)})
	}
	return t
}

// value writes the value of a cell, or why there is none.
func (p *press) value(x entry) string {
	if s := x.cell.State; s == estimate.Suppressed || s == estimate.NoData {
		return p.state(s)
	}
	return p.number(UnitOf(x.e, x.cell), x.cell.Value, -1)
}

func (p *press) span(x entry) string {
	u := UnitOf(x.e, x.cell)
	if s := x.cell.State; s == estimate.Suppressed || s == estimate.NoData || u == chart.Count {
		return "–"
	}
	return p.interval(u, x.cell, -1)
}

// people writes an n; a dash where it is hidden with its cell.
func (p *press) people(n int) string {
	if n == 0 {
		return "–"
	}
	return p.Count(n)
}

func (p *press) tableNotes(entries []entry) []string {
	e := entries[0].e
	notes := []string{p.Say("table-sample", e.Sample.In(p.Lang), p.waves(e), p.base(Figure{}, entries))}
	return append(append(notes, p.caveats(e)...), p.source(entries))
}
