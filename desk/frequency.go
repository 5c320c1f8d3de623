package desk

import (
	"html/template"
	"math"
	"slices"

	"sojourn/dataset"
)

// maxWords is how many different values a variable of words may have to be
// listed, such as the languages of the questionnaire.
const maxWords = 40

// frequencies counts the answers in every wave: unweighted, everybody whose
// response of the wave stands after cleaning. Of words that respondents wrote
// themselves only their number is told.
func (f *frame) frequencies(m measured) table {
	t := table{ID: "frequencies", Heads: 1, Caption: f.Say("frequencies.caption"), Columns: []column{heading(f.Say("frequencies.answer"))}}
	kind := m.latestColumn().Kind
	shares := kind == dataset.Categorical || kind == dataset.Multiple || kind == dataset.Words && !m.private()
	over := 1
	if shares {
		over = 2
	}
	t.Spans = []span{{"", 1}}
	for _, c := range m.Columns {
		t.Spans = append(t.Spans, span{f.waveOf(c), over})
		t.Columns = append(t.Columns, numbers("n"))
		if shares {
			t.Columns = append(t.Columns, numbers(f.Say("frequencies.share")))
		}
	}
	switch {
	case kind == dataset.Numeric:
		t.Caption = f.Say("frequencies.values")
		for i := range m.Columns {
			t.Columns[i+1] = numbers(f.Say("frequencies.number"))
		}
		t.Bodies = append(t.Bodies, body{Rows: f.summaries(m.Columns)})
	case shares:
		t.Bodies = append(t.Bodies, body{Rows: f.tallies(m.Columns)})
	}
	t.Bodies = append(t.Bodies, body{Title: f.Say("frequencies.base"), Rows: f.reasons(m.Columns, shares)})
	return t
}

func (f *frame) waveOf(c *dataset.Column) template.HTML {
	if c.Wave == 0 {
		return f.Say("frequencies.all")
	}
	return f.Wave(c.Wave)
}

// A tally is how often each value was given in a wave.
type tally map[string]int

// tallyOf counts the values of a column; several a person where several may be chosen.
func tallyOf(c *dataset.Column) tally {
	t := tally{}
	for row, m := range c.Missing {
		switch {
		case m != dataset.Present:
		case c.Kind == dataset.Categorical:
			t[c.CodeAt(row)]++
		case c.Kind == dataset.Multiple:
			for i, category := range c.Variable.Codes.Categories {
				if c.Sets[row]&(1<<i) != 0 {
					t[category.Code]++
				}
			}
		case c.Kind == dataset.Words:
			t[c.Texts[row]]++
		}
	}
	return t
}

// tallies sets a row for each value that any wave permits, in the order of the
// code lists.
func (f *frame) tallies(columns []*dataset.Column) []row {
	var order []dataset.Category
	add := func(c dataset.Category) {
		if !slices.ContainsFunc(order, func(o dataset.Category) bool { return o.Code == c.Code }) {
			order = append(order, c)
		}
	}
	counts := make([]tally, len(columns))
	for i, c := range columns {
		counts[i] = tallyOf(c)
		if c.Variable.Codes != nil {
			for _, category := range c.Variable.Codes.Categories {
				add(category)
			}
			continue
		}
		values := make([]string, 0, len(counts[i]))
		for v := range counts[i] {
			values = append(values, v)
		}
		slices.Sort(values)
		for _, v := range values {
			add(dataset.Category{Code: v})
		}
	}
	if columns[0].Variable.Codes == nil && len(order) > maxWords {
		return []row{{Cells: append([]cell{{Text: f.Say("frequencies.many", len(order))}}, texts(slices.Repeat([]string{none}, 2*len(columns))...)...)}}
	}
	var rows []row
	for _, category := range order {
		rows = append(rows, row{Cells: append([]cell{{Text: f.category(category)}}, f.tallyCells(category.Code, columns, counts)...)})
	}
	return rows
}

func (f *frame) category(c dataset.Category) template.HTML {
	switch label := f.Text(c.Label); {
	case label != "":
		return label + ` <span class="fine">` + code(c.Code) + `</span>`
	case c.Code == "":
		return f.Say("frequencies.empty")
	}
	return plain(c.Code)
}

func (f *frame) tallyCells(value string, columns []*dataset.Column, counts []tally) []cell {
	var cells []cell
	for i, c := range columns {
		n, base := counts[i][value], c.Given()
		if c.Variable.Codes != nil && c.Variable.Codes.Index(value) < 0 || base == 0 {
			cells = append(cells, texts(none, none)...)
			continue
		}
		cells = append(cells, texts(f.Count(n), f.voice.Percent(float64(n)/float64(base), 1))...)
	}
	return cells
}

// reasons sets how many answered, and of the others why not.
func (f *frame) reasons(columns []*dataset.Column, shares bool) []row {
	line := func(kind, key string, count func(*dataset.Column) int, share bool) row {
		r := row{Kind: kind, Cells: []cell{{Text: f.Say(key)}}}
		for _, c := range columns {
			n := count(c)
			r.Cells = append(r.Cells, texts(f.Count(n))...)
			if shares && share && n > 0 {
				r.Cells = append(r.Cells, texts(f.voice.Percent(1, 0))...)
			} else if shares {
				r.Cells = append(r.Cells, cell{})
			}
		}
		return r
	}
	rows := []row{line("sum", "frequencies.answered", (*dataset.Column).Given, true)}
	for _, why := range dataset.Reasons() {
		count := func(c *dataset.Column) int {
			n := 0
			for _, m := range c.Missing {
				if m == why {
					n++
				}
			}
			return n
		}
		if slices.ContainsFunc(columns, func(c *dataset.Column) bool { return count(c) > 0 }) {
			rows = append(rows, line("aside", "missing."+why.String(), count, false))
		}
	}
	return rows
}

// summaries describes the numbers of each wave: their mean, and the values
// below which no more than a quarter, half and three quarters of them lie.
func (f *frame) summaries(columns []*dataset.Column) []row {
	names := []string{"mean", "least", "lower", "median", "upper", "most"}
	rows := make([]row, len(names))
	for i, name := range names {
		rows[i].Cells = []cell{{Text: f.Say("frequencies." + name)}}
	}
	for _, c := range columns {
		for i, x := range summary(c) {
			text := none
			switch {
			case math.IsNaN(x):
			case i > 0 && x == math.Trunc(x): // years of age are given in whole ones
				text = f.voice.Number(x, 0)
			default:
				text = f.voice.Number(x, 1)
			}
			rows[i].Cells = append(rows[i].Cells, texts(text)...)
		}
	}
	return rows
}

func summary(c *dataset.Column) [6]float64 {
	var xs []float64
	sum := 0.0
	for row, m := range c.Missing {
		if m == dataset.Present {
			xs = append(xs, c.Numbers[row])
			sum += c.Numbers[row]
		}
	}
	if len(xs) == 0 {
		nan := math.NaN()
		return [6]float64{nan, nan, nan, nan, nan, nan}
	}
	slices.Sort(xs)
	at := func(share float64) float64 { return xs[max(0, int(math.Ceil(share*float64(len(xs))))-1)] }
	return [6]float64{sum / float64(len(xs)), xs[0], at(.25), at(.5), at(.75), xs[len(xs)-1]}
}
