package hypothesis

import (
	"math"

	"sojourn/estimate/kernel"
)

// A mixture is a weighted sum of independent χ² variables, by which quadratic
// forms in survey estimates are distributed (Rao & Scott 1984).
type mixture struct {
	weight []float64
	df     []float64
}

// SumSurvival is the probability that ∑ aᵢχ²(1), over χ²(df)/df where df is
// finite, exceeds x, by the saddlepoint approximation
//
//	Φ̄(w + log(v/w)/w),  w = sign(ζ)·√(2(ζx − K(ζ))),  v = ζ·√K″(ζ),  K′(ζ) = x
//
// (Barndorff-Nielsen 1990; Kuonen 1999). A finite df joins the sum
// with the weight −x/df, and the sum is held against zero (Lumley 2010). There
// df counts in whole ones, as in the R package survey, though the weight keeps
// the fraction: that errs towards the larger probability. Zeros among a add
// nothing; a negative weight is not a variance and gives no result.
func SumSurvival(x float64, a []float64, df float64) (float64, error) {
	var m mixture
	for _, weight := range a {
		if weight < 0 || math.IsNaN(weight) || math.IsInf(weight, 0) {
			return 0, because("sum-weight", "the sum of chi-squared variables has the weight %v", weight)
		}
		if weight > 0 {
			m.weight, m.df = append(m.weight, weight), append(m.df, 1)
		}
	}
	switch {
	case len(m.weight) == 0:
		return 0, because("sum-no-weight", "the sum of chi-squared variables has no positive weight")
	case math.IsNaN(x) || math.IsInf(x, 0):
		return 0, because("statistic-not-finite", "the statistic has no finite value")
	case x <= 0:
		return 1, nil
	case math.IsInf(df, 1):
		return m.survival(x), nil
	case df < 1:
		return 0, because("statistic-degrees", "the statistic rests on %v degrees of freedom", df)
	}
	whole := math.Floor(df * (1 + 1e-10)) // people counted alike have whole df, which rounding must not lessen by one
	m.weight, m.df = append(m.weight, -x/df), append(m.df, whole)
	return m.survival(0), nil
}

// survival is the upper tail at x.
func (m mixture) survival(x float64) float64 {
	zeta := m.saddle(x)
	w := math.Copysign(math.Sqrt(math.Max(2*(zeta*x-m.cumulant(zeta)), 0)), zeta)
	v := zeta * math.Sqrt(m.derivative(zeta, 2))
	if math.Abs(w) < 1e-4 {
		// At the mean both w and v vanish; this is the limit of the correction.
		return kernel.NormalSurvival(w + m.derivative(zeta, 3)/(6*math.Pow(m.derivative(zeta, 2), 1.5)))
	}
	return min(kernel.NormalSurvival(w+math.Log(v/w)/w), 1)
}

// saddle solves K′(ζ) = x by halving; K′ rises from pole to pole.
func (m mixture) saddle(x float64) float64 {
	low, high := math.Inf(-1), math.Inf(1)
	total := 0.0
	for i, weight := range m.weight {
		if weight > 0 {
			high = min(high, 1/(2*weight))
		} else {
			low = max(low, 1/(2*weight))
		}
		total += m.df[i]
	}
	if math.IsInf(low, -1) {
		// With positive weights only, K′(−k/2x) < x.
		low = -total / (2 * x)
	}
	for {
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			return mid
		}
		if m.derivative(mid, 1) < x {
			low = mid
		} else {
			high = mid
		}
	}
}

// cumulant is K(ζ), the logarithm of the moment generating function.
func (m mixture) cumulant(zeta float64) float64 {
	k := 0.0
	for i, weight := range m.weight {
		k -= m.df[i] / 2 * math.Log1p(-2*zeta*weight)
	}
	return k
}

// derivative is the order-th derivative of K.
func (m mixture) derivative(zeta float64, order int) float64 {
	factor := math.Gamma(float64(order)) * math.Pow(2, float64(order-1))
	k := 0.0
	for i, weight := range m.weight {
		k += factor * m.df[i] * math.Pow(weight/(1-2*zeta*weight), float64(order))
	}
	return k
}
