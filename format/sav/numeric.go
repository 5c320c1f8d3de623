package sav

import (
	"fmt"
	"iter"
	"math"

	"sojourn/dataset"
	"sojourn/study"
)

func (p *plan) addNumeric(c *dataset.Column, name string) {
	v := p.newVariable(c, name)
	p.setLabel(v, c.Name, c.Label.In(p.options.Language))
	strange, whole := 0, 1
	for i, m := range c.Missing {
		if m != dataset.Present {
			continue
		}
		x := c.Numbers[i]
		if !storable(x) {
			strange++
			continue
		}
		v.decimals = max(v.decimals, decimals(x))
		whole = max(whole, digits(x))
	}
	// SPSS displays at most 40 characters and 16 decimals; the value itself is
	// kept in full whatever is displayed.
	v.digits = min(max(8, whole+v.decimals+2), 40)
	if strange > 0 {
		p.Warn("no-number", c.Name, fmt.Sprintf("infinity or no number stands in %s, left empty in the file", study.Counted(strange, "cell")), "look at how the variable is derived")
	}
	p.addGaps(v, c.Missing, present(c))
	gap := v.gaps
	v.number = func(row int) float64 {
		if m := c.Missing[row]; m != dataset.Present {
			return gap.value(m)
		}
		if x := c.Numbers[row]; storable(x) {
			return x
		}
		return sysmis
	}
}

// storable reports whether x is a number that a file can hold: the outermost
// two stand for "no value" and "lowest".
func storable(x float64) bool { return math.Abs(x) < math.MaxFloat64*(1-1e-15) }

func present(c *dataset.Column) iter.Seq[float64] {
	return func(yield func(float64) bool) {
		for i, m := range c.Missing {
			if m == dataset.Present && !yield(c.Numbers[i]) {
				return
			}
		}
	}
}

// decimals is how many decimals show x, at most 4.
func decimals(x float64) int {
	for d, scaled := 0, x; d < 4; d, scaled = d+1, scaled*10 {
		if math.Abs(scaled-math.Round(scaled)) < 1e-9*max(1, math.Abs(scaled)) {
			return d
		}
	}
	return 4
}

// digits is how many characters show the whole part of x.
func digits(x float64) int {
	if math.Abs(x) < 1 {
		return 2
	}
	return int(math.Log10(math.Abs(x))) + 2
}
