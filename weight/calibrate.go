package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
	"sojourn/study"
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
	if err := c.check(len(margins), numbers); err != nil {
		return Set{}, err
	}
	t, err := placeAll(d, margins, o)
	if err != nil {
		return Set{}, err
	}
	e, err := t.equations(d, numbers, c, o.Wave)
	if err != nil {
		return Set{}, err
	}
	rounds := e.solve()
	w := make([]float64, t.n)
	for i, row := range t.rows {
		w[row] = e.start[i] * e.g[i]
	}
	t.start = e.start
	s, err := t.set(w, rounds, 0)
	if err != nil {
		return Set{}, err
	}
	s.Method, s.Recipe.Numbers, s.Recipe.Calibrate = Calibrated, numbers, &c
	s.Least, s.Most = e.extremes()
	for _, x := range e.numbers {
		s.Means = append(s.Means, x.reached(t.rows, e.start, w))
	}
	return s, s.missed(c)
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

// equations are the calibration equations on the rows of a base.
type equations struct {
	c       Calibration
	start   []float64
	x       [][]float64 // by equation, scaled
	target  []float64   // by equation, on the scale of x
	size    []float64   // what a gap of an equation is relative to
	g       []float64
	numbers []number
}

// equations sets an equation up for every category of the first margin, for
// all but one of the others, whose last follows, and for each number.
func (t *table) equations(d *dataset.Dataset, numbers []Known, c Calibration, wave study.WaveID) (*equations, error) {
	e := &equations{c: c, start: t.start}
	if !c.Free {
		e.start = scaled(t.start, t.total)
	}
	for m, p := range t.margins {
		for at, code := range t.targetsOf(m) {
			if m == 0 || at > 0 {
				e.hold(t.indicator(p, code), t.aim(m, code), t.total)
			}
		}
	}
	if len(t.margins) == 0 && !c.Free {
		e.hold(repeated(1, len(t.rows)), t.total, t.total)
	}
	for _, k := range numbers {
		x, err := t.number(d, k, wave)
		if err != nil {
			return nil, err
		}
		e.numbers = append(e.numbers, x)
		column, target := x.centred(t.rows, c.Free, t.total)
		e.hold(column, target, 0)
	}
	return e, nil
}

// hold adds an equation; its gap is relative to size, or where that is zero
// to the sum of weighted absolute values.
func (e *equations) hold(column []float64, target, size float64) {
	if size == 0 {
		for i, x := range column {
			size += e.start[i] * math.Abs(x)
		}
	}
	e.x, e.target, e.size = append(e.x, column), append(e.target, target), append(e.size, size)
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

func (t *table) indicator(p placed, code int) []float64 {
	column := make([]float64, len(t.rows))
	for i, row := range t.rows {
		if int(p.at[row]) == code {
			column[i] = 1
		}
	}
	return column
}

// scaled brings weights to a sum.
func scaled(w []float64, total float64) []float64 {
	sum := 0.0
	for _, x := range w {
		sum += x
	}
	all := make([]float64, len(w))
	for i, x := range w {
		if sum > 0 {
			all[i] = x * total / sum
		}
	}
	return all
}

func repeated(x float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = x
	}
	return all
}

// extremes are the least and the greatest g among starting weights above zero.
func (e *equations) extremes() (least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for i, g := range e.g {
		if e.start[i] > 0 {
			least, most = min(least, g), max(most, g)
		}
	}
	return least, most
}
