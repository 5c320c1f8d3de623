package chart

import "slices"

// Stacked divides each row, a wave or a country, into the shares of one
// distribution. Every row sums to 100 %. Intervals are not shown.
type Stacked struct {
	Frame
	Decimals   int
	RowName    string   // what the rows are: "Wave"
	Categories []string // in the order of the codebook
	Ordered    bool     // the categories are an ordered scale, low to high
	Rows       []Distribution
}

// A Distribution is one row of shares, one for each category. A row in which
// nobody answered has all of them marked so.
type Distribution struct {
	Label  string
	N      int // people in its base
	Shares []Value
}

// people writes the n of a row, unless all of the row is hidden.
func (d Distribution) people(w writing) string {
	for _, v := range d.Shares {
		if v.State != Suppressed {
			return w.Count(d.N)
		}
	}
	return "–"
}

// SVG draws the figure.
func (f Stacked) SVG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Frame, f.signs())
	s.legend(f.Categories, s.swatches(f.paints()))
	newStackPlot(s, f).draw()
	return s.finish(f.summary()), nil
}

// Table gives a row for every row and a column for every category.
func (f Stacked) Table() (Table, error) {
	if err := f.check(); err != nil {
		return Table{}, err
	}
	w, words := f.writing(Percent, f.Decimals), f.words()
	t := f.table(Column{Title: or(f.RowName, words.Say("row"))})
	for _, c := range f.Categories {
		t.Columns = append(t.Columns, Column{Title: c, Number: true})
	}
	t.Columns = append(t.Columns, Column{Title: words.Say("n"), Number: true})
	for _, row := range f.Rows {
		cells := []string{row.Label}
		for _, v := range row.Shares {
			cells = append(cells, w.value(v))
		}
		t.Rows = append(t.Rows, append(cells, row.people(w)))
	}
	t.Notes = f.tableNotes(f.signs())
	return t, nil
}

func (f Stacked) check() error {
	if err := f.Frame.check(true); err != nil {
		return err
	}
	if err := f.form(Percent, f.Decimals); err != nil {
		return err
	}
	if err := f.unique("category", f.Categories); err != nil {
		return err
	}
	if err := f.unique("row", f.labels()); err != nil {
		return err
	}
	for _, row := range f.Rows {
		if err := f.series(row.Label, Percent, len(f.Categories), row.Shares); err != nil {
			return err
		}
		if err := f.distribution(row.Label, f.Decimals, row.Shares); err != nil {
			return err
		}
	}
	return nil
}

func (f Stacked) labels() []string {
	labels := make([]string, len(f.Rows))
	for i, row := range f.Rows {
		labels[i] = row.Label
	}
	return labels
}

func (f Stacked) paints() []paint {
	if f.Ordered {
		return scalePaints(len(f.Categories))
	}
	return paints(len(f.Categories), false)
}

func (f Stacked) signs() signs {
	var seen signs
	for _, row := range f.Rows {
		for _, v := range row.Shares {
			seen.seeState(v.State)
		}
	}
	return seen
}

// summary names the largest share of the first and of the last row.
func (f Stacked) summary() []string {
	w := f.writing(Percent, f.Decimals)
	said := []string{w.words.Say("summary.stacked", w.words.Say("groups", len(f.Rows)), w.words.Say("categories", len(f.Categories)))}
	shown := []int{0, len(f.Rows) - 1}
	for _, i := range slices.Compact(shown) {
		row, largest := f.Rows[i], -1
		for c, v := range row.Shares {
			if !v.State.Missing() && (largest < 0 || v.Value > row.Shares[largest].Value) {
				largest = c
			}
		}
		if largest < 0 {
			said = append(said, or(row.Label, f.Title)+": "+w.state(row.Shares[0].State)+".")
			continue
		}
		said = append(said, w.words.Say("summary.largest", or(row.Label, f.Title), f.Categories[largest], w.value(row.Shares[largest])))
	}
	return said
}
