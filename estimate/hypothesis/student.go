package hypothesis

import (
	"fmt"
	"math"
)

// A TwoMeans is a t test of two groups of people counted alike.
type TwoMeans struct {
	Comparison            // of the first mean less the second
	Means      [2]float64 `json:"means"`
	D          float64    `json:"d"`            // Cohen's d: the difference in pooled standard deviations (Cohen 1988)
	SMD        float64    `json:"standardised"` // see [StandardisedDifference]
}

// Welch compares the means of a and b, whose variances may differ:
//
//	t = (ā − b̄) / √(s²ₐ/nₐ + s²ᵦ/nᵦ),  df after Welch (1947)
//
// NaN is no answer and is left out.
func Welch(a, b []float64, level float64) (TwoMeans, error) {
	x, y, err := twoSamples(a, b)
	if err != nil {
		return TwoMeans{}, err
	}
	u, v := x.variance/x.n, y.variance/y.n
	if u+v == 0 {
		return TwoMeans{}, because("no-error", "the standard error is zero: all values are alike")
	}
	df := (u + v) * (u + v) / (u*u/(x.n-1) + v*v/(y.n-1))
	return twoMeans("Welch t", x, y, math.Sqrt(u+v), df, level)
}

// EqualVarianceT is Student's t test of two groups with a common variance.
func EqualVarianceT(a, b []float64, level float64) (TwoMeans, error) {
	x, y, err := twoSamples(a, b)
	if err != nil {
		return TwoMeans{}, err
	}
	df := x.n + y.n - 2
	return twoMeans("Student t", x, y, pooled(x, y)*math.Sqrt(1/x.n+1/y.n), df, level)
}

// PairedT tests the mean of b − a over pairs with both answers (Student 1908).
func PairedT(a, b []float64, level float64) (Comparison, error) {
	differences, err := paired(a, b)
	if err != nil {
		return Comparison{}, err
	}
	s, err := describe(differences, "few-pairs", "fewer than two pairs have both answers")
	if err != nil {
		return Comparison{}, err
	}
	return student("paired t", s.mean, 0, math.Sqrt(s.variance/s.n), s.n-1, level)
}

func twoMeans(method string, x, y moments, se, df, level float64) (TwoMeans, error) {
	c, err := student(method, x.mean-y.mean, 0, se, df, level)
	if err != nil {
		return TwoMeans{}, err
	}
	return TwoMeans{c, [2]float64{x.mean, y.mean}, c.Estimate / pooled(x, y), c.Estimate / math.Sqrt((x.variance+y.variance)/2)}, nil
}

// moments are the size, mean and variance of a group.
type moments struct{ n, mean, variance float64 }

// describe computes the moments in two passes, NaN left out; code and why say
// that there are too few.
func describe(xs []float64, code, why string) (moments, error) {
	m := moments{}
	for i, x := range xs {
		if math.IsInf(x, 0) {
			return m, fmt.Errorf("hypothesis: value %d is infinite", i)
		}
		if !math.IsNaN(x) {
			m.n++
			m.mean += (x - m.mean) / m.n
		}
	}
	if m.n < 2 {
		return m, because(code, why)
	}
	off := 0.0
	for _, x := range xs {
		if !math.IsNaN(x) {
			off += x - m.mean
			m.variance += (x - m.mean) * (x - m.mean)
		}
	}
	m.variance = (m.variance - off*off/m.n) / (m.n - 1)
	m.mean += off / m.n
	return m, nil
}

func twoSamples(a, b []float64) (x, y moments, err error) {
	if x, err = describe(a, "few-first", "fewer than two answers are in the first group"); err != nil {
		return x, y, err
	}
	y, err = describe(b, "few-second", "fewer than two answers are in the second group")
	return x, y, err
}

func pooled(x, y moments) float64 {
	return math.Sqrt(((x.n-1)*x.variance + (y.n-1)*y.variance) / (x.n + y.n - 2))
}

// paired is b − a where both are there.
func paired(a, b []float64) ([]float64, error) {
	if len(a) != len(b) {
		return nil, fmt.Errorf("hypothesis: pairs of %d and %d answers", len(a), len(b))
	}
	var differences []float64
	for i := range a {
		if math.IsInf(a[i], 0) || math.IsInf(b[i], 0) {
			return nil, fmt.Errorf("hypothesis: pair %d is infinite", i)
		}
		if d := b[i] - a[i]; !math.IsNaN(d) {
			differences = append(differences, d)
		}
	}
	return differences, nil
}
