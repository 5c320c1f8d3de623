package dta

import (
	"fmt"
	"math"

	"sojourn/dataset"
	"sojourn/study"
)

// The ranges of whole numbers; what follows the highest are the 27 kinds of
// missing: . .a .b … .z.
const (
	lowByte, missingByte = -127, 101
	lowInt, missingInt   = -32767, 32741
	lowLong, missingLong = -2147483647, 2147483621
	// In fractions the kinds of missing are this far apart.
	missingDouble, stepDouble = uint64(0x7fe0000000000000), 40
	missingFloat, stepFloat   = uint32(0x7f000000), 11
)

// noNumber stands for a cell that has neither a value nor a reason.
const noNumber = math.MaxFloat64

// storable reports whether x is a number that a file can hold.
func storable(x float64) bool { return math.Abs(x) < math.Float64frombits(missingDouble) }

func (p *plan) addNumeric(c *dataset.Column, name string) {
	v := p.newVariable(c, name)
	p.setLabels(v, c.Name, c.Label)
	v.sets = p.labelSets("reasons", "reasons", c.Name, nil)
	strange := 0
	var values fit
	for i, m := range c.Missing {
		switch {
		case m != dataset.Present:
		case !storable(c.Numbers[i]):
			strange++
		default:
			values.add(c.Numbers[i])
		}
	}
	if strange > 0 {
		p.Warn("no-number", c.Name, fmt.Sprintf("infinity or no number stands in %s, left empty in the file", study.Counted(strange, "cell")), "look at how the variable is derived")
	}
	v.kind = values.kind()
	v.number = func(row int) float64 {
		if x := c.Numbers[row]; storable(x) {
			return x
		}
		return noNumber
	}
}

// A fit finds the smallest type that holds all numbers added to it.
type fit struct {
	low, high float64
	fraction  bool
}

func (f *fit) add(x float64) {
	f.low, f.high = min(f.low, x), max(f.high, x)
	// Whole types know no negative zero.
	f.fraction = f.fraction || x != math.Trunc(x) || x == 0 && math.Signbit(x)
}

func (f *fit) kind() int {
	switch {
	case f.fraction || f.low < lowLong || f.high >= missingLong:
		return typeDouble
	case f.low < lowInt || f.high >= missingInt:
		return typeLong
	case f.low < lowByte || f.high >= missingByte:
		return typeInt
	}
	return typeByte
}

func smallest(values []float64) int {
	var f fit
	for _, x := range values {
		f.add(x)
	}
	return f.kind()
}
