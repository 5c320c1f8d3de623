package chart

import "sojourn/study/phrasebook"

// A Table is a figure's numbers in words, ready to be set: every string is
// final, in the figure's language. The first column heads its row.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string
	Notes   []string // sample, base, signs, source: the same that stand under the figure
}

// A Column heads a column; numbers are set flush to the end.
type Column struct {
	Title  string
	Number bool
}

func (f Frame) table(columns ...Column) Table {
	return Table{Caption: f.Title, Columns: columns}
}

// valueCells is the part of a row that shows one value: number, interval, n.
func (w writing) valueCells(v Value) []string {
	cells := []string{w.number(v.Value), w.interval(v)}
	if v.State.Missing() {
		cells = []string{w.state(v.State), "–"}
	}
	if w.unit == Count {
		return cells[:1]
	}
	return append(cells, w.people(v))
}

func (w writing) valueColumns(interval string, words phrasebook.Voice) []Column {
	columns := []Column{{Title: w.unitTitle(), Number: true}}
	if w.unit == Count {
		return columns
	}
	return append(columns,
		Column{Title: or(interval, words.Say("interval")), Number: true},
		Column{Title: words.Say("n"), Number: true})
}
