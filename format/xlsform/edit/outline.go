package edit

import (
	"strings"

	"sojourn/format/xlsform"
)

// A Part is a row of the survey with what stands inside of it.
type Part struct {
	Row, End int    // row of a group's end; of anything else, and of a group that has none, Row
	Type     string // as it is written
	Name     string
	Begins   bool // a group or repeat
	Open     bool // a group without an end: all that follows seems to stand in it
	Parts    []*Part
}

// Repeats reports whether the part begins a repeat.
func (p *Part) Repeats() bool {
	return p.Begins && strings.Contains(strings.ToLower(p.Type), "repeat")
}

// Outline gives the survey as it is nested. Whatever the sheet holds, every row
// is in it once; an end that closes nothing stands where it is.
func Outline(wb *xlsform.Workbook) []*Part {
	s := wb.Sheet("survey")
	if s == nil {
		return nil
	}
	root := &Part{}
	open := []*Part{root}
	types, names := s.Column("type"), s.Column("name")
	for _, row := range written(*s) {
		p := &Part{Row: row.Number, End: row.Number, Type: text(row, types), Name: text(row, names)}
		depth := nested(p.Type)
		inner := open[len(open)-1]
		if depth < 0 && inner != root {
			inner.End, inner.Open = row.Number, false
			open = open[:len(open)-1]
			continue
		}
		inner.Parts = append(inner.Parts, p)
		if depth > 0 {
			p.Begins, p.Open = true, true
			open = append(open, p)
		}
	}
	return root.Parts
}

// text is a cell of a row; empty where there is none.
func text(row xlsform.Row, column int) string {
	if column < 0 || column >= len(row.Cells) {
		return ""
	}
	return strings.TrimSpace(row.Cells[column])
}

// Walk calls f for every part in the order of the rows, with the parts around it,
// outermost first.
func Walk(parts []*Part, f func(p *Part, around []*Part)) {
	var down func([]*Part, []*Part)
	down = func(parts, around []*Part) {
		for _, p := range parts {
			f(p, around)
			down(p.Parts, append(around[:len(around):len(around)], p))
		}
	}
	down(parts, nil)
}

// A Neighbour is a part with those before and after it and that around it; nil
// where there is none.
type Neighbour struct{ Around, Before, Part, After *Part }

// Beside finds a row in an outline; false if no part begins on it.
func Beside(parts []*Part, row int) (Neighbour, bool) {
	var found Neighbour
	var look func(around *Part, parts []*Part) bool
	look = func(around *Part, parts []*Part) bool {
		for n, p := range parts {
			if p.Row == row {
				found = Neighbour{Around: around, Part: p}
				if n > 0 {
					found.Before = parts[n-1]
				}
				if n+1 < len(parts) {
					found.After = parts[n+1]
				}
				return true
			}
			if look(p, p.Parts) {
				return true
			}
		}
		return false
	}
	return found, look(nil, parts)
}
