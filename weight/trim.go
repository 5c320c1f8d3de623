package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
)

// Trim cuts weights to the bounds and spreads what was cut evenly over the
// weights that were inside, so that the sum stays. That may push some of
// those beyond a bound; if strict, it goes on until none is outside, and a
// weight once cut stays at its bound. Weights of zero stay zero and take no
// part. It returns the new weights and how many were cut. Bounds between which
// the sum does not fit are an error.
func Trim(w []float64, lower, upper float64, strict bool) (trimmed []float64, cut int, err error) {
	c := &cutting{lower: lower, upper: upper}
	cut, err = c.settle(strict, func(take func(x float64)) error {
		for _, x := range w {
			take(x)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	for _, x := range w {
		x, _ = c.within(x)
		trimmed = append(trimmed, x)
	}
	return trimmed, cut, nil
}

// A cutting is what trimming does to any weight. What becomes of it hangs on
// its size alone: it moves by the shifts, one after the other, until it is
// outside, and then stays at the bound. Weights of zero and below take no part.
type cutting struct {
	lower, upper float64
	shifts       []float64
}

// within is a weight after all shifts, and whether it lies at a bound for good.
func (c *cutting) within(x float64) (w float64, fixed bool) {
	if x <= 0 {
		return x, true
	}
	for _, shift := range c.shifts {
		if x < c.lower || x > c.upper {
			return min(max(x, c.lower), c.upper), true
		}
		x += shift
	}
	return x, false
}

// settle finds the shifts: as long as some weights are outside, what is cut
// off them is spread over those inside. Each hands out all weights.
func (c *cutting) settle(strict bool, each func(take func(x float64)) error) (cut int, err error) {
	if !(c.lower <= c.upper) || c.lower < 0 {
		return 0, problem("trim", fmt.Sprintf("the bounds are %v and %v", c.lower, c.upper), "give 0 <= lower <= upper")
	}
	for {
		excess, inside, fresh := 0.0, 0, 0
		err := each(func(x float64) {
			x, fixed := c.within(x)
			switch {
			case fixed:
			case x < c.lower || x > c.upper:
				excess += x - min(max(x, c.lower), c.upper)
				fresh++
			default:
				inside++
			}
		})
		cut += fresh
		switch {
		case err != nil:
			return 0, err
		case fresh == 0:
			return cut, nil
		case inside == 0:
			return 0, problem("trim", fmt.Sprintf("the weights do not fit between the bounds %.4g and %.4g", c.lower, c.upper), "widen the bounds")
		}
		if c.shifts = append(c.shifts, excess/float64(inside)); !strict {
			return cut, nil
		}
	}
}

// maxCuts is the number of times that raking and cutting alternate at most.
const maxCuts = 50

// RakeAndTrim rakes and then keeps the weights within bounds. With b.Rerake it
// alternates raking and cutting at the upper bound until both hold (as in
// DeBell & Krosnick 2009); otherwise it trims once after raking, and the
// set's Reached says how far the margins have moved away.
func RakeAndTrim(d *dataset.Dataset, margins []Margin, b Bounds, o Options) (Set, error) {
	r := o.recipe(margins)
	r.Trim = &b
	return onWhole(r, o.block(d), (*table).rakedWithin)
}

// rakedWithin is a raked set within bounds.
func (t *table) rakedWithin(r Recipe) (*Made, error) {
	if !r.Trim.Rerake {
		m, err := t.raked(r)
		if err != nil {
			return nil, err
		}
		return m, m.trim(*r.Trim)
	}
	if _, err := t.rake(); err != nil {
		return nil, err
	}
	if r.Trim.Lower > 0 || r.Trim.Strict || r.Trim.Upper == 0 {
		return nil, problem("trim", "rerake goes with an upper bound alone", "give upper, and leave lower and strict out")
	}
	return t.alternate(r, r.Trim.Upper*t.total/float64(t.people))
}

// trim keeps the weights of a set within bounds and says anew what they reach.
func (m *Made) trim(b Bounds) error {
	mean := m.sum / float64(m.set.N)
	c := &cutting{lower: b.Lower * mean, upper: math.Inf(1)}
	if b.Upper > 0 {
		c.upper = b.Upper * mean
	}
	cut, err := c.settle(b.Strict, func(take func(x float64)) error {
		return m.each(func(_ *sorted, _ int, w float64) { take(w) })
	})
	if err != nil {
		return err
	}
	m.set.Trimmed = cut
	m.cut = func(_ *sorted, _ int, held float64) float64 {
		w, _ := c.within(held)
		return w
	}
	return m.describe(m.set.Recipe)
}

// alternate cuts at the upper bound and rakes again until both hold. A row's
// weight is followed through all factors and cuts anew each time: passing over
// the data costs less than keeping a weight for every row.
func (t *table) alternate(r Recipe, upper float64) (*Made, error) {
	factors := [][]float64{t.factors()}
	m := &Made{table: t, scale: 1}
	m.held = func(b *sorted, row int) float64 {
		w, cell := b.start(row), b.cell[row]
		for i, factor := range factors {
			if i > 0 {
				w = min(w, upper)
			}
			w *= factor[cell]
		}
		return w
	}
	for cuts := range maxCuts {
		over, before := 0, make([]float64, len(t.begun))
		err := m.each(func(b *sorted, row int, w float64) {
			if w > upper*(1+1e-9) {
				over++
			}
			before[b.cell[row]] += min(w, upper)
		})
		if err != nil {
			return nil, err
		}
		if over == 0 {
			m.set.Method, m.set.Rounds = Raked, cuts+1
			if m.set.Trimmed, err = t.everOver(factors, upper); err != nil {
				return nil, err
			}
			return m, m.describe(r)
		}
		t.before = before
		t.restart()
		if _, err := t.rake(); err != nil {
			return nil, err
		}
		factors = append(factors, t.factors())
	}
	return nil, problem("trim", fmt.Sprintf("after %d cuts some weights still exceed %.4g times the mean", maxCuts, upper/t.total*float64(t.people)),
		"raise upper, merge categories or drop a margin")
}

// everOver counts the people whose weight was cut at least once.
func (t *table) everOver(factors [][]float64, upper float64) (people int, err error) {
	err = t.pass(func(b *sorted) error {
		for row, cell := range b.cell {
			if cell < 0 {
				continue
			}
			w := b.start(row)
			for _, factor := range factors {
				if w *= factor[cell]; w > upper*(1+1e-9) {
					people++
					break
				}
				w = min(w, upper)
			}
		}
		return nil
	})
	return people, err
}
