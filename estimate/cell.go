package estimate

import (
	"math"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// A footing is the base of some cells with all that they share.
type footing struct {
	domain    []int32 // people asked or not, answered or not: what the degrees of freedom count
	rows      []int32 // the base: 100 %
	df        float64
	reach     kernel.Reach // of its intervals, where there are any
	weightedN float64
	effective float64
}

func (w *work) footing(domain, rows []int32) footing {
	f := footing{domain: domain, rows: rows, df: w.design.DF(domain)}
	f.effective, f.weightedN = w.design.Effective(rows)
	if f.state() == "" && w.spec.Measure != Count {
		f.reach = w.reach(f.df)
	}
	return f
}

// reach is the reach of intervals with df degrees of freedom.
func (w *work) reach(df float64) kernel.Reach {
	if w.spec.Interval == normalInterval {
		df = math.Inf(1)
	}
	return kernel.NewReach(w.spec.Level, df)
}

// cell is a cell on the footing, still without a value.
func (f footing) cell(keys []Key, count int) Cell {
	return Cell{Keys: keys, Count: count, N: len(f.rows), DF: max(f.df, 0), WeightedN: f.weightedN, Effective: f.effective}
}

// state says what can be told from so many people.
func (f footing) state() State {
	switch {
	case len(f.rows) == 0 || f.weightedN == 0:
		return NoData
	case len(f.rows) < 2 || f.df < 1:
		return NoInterval
	}
	return ""
}

// shareCell is the share of the footing's rows for whom y, 0 or 1, is 1.
func (w *work) shareCell(keys []Key, f footing, y []float64) (Cell, error) {
	count := 0
	for _, x := range y {
		if x == 1 {
			count++
		}
	}
	c := f.cell(keys, count)
	c.Method = w.method("share", w.spec.Interval)
	if c.State = f.state(); c.State == NoData {
		return c, nil
	}
	l := w.design.Mean(f.rows, y)
	c.Value = l.Value
	if c.State == NoInterval {
		return c, nil
	}
	variance := w.design.Variance(l)
	c.SE = math.Sqrt(variance)
	if binomial := binomialIntervals[w.spec.Interval]; binomial != nil {
		people := kernel.Binomial{X: count, N: len(f.rows)}
		if c.Low, c.High = binomial(people, w.spec.Level); c.Low == c.High {
			c.Low, c.High = people.Wilson(w.spec.Level)
			c.Method = w.method("share", "binomial-wilson")
			w.fallback++
		}
		return c, nil
	}
	p := kernel.Proportion{P: l.Value, Variance: variance, N: len(f.domain), Effective: f.effective}
	low, high, used, err := p.Interval(kernel.Interval(w.spec.Interval), f.reach)
	if err != nil {
		return c, err
	}
	if used != kernel.Interval(w.spec.Interval) {
		w.fallback++
	}
	c.Low, c.High, c.Method = low, high, w.method("share", string(used))
	return c, nil
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

// meanCell is the mean of y over the footing's rows.
func (w *work) meanCell(keys []Key, f footing, y []float64) Cell {
	c := f.cell(keys, len(f.rows))
	c.Method = w.method("mean", w.spec.Interval)
	if c.State = f.state(); c.State == NoData {
		return c
	}
	l := w.design.Mean(f.rows, y)
	c.Value = l.Value
	if c.State == "" {
		w.spread(&c, l, f.reach)
	}
	return c
}

// spread gives a cell its standard error and interval.
func (w *work) spread(c *Cell, l kernel.Linear, r kernel.Reach) {
	c.SE = math.Sqrt(w.design.Variance(l))
	c.Low, c.High = c.Value-r.T*c.SE, c.Value+r.T*c.SE
}

// countCell is a number of people; it has no sampling error.
func (w *work) countCell(keys []Key, f footing, count int) Cell {
	c := f.cell(keys, count)
	c.Value = float64(count)
	c.Low, c.High = c.Value, c.Value
	c.Method = "count of people"
	return c
}

// method words how a cell came about.
func (w *work) method(what, interval string) string {
	m := what + "; " + interval + " interval"
	switch {
	case w.set == nil:
		return m + "; unweighted"
	case w.aware():
		return m + "; weights " + w.set.Name + ", raking accounted for"
	}
	return m + "; weights " + w.set.Name + " taken as fixed"
}

// indicator is 1 for the rows that are chosen.
func indicator(rows []int32, chosen func(int32) bool) []float64 {
	y := make([]float64, len(rows))
	for j, row := range rows {
		if chosen(row) {
			y[j] = 1
		}
	}
	return y
}

// scores reads the numbers of a column: its values, or what its categories
// stand for.
func scores(rows []int32, c *dataset.Column) []float64 {
	y := make([]float64, len(rows))
	if c.Kind == dataset.Numeric {
		for j, row := range rows {
			y[j] = c.Numbers[row]
		}
		return y
	}
	score := c.Variable.Codes.Scores()
	for j, row := range rows {
		y[j] = score[c.Codes[row]]
	}
	return y
}
