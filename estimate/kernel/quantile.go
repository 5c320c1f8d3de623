package kernel

import (
	"errors"
	"fmt"
	"math"
)

// Score is an interval for quantiles alone: the values at which a test of "the
// share up to here is p" just does not reject (Francisco & Fuller 1991), as
// the R package survey has it.
const Score Interval = "score"

// InReplicates is an interval for quantiles alone, by t from what the quantile
// becomes under each replicate. It is for half samples and the bootstrap: a
// jackknife's replicates lie too near each other to tell how a quantile varies
// (Rust & Rao 1996; Shao & Wu 1989).
const InReplicates Interval = "replicates"

// A Quantile is an estimated quantile. SE is what the interval's width says by
// Student's t, (High − Low) / 2t.
type Quantile struct {
	Value, SE, Low, High float64
	Method               Interval // the interval that was in fact used
}

// Quantiles estimates the p-quantiles of y over a domain by a rule, for each of
// ps. An interval is Woodruff's (1952): an interval for the share of values up
// to the quantile, by one of the methods for shares, carried back through the
// same rule. Low and High are zero where the reach has no quantile of t. N is
// the number of rows that an interval by beta supposes. Rows of weight
// zero do not count; it is an error if no row has weight or a weight is
// negative.
func (d *Design) Quantiles(rows []int32, y, ps []float64, rule Rule, method Interval, n int, reach Reach) ([]Quantile, error) {
	if !rule.Known() {
		return nil, fmt.Errorf("kernel: there is no rule %q for quantiles", rule)
	}
	r, err := newRanking(y, d.gather(rows))
	if err != nil {
		return nil, err
	}
	if len(r.x) == 0 {
		return nil, errors.New("kernel: nobody has a value and a weight")
	}
	all := make([]Quantile, len(ps))
	for k, p := range ps {
		if !(p > 0 && p < 1) {
			return nil, fmt.Errorf("kernel: there is no quantile at %v", p)
		}
		all[k] = Quantile{Value: r.quantileOf(p, rule), Method: method}
		if !(reach.T > 0) {
			continue
		}
		if err := all[k].enclose(d, rows, y, p, rule, r, n, reach); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// enclose gives a quantile its interval.
func (q *Quantile) enclose(d *Design, rows []int32, y []float64, p float64, rule Rule, r ranking, n int, reach Reach) error {
	if q.Method == Score {
		if q.Low, q.High = d.scoreInterval(rows, y, p, rule, r, reach.T); q.Low > q.Value || q.High < q.Value {
			q.Method = Wald
		}
	}
	var err error
	switch q.Method {
	case Score:
	case InReplicates:
		if d.replication == nil {
			return errors.New("kernel: the design has no replicates for an interval of quantiles")
		}
		se := d.SE(Linear{Value: q.Value, Replicates: d.Replicates(func(weights []float64) float64 {
			r, err := newRanking(y, pick(weights, rows))
			if err != nil || len(r.x) == 0 {
				return math.NaN()
			}
			return r.quantileOf(p, rule)
		})})
		q.Low, q.High = q.Value-reach.T*se, q.Value+reach.T*se
	default:
		var low, high float64
		low, high, q.Method, err = d.share(rows, y, q.Value, n).Interval(q.Method, reach)
		q.Low, q.High = r.quantileOf(low, rule), r.quantileOf(high, rule)
	}
	q.SE = (q.High - q.Low) / (2 * reach.T)
	return err
}

// share is the share of values up to x.
func (d *Design) share(rows []int32, y []float64, x float64, n int) Proportion {
	if d.Simple() {
		var part, base Tally
		for j, row := range rows {
			w := d.Weight(row)
			base.add(w)
			if y[j] <= x {
				part.add(w)
			}
		}
		p, variance := d.Share(part, base)
		return Proportion{P: p, Variance: variance, N: n, Effective: base.Effective()}
	}
	l := d.upTo(rows, y, x)
	return Proportion{P: l.Value, Variance: d.Variance(l), N: n, Effective: d.TallyOf(rows).Effective()}
}

func (d *Design) upTo(rows []int32, y []float64, x float64) Linear {
	in := make([]float64, len(y))
	for j := range y {
		if y[j] <= x {
			in[j] = 1
		}
	}
	return d.Mean(rows, in)
}

// scoreInterval finds the values at which the share up to a value, less p,
// passes −t and t standard errors, to the side where it is nearer, and carries
// the plain shares of rows up to there back through the rule. The last step is
// how the R package survey does it; a weighted share would be right, and where
// weights hang together with values, or many values are equal, the interval may
// drift off. In place of one that does not enclose the quantile Woodruff's is
// given.
func (d *Design) scoreInterval(rows []int32, y []float64, p float64, rule Rule, r ranking, t float64) (low, high float64) {
	bound := func(t float64) float64 {
		return r.quantileOf(r.passes(func(k int) float64 {
			l := d.upTo(rows, y, r.x[k])
			if se := d.SE(l); se > 0 {
				return (l.Value-p)/se - t
			}
			return math.Copysign(math.Inf(1), l.Value-p)
		}), rule)
	}
	return bound(-t), bound(t)
}

// passes finds by bisection where excess, which rises along the values, passes
// zero, and returns the share of values up to the nearer side of that step.
func (r ranking) passes(excess func(k int) float64) float64 {
	from, to := 0, len(r.x)-1
	for from < to {
		if middle := (from + to) / 2; excess(middle) >= 0 {
			to = middle
		} else {
			from = middle + 1
		}
	}
	first, last := from, from // of equal values
	for first > 0 && r.x[first-1] == r.x[from] {
		first--
	}
	for last+1 < len(r.x) && r.x[last+1] == r.x[from] {
		last++
	}
	n := float64(len(r.x))
	if first > 0 && math.Abs(excess(first-1)) <= math.Abs(excess(from)) {
		return float64(first) / n
	}
	return float64(last+1) / n
}
