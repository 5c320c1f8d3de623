package kernel

import "math"

// A Binomial is x people of n, each drawn alike and on their own: no weights,
// no clusters.
type Binomial struct{ X, N int }

func (b Binomial) p() float64 { return float64(b.X) / float64(b.N) }

func quantile(level float64) float64 { return NormalQuantile((1 + level) / 2) }

// Wilson is the score interval (Wilson 1927).
func (b Binomial) Wilson(level float64) (low, high float64) {
	return wilson(b.p(), float64(b.N), quantile(level))
}

// WilsonCorrected is the score interval with continuity correction, at most
// 1/2 and at most |x − n/2| (Newcombe 1998, method 4).
func (b Binomial) WilsonCorrected(level float64) (low, high float64) {
	n, p, z := float64(b.N), b.p(), quantile(level)
	c := min(0.5, math.Abs(float64(b.X)-n/2))
	edge := func(p, sign float64) float64 {
		return (p + z*z/(2*n) + sign*z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))) / (1 + z*z/n)
	}
	return max(edge(max(p-c/n, 0), -1), 0), min(edge(min(p+c/n, 1), 1), 1)
}

// ClopperPearson is the exact interval (Clopper & Pearson 1934).
func (b Binomial) ClopperPearson(level float64) (low, high float64) {
	x, n, a := float64(b.X), float64(b.N), (1-level)/2
	return BetaQuantile(a, x, n-x+1), BetaQuantile(1-a, x+1, n-x)
}

// AgrestiCoull adds z²/2 people to either side (Agresti & Coull 1998).
func (b Binomial) AgrestiCoull(level float64) (low, high float64) {
	z := quantile(level)
	n := float64(b.N) + z*z
	p := (float64(b.X) + z*z/2) / n
	half := z * math.Sqrt(p*(1-p)/n)
	return max(p-half, 0), min(p+half, 1)
}

// Wald is p ± z·√(p(1−p)/n); at 0 and 1 it is a point and not to be trusted.
func (b Binomial) Wald(level float64) (low, high float64) {
	half := quantile(level) * math.Sqrt(b.p()*(1-b.p())/float64(b.N))
	return b.p() - half, b.p() + half
}
