package chart

import (
	"slices"

	"sojourn/look"
)

// Bars compares groups: a row for each, a bar in it for each series, with the
// interval, the number and the people it rests on. Means are drawn as points
// on their scale, since a bar from zero would mean nothing there.
type Bars struct {
	Frame
	Unit       Unit
	Decimals   int
	Ends       [2]float64 // of the scale, for means: such as 1 and 5
	RowName    string     // what the rows are: "Country"
	SeriesName string     // what the series are: "Wave"
	Series     []string   // one may be unnamed
	Ordered    bool       // the series follow each other, as waves do
	Rows       []Row
}

// A Row is one group with one value for each series.
type Row struct {
	Label  string
	Values []Value
}

// SVG draws the figure.
func (f Bars) SVG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Frame, f.signs())
	switch {
	case len(f.Series) == 1:
	case f.Unit == Mean:
		s.legend(f.Series, s.marker)
	default:
		s.legend(f.Series, s.swatches(paints(len(f.Series), f.Ordered)))
	}
	newBarPlot(s, f).draw()
	return s.finish(f.summary()), nil
}

// Table gives a row for every bar.
func (f Bars) Table() (Table, error) {
	if err := f.check(); err != nil {
		return Table{}, err
	}
	w, words := f.writing(f.Unit, f.Decimals), f.words()
	several := len(f.Series) > 1
	columns := []Column{{Title: or(f.RowName, words.Say("row"))}}
	if several {
		columns = append(columns, Column{Title: or(f.SeriesName, words.Say("series"))})
	}
	t := f.table(append(columns, w.valueColumns(f.Interval, words)...)...)
	for _, row := range f.Rows {
		for i, v := range row.Values {
			cells := []string{row.Label}
			if several {
				cells = append(cells, f.Series[i])
			}
			t.Rows = append(t.Rows, append(cells, w.valueCells(v)...))
		}
	}
	t.Notes = f.tableNotes(f.signs())
	return t, nil
}

func (f Bars) check() error {
	if err := f.Frame.check(f.Unit == Percent || f.Unit == Points); err != nil {
		return err
	}
	if err := f.form(f.Unit, f.Decimals); err != nil {
		return err
	}
	if err := f.unique("series", f.Series); err != nil {
		return err
	}
	labels := make([]string, len(f.Rows))
	for i, row := range f.Rows {
		labels[i] = row.Label
	}
	if err := f.unique("row", labels); err != nil {
		return err
	}
	for _, row := range f.Rows {
		if err := f.series(row.Label, f.Unit, len(f.Series), row.Values); err != nil {
			return err
		}
	}
	return nil
}

func (f Bars) values() []Value {
	var all []Value
	for _, row := range f.Rows {
		all = append(all, row.Values...)
	}
	return all
}

func (f Bars) signs() signs {
	var seen signs
	for _, v := range f.values() {
		seen.see(v)
	}
	return seen
}

// summary names the highest and the lowest bar; of equals, the first.
func (f Bars) summary() []string {
	w := f.writing(f.Unit, f.Decimals)
	type bar struct {
		name  string
		value Value
	}
	var high, low *bar
	missing, own := 0, 0
	for _, row := range f.Rows {
		if !slices.ContainsFunc(row.Values, func(v Value) bool { return v.Reference }) {
			own++
		}
		for i, v := range row.Values {
			if v.Reference {
				continue
			}
			if v.State.Missing() {
				missing++
				continue
			}
			b := &bar{join(row.Label, f.Series[i]), v}
			if high == nil || v.Value > high.value.Value {
				high = b
			}
			if low == nil || v.Value < low.value.Value {
				low = b
			}
		}
	}
	var said []string
	switch {
	case high == nil:
		said = append(said, w.words.Say("summary.empty"))
	case own*len(f.Series)-missing == 1:
		said = append(said, w.words.Say("summary.single", high.name, w.value(high.value)))
	default:
		said = append(said, w.words.Say("summary.bars", w.words.Say("groups", own), high.name, w.value(high.value), low.name, w.value(low.value)))
	}
	return append(said, w.missing(missing)...)
}

func (w writing) missing(n int) []string {
	if n == 0 {
		return nil
	}
	return []string{w.words.Say("missing", n)}
}

// join names a bar by its row and series, where both have a name.
func join(row, series string) string {
	if row == "" || series == "" {
		return row + series
	}
	return row + " (" + series + ")"
}

var (
	whiskerStroke = stroke{colour: look.Ink, width: 1.25}
	haloStroke    = stroke{colour: look.Paper, width: 3.5}
)
