package desk

import (
	"html/template"
	"net/url"
	"slices"

	"sojourn/estimate"
)

// shares are what the numbers of a transition can be: shares of the origin
// group, shares of all, or people.
var shares = []string{"origin", "all", "count"}

// choices are the links between the three tables of a transition.
func (f *frame) choices(path string, query url.Values, chosen string) []place {
	var all []place
	for _, of := range shares {
		q := url.Values{}
		for key, values := range query {
			if key != "lang" {
				q[key] = values
			}
		}
		q.Set("of", of)
		all = append(all, place{Href: path + "?" + q.Encode() + "#cells", Name: f.Say("matrix." + of), Current: of == chosen})
	}
	return all
}

// matrix sets origins in rows and destinations in columns with their margins.
func (f *frame) matrix(e estimate.Estimate, of string, stays []bool) table {
	m := matrix{frame: f, e: e, of: of, stays: stays, from: values(e, "from"), to: values(e, "to")}
	t := table{ID: "cells", Heads: 1, Caption: f.Say("matrix.caption." + of),
		Spans:   []span{{"", 1}, {f.Say("matrix.to", f.point(e.Spec.To)), len(m.to)}, {"", 1}},
		Columns: []column{heading(f.Say("matrix.from", f.point(e.Spec.From)))}, Bodies: []body{{}}}
	for _, to := range m.to {
		t.Columns = append(t.Columns, numbers(labelled(f, to)))
	}
	last := f.Say("matrix.sum")
	if of == "origin" {
		last = f.Say("matrix.people")
	}
	t.Columns = append(t.Columns, numbers(last))
	for _, from := range m.from {
		r := row{Cells: []cell{{Text: labelled(f, from)}}}
		for _, to := range m.to {
			r.Cells = append(r.Cells, m.at(from.Value, to.Value, of))
		}
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: append(r.Cells, m.at(from.Value, "", m.margin()))})
	}
	t.Bodies[0].Rows = append(t.Bodies[0].Rows, m.sums())
	return t
}

// point names the wave of a point of a transition, for a heading.
func (f *frame) point(p *estimate.Point) string {
	if p == nil || p.Wave == 0 {
		return ""
	}
	w, _ := f.Study.Wave(p.Wave) // the engine has made sure of it
	return f.words(w.Title)
}

// A matrix finds the cells of a transition.
type matrix struct {
	*frame
	e        estimate.Estimate
	of       string
	stays    []bool
	from, to []estimate.Key
}

// margin is what the last column holds: the people that the shares of an
// origin group are of, else the sum of the row.
func (m matrix) margin() string {
	if m.of == "origin" {
		return "count"
	}
	return m.of
}

// sums is the row below the others: where people came to, whoever they were.
func (m matrix) sums() row {
	of := m.of
	if of == "origin" {
		of = "all" // the shares of a column's people are shares of everybody
	}
	r := row{Kind: "sum", Cells: []cell{{Text: m.Say("matrix.everybody")}}}
	for _, to := range m.to {
		r.Cells = append(r.Cells, m.at("", to.Value, of))
	}
	last := m.at("", "", "count")
	if m.of == "all" {
		last = cell{Text: plain(m.voice.Percent(1, 0))}
	}
	r.Cells = append(r.Cells, last)
	return r
}

// at is the cell of a pair; an empty origin or destination means a margin.
func (m matrix) at(from, to, of string) cell {
	i := slices.IndexFunc(m.e.Cells, func(c estimate.Cell) bool {
		return c.Key("from") == from && c.Key("to") == to && c.Key("of") == of
	})
	if i < 0 {
		return cell{Text: template.HTML(none)}
	}
	return cell{Text: plain(m.value(m.e, m.e.Cells[i])), Stays: m.stays[i]}
}

// values lists the values of a dimension in the order of the cells.
func values(e estimate.Estimate, dim string) []estimate.Key {
	var all []estimate.Key
	for _, c := range e.Cells {
		for _, k := range c.Keys {
			if k.Dim == dim && !slices.ContainsFunc(all, func(o estimate.Key) bool { return o.Value == k.Value }) {
				all = append(all, k)
			}
		}
	}
	return all
}
