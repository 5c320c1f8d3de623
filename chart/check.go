package chart

import (
	"fmt"
	"math"
	"regexp"

	"sojourn/study"
	"sojourn/study/phrasebook"
)

var idPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// refuse is the problem of a figure that would mislead.
func (f Frame) refuse(code, what, do string) error {
	return study.Problem{Severity: study.Error, Code: code, Where: "figure " + f.ID, What: what, Do: do}
}

// check refuses a frame that leaves the reader without title, sample or base.
func (f Frame) check(shares bool) error {
	needed := []struct{ name, value string }{{"language", string(f.Lang)}, {"title", f.Title}, {"sample", f.Sample}}
	if shares {
		needed = append(needed, struct{ name, value string }{"base", f.Base})
	}
	if !f.Synthetic {
		needed = append(needed, struct{ name, value string }{"source", f.Source})
	}
	if !idPattern.MatchString(f.ID) {
		return f.refuse("bad-id", "its id is not a plain name", "begin with a Latin letter and go on with letters, digits, - or _")
	}
	for _, n := range needed {
		if n.value == "" {
			return f.refuse("no-"+n.name, "it has no "+n.name, "state the "+n.name+" of the figure")
		}
	}
	if f.N < 0 {
		return f.refuse("bad-n", "its sample has fewer than zero people", "give the number of people in the sample")
	}
	return nil
}

// unique refuses names that a reader could not tell apart. A single one may be
// empty, where the title says it all.
func (f Frame) unique(kind string, names []string) error {
	if len(names) == 0 {
		return f.refuse("empty", "it has no "+kind, "give at least one "+kind)
	}
	seen := map[string]bool{}
	for _, name := range names {
		switch {
		case name == "" && len(names) > 1:
			return f.refuse("no-label", "a "+kind+" has no label", "label each "+kind)
		case seen[name]:
			return f.refuse("duplicate-label", fmt.Sprintf("two of its %s labels are %q", kind, name), "give each "+kind+" a label of its own")
		}
		seen[name] = true
	}
	return nil
}

// number refuses a number that cannot be of its unit or lies outside its own
// interval. The slack forgives the last bits of a floating-point computation.
func (f Frame) number(where string, unit Unit, v Value) error {
	const slack = 1e-9
	if v.N < 0 {
		return f.refuse("bad-n", where+" rests on fewer than zero people", "give the number of people in its base")
	}
	switch v.State {
	case NoData, Suppressed:
		return nil
	case "", NoInterval:
	default:
		return f.refuse("bad-state", fmt.Sprintf("%s has the unknown state %q", where, v.State), "use one of the states of package chart")
	}
	for _, x := range []float64{v.Value, v.Low, v.High} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return f.refuse("not-a-number", where+" is not a finite number", "mark it as missing and say why")
		}
	}
	lowest := map[Unit]float64{Percent: 0, Count: 0, Points: -1}
	highest := map[Unit]float64{Percent: 1, Points: 1}
	if lo, ok := lowest[unit]; ok && v.Value < lo-slack {
		return f.refuse("out-of-range", where+" is below what a "+string(unit)+" can be", "pass shares as 0 to 1")
	}
	if hi, ok := highest[unit]; ok && v.Value > hi+slack {
		return f.refuse("out-of-range", where+" is above what a "+string(unit)+" can be", "pass shares as 0 to 1")
	}
	if v.hasInterval() && (v.Value < v.Low-slack || v.Value > v.High+slack) {
		return f.refuse("outside-interval", where+" lies outside its own interval", "take value and interval from the same estimate")
	}
	return nil
}

// form refuses a unit, or a number of decimals, that there is not.
func (f Frame) form(unit Unit, decimals int) error {
	switch unit {
	case Percent, Points, Mean, Count:
	default:
		return f.refuse("bad-unit", fmt.Sprintf("its unit is %q", unit), "use percent, points, mean or count")
	}
	if decimals < 0 || decimals > 4 {
		return f.refuse("bad-decimals", fmt.Sprintf("it asks for %d decimals", decimals), "use 0 to 4")
	}
	return nil
}

// series refuses a row that has not one sound value for each of n columns.
func (f Frame) series(label string, unit Unit, n int, values []Value) error {
	if len(values) != n {
		return f.refuse("ragged", fmt.Sprintf("%q has %d values for %d places", label, len(values), n), "give one value for each, missing ones with their state")
	}
	for _, v := range values {
		if err := f.number(fmt.Sprintf("%q", label), unit, v); err != nil {
			return err
		}
	}
	return nil
}

// distribution refuses shares that are not of one whole. They may be off by
// half a unit of the last printed decimal each, as shares are that were
// rounded before, but by no more than one percentage point. Where shares are
// hidden, the others may sum to less.
func (f Frame) distribution(label string, decimals int, shares []Value) error {
	sum, hidden, missing := 0.0, false, 0
	for _, v := range shares {
		hidden = hidden || v.State == Suppressed
		if v.State.Missing() {
			missing++
			continue
		}
		sum += v.Value
	}
	if missing == len(shares) {
		return nil
	}
	tolerance := min(.01, float64(len(shares))*.005*math.Pow(10, -float64(decimals))) + 1e-9
	if sum > 1+tolerance || sum < 1-tolerance && !hidden {
		return f.refuse("sum-not-100", fmt.Sprintf("the shares of %q sum to %s %%, not to 100", label, phrasebook.Voice{Lang: "en"}.Number(100*sum, decimals+1)),
			"take all categories of one base, each once")
	}
	return nil
}

// tally refuses a number of people that cannot be.
func (f Frame) tally(where string, t Tally) error {
	if t.State == NoInterval {
		return f.refuse("bad-state", where+" has no interval, but a count of people never has", "leave the state of the count empty")
	}
	return f.number(where, Count, Value{State: t.State, Value: float64(t.People)})
}
