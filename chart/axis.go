package chart

import (
	"math"

	"sojourn/look"
)

// An axis places numbers between two coordinates, with ticks at round steps.
type axis struct {
	lo, hi, step float64
	from, to     float64 // coordinates of lo and hi
}

// newAxis reaches over lo to hi in about want round steps.
func newAxis(lo, hi float64, want int) axis {
	if hi <= lo {
		hi = lo + 1
	}
	raw := (hi - lo) / float64(want)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power*(1+1e-9) {
			step = m * power
			break
		}
	}
	const slack = 1e-9 // so that 0.3/0.1 counts as three steps
	return axis{lo: step * math.Floor(lo/step+slack), hi: step * math.Ceil(hi/step-slack), step: step}
}

// axisOver spans everything that values show: number and interval. Shares,
// differences and counts include zero, and shares end at 100 %. Means span
// their scale if ends says which it is.
func axisOver(unit Unit, ends [2]float64, values []Value) axis {
	if unit == Mean && ends[1] > ends[0] {
		a := newAxis(ends[0], ends[1], 5)
		a.lo, a.hi = ends[0], ends[1]
		return a
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v.State.Missing() {
			continue
		}
		lo, hi = min(lo, v.Value), max(hi, v.Value)
		if v.hasInterval() {
			lo, hi = min(lo, v.Low), max(hi, v.High)
		}
	}
	if lo > hi { // nothing to show
		lo, hi = 0, 1
	}
	if unit != Mean {
		lo, hi = min(lo, 0), max(hi, 0)
	}
	a := newAxis(lo, hi, 5)
	if unit == Percent {
		a.hi = min(a.hi, 1)
	}
	return a
}

func (a axis) at(v float64) float64 {
	v = min(max(v, a.lo), a.hi)
	return a.from + (v-a.lo)/(a.hi-a.lo)*(a.to-a.from)
}

func (a axis) ticks() []float64 {
	first := math.Ceil(a.lo/a.step - 1e-9)
	var ticks []float64
	for i := first; i*a.step <= a.hi+a.step*1e-9; i++ {
		ticks = append(ticks, i*a.step)
	}
	return ticks
}

// tickWriting writes ticks with no more decimals than their step needs.
func (w writing) tickWriting(a axis) writing {
	step := a.step
	if w.unit == Percent || w.unit == Points {
		step *= 100
	}
	w.decimals = max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	return w
}

// acrossTicks draws a horizontal axis under a plot from top to bottom.
func (s *sheet) acrossTicks(a axis, w writing, top, bottom float64) {
	w = w.tickWriting(a)
	for _, v := range a.ticks() {
		x := a.at(v)
		s.line(x, top, x, bottom, gridStroke)
		s.text(x, bottom+15, middle, smallFace, w.tick(v))
	}
}

var gridStroke = stroke{colour: look.Line, width: 1}

func (w writing) tick(v float64) string {
	if w.unit == Points {
		return w.signed(v)
	}
	return w.number(v)
}
