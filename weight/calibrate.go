package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
)

// A Function is the way from the calibration equations to g, the factor from
// starting to calibrated weight: with u = xᵀλ,
//
//	linear   g = 1 + u, the generalised regression estimator; kept within
//	         bounds by cutting, if there are any
//	raking   g = exp(u), never below zero; kept within bounds by cutting
//	logit    g between its bounds throughout, see the method logit
//
// (Deville & Särndal 1992, cases 1, 2, 6 and 7).
type Function string

// The functions.
const (
	Linear Function = "linear"
	Raking Function = "raking"
	Logit  Function = "logit"
)

// Calibrate changes starting weights as little as the function has it so that
// margins and the means or totals of numeric variables hold,
//
//	wᵢ = dᵢ g(xᵢᵀλ),  ∑ wᵢ xᵢ = targets
//
// (Deville & Särndal 1992). The sum of the weights is held at the total too,
// unless c.Free. Starting weights, all equal if none are given, are first
// brought to the total, so that g is 1 where nothing had to change; with Free
// they stay as they are. Bounds limit g, not the weights. Linear calibration
// without bounds may give weights below zero: the set says how many.
//
// Everything [Rake] refuses is refused here too, and a numeric variable that
// somebody of the base has no value of. After the last round every target is
// compared with what was reached; a gap is an error that names the margin and
// category or the variable, and the bounds if there are any.
func Calibrate(d *dataset.Dataset, margins []Margin, numbers []Known, c Calibration, o Options) (Set, error) {
	r := o.recipe(margins)
	r.Numbers, r.Calibrate = numbers, &c
	return onWhole(r, o.block(d), (*table).calibrated)
}

// calibrated is a set made by calibration.
func (t *table) calibrated(r Recipe) (*Made, error) {
	e, err := t.equations(*r.Calibrate)
	if err != nil {
		return nil, err
	}
	m := &Made{table: t, scale: e.scale}
	if m.set.Rounds, err = e.solve(); err != nil {
		return nil, err
	}
	if m.set.Least, m.set.Most, err = e.extremes(); err != nil {
		return nil, err
	}
	m.set.Method = Calibrated
	if len(t.numbers) == 0 {
		g := make([]float64, len(t.begun))
		for cell := range g {
			g[cell] = e.g(e.unit(nil, 0, int32(cell)))
		}
		m.held = func(b *sorted, row int) float64 { return b.start(row) * e.scale * g[b.cell[row]] }
	} else {
		m.held = func(b *sorted, row int) float64 { return b.start(row) * e.scale * e.g(e.unit(b, row, b.cell[row])) }
	}
	if err := m.describe(r); err != nil {
		return nil, err
	}
	return m, m.set.missed(*r.Calibrate)
}

// check refuses a calibration that contradicts itself.
func (c Calibration) check(margins int, numbers []Known) error {
	switch {
	case c.kind() != Linear && c.kind() != Raking && c.kind() != Logit:
		return problem("calibrate", fmt.Sprintf("there is no function %q", c.Function), "use linear, raking or logit")
	case margins+len(numbers) == 0:
		return problem("margins", "there is nothing to calibrate to", "name at least one margin or number with its target")
	case c.Free && margins > 0:
		return problem("calibrate", "margins hold the number of people, and free lets it move", "leave out one of them")
	case !(c.Lower >= 0) || !(c.Upper == 0 || c.Upper > c.Lower) || math.IsInf(c.Upper, 0):
		return problem("calibrate", fmt.Sprintf("the bounds of g are %v and %v", c.Lower, c.Upper), "give 0 <= lower < upper")
	case c.bounded() && !(c.Lower < 1 && (c.Upper == 0 || c.Upper > 1)):
		return problem("calibrate", fmt.Sprintf("g is to lie between %v and %v, which leaves out 1, where a weight does not change", c.Lower, c.Upper), "give lower < 1 < upper")
	case c.kind() == Logit && c.Upper == 0:
		return problem("calibrate", "the logit function needs bounds of g", "give lower < 1 < upper, such as 0.3 and 3")
	}
	for _, k := range numbers {
		mean, total := k.Mean != nil, k.Total != nil
		if mean == total || c.Free && mean {
			return problem(k.Item, fmt.Sprintf("%s has not one target, or a mean where the number of people is free", k.Item), "give either mean or total; with free, total")
		}
	}
	return nil
}

func (c Calibration) kind() Function {
	if c.Function == "" {
		return Linear
	}
	return c.Function
}

func (c Calibration) bounded() bool { return c.Lower > 0 || c.Upper > 0 }

