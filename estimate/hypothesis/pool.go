package hypothesis

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// A Pooled estimate combines several completions of data with gaps.
type Pooled struct {
	Estimate, SE float64
	DF           float64 // 0 where the completions agree: the normal distribution holds
	Missing      float64 // fraction of information that is missing
}

// Pool combines the estimates and variances from m completed datasets (Rubin
// 1987): with W their mean variance and B the variance between them,
//
//	T = W + (1 + 1/m) B,  r = (1 + 1/m) B / W,  df = (m − 1)(1 + 1/r)²
//
// and the missing information (r + 2/(df+3)) / (r + 1). If complete, the degrees
// of freedom that the full data would have, is finite and above zero, df is
// lessened by it (Barnard & Rubin 1999); zero or +Inf leaves it.
func Pool(estimates, variances []float64, complete float64) (Pooled, error) {
	m := float64(len(estimates))
	if len(estimates) < 2 || len(variances) != len(estimates) {
		return Pooled{}, fmt.Errorf("hypothesis: pooling needs two completions or more, each with a variance: %d estimates, %d variances", len(estimates), len(variances))
	}
	within := 0.0
	for i, v := range variances {
		if !(v > 0) || math.IsInf(v, 1) || math.IsNaN(estimates[i]) || math.IsInf(estimates[i], 0) {
			return Pooled{}, undefined("completion %d has the estimate %v with variance %v", i+1, estimates[i], v)
		}
		within += v / m
	}
	of, err := describe(estimates, "", "fewer than two completions are there")
	if err != nil {
		return Pooled{}, err
	}
	between := (1 + 1/m) * of.variance
	p := Pooled{Estimate: of.mean, SE: math.Sqrt(within + between)}
	bounded := complete > 0 && !math.IsInf(complete, 1)
	observed := (complete + 1) / (complete + 3) * complete * within / (within + between)
	if between == 0 {
		if bounded {
			p.DF = observed
		}
		return p, nil
	}
	r := between / within
	p.DF = (m - 1) * (1 + 1/r) * (1 + 1/r)
	if bounded {
		p.DF = 1 / (1/p.DF + 1/observed)
	}
	p.Missing = (r + 2/(p.DF+3)) / (r + 1)
	return p, nil
}

// Interval is the pooled interval at a level such as 0.95.
func (p Pooled) Interval(level float64) (low, high float64) {
	df := p.DF
	if df == 0 {
		df = math.Inf(1)
	}
	reach := kernel.StudentQuantile((1+level)/2, df) * p.SE
	return p.Estimate - reach, p.Estimate + reach
}
