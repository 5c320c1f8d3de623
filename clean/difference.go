package clean

import (
	"reflect"
	"slices"

	"sojourn/dataset"
	"sojourn/panel"
	"sojourn/study"
)

// A Difference is what changed from one cut to another, for people to read: it
// counts and never names anybody.
type Difference struct {
	Answers    bool     // the raw responses are not the same
	Completion bool     // the thresholds of completion are not
	Parts      []Change // rules, decisions and derived variables
	Left, Came int      // people who are only in the first, only in the second
	Moves      []Move
	Variables  []VariableChange // those that differ in anything
}

// A Change says that a named part of the recipe, or a variable, is new, gone
// or not as it was.
type Change struct {
	Part string // file that it stands in
	Name string
	How  How
}

// A How is the way in which something changed.
type How string

// The ways of changing.
const (
	Added   How = "added"
	Removed How = "removed"
	Changed How = "changed"
	Moved   How = "moved" // of a rule: it runs at another place
)

// A Move counts the people whose outcome in a wave became another.
type Move struct {
	Wave     study.WaveID
	From, To panel.Disposition
	People   int
}

// A VariableChange is what changed about one variable.
type VariableChange struct {
	Name       string
	How        How
	Label      bool   // the wording is not the same
	Shape      bool   // kind, scale or code list are not
	N          Pair   // people with a value
	Cells      int    // people in both cuts whose cell is not the same
	Missing    []Part // by reason
	Categories []Part // by code
}

// A Pair is a count in the first and in the second cut.
type Pair [2]int

// A Part is the count of one category or reason.
type Part struct {
	Name string
	Pair
}

// Compare tells what changed from cut a to cut b.
func Compare(a, b *Cut) (Difference, error) {
	d := Difference{Answers: a.Raw != b.Raw, Completion: a.Recipe.Completion != b.Recipe.Completion}
	d.Parts = a.Recipe.changes(b.Recipe)
	rows, err := matched(a.Data, b.Data)
	if err != nil {
		return d, err
	}
	d.Left, d.Came = a.Data.Rows-len(rows), b.Data.Rows-len(rows)
	for _, from := range a.Data.Columns {
		to, err := b.Data.Column(from.Name)
		if err != nil {
			d.Variables = append(d.Variables, VariableChange{Name: from.Name, How: Removed, N: Pair{0: from.Given()}})
			continue
		}
		if isOutcome(from) && isOutcome(to) {
			d.Moves = append(d.Moves, moves(from, to, rows)...)
		}
		if v := varied(from, to, rows); v.How != "" {
			d.Variables = append(d.Variables, v)
		}
	}
	for _, to := range b.Data.Columns {
		if _, err := a.Data.Column(to.Name); err != nil {
			d.Variables = append(d.Variables, VariableChange{Name: to.Name, How: Added, N: Pair{1: to.Given()}})
		}
	}
	return d, nil
}

// Same reports whether nothing changed.
func (d Difference) Same() bool {
	return !d.Answers && !d.Completion && len(d.Parts)+len(d.Moves)+len(d.Variables)+d.Left+d.Came == 0
}

// Stale tells in which parts the recipe of a cut is not the one given: what a
// new cut would be made by. Completion counts as a part.
func (r Recipe) Stale(now Recipe) []Change {
	all := r.changes(now)
	if r.Completion != now.Completion {
		all = append(all, Change{study.File, "completion", Changed})
	}
	return all
}

func (r Recipe) changes(now Recipe) []Change {
	all := changes(File, r.Rules, now.Rules, func(x Rule) string { return x.Name })
	all = append(all, reordered(r.Rules, now.Rules)...)
	all = append(all, changes(DeriveFile, r.Derived, now.Derived, func(x Derived) string { return x.Name })...)
	then, here := decided(r.Decisions), decided(now.Decisions)
	all = append(all, changes(DecisionsFile, then, here, func(x Decision) string { return string(x.Response) })...)
	pair := func(x Match) string { return string(x.Responses[0] + "+" + x.Responses[1]) }
	return append(all, changes(MatchesFile, Decided(r.Matches), Decided(now.Matches), pair)...)
}

// decided gives the decisions that hold, in a fixed order.
func decided(all []Decision) []Decision {
	var hold []Decision
	for i, d := range all {
		later := func(x Decision) bool { return x.Wave == d.Wave && x.Response == d.Response }
		if d.Verdict != AsRuled && !slices.ContainsFunc(all[i+1:], later) {
			hold = append(hold, d)
		}
	}
	return hold
}

func changes[T any](file string, then, now []T, name func(T) string) []Change {
	var all []Change
	for _, x := range then {
		i := slices.IndexFunc(now, func(y T) bool { return name(x) == name(y) })
		switch {
		case i < 0:
			all = append(all, Change{file, name(x), Removed})
		case !reflect.DeepEqual(x, now[i]):
			all = append(all, Change{file, name(x), Changed})
		}
	}
	for _, y := range now {
		if !slices.ContainsFunc(then, func(x T) bool { return name(x) == name(y) }) {
			all = append(all, Change{file, name(y), Added})
		}
	}
	return all
}

// reordered finds rules that both lists have and that run in another order.
func reordered(then, now []Rule) []Change {
	names := func(rules, other []Rule) []string {
		var shared []string
		for _, r := range rules {
			if slices.ContainsFunc(other, func(o Rule) bool { return o.Name == r.Name }) {
				shared = append(shared, r.Name)
			}
		}
		return shared
	}
	var all []Change
	a, b := names(then, now), names(now, then)
	for i := range a {
		if a[i] != b[i] {
			all = append(all, Change{File, b[i], Moved})
		}
	}
	return all
}

// A pairOfRows is where one person stands in two datasets.
type pairOfRows struct{ a, b int }

// matched finds the people who are in both.
func matched(a, b *dataset.Dataset) ([]pairOfRows, error) {
	from, err := a.Column(PanelistColumn)
	if err != nil {
		return nil, err
	}
	to, err := b.Column(PanelistColumn)
	if err != nil {
		return nil, err
	}
	place := map[string]int{}
	for row, id := range to.Texts {
		place[id] = row
	}
	var rows []pairOfRows
	for row, id := range from.Texts {
		if k, ok := place[id]; ok {
			rows = append(rows, pairOfRows{row, k})
		}
	}
	return rows, nil
}

func isOutcome(c *dataset.Column) bool {
	return c.Wave > 0 && c.Name == dataset.InWave(DispositionItem, c.Wave) && c.Kind == dataset.Categorical
}

func moves(from, to *dataset.Column, rows []pairOfRows) []Move {
	count := map[[2]panel.Disposition]int{}
	for _, r := range rows {
		count[[2]panel.Disposition{panel.Disposition(from.Codes[r.a]), panel.Disposition(to.Codes[r.b])}]++
	}
	var all []Move
	for _, before := range panel.Dispositions() {
		for _, after := range panel.Dispositions() {
			if n := count[[2]panel.Disposition{before, after}]; n > 0 && before != after {
				all = append(all, Move{from.Wave, before, after, n})
			}
		}
	}
	return all
}
