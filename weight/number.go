package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
	"sojourn/study"
)

// A number is a numeric variable with its target, and what is wrong with it.
type number struct {
	Known
	flaw    error // it has no numbers, or one that is not finite
	missing int   // people of the base without a value
}

// in are the values of a known number in some rows, and their column.
func (x number) in(d *dataset.Dataset, wave study.WaveID) ([]float64, *dataset.Column, error) {
	c, err := found(d, x.Item, wave)
	if err != nil || c.Kind == dataset.Numeric {
		if err != nil {
			return nil, nil, err
		}
		return c.Numbers, c, nil
	}
	if c.Kind != dataset.Categorical || c.Variable.Codes.Scores() == nil {
		return nil, nil, problem(x.Item, fmt.Sprintf("%s is %s, and a mean needs numbers", x.Item, c.Kind), "name a numeric variable, or make it a margin")
	}
	scores, values := c.Variable.Codes.Scores(), make([]float64, c.Len())
	for i, code := range c.Codes {
		if c.Missing[i] == dataset.Present {
			values[i] = scores[code]
		}
	}
	return values, c, nil
}

// look checks the values of a block.
func (x *number) look(b Block, wave study.WaveID) []float64 {
	values, c, err := x.in(b.Data, wave)
	if err != nil {
		x.flaw = err
		return nil
	}
	for row, v := range values {
		switch {
		case b.In != nil && !b.In[row]:
		case c.Missing[row] != dataset.Present:
			x.missing++
		case x.flaw == nil && (math.IsNaN(v) || math.IsInf(v, 0)):
			x.flaw = problem(x.Item, fmt.Sprintf("%s is no finite number in row %d", x.Item, b.From+row+1), "correct it, or leave the row out of the base")
		}
	}
	return values
}

// check refuses a number that somebody of the base lacks, or whose target is
// none.
func (x number) check() error {
	if x.flaw != nil {
		return x.flaw
	}
	if x.missing > 0 {
		return problem(x.Item, fmt.Sprintf("the base has %s without a value of %s", study.Counted(x.missing, "person"), x.Item), "leave them out by the base, or choose another variable")
	}
	if target := x.target(); math.IsNaN(target) || math.IsInf(target, 0) {
		return problem(x.Item, fmt.Sprintf("the target of %s is %v", x.Item, target), "give a finite number")
	}
	return nil
}

func (x number) target() float64 {
	if x.Mean != nil {
		return *x.Mean
	}
	return *x.Total
}

// centre is the mean wanted: less it, the weighted sum of the values is to be
// zero, and no digits are lost to a large offset. Where the number of people is
// free the values stay, with their total.
func (x number) centre(free bool, people float64) float64 {
	switch {
	case free:
		return 0
	case x.Mean != nil:
		return *x.Mean
	}
	return *x.Total / people
}

// A moved sums a number up by the starting weights and by those that were made.
type moved struct{ before, was, after, is float64 }

func (s *moved) add(x, start, w float64) {
	s.was += start * x
	s.is += w * x
	s.before += start
	s.after += w
}

// reached compares the variable with its target, as means or totals.
func (s moved) reached(x number) MeanReached {
	r := MeanReached{Item: x.Item, Target: x.target(), Before: s.was, Reached: s.is}
	if x.Mean != nil {
		r.Before, r.Reached = r.Before/s.before, r.Reached/s.after
	}
	return r
}

// missed compares every target with what was reached; g says where bounds
// stand in the way.
func (s Set) missed(c Calibration) error {
	worst, text := reachable, ""
	for _, r := range s.Reached {
		if gap := math.Abs(r.Reached/r.Target - 1); !(gap <= worst) {
			worst = gap
			text = fmt.Sprintf("category %q of %s stands at %.4g of the base and its target is %.4g, a gap of %.2g", r.Code, r.Item, r.Reached, r.Target, r.Reached-r.Target)
		}
	}
	for _, r := range s.Means {
		if gap := math.Abs(r.Reached-r.Target) / max(math.Abs(r.Target), math.Abs(r.Before)); !(gap <= worst) {
			worst = gap
			text = fmt.Sprintf("%s stands at %.6g and its target is %.6g, a gap of %.2g", r.Item, r.Reached, r.Target, r.Reached-r.Target)
		}
	}
	if text == "" {
		return nil
	}
	if c.bounded() {
		return problem("calibrate", fmt.Sprintf("with g between %v and %v %s", c.Lower, c.Upper, text), "widen the bounds, merge categories or drop a target")
	}
	return problem("calibrate", text, "the targets contradict each other in this base, or no weights of this function reach them: merge categories or drop a target")
}
