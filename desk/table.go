package desk

import (
	"html/template"
	"slices"
)

// A table is set by the one template that all tables share, so that no caption,
// scope or alignment is ever forgotten.
type table struct {
	ID      string
	Caption template.HTML
	Spans   []span // heads over several columns; empty: none
	Columns []column
	Heads   int // leading columns that head their row
	Bodies  []body
	Notes   []template.HTML
}

// A span heads several columns.
type span struct {
	Title template.HTML
	Over  int
}

// A column heads one; numbers are set flush to the end.
type column struct {
	Title  template.HTML
	Number bool
}

// A body is some rows, with a heading of their own if Title is not empty.
type body struct {
	Title template.HTML
	Rows  []row
}

// A row may be of a kind that is set apart: "sum", "aside" or "stays".
type row struct {
	Kind  string
	Cells []cell
}

// A cell is final text, perhaps with the mark of a number that stays at the desk.
type cell struct {
	Text  template.HTML
	Stays bool
}

func heading(title template.HTML) column { return column{Title: title} }

func numbers(title template.HTML) column { return column{Title: title, Number: true} }

// texts makes plain cells.
func texts(parts ...string) []cell {
	cells := make([]cell, len(parts))
	for i, p := range parts {
		cells[i] = cell{Text: plain(p)}
	}
	return cells
}

// Width is the number of columns.
func (t table) Width() int { return len(t.Columns) }

// Marked reports whether a number of the table stays at the desk.
func (t table) Marked() bool {
	for _, b := range t.Bodies {
		for _, r := range b.Rows {
			for _, c := range r.Cells {
				if c.Stays {
					return true
				}
			}
		}
	}
	return false
}

// A sheet is a table with the voice that its template speaks in.
type sheet struct {
	*frame
	Table table
}

// Set puts a table on the page.
func (f *frame) Set(t table) sheet { return sheet{f, t} }

// Marked reports whether the table must explain the mark.
func (s sheet) Marked() bool { return s.Table.Marked() }

// A list is problems with the voice that their template speaks in.
type list struct {
	*frame
	Problems []problem
}

// List puts problems on the page, in its language where they are told in it.
func (f *frame) List(ps []problem) list {
	all := slices.Clone(ps)
	for i, p := range all {
		if p.told != nil && p.told.What.Has(f.Lang) && p.told.Do.Has(f.Lang) {
			all[i].Lang, all[i].What, all[i].Do = f.Lang, p.told.What[f.Lang], p.told.Do[f.Lang]
		}
	}
	return list{f, all}
}
