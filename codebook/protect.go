package codebook

import (
	"sojourn/dataset"
	"sojourn/study"
)

// protect hides what tells of a group smaller than the thresholds allow.
//
// Of a variable that fewer than MinBase people of a wave have, or on which all
// but a few gave the same answer, nothing is told. Otherwise the categories
// sum to the people with a value, and the reasons for empty cells to the
// others of the wave; both sums are told, as n is in every report. A cell of
// fewer than MinCell people is hidden, and then others of its line, the
// smallest first, until at least two are hidden that hold at least MinCell
// people together, so that no hidden one follows from the rest. Where the
// reasons are too few for that, all that there can be are listed as hidden, so
// that nobody learns which it was.
//
// To have been passed by is not to have left a question out: it tells of an
// answer elsewhere. Where only a few were not asked, categories and reasons are
// one line that sums to the people of the wave, and the people with a value are
// hidden if they would give away either side of it.
//
// A category that nobody chose tells of nobody and is shown. Protection is
// within one variable and wave: two variables that split the same people in two
// ways are for whoever publishes to compare.
func (b *Book) protect(d study.Disclosure) {
	small := b.Rows < d.MinBase
	for i, w := range b.Waves {
		if w.People < d.MinBase {
			b.Waves[i].People = 0
		}
		if away := b.Rows - w.People; away > 0 && away < d.MinCell {
			small = true
		}
	}
	if small {
		b.Rows = 0
	}
	for i := range b.Entries {
		for k := range b.Entries[i].Variables {
			b.Entries[i].Variables[k].protect(d)
		}
	}
}

func (v *Variable) protect(d study.Disclosure) {
	v.dropAbsent()
	if v.People.N < d.MinBase || v.unanimous(d.MinCell) {
		v.hideAll()
		return
	}
	if n := v.notAsked(); n > 0 && n < d.MinCell {
		v.protectWhole(d.MinCell)
	} else {
		if v.Kind == dataset.Categorical {
			hideSmall(v.line(true, false), d.MinCell)
		}
		v.protectReasons(d.MinCell)
	}
	if v.Kind == dataset.Multiple {
		v.hideChoices(d.MinCell)
	}
	if v.Summary != nil {
		*v.Summary = Summary{Mean: v.Summary.Mean, SD: v.Summary.SD} // an extreme is one person
		if v.People.Hidden || v.Summary.SD == 0 {
			v.Summary = nil
		}
	}
	v.forget()
}

// line gathers the cells of the categories, of the reasons, or of both. Where
// categories are not what people sum to, the people with a value stand for them.
func (v *Variable) line(categories, reasons bool) []*Count {
	var line []*Count
	switch {
	case categories && v.Kind == dataset.Categorical:
		for i := range v.Categories {
			line = append(line, &v.Categories[i].Count)
		}
	case categories:
		line = append(line, &v.People)
	}
	if reasons {
		for i := range v.Missing {
			line = append(line, &v.Missing[i].Count)
		}
	}
	return line
}

// protectWhole treats categories and reasons as one line.
func (v *Variable) protectWhole(minCell int) {
	hideSmall(v.line(true, true), minCell)
	if v.Kind == dataset.Categorical && (exposed(v.line(true, false), minCell) || exposed(v.line(false, true), minCell)) {
		v.People.Hidden = true
	}
}

// protectReasons treats the reasons as a line of their own.
func (v *Variable) protectReasons(minCell int) {
	line := v.line(false, true)
	hideSmall(line, minCell)
	if !exposed(line, minCell) {
		return
	}
	v.Missing = nil
	for _, m := range dataset.Reasons() {
		if m != dataset.NotInWave && m != dataset.Withheld { // who was withheld did not choose it
			v.Missing = append(v.Missing, Gap{m, Count{Hidden: true}})
		}
	}
}

func (v *Variable) notAsked() int {
	for _, g := range v.Missing {
		if g.Why == dataset.NotAsked {
			return g.Count.N
		}
	}
	return 0
}

// dropAbsent leaves out those who were not in the wave: they follow from the
// size of the cut and of the wave, which are protected by themselves.
func (v *Variable) dropAbsent() {
	var kept []Gap
	for _, g := range v.Missing {
		if g.Why != dataset.NotInWave {
			kept = append(kept, g)
		}
	}
	v.Missing = kept
}

// unanimous reports whether all but fewer than minCell people are in one
// category, which would tell of everybody what they answered.
func (v *Variable) unanimous(minCell int) bool {
	if v.Kind != dataset.Categorical {
		return false
	}
	for _, c := range v.Categories {
		if v.People.N-c.Count.N < minCell {
			return true
		}
	}
	return false
}

// hideSmall hides cells of a line whose sum is known.
func hideSmall(line []*Count, minCell int) {
	hidden, sum := 0, 0
	hide := func(c *Count) {
		c.Hidden = true
		hidden++
		sum += c.N
	}
	for _, c := range line {
		if c.N > 0 && c.N < minCell {
			hide(c)
		}
	}
	for hidden > 0 && (hidden < 2 || sum < minCell) {
		smallest := (*Count)(nil)
		for _, c := range line {
			if !c.Hidden && c.N > 0 && (smallest == nil || c.N < smallest.N) {
				smallest = c
			}
		}
		if smallest == nil {
			return
		}
		hide(smallest)
	}
}

// exposed reports whether what is hidden in a line follows from its sum.
func exposed(line []*Count, minCell int) bool {
	hidden, sum := 0, 0
	for _, c := range line {
		if c.Hidden {
			hidden++
			sum += c.N
		}
	}
	return hidden == 1 || hidden > 1 && sum < minCell
}

// hideChoices hides, of several categories that may be chosen, those that few
// people chose, or all but few.
func (v *Variable) hideChoices(minCell int) {
	for i := range v.Categories {
		c := &v.Categories[i].Count
		if c.N > 0 && (c.N < minCell || v.People.N-c.N < minCell) {
			c.Hidden = true
		}
	}
}

func (v *Variable) hideAll() {
	v.People.Hidden, v.Summary = true, nil
	for i := range v.Categories {
		v.Categories[i].Count.Hidden = true
	}
	for i := range v.Missing {
		v.Missing[i].Count.Hidden = true
	}
	v.forget()
}

// forget drops the numbers that are hidden, so that no way of showing the book
// can tell them.
func (v *Variable) forget() {
	drop := func(c *Count) {
		if c.Hidden {
			c.N = 0
		}
	}
	drop(&v.People)
	for i := range v.Categories {
		drop(&v.Categories[i].Count)
	}
	for i := range v.Missing {
		drop(&v.Missing[i].Count)
	}
}
