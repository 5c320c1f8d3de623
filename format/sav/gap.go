package sav

import (
	"math"

	"sojourn/dataset"
)

// sysmis is the value of a number that is not there and gives no reason.
const sysmis = -math.MaxFloat64

// reasons is how many there are.
const reasons = int(dataset.Withheld)

// A gaps is the block of user-missing values of one variable: base-1 for the
// first reason, base-2 for the second and so on.
type gaps struct {
	base float64
	used [reasons + 1]bool
}

func (g *gaps) value(m dataset.Missing) float64 {
	if int(m) > reasons {
		return sysmis
	}
	return g.base - float64(m)
}

func (g *gaps) any() bool { return g.used != [reasons + 1]bool{} }

func (g *gaps) low() float64  { return g.base - float64(reasons) }
func (g *gaps) high() float64 { return g.base - 1 }

// gapsOf finds the first block -98…-91, -998…-991, -9998…-9991 … that none of
// the values falls into, and which reasons the column has.
func gapsOf(missing []dataset.Missing, values func(yield func(float64) bool)) *gaps {
	g := &gaps{base: -90}
	for _, m := range missing {
		if m != dataset.Present && int(m) <= reasons {
			g.used[m] = true
		}
	}
	for ; g.base > -1e15 && g.hit(values); g.base = g.base*10 - 90 {
	}
	return g
}

func (g *gaps) hit(values func(yield func(float64) bool)) bool {
	for x := range values {
		if x >= g.low() && x <= g.high() {
			return true
		}
	}
	return false
}
