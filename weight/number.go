package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
	"sojourn/study"
)

// A number is a numeric variable with its target.
type number struct {
	Known
	values []float64 // a row of the dataset each
}

// number finds the column of a known number and checks it on the base.
func (t *table) number(d *dataset.Dataset, k Known, wave study.WaveID) (number, error) {
	c, err := found(d, k.Item, wave)
	if err != nil {
		return number{}, err
	}
	x := number{Known: k}
	var scores []float64
	switch {
	case c.Kind == dataset.Numeric:
		x.values = c.Numbers
	case c.Kind == dataset.Categorical && c.Variable.Codes.Scores() != nil:
		scores = c.Variable.Codes.Scores()
		x.values = make([]float64, c.Len())
		for i, code := range c.Codes {
			if c.Missing[i] == dataset.Present {
				x.values[i] = scores[code]
			}
		}
	default:
		return number{}, problem(k.Item, fmt.Sprintf("%s is %s, and a mean needs numbers", k.Item, c.Kind), "name a numeric variable, or make it a margin")
	}
	missing := 0
	for _, row := range t.rows {
		if c.Missing[row] != dataset.Present {
			missing++
		} else if math.IsNaN(x.values[row]) || math.IsInf(x.values[row], 0) {
			return number{}, problem(k.Item, fmt.Sprintf("%s is no finite number in row %d", k.Item, row+1), "correct it, or leave the row out of the base")
		}
	}
	if missing > 0 {
		return number{}, problem(k.Item, fmt.Sprintf("the base has %s without a value of %s", study.Counted(missing, "person"), k.Item), "leave them out by the base, or choose another variable")
	}
	if target := x.target(); math.IsNaN(target) || math.IsInf(target, 0) {
		return number{}, problem(k.Item, fmt.Sprintf("the target of %s is %v", k.Item, target), "give a finite number")
	}
	return x, nil
}

func (x number) target() float64 {
	if x.Mean != nil {
		return *x.Mean
	}
	return *x.Total
}

// centred gives the values on the base less the mean wanted, whose weighted
// sum is then to be zero: no digits are lost to a large offset. Where the
// number of people is free the values stay, with their total.
func (x number) centred(rows []int32, free bool, people float64) (column []float64, target float64) {
	mean := 0.0
	switch {
	case free:
		target = *x.Total
	case x.Mean != nil:
		mean = *x.Mean
	default:
		mean = *x.Total / people
	}
	column = make([]float64, len(rows))
	for i, row := range rows {
		column[i] = x.values[row] - mean
	}
	return column, target
}

// reached compares the variable with its target, as means or totals.
func (x number) reached(rows []int32, start, w []float64) MeanReached {
	r := MeanReached{Item: x.Item, Target: x.target()}
	before, after := 0.0, 0.0
	for i, row := range rows {
		r.Before += start[i] * x.values[row]
		r.Reached += w[row] * x.values[row]
		before, after = before+start[i], after+w[row]
	}
	if x.Mean != nil {
		r.Before, r.Reached = r.Before/before, r.Reached/after
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
