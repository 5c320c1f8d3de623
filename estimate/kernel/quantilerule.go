package kernel

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A Rule says which value is the p-quantile where the weighted distribution
// function jumps over p or stands still at it.
type Rule string

// The rules. With C_k the sum of the weights up to the k-th smallest value,
// math, school, hf1, hf2 and hf3 invert the step function C_k/C_n. The others
// of Hyndman & Fan (1996) read p off the straight lines between points
// (p_k, x_k), in the weighted form that Lumley gives them in the vignette on
// quantile rules of the R package survey. SPSS and Stata differ from math; so
// the rule is printed with the number.
const (
	Math      Rule = "math"      // the smallest x with C_k/C_n ≥ p
	School    Rule = "school"    // where C_k/C_n = p the middle between x_k and the next value
	Shahvaish Rule = "shahvaish" // Shah & Vaish (2006), see [quantileOf]
	HF1       Rule = "hf1"       // math
	HF2       Rule = "hf2"       // school
	HF3       Rule = "hf3"       // where C_k/C_n = p that of x_k and the next whose place among the distinct values is even
	HF4       Rule = "hf4"       // p_k = C_k / C_n
	HF5       Rule = "hf5"       // p_k = (C_k − w_k/2) / C_n
	HF6       Rule = "hf6"       // p_k = C_k / (C_n + w_n)
	HF7       Rule = "hf7"       // p_k = C_{k−1} / C_{n−1}
	HF8       Rule = "hf8"       // p_k = (C_k − w_k/3) / (C_n + w_n/3)
	HF9       Rule = "hf9"       // p_k = (C_k − 3w_k/8) / (C_n + w_n/4)
)

// Rules lists the rules.
var Rules = [...]Rule{Math, School, Shahvaish, HF1, HF2, HF3, HF4, HF5, HF6, HF7, HF8, HF9}

// Known reports whether the rule exists.
func (r Rule) Known() bool { return slices.Contains(Rules[:], r) }

// A ranking is the values of a domain that have weight, in their order; equal
// values stay in the order of the rows.
type ranking struct {
	x, w, c []float64 // values, weights, and weights summed up
}

// A ranked is a value with its weight and its place among the rows. Sorting
// these costs half of sorting places, whose values lie elsewhere.
type ranked struct {
	x, w  float64
	place int
}

func (a ranked) compare(b ranked) int {
	switch {
	case a.x < b.x:
		return -1
	case a.x > b.x:
		return 1
	}
	return a.place - b.place
}

// newRanking sorts values. A negative weight is an error: it has no distribution
// function.
func newRanking(y, weights []float64) (ranking, error) {
	all := make([]ranked, 0, len(weights))
	for j, w := range weights {
		if w < 0 {
			return ranking{}, fmt.Errorf("kernel: a weight is %v, and with negative weights there are no quantiles", w)
		}
		if w > 0 {
			all = append(all, ranked{y[j], w, j})
		}
	}
	slices.SortFunc(all, ranked.compare)
	r := ranking{make([]float64, len(all)), make([]float64, len(all)), make([]float64, len(all))}
	sum, lost := 0.0, 0.0
	for k, one := range all {
		// Neumaier's compensation: whether C_k/C_n reaches p may hang on the last digit.
		next := sum + one.w
		if sum >= one.w {
			lost += sum - next + one.w
		} else {
			lost += one.w - next + sum
		}
		sum = next
		r.x[k], r.w[k], r.c[k] = one.x, one.w, sum+lost
	}
	return r, nil
}

// quantileOf is the p-quantile by a rule; NaN where there are no values.
//
// The rule of Shah & Vaish takes the value whose
//
//	F_k = (n C_k/C_n + 1/2 − w_k/2) / (n + 1)
//
// is the largest that does not exceed p. It supposes weights of mean 1; as in
// the R package survey the last term takes the weights as they are, so that
// with weights that sum to a population the rule leaves its mark on the
// result.
func (r ranking) quantileOf(p float64, rule Rule) float64 {
	if len(r.x) == 0 {
		return math.NaN()
	}
	switch rule {
	case Math, HF1, School, HF2, HF3:
		return r.inverse(p, rule)
	case Shahvaish:
		return r.shahVaish(p)
	}
	return r.interpolated(p, rule)
}

func (r ranking) inverse(p float64, rule Rule) float64 {
	n := len(r.x)
	total := r.c[n-1]
	k, _ := slices.BinarySearchFunc(r.c, p, func(c, p float64) int { return cmp.Compare(c/total, p) })
	k = min(k, n-1)
	next := k + 1
	for next < n && r.x[next] == r.x[k] {
		next++
	}
	// Ties: the distribution function has its step at the last of equal values.
	if r.c[next-1]/total != p || next == n {
		return r.x[k]
	}
	switch rule {
	case School, HF2:
		return (r.x[k] + r.x[next]) / 2
	case HF3:
		if distinct(r.x[:next])%2 == 1 {
			return r.x[next]
		}
	}
	return r.x[k]
}

// distinct counts the different values among sorted ones.
func distinct(x []float64) int {
	n := 0
	for k := range x {
		if k == 0 || x[k] != x[k-1] {
			n++
		}
	}
	return n
}

func (r ranking) shahVaish(p float64) float64 {
	n := float64(len(r.x))
	best, lowest := math.Inf(-1), math.Inf(1)
	at, first := r.x[0], r.x[0]
	for k, c := range r.c {
		f := (n*c/r.c[len(r.c)-1] + 0.5 - r.w[k]/2) / (n + 1)
		if f <= p && f >= best {
			best, at = f, r.x[k]
		}
		if f < lowest {
			lowest, first = f, r.x[k]
		}
	}
	if math.IsInf(best, -1) {
		return first
	}
	return at
}

// place is p_k of a rule that interpolates.
func (r ranking) place(k int, rule Rule) float64 {
	n := len(r.x)
	c, w, total, last := r.c[k], r.w[k], r.c[n-1], r.w[n-1]
	switch rule {
	case HF5:
		return (c - w/2) / total
	case HF6:
		return c / (total + last)
	case HF7:
		if n == 1 {
			return 0
		}
		return (c - w) / r.c[n-2]
	case HF8:
		return (c - w/3) / (total + last/3)
	case HF9:
		return (c - 3*w/8) / (total + last/4)
	}
	return c / total
}

// interpolated reads p off the lines between the places; before the first
// and after the last it is the first and the last value.
func (r ranking) interpolated(p float64, rule Rule) float64 {
	before, at := math.Inf(-1), r.x[0]
	for k, x := range r.x {
		place := r.place(k, rule)
		switch {
		case place < p:
		case k == 0:
			return x
		case place == before:
			return x
		default:
			return at + (x-at)*(p-before)/(place-before)
		}
		before, at = place, x
	}
	return at
}
