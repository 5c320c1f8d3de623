package weight

import (
	"fmt"
	"math"
	"slices"

	"sojourn/dataset"
)

// Trim cuts weights to the bounds and spreads what was cut evenly over the
// weights that were inside, so that the sum stays. That may push some of
// those beyond a bound; if strict, it goes on until none is outside, and a
// weight once cut stays at its bound. Weights of zero stay zero and take no
// part. It returns the new weights and how many were cut. Bounds between which
// the sum does not fit are an error.
func Trim(w []float64, lower, upper float64, strict bool) (trimmed []float64, cut int, err error) {
	if !(lower <= upper) || lower < 0 {
		return nil, 0, problem("trim", fmt.Sprintf("the bounds are %v and %v", lower, upper), "give 0 <= lower <= upper")
	}
	trimmed = append([]float64(nil), w...)
	fixed := make([]bool, len(w))
	for {
		excess, inside, fresh := clip(trimmed, fixed, lower, upper)
		cut += fresh
		if fresh == 0 {
			return trimmed, cut, nil
		}
		if inside == 0 {
			return nil, 0, problem("trim", fmt.Sprintf("the weights do not fit between the bounds %.4g and %.4g", lower, upper), "widen the bounds")
		}
		for i, x := range trimmed {
			if x > 0 && !fixed[i] {
				trimmed[i] += excess / float64(inside)
			}
		}
		if !strict {
			return trimmed, cut, nil
		}
	}
}

// clip moves the weights outside to their bound and fixes them there. It
// returns how much was cut off, how many weights are still free and how many
// were fixed just now.
func clip(w []float64, fixed []bool, lower, upper float64) (excess float64, inside, fresh int) {
	for i, x := range w {
		switch {
		case x <= 0 || fixed[i]:
		case x < lower || x > upper:
			w[i] = min(max(x, lower), upper)
			excess += x - w[i]
			fixed[i] = true
			fresh++
		default:
			inside++
		}
	}
	return excess, inside, fresh
}

// maxCuts is the number of times that raking and cutting alternate at most.
const maxCuts = 50

// RakeAndTrim rakes and then keeps the weights within bounds. With b.Rerake it
// alternates raking and cutting at the upper bound until both hold (as in
// DeBell & Krosnick 2009); otherwise it trims once after raking, and the
// set's Reached says how far the margins have moved away.
func RakeAndTrim(d *dataset.Dataset, margins []Margin, b Bounds, o Options) (Set, error) {
	t, err := newTable(d, margins, o)
	if err != nil {
		return Set{}, err
	}
	rounds, err := t.rake()
	if err != nil {
		return Set{}, err
	}
	if b.Rerake {
		if b.Lower > 0 || b.Strict || b.Upper == 0 {
			return Set{}, problem("trim", "rerake goes with an upper bound alone", "give upper, and leave lower and strict out")
		}
		return t.alternate(b.Upper * t.total / float64(len(t.rows)))
	}
	s, err := t.set(t.weights(), rounds, 0)
	if err != nil {
		return Set{}, err
	}
	return s.trimmed(d, b)
}

// trimmed keeps the weights of a set within bounds and says anew what was
// reached; the weights that hold the targets are kept beside.
func (s Set) trimmed(d *dataset.Dataset, b Bounds) (Set, error) {
	mean := 0.0
	for _, w := range s.Values {
		mean += w / float64(s.N)
	}
	upper := math.Inf(1)
	if b.Upper > 0 {
		upper = b.Upper * mean
	}
	w, cut, err := Trim(s.Values, b.Lower*mean, upper, b.Strict)
	if err != nil {
		return Set{}, err
	}
	t, err := placeAll(d, s.Recipe.Margins, Options{Wave: s.Recipe.Wave, Start: s.start, In: s.base(), Partial: true})
	if err != nil {
		return Set{}, err
	}
	after, err := t.describe(w)
	if err != nil {
		return Set{}, err
	}
	after.Method, after.Recipe, after.Raked, after.Trimmed = s.Method, s.Recipe, s.Values, cut
	after.Rounds, after.Least, after.Most = s.Rounds, s.Least, s.Most
	after.Reached = t.compared(w)
	for _, k := range s.Recipe.Numbers {
		x, err := t.number(d, k, s.Recipe.Wave)
		if err != nil {
			return Set{}, err
		}
		after.Means = append(after.Means, x.reached(t.rows, t.start, w))
	}
	return after, nil
}

// base are the rows with a starting weight.
func (s Set) base() []bool {
	in := make([]bool, len(s.start))
	for row, w := range s.start {
		in[row] = w > 0
	}
	return in
}

// alternate cuts at the upper bound and rakes again until both hold.
func (t *table) alternate(upper float64) (Set, error) {
	start := slices.Clone(t.start)
	ever := map[int32]bool{}
	for cuts := range maxCuts {
		w := t.weights()
		over := 0
		for i, row := range t.rows {
			if w[row] > upper*(1+1e-9) {
				ever[row] = true
				over++
			}
			t.start[i] = min(w[row], upper)
		}
		if over == 0 {
			t.start = start
			return t.set(w, cuts+1, len(ever))
		}
		t.restart()
		if _, err := t.rake(); err != nil {
			return Set{}, err
		}
	}
	return Set{}, problem("trim", fmt.Sprintf("after %d cuts some weights still exceed %.4g times the mean", maxCuts, upper/t.total*float64(len(t.rows))),
		"raise upper, merge categories or drop a margin")
}

// restart sums the starting weights by cell anew.
func (t *table) restart() {
	t.before = make([]float64, len(t.before))
	for i, c := range t.cell {
		t.before[c] += t.start[i]
	}
	t.sum = append([]float64(nil), t.before...)
}
