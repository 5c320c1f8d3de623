package recognition

import "math"

// ShareDifference is the standardised difference of a share between two
// groups,
//
//	(p₁ − p₀) / √((p₁(1−p₁) + p₀(1−p₀)) / 2)
//
// (Austin 2009). Beyond 0.1 either way the groups are commonly held to differ.
// Groups of which all or none of both have it do not differ: 0.
func ShareDifference(p1, p0 float64) float64 {
	return over(p1-p0, p1*(1-p1), p0*(1-p0))
}

// MeanDifference is the same of a mean, with the variance of each group. Groups
// without any spread and with another mean differ without bound.
func MeanDifference(xs1, xs0 []float64) float64 {
	m1, v1 := moments(xs1)
	m0, v0 := moments(xs0)
	return over(m1-m0, v1, v0)
}

func over(difference, v1, v0 float64) float64 {
	if difference == 0 {
		return 0
	}
	return difference / math.Sqrt((v1+v0)/2)
}

// moments are mean and variance, of which the latter is 0 for fewer than two.
func moments(xs []float64) (mean, variance float64) {
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	for _, x := range xs {
		variance += (x - mean) * (x - mean)
	}
	return mean, variance / math.Max(1, float64(len(xs)-1))
}
