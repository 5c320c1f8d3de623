package hypothesis

import (
	"math"
	"slices"
)

// CohenH is the distance of two shares on the arcsine scale, on which equal
// distances are equally hard to detect (Cohen 1988):
//
//	h = 2 asin √p − 2 asin √q
//
// Shares beyond 0 and 1 are taken for 0 and 1.
func CohenH(p, q float64) float64 {
	angle := func(p float64) float64 { return 2 * math.Asin(math.Sqrt(min(max(p, 0), 1))) }
	return angle(p) - angle(q)
}

// StandardisedDifference is the difference of two means in standard
// deviations, by the mean of the two variances (Austin 2009):
//
//	(ā − b̄) / √((s²ₐ + s²ᵦ) / 2)
//
// It does not grow with the number of people, as t does. NaN is no answer.
func StandardisedDifference(a, b []float64) (float64, error) {
	x, y, err := twoSamples(a, b)
	if err != nil {
		return 0, err
	}
	if x.variance+y.variance == 0 {
		return 0, undefined("neither group varies")
	}
	return (x.mean - y.mean) / math.Sqrt((x.variance+y.variance)/2), nil
}

// StandardisedShareDifference is the same for two shares, whose variances are
// p(1−p) (Austin 2009).
func StandardisedShareDifference(p, q float64) (float64, error) {
	variance := (p*(1-p) + q*(1-q)) / 2
	if !(variance > 0) {
		return 0, undefined("the shares %v and %v do not vary", p, q)
	}
	return (p - q) / math.Sqrt(variance), nil
}

// Holm adjusts the p-values of a family of tests so that the chance of any
// false finding stays at the level (Holm 1979). The order of ps is kept.
func Holm(ps []float64) ([]float64, error) {
	order, err := family(ps)
	if err != nil {
		return nil, err
	}
	adjusted, running := make([]float64, len(ps)), 0.0
	for i, j := range order {
		running = max(running, float64(len(ps)-i)*ps[j])
		adjusted[j] = min(running, 1)
	}
	return adjusted, nil
}

// BenjaminiHochberg adjusts the p-values of a family of tests so that the
// expected share of false ones among the findings stays at the level (Benjamini
// & Hochberg 1995). The order of ps is kept.
func BenjaminiHochberg(ps []float64) ([]float64, error) {
	order, err := family(ps)
	if err != nil {
		return nil, err
	}
	adjusted, running := make([]float64, len(ps)), 1.0
	for i, j := range slices.Backward(order) {
		running = min(running, float64(len(ps))/float64(i+1)*ps[j])
		adjusted[j] = running
	}
	return adjusted, nil
}

// family checks p-values and lists their places from the smallest.
func family(ps []float64) ([]int, error) {
	for i, p := range ps {
		if !(p >= 0 && p <= 1) {
			return nil, undefined("p-value %d of %d is %v", i+1, len(ps), p)
		}
	}
	return ascending(ps), nil
}
