package estimate

import (
	"math"

	"sojourn/estimate/kernel"
)

// A portion is those of a base who are counted.
type portion struct {
	tally  kernel.Tally
	pool   *kernel.Pool // where the footing has one
	sums   sums         // where the footing has them
	chosen func(row int32) bool
}

// portion finds who of a base is chosen.
func (w *work) portion(f footing, chosen func(row int32) bool) portion {
	rows := filter(f.rows, chosen)
	return portion{tally: w.design.TallyOf(rows), sums: w.sums(rows), chosen: chosen}
}

// shareCell is the share of the footing's rows that are chosen.
func (w *work) shareCell(keys []Key, f footing, chosen func(row int32) bool) (Cell, error) {
	return w.portionCell(keys, &f, w.portion(f, chosen))
}

func (w *work) portionCell(keys []Key, f *footing, p portion) (Cell, error) {
	c := f.cell(keys, p.tally.N)
	c.Method = w.method("share", w.spec.Interval)
	if c.State = f.state(); c.State == NoData {
		return c, nil
	}
	variance, logitSE := w.measure(&c, f, p)
	if c.State == NoInterval {
		return c, nil
	}
	c.SE = math.Sqrt(variance)
	if binomial := binomialIntervals[w.spec.Interval]; binomial != nil {
		people := kernel.Binomial{X: p.tally.N, N: f.tally.N}
		if c.Low, c.High = binomial(people, w.spec.Level); c.Low == c.High {
			c.Low, c.High = people.Wilson(w.spec.Level)
			c.Method = w.method("share", "binomial-wilson")
			w.fallback++
		}
		return c, nil
	}
	share := kernel.Proportion{P: c.Value, Variance: variance, N: f.asked, Answered: f.tally.N, Effective: c.Effective, LogitSE: logitSE}
	low, high, used, err := share.Interval(kernel.Interval(w.spec.Interval), f.reach)
	if err != nil {
		return c, err
	}
	if used != kernel.Interval(w.spec.Interval) {
		w.fallback++
	}
	c.Low, c.High, c.Method = low, high, w.method("share", string(used))
	return c, nil
}

// measure gives a cell the share and returns its variance, and under replicates
// the standard error of its logit: from sums where those are enough, else by
// the indicator's linearisation.
func (w *work) measure(c *Cell, f *footing, p portion) (variance, logitSE float64) {
	switch {
	case (f.pool != nil || w.quick()) && p.tally.Weighty == f.tally.Weighty:
		c.Value = 1 // exactly, in whatever order the weights were summed
		return 0, 0
	case f.pool != nil:
		share := p.pool.Of(f.pool)
		c.Value, variance = w.design.PooledRatio(share)
		if w.spec.Interval == string(kernel.Logit) {
			logitSE = w.design.LogitSE(w.design.PooledLinear(share))
		}
		return variance, logitSE
	case w.quick():
		c.Value, variance = w.design.Share(p.tally, f.tally)
		return variance, 0
	}
	if part, base := p.sums.domain(), f.sums.domain(); part != nil && base != nil {
		c.Value, variance = w.design.PartOf(part, base)
		if w.spec.Interval == string(kernel.Logit) {
			logitSE = w.design.LogitPart(part, base)
		}
		return variance, logitSE
	}
	y := indicator(f.rows, p.chosen)
	l := w.design.Mean(f.rows, y)
	c.Value = l.Value
	if c.State == NoInterval {
		return 0, 0
	}
	w.keep(*c, l)
	w.effect(c, *f, l, y)
	return w.design.Variance(l), w.design.LogitSE(l)
}

// binomialIntervals are the intervals of a share that suppose people drawn
// alike and on their own: they go with no weights and no design.
var binomialIntervals = map[string]func(kernel.Binomial, float64) (low, high float64){
	"binomial-wilson":           kernel.Binomial.Wilson,
	"binomial-wilson-corrected": kernel.Binomial.WilsonCorrected,
	"clopper-pearson":           kernel.Binomial.ClopperPearson,
	"agresti-coull":             kernel.Binomial.AgrestiCoull,
	"binomial-wald":             kernel.Binomial.Wald,
}
