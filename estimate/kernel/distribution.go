package kernel

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// The distributions below lean on gonum where it is exact to 1e-9 and go
// round it where it is not: its survival functions subtract from one, and some
// quantiles lose digits far out in the tail.

// NormalSurvival is the upper tail of the standard normal distribution.
func NormalSurvival(z float64) float64 { return 0.5 * math.Erfc(z/math.Sqrt2) }

// NormalQuantile is the z below which a standard normal falls with probability p.
func NormalQuantile(p float64) float64 { return distuv.UnitNormal.Quantile(p) }

// StudentSurvival is the upper tail of Student's t with df degrees of freedom,
// by the incomplete beta function (Abramowitz & Stegun 26.7.1), in the form
// that keeps its digits: near zero the complement of the central part.
func StudentSurvival(t, df float64) float64 {
	if t < 0 {
		return 1 - StudentSurvival(-t, df)
	}
	if math.IsInf(df, 1) {
		return NormalSurvival(t)
	}
	if t < 1 && t*t < 1e-3*df {
		return 0.5 - 0.5*mathext.RegIncBeta(0.5, df/2, t*t/(df+t*t))
	}
	return 0.5 * mathext.RegIncBeta(df/2, 0.5, df/(df+t*t))
}

// StudentQuantile is the t below which Student's distribution with df degrees
// of freedom falls with probability p: gonum's value, improved by two steps of
// Newton's method on the exact tail. Where there are no degrees of freedom, or
// p is not between 0 and 1, it is zero.
func StudentQuantile(p, df float64) float64 {
	if !(df > 0) || !(p > 0 && p < 1) {
		return 0
	}
	if math.IsInf(df, 1) {
		return NormalQuantile(p)
	}
	if p > 0.5 {
		return -StudentQuantile(1-p, df)
	}
	if p == 0.5 {
		return 0
	}
	dist := distuv.StudentsT{Sigma: 1, Nu: df}
	t := -dist.Quantile(p) // the upper tail of the same probability
	for range 2 {
		t += (StudentSurvival(t, df) - p) / dist.Prob(t)
	}
	return -t
}

// FSurvival is the upper tail of the F distribution (Abramowitz & Stegun
// 26.6.2).
func FSurvival(x, df1, df2 float64) float64 {
	if x <= 0 {
		return 1
	}
	return mathext.RegIncBeta(df2/2, df1/2, df2/(df2+df1*x))
}

// FQuantile is the x below which the F distribution falls with probability p.
func FQuantile(p, df1, df2 float64) float64 {
	return distuv.F{D1: df1, D2: df2}.Quantile(p)
}

// ChiSquaredSurvival is the upper tail of the chi-squared distribution.
func ChiSquaredSurvival(x, df float64) float64 {
	return distuv.ChiSquared{K: df}.Survival(x)
}

// ChiSquaredQuantile is the x below which the chi-squared distribution falls
// with probability p. Where gonum's value underflows to zero the leading term
// of the series, x = 2 (p Γ(df/2 + 1))^(2/df), is exact enough.
func ChiSquaredQuantile(p, df float64) float64 {
	x := distuv.ChiSquared{K: df}.Quantile(p)
	if x > 0 || p == 0 {
		return x
	}
	gamma, _ := math.Lgamma(df/2 + 1)
	return 2 * math.Exp((math.Log(p)+gamma)*2/df)
}

// BetaQuantile is the x below which the beta distribution falls with
// probability p. A parameter of zero is the limit: all mass at that end.
func BetaQuantile(p, a, b float64) float64 {
	switch {
	case a <= 0:
		return 0
	case b <= 0:
		return 1
	}
	return distuv.Beta{Alpha: a, Beta: b}.Quantile(p)
}