// equations are the calibration equations on the units of a base: its cells,
// all rows of which have one g, or where numbers are held its rows.
type equations struct {
	c      Calibration
	table  *table
	scale  float64   // of the starting weights
	place  [][]int   // by margin and category: the equation, -1 where it follows from others
	one    bool      // the first equation holds the number of people, for want of margins
	first  int       // equation of the first number
	centre []float64 // by number
	target []float64 // by equation
	size   []float64 // what a gap of an equation is relative to
	lambda []float64
	x      row // of the unit at hand
}

// A row is the part of a unit's equations that is not zero.
type row struct {
	at    []int
	value []float64
}

// equations sets an equation up for every category of the first margin, for
// all but one of the others, whose last follows, and for each number.
func (t *table) equations(c Calibration) (*equations, error) {
	e := &equations{c: c, table: t, scale: 1}
	if sum := t.begins(); !c.Free && sum > 0 {
		e.scale = t.total / sum
	}
	for m, p := range t.margins {
		place := make([]int, len(p.codes))
		for at, code := range t.targetsOf(m) {
			if place[code] = -1; m == 0 || at > 0 {
				place[code] = e.hold(t.aim(m, code), t.total)
			}
		}
		e.place = append(e.place, place)
	}
	if e.one = len(t.margins) == 0 && !c.Free; e.one {
		e.hold(t.total, t.total)
	}
	e.first = len(e.target)
	for _, x := range t.numbers {
		if err := x.check(); err != nil {
			return nil, err
		}
		e.centre = append(e.centre, x.centre(c.Free, t.total))
		target := 0.0
		if c.Free {
			target = *x.Total
		}
		e.hold(target, 0)
	}
	e.lambda = make([]float64, len(e.target))
	return e, e.weigh()
}

// hold adds an equation and returns its place.
func (e *equations) hold(target, size float64) int {
	e.target, e.size = append(e.target, target), append(e.size, size)
	return len(e.target) - 1
}

// weigh makes the gaps of numbers relative to their weighted absolute values.
func (e *equations) weigh() error {
	if len(e.table.numbers) == 0 {
		return nil
	}
	return e.each(func(start float64, x row) {
		for i, at := range x.at {
			if at >= e.first {
				e.size[at] += start * math.Abs(x.value[i])
			}
		}
	})
}

// each hands out all units with their starting weight. The row is valid during
// the call.
func (e *equations) each(take func(start float64, x row)) error {
	if len(e.table.numbers) == 0 {
		for cell, start := range e.table.begun {
			take(start*e.scale, e.unit(nil, 0, int32(cell)))
		}
		return nil
	}
	return e.table.pass(func(b *sorted) error {
		for i, cell := range b.cell {
			if cell >= 0 {
				take(b.start(i)*e.scale, e.unit(b, i, cell))
			}
		}
		return nil
	})
}

// unit is the row of a cell, and of its numbers where there are any.
func (e *equations) unit(b *sorted, i int, cell int32) row {
	e.x.at, e.x.value = e.x.at[:0], e.x.value[:0]
	for m, place := range e.place {
		if at := place[e.table.member[m][cell]]; at >= 0 {
			e.x.at, e.x.value = append(e.x.at, at), append(e.x.value, 1)
		}
	}
	if e.one {
		e.x.at, e.x.value = append(e.x.at, 0), append(e.x.value, 1)
	}
	for k := range e.centre {
		e.x.at, e.x.value = append(e.x.at, e.first+k), append(e.x.value, b.numbers[k][i]-e.centre[k])
	}
	return e.x
}

// u is what the equations make of a unit.
func (e *equations) u(x row) float64 {
	u := 0.0
	for i, at := range x.at {
		u += e.lambda[at] * x.value[i]
	}
	return u
}

// g is the factor of a unit.
func (e *equations) g(x row) float64 {
	_, g, _ := e.c.g(e.u(x))
	return g
}

// targetsOf lists the categories of a margin that have a target.
func (t *table) targetsOf(m int) []int {
	var all []int
	for code, x := range t.margins[m].target {
		if !math.IsNaN(x) {
			all = append(all, code)
		}
	}
	return all
}

// extremes are the least and the greatest g among starting weights above zero.
func (e *equations) extremes() (least, most float64, err error) {
	least, most = math.Inf(1), math.Inf(-1)
	err = e.each(func(start float64, x row) {
		if start > 0 {
			g := e.g(x)
			least, most = min(least, g), max(most, g)
		}
	})
	return least, most, err
}
