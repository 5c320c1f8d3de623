package rehearsal

import (
	"slices"

	"sojourn/instrument"
)

// A tally counts over all sittings.
type tally struct {
	in       *instrument.Instrument
	patience int // pages that one sitting may be shown
	result   Report
	items    map[string]int // place in result.Items
	pages    int            // sum over those who finished
	ends     map[DeadEnd]int
	order    []DeadEnd // keys of ends as they were met
}

func newTally(in *instrument.Instrument, n int, seed uint64, exits []instrument.Exit) *tally {
	t := &tally{in: in, items: map[string]int{}, ends: map[DeadEnd]int{}, patience: 1,
		result: Report{Sittings: n, Seed: seed, Items: []Item{}, Branches: []Branch{}, DeadEnds: []DeadEnd{}}}
	for _, p := range in.Pages {
		t.patience += 1 + len(p.Items)
		if p.Relevance != nil {
			t.result.Branches = append(t.result.Branches, Branch{Page: p.Name, Row: p.Source.Row, Condition: p.Relevance.Source(), Earlier: earlier(p.Relevance)})
		}
		for _, i := range p.Items {
			t.add(p, i)
		}
	}
	for _, e := range exits {
		t.result.Exits = append(t.result.Exits, Exit{Name: e.Name, Kind: e.Kind, Page: e.Page, Condition: e.When})
	}
	return t
}

// add prepares the lines of one item.
func (t *tally) add(p *instrument.Page, i *instrument.Item) {
	if !i.Shown() {
		return
	}
	if i.Relevance != nil {
		t.result.Branches = append(t.result.Branches, Branch{Page: p.Name, Item: i.Name, Row: i.Source.Row,
			Condition: i.Relevance.Source(), Earlier: earlier(i.Relevance)})
	}
	line := Item{Name: i.Name, Page: p.Name, Row: i.Source.Row}
	if i.Chooses() && i.Codes != nil {
		for _, c := range i.Codes.Categories {
			line.Choices = append(line.Choices, Choice{Code: c.Code})
		}
	}
	t.items[i.Name] = len(t.result.Items)
	t.result.Items = append(t.result.Items, line)
}

func (t *tally) faults(all []instrument.Fault) {
	for _, f := range all {
		if at, known := t.items[f.Item.Name]; known && (len(f.Typed) > 0 || f.Other != "") {
			t.result.Items[at].NotTaken++
		}
	}
}

func (t *tally) deadEnd(kind DeadEndKind, p *instrument.Page, i *instrument.Item) {
	d := DeadEnd{Kind: kind}
	if p != nil {
		d.Page, d.Row = p.Name, p.Source.Row
	}
	if i != nil {
		d.Item, d.Row = i.Name, i.Source.Row
	}
	if t.ends[d] == 0 {
		t.order = append(t.order, d)
	}
	t.ends[d]++
}

// finished counts a sitting that came to the end.
func (t *tally) finished(route instrument.Route) {
	r := &t.result
	if pages := len(route.Steps); r.Finished == 0 {
		r.Pages.Least, r.Pages.Most = pages, pages
	} else {
		r.Pages.Least, r.Pages.Most = min(r.Pages.Least, pages), max(r.Pages.Most, pages)
	}
	r.Finished++
	t.pages += len(route.Steps)
	t.came(route, nil)
}

// ledOut counts a sitting that an exit led out of a page. What was asked until
// then counts as asked.
func (t *tally) ledOut(exit int, last *instrument.Page, route instrument.Route) {
	t.result.LedOut++
	t.result.Exits[exit].Sittings++
	t.came(route, last)
}

// came counts what a sitting came upon until the last page of the questionnaire,
// or until the one named.
func (t *tally) came(route instrument.Route, last *instrument.Page) {
	open, closed, shown := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, s := range route.Steps {
		open[s.Page.Name] = true
		for _, i := range s.Items {
			shown[i.Name] = true
			t.shown(i, route.Answers[i.Name])
		}
		if s.Page == last {
			break
		}
	}
	for _, p := range t.in.Pages {
		closed[p.Name] = slices.Contains(route.Closed, p)
		open[p.Name] = open[p.Name] || last == nil && !closed[p.Name] // with nothing to show
		if p == last {
			break
		}
	}
	for n := range t.result.Branches {
		switch b := &t.result.Branches[n]; {
		case b.Item == "" && closed[b.Page], b.Item != "" && open[b.Page] && !shown[b.Item]:
			b.Failed++
		case b.Item == "" && open[b.Page], b.Item != "" && shown[b.Item]:
			b.Held++
		}
	}
}

func (t *tally) shown(i *instrument.Item, a instrument.Answer) {
	at, known := t.items[i.Name]
	if !known {
		return
	}
	line := &t.result.Items[at]
	line.Shown++
	switch {
	case !i.Asks():
	case given(a):
		line.Answered++
	default:
		line.Skipped++
	}
	for n := range line.Choices {
		if slices.Contains(a.Values, line.Choices[n].Code) {
			line.Choices[n].Taken++
		}
	}
}

// report sums up.
func (t *tally) report() Report {
	r := t.result
	if r.Finished > 0 {
		r.Pages.Mean = float64(t.pages) / float64(r.Finished)
	}
	for _, d := range t.order {
		n := t.ends[d]
		d.Sittings = n
		r.DeadEnds = append(r.DeadEnds, d)
	}
	for _, i := range r.Items {
		r.Coverage.Items.count(i.Shown > 0)
		for _, c := range i.Choices {
			r.Coverage.Choices.count(c.Taken > 0)
		}
		if i.NotTaken > 0 && i.Answered == 0 {
			r.DeadEnds = append(r.DeadEnds, DeadEnd{Kind: NeverTaken, Page: i.Page, Item: i.Name, Row: i.Row, Sittings: i.Shown})
		}
	}
	for _, b := range r.Branches {
		r.Coverage.Branches.count(b.Both())
	}
	return r
}

func (r *Reached) count(reached bool) {
	r.Of++
	if reached {
		r.Reached++
	}
}
