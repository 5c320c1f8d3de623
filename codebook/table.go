package codebook

import (
	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// A tableView is the table of an item: a row for each category and each reason
// for an empty cell, and for each wave people and their share.
type tableView struct {
	Caption string
	Waves   []string
	Bodies  []bodyView
}

type bodyView struct {
	Title string
	Rows  []rowView
}

type rowView struct {
	Code, Label string
	Cells       []cellView // two for each wave
}

type cellView struct {
	Text   string
	Hidden bool
}

// table lays out an entry, or nil where nothing would be in it.
func (p pageView) table(e Entry) *tableView {
	t := &tableView{Caption: p.Say("caption_" + string(e.Variables[0].Kind))}
	for _, v := range e.Variables {
		t.Waves = append(t.Waves, p.wave(v.Wave))
	}
	body := func(title string, rows []rowView) {
		if len(rows) > 0 {
			t.Bodies = append(t.Bodies, bodyView{title, rows})
		}
	}
	body(p.Say("categories"), p.categories(e))
	body(p.Say("summary"), p.summaries(e))
	body(p.Say("people"), []rowView{
		p.countRow("", p.Say("with_value"), e, func(v Variable) (Count, bool) { return v.People, true }),
		p.countRow("", p.Say("asked"), e, func(v Variable) (Count, bool) { return v.Asked(), v.Question != nil }),
	})
	body(p.Say("missing"), p.gaps(e))
	return t
}

// categories are those of all waves, in the order in which they first stand.
func (p pageView) categories(e Entry) []rowView {
	var rows []rowView
	seen := map[string]bool{}
	for _, v := range e.Variables {
		for _, c := range v.Categories {
			if !seen[c.Code] {
				seen[c.Code] = true
				rows = append(rows, p.categoryRow(e, c.Code, c.Label))
			}
		}
	}
	return rows
}

func (p pageView) categoryRow(e Entry, code string, label study.Text) rowView {
	row := rowView{Code: code, Label: p.text(label)}
	for _, v := range e.Variables {
		n, share := cellView{Text: "–"}, cellView{}
		for _, c := range v.Categories {
			if c.Code != code {
				continue
			}
			n = p.count(c.Count)
			if !c.Count.Hidden && !v.People.Hidden && v.People.N > 0 {
				share.Text = p.Percent(float64(c.Count.N)/float64(v.People.N), 1)
			}
		}
		row.Cells = append(row.Cells, n, share)
	}
	return row
}

func (p pageView) count(c Count) cellView {
	if c.Hidden {
		return cellView{p.Say("hidden"), true}
	}
	return cellView{Text: p.Count(c.N)}
}

// countRow is a row of counts without shares; ok is false where a variable has none.
func (p pageView) countRow(code, label string, e Entry, of func(Variable) (Count, bool)) rowView {
	row := rowView{Code: code, Label: label}
	for _, v := range e.Variables {
		cell := cellView{Text: "–"}
		if c, ok := of(v); ok {
			cell = p.count(c)
		}
		row.Cells = append(row.Cells, cell, cellView{})
	}
	return row
}

// gaps are the reasons for empty cells in any wave.
func (p pageView) gaps(e Entry) []rowView {
	var rows []rowView
	for _, m := range dataset.Reasons() {
		any := false
		row := p.countRow("", labelled.Reason(m, p.Lang()), e, func(v Variable) (Count, bool) {
			for _, g := range v.Missing {
				if g.Why == m {
					any = true
					return g.Count, true
				}
			}
			return Count{}, false
		})
		if any {
			rows = append(rows, row)
		}
	}
	return rows
}

// summaries are the rows that describe numbers.
func (p pageView) summaries(e Entry) []rowView {
	var rows []rowView
	for _, line := range []struct {
		key     string
		extreme bool
		of      func(*Summary) float64
	}{
		{"mean", false, func(s *Summary) float64 { return s.Mean }},
		{"sd", false, func(s *Summary) float64 { return s.SD }},
		{"min", true, func(s *Summary) float64 { return s.Min }},
		{"q1", true, func(s *Summary) float64 { return s.Q1 }},
		{"median", true, func(s *Summary) float64 { return s.Median }},
		{"q3", true, func(s *Summary) float64 { return s.Q3 }},
		{"max", true, func(s *Summary) float64 { return s.Max }},
	} {
		row, any := rowView{Label: p.Say(line.key)}, false
		for _, v := range e.Variables {
			cell := cellView{Text: "–"}
			if v.Summary != nil && (v.Summary.Extremes || !line.extreme) {
				cell.Text, any = p.Number(line.of(v.Summary), 2), true
			}
			row.Cells = append(row.Cells, cell, cellView{})
		}
		if any {
			rows = append(rows, row)
		}
	}
	return rows
}
