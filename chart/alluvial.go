package chart

import (
	"fmt"
	"slices"

	"sojourn/study/phrasebook"
)

// Alluvial shows who moved between the categories of two waves: nodes in the
// order of the codebook, ribbons as wide as the people who took them.
type Alluvial struct {
	Frame
	From, To Side
	Flows    [][]Tally // by node of From, then by node of To
}

// A Side is one of the two waves.
type Side struct {
	Title string
	Nodes []string
}

// SVG draws the figure.
func (f Alluvial) SVG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Frame, f.signs())
	newAlluvialPlot(s, f).draw()
	return s.finish(f.summary()), nil
}

// Table gives origins as rows and destinations as columns, with their sums.
func (f Alluvial) Table() (Table, error) {
	if err := f.check(); err != nil {
		return Table{}, err
	}
	w, words := f.writing(Count, 0), f.words()
	t := f.table(Column{Title: f.From.Title + " / " + f.To.Title})
	for _, name := range append(slices.Clone(f.To.Nodes), words.Say("total")) {
		t.Columns = append(t.Columns, Column{Title: name, Number: true})
	}
	for i, name := range append(slices.Clone(f.From.Nodes), words.Say("total")) {
		cells := []string{name}
		for j := range len(f.To.Nodes) + 1 {
			cells = append(cells, w.total(f.sum(f.span(i, len(f.From.Nodes)), f.span(j, len(f.To.Nodes)))))
		}
		t.Rows = append(t.Rows, cells)
	}
	t.Notes = f.tableNotes(f.signs())
	return t, nil
}

// span is the node i alone, or all n of them for the total behind the last.
func (f Alluvial) span(i, n int) [2]int {
	if i == n {
		return [2]int{0, n}
	}
	return [2]int{i, i + 1}
}

// A total is the people of several flows. Of hidden ones it knows only that
// they are there.
type total struct {
	people int
	shown  bool // some flow has a number
	hidden bool // some flow is suppressed
}

// sum adds up the flows from and to spans of nodes.
func (f Alluvial) sum(from, to [2]int) total {
	var t total
	for _, row := range f.Flows[from[0]:from[1]] {
		for _, flow := range row[to[0]:to[1]] {
			switch flow.State {
			case Suppressed:
				t.hidden = true
			case "":
				t.shown = true
				t.people += flow.People
			}
		}
	}
	return t
}

func (f Alluvial) origin(i int) total {
	return f.sum(f.span(i, len(f.From.Nodes)), [2]int{0, len(f.To.Nodes)})
}

func (f Alluvial) destination(j int) total {
	return f.sum([2]int{0, len(f.From.Nodes)}, f.span(j, len(f.To.Nodes)))
}

// total writes a sum. What is hidden in it stays hidden, but is mentioned.
func (w writing) total(t total) string {
	switch {
	case t.hidden && t.shown:
		return w.words.Say("and-hidden", t.people)
	case t.hidden:
		return w.state(Suppressed)
	case !t.shown:
		return w.state(NoData)
	}
	return w.Count(t.people)
}

func (f Alluvial) check() error {
	if err := f.Frame.check(false); err != nil {
		return err
	}
	for _, side := range []Side{f.From, f.To} {
		if side.Title == "" {
			return f.refuse("no-side", "one of its sides has no title", "name the wave of either side")
		}
		if err := f.unique("category", side.Nodes); err != nil {
			return err
		}
	}
	if len(f.Flows) != len(f.From.Nodes) {
		return f.refuse("ragged", fmt.Sprintf("it has flows from %d of %d categories", len(f.Flows), len(f.From.Nodes)), "give one row of flows for each")
	}
	for i, row := range f.Flows {
		if len(row) != len(f.To.Nodes) {
			return f.refuse("ragged", fmt.Sprintf("%q has flows to %d of %d categories", f.From.Nodes[i], len(row), len(f.To.Nodes)), "give one flow for each, of zero people where nobody moved")
		}
		for j, flow := range row {
			if err := f.tally(fmt.Sprintf("the flow from %q to %q", f.From.Nodes[i], f.To.Nodes[j]), flow); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f Alluvial) signs() signs {
	var seen signs
	for _, row := range f.Flows {
		for _, flow := range row {
			seen.seeState(flow.State)
		}
	}
	return seen
}

// shown are the flows that can be drawn, largest first, so that small ribbons
// lie on top of large ones. Equal ones keep their order.
func (f Alluvial) shown() []ribbon {
	var all []ribbon
	for i, row := range f.Flows {
		for j, flow := range row {
			if flow.State == "" && flow.People > 0 {
				all = append(all, ribbon{i, j, flow.People})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ribbon) int { return b.people - a.people })
	return all
}

// A ribbon is one flow, from a node to a node.
type ribbon struct{ from, to, people int }

func (f Alluvial) summary() []string {
	w := f.words()
	shown := f.shown()
	people := 0
	for _, r := range shown {
		people += r.people
	}
	said := []string{w.Say("summary.alluvial", f.From.Title, f.To.Title, w.Say("people", people))}
	if len(shown) > 0 {
		largest := shown[0]
		count := phrasebook.Voice{Lang: f.Lang}.Count(largest.people)
		said = append(said, w.Say("summary.flow", f.From.Nodes[largest.from], f.To.Nodes[largest.to], count))
	}
	missing := 0
	for _, row := range f.Flows {
		for _, flow := range row {
			if flow.State.Missing() {
				missing++
			}
		}
	}
	return append(said, f.writing(Count, 0).missing(missing)...)
}
