package chart

import "fmt"

// Lines follows measures over the waves of a study, each with its intervals
// and named where its line ends.
type Lines struct {
	Frame
	Unit       Unit
	Decimals   int
	Ends       [2]float64 // of the scale, for means: such as 1 and 5
	MomentName string     // what the moments are: "Wave"
	SeriesName string     // what the lines are: "Group"
	Moments    []Moment
	Series     []Series
}

// A Moment is one wave on the axis of time.
type Moment struct {
	Label string
	At    float64 // such as 2022.25; if no moment has it, they stand evenly
}

// A Series is one line with a value for each moment. A single one may be unnamed.
type Series struct {
	Label  string
	Values []Value
}

// SVG draws the figure.
func (f Lines) SVG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Frame, f.signs())
	newLinePlot(s, f).draw()
	return s.finish(f.summary()), nil
}

// Table gives a row for every point.
func (f Lines) Table() (Table, error) {
	if err := f.check(); err != nil {
		return Table{}, err
	}
	w, words := f.writing(f.Unit, f.Decimals), f.words()
	var columns []Column
	if len(f.Series) > 1 {
		columns = append(columns, Column{Title: or(f.SeriesName, words.Say("series"))})
	}
	columns = append(columns, Column{Title: or(f.MomentName, words.Say("moment"))})
	t := f.table(append(columns, w.valueColumns(f.Interval, words)...)...)
	for _, line := range f.Series {
		for i, v := range line.Values {
			var cells []string
			if len(f.Series) > 1 {
				cells = append(cells, line.Label)
			}
			t.Rows = append(t.Rows, append(append(cells, f.Moments[i].Label), w.valueCells(v)...))
		}
	}
	t.Notes = f.tableNotes(f.signs())
	return t, nil
}

func (f Lines) check() error {
	if err := f.Frame.check(f.Unit == Percent || f.Unit == Points); err != nil {
		return err
	}
	if err := f.form(f.Unit, f.Decimals); err != nil {
		return err
	}
	var moments, names []string
	for i, m := range f.Moments {
		moments = append(moments, m.Label)
		if i > 0 && f.dated() && m.At <= f.Moments[i-1].At {
			return f.refuse("time-order", fmt.Sprintf("%q is not later than the moment before it", m.Label), "give the moments in the order of time, all with their time or none")
		}
	}
	for _, line := range f.Series {
		names = append(names, line.Label)
	}
	if err := f.unique("moment", moments); err != nil {
		return err
	}
	if err := f.unique("series", names); err != nil {
		return err
	}
	for _, line := range f.Series {
		if err := f.series(line.Label, f.Unit, len(f.Moments), line.Values); err != nil {
			return err
		}
	}
	return nil
}

// dated reports whether the moments say when they were.
func (f Lines) dated() bool {
	for _, m := range f.Moments {
		if m.At != 0 {
			return true
		}
	}
	return false
}

func (f Lines) values() []Value {
	var all []Value
	for _, line := range f.Series {
		all = append(all, line.Values...)
	}
	return all
}

func (f Lines) signs() signs {
	var seen signs
	for _, v := range f.values() {
		seen.see(v)
	}
	return seen
}

// summary tells where each line begins and ends.
func (f Lines) summary() []string {
	w := f.writing(f.Unit, f.Decimals)
	said := []string{w.words.Say("summary.lines", w.words.Say("moments", len(f.Moments)))}
	missing := 0
	for _, line := range f.Series {
		first, last := -1, -1
		for i, v := range line.Values {
			if v.State.Missing() {
				missing++
				continue
			}
			if first < 0 {
				first = i
			}
			last = i
		}
		if first < 0 {
			said = append(said, or(line.Label, f.Title)+": "+w.words.Say("summary.empty"))
			continue
		}
		said = append(said, w.words.Say("summary.trend", or(line.Label, f.Title),
			w.value(line.Values[first]), f.Moments[first].Label, w.value(line.Values[last]), f.Moments[last].Label))
	}
	return append(said, w.missing(missing)...)
}
