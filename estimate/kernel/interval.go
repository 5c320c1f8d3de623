package kernel

import (
	"fmt"
	"math"
)

// A Proportion is an estimated share with what an interval for it needs.
type Proportion struct {
	P         float64
	Variance  float64
	N         int     // rows of the domain, with an answer or without
	Answered  int     // rows of the base; 0: N
	Effective float64 // Kish's effective rows of the base
	LogitSE   float64 // standard error of the logit where replicates tell it; 0: by the delta method
}

// A Reach is how many standard errors an interval goes to either side. It is
// the same for all cells of a base and costs more than the rest of an interval.
type Reach struct{ Level, DF, T float64 }

// NewReach is the reach at a level such as 0.95 by Student's t with df degrees
// of freedom; with infinitely many it is the normal one.
func NewReach(level, df float64) Reach {
	return Reach{Level: level, DF: df, T: StudentQuantile((1+level)/2, df)}
}

// An Interval names a way to an interval for a share.
type Interval string

// The design-based intervals, with t on the design's degrees of freedom.
const (
	XLogit     Interval = "xlogit"     // Wald on the logit scale (Korn & Graubard 1998)
	Logit      Interval = "logit"      // the same, as a logistic regression on a constant gives it: under replicates with what the logit becomes in each
	Beta       Interval = "beta"       // Clopper & Pearson's on the effective n (Korn & Graubard 1998)
	Wilson     Interval = "wilson"     // score interval on the effective n (Wilson 1927)
	Asin       Interval = "asin"       // Wald on the arcsine scale
	Wald       Interval = "wald"       // p ± t·se; may leave 0 to 1
	Likelihood Interval = "likelihood" // scaled likelihood ratio (Rao & Scott 1984)
)

// Interval gives the interval of a share by a method, and the method that was
// in fact used: at 0 and 1, where the others break down or shrink to a point,
// it is Wilson's on the effective n.
func (p Proportion) Interval(method Interval, r Reach) (low, high float64, used Interval, err error) {
	t := r.T
	if p.P <= 0 || p.P >= 1 {
		low, high = wilson(p.P, p.Effective, t)
		return low, high, Wilson, nil
	}
	odds, logitSE := math.Log(p.P/(1-p.P)), math.Sqrt(p.Variance)/(p.P*(1-p.P))
	effective := p.P * (1 - p.P) / p.Variance
	if p.Variance == 0 {
		return p.P, p.P, method, nil
	}
	if method == Logit && p.LogitSE > 0 {
		logitSE = p.LogitSE
	}
	switch method {
	case XLogit, Logit:
		return expit(odds - t*logitSE), expit(odds + t*logitSE), method, nil
	case Wald:
		return p.P - t*math.Sqrt(p.Variance), p.P + t*math.Sqrt(p.Variance), method, nil
	case Wilson:
		low, high = wilson(p.P, effective, t)
	case Asin:
		low, high = p.asin(t)
	case Beta:
		low, high = p.beta(effective, r)
	case Likelihood:
		low, high = p.likelihood(effective, t)
	default:
		return 0, 0, method, fmt.Errorf("kernel: there is no interval %q for a share", method)
	}
	return low, high, method, nil
}

// Known reports whether the method exists.
func (m Interval) Known() bool {
	_, _, _, err := Proportion{P: 0.5, Variance: 0.01, N: 20, Effective: 20}.Interval(m, NewReach(0.95, 10))
	return err == nil
}

// LogitSE is the standard error of the logit of a share under replicates: of
// log(p_r / (1 − p_r)) over those in which somebody is counted and somebody is
// not. Without replicates it is zero.
func (d *Design) LogitSE(share Linear) float64 {
	if d.replication == nil {
		return 0
	}
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	l := Linear{Value: logit(share.Value), Replicates: make([]float64, len(share.Replicates))}
	for r, p := range share.Replicates {
		if l.Replicates[r] = math.NaN(); p > 0 && p < 1 {
			l.Replicates[r] = logit(p)
		}
	}
	return math.Sqrt(max(d.replication.covariance(l, l), 0))
}

func expit(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// wilson is the score interval of share p on n people with quantile z.
func wilson(p, n, z float64) (low, high float64) {
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	low, high = centre-half, centre+half
	if p == 0 {
		low = 0 // what is left of it is rounding
	}
	if p == 1 {
		high = 1
	}
	return low, high
}

func (p Proportion) asin(t float64) (low, high float64) {
	x := math.Asin(math.Sqrt(p.P))
	half := t * math.Sqrt(p.Variance) / (2 * math.Sqrt(p.P*(1-p.P)))
	return square(math.Sin(max(x-half, 0))), square(math.Sin(min(x+half, math.Pi/2)))
}

func square(x float64) float64 { return x * x }

// beta shrinks the effective n by the ratio of the t quantiles for the rows
// and for the design's degrees of freedom (Korn & Graubard 1998).
func (p Proportion) beta(effective float64, r Reach) (low, high float64) {
	a := (1 - r.Level) / 2
	n := effective * square(StudentQuantile(a, float64(p.N-1))/r.T)
	return BetaQuantile(a, n*p.P, n*(1-p.P)+1), BetaQuantile(1-a, n*p.P+1, n*(1-p.P))
}

// likelihood finds where the likelihood ratio, on the effective n, reaches t².
func (p Proportion) likelihood(effective, t float64) (low, high float64) {
	// The variance carries n/(n−1), the binomial likelihood does not.
	n := float64(p.Answered)
	if n == 0 {
		n = float64(p.N)
	}
	effective *= (n - 1) / n
	excess := func(q float64) float64 {
		return 2*effective*(p.P*math.Log(p.P/q)+(1-p.P)*math.Log((1-p.P)/(1-q))) - t*t
	}
	return bisect(excess, p.P, 0), bisect(excess, p.P, 1)
}

// bisect finds the zero of f between inside, where it is negative, and outside.
func bisect(f func(float64) float64, inside, outside float64) float64 {
	for range 200 {
		middle := (inside + outside) / 2
		if middle == inside || middle == outside {
			break
		}
		if f(middle) < 0 {
			inside = middle
		} else {
			outside = middle
		}
	}
	return inside
}
