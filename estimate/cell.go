package estimate

import (
	"math"
	"strings"
	"sync"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// A footing is the base of some cells with all that they share.
type footing struct {
	domain []int32      // people asked or not, answered or not: what the degrees of freedom count
	asked  int          // their number
	rows   []int32      // the base: 100 %
	pool   *kernel.Pool // in place of domain and rows, of data that passed block by block
	tally  kernel.Tally
	df     float64
	reach  kernel.Reach // of its intervals, where there are any
	sums   sums         // of the base, where they tell all of a share
}

func (w *work) footing(domain, rows []int32) footing {
	return w.reaching(footing{domain: domain, asked: len(domain), rows: rows, df: w.design.DF(domain), tally: w.design.TallyOf(rows), sums: w.sums(rows)})
}

// sums are a domain of the kernel, made when it is first asked for; it is nil
// where rows are needed one by one.
type sums func() *kernel.Domain

func (w *work) sums(rows []int32) sums {
	if !w.rowless() {
		return nil
	}
	return sync.OnceValue(func() *kernel.Domain { return w.design.Domain(rows) })
}

// reaching gives a footing the reach of its intervals.
func (w *work) reaching(f footing) footing {
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
	if r, known := w.reaches[df]; known {
		return r
	}
	r := kernel.NewReach(w.spec.Level, df)
	w.reaches[df] = r
	return r
}

// cell is a cell on the footing, still without a value.
func (f *footing) cell(keys []Key, count int) Cell {
	c := Cell{Keys: keys, Count: count, N: f.tally.N, DF: max(f.df, 0), WeightedN: f.tally.Sum, Effective: f.tally.Effective()}
	if c.Effective < concentrated && c.N >= 2*concentrated {
		c.Flags = append(c.Flags, Concentrated)
	}
	return c
}

// concentrated is the effective n below which a number rests on little more
// than one person.
const concentrated = 2

// state says what can be told from so many people.
func (f *footing) state() State {
	switch {
	case f.tally.N == 0 || f.tally.Sum == 0:
		return NoData
	case f.tally.N < 2 || f.df < 1:
		return NoInterval
	}
	return ""
}

// rowless reports whether the spec asks for nothing that is told row by row.
func (w *work) rowless() bool {
	return !w.spec.Covariance && !w.inContrast && w.spec.Effect == ""
}

// known are sums that have been made; nil where there are none.
func known(of *kernel.Domain) sums {
	if of == nil {
		return nil
	}
	return func() *kernel.Domain { return of }
}

func (s sums) domain() *kernel.Domain {
	if s == nil {
		return nil
	}
	return s()
}

// quick reports whether sums of weights and of their squares tell all that the
// spec asks for.
func (w *work) quick() bool { return w.rowless() && w.design.Simple() }

// meanCell is the mean of y over the footing's rows.
func (w *work) meanCell(keys []Key, f footing, y []float64) Cell {
	c := f.cell(keys, f.tally.N)
	c.Method = w.method("mean", w.spec.Interval)
	if c.State = f.state(); c.State == NoData {
		return c
	}
	l := w.design.Mean(f.rows, y)
	w.estimate(&c, f, l)
	w.effect(&c, f, l, y)
	return c
}

// linearCell is an estimate with an interval by t or by the normal
// distribution. An estimate that nobody bears is not estimable.
func (w *work) linearCell(keys []Key, f footing, what string, l kernel.Linear) Cell {
	c := w.plainCell(keys, f, what)
	if c.State == NoData {
		return c
	}
	if len(l.Rows) == 0 {
		c.State = NoData
		return c
	}
	w.estimate(&c, f, l)
	return c
}

// plainCell is a cell with an interval by t or by the normal distribution,
// still without a value.
func (w *work) plainCell(keys []Key, f footing, what string) Cell {
	interval := w.spec.Interval
	if interval != normalInterval {
		interval = studentInterval // a table's interval is for its shares
	}
	c := f.cell(keys, f.tally.N)
	c.Method = w.method(what, interval)
	c.State = f.state()
	return c
}

// estimate gives a cell its value and, where its base bears one, its standard
// error.
func (w *work) estimate(c *Cell, f footing, l kernel.Linear) {
	c.Value = l.Value
	if c.State == "" {
		w.spread(c, l, f.reach)
	}
	w.keep(*c, l)
}

// effect gives a cell the design effect that the spec asks for.
func (w *work) effect(c *Cell, f footing, l kernel.Linear, y []float64) {
	switch {
	case c.State != "":
	case w.spec.Effect == withReplacement:
		c.Effect = w.design.Effect(l, f.rows, y)
	case w.spec.Effect == withoutReplacement:
		c.Effect = w.design.EffectWithout(l, f.rows, y)
	}
}

// The design effects that a spec may ask for.
const (
	withReplacement    = "with"
	withoutReplacement = "without"
)

// keep remembers a cell's linearisation for covariances and contrasts.
func (w *work) keep(c Cell, l kernel.Linear) {
	if c.State == "" {
		w.linears[keyText(c.Keys)] = l
	}
}

func keyText(keys []Key) string {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(k.Dim + "\x00" + k.Value + "\x00")
	}
	return b.String()
}

// spread gives a cell its standard error and interval.
func (w *work) spread(c *Cell, l kernel.Linear, r kernel.Reach) {
	w.stretch(c, w.design.Variance(l), r)
}

// stretch is the same from a variance.
func (w *work) stretch(c *Cell, variance float64, r kernel.Reach) {
	c.SE = math.Sqrt(max(variance, 0))
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

// method words how a cell came about. There are few ways, and looking through
// them costs less than a map.
func (w *work) method(what, interval string) string {
	for _, m := range w.methods {
		if m.what == what && m.interval == interval {
			return m.text
		}
	}
	m := method{what, interval, w.wordMethod(what, interval)}
	w.methods = append(w.methods[:len(w.methods):len(w.methods)], m)
	return m.text
}

// A method is how cells came about, as it was worded.
type method struct{ what, interval, text string }

func (w *work) wordMethod(what, interval string) string {
	m := what + "; " + interval + " interval"
	switch {
	case w.weights != nil:
		return m + "; weights " + w.weights.Name + " taken as fixed"
	case w.set == nil:
		return m + "; unweighted"
	case w.design.IsReplicated():
		return m + "; weights " + w.set.Name + ", made anew in every replicate"
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
		if c.Missing[row] == dataset.Present { // nobody may have answered, and then there is no category
			y[j] = score[c.Codes[row]]
		}
	}
	return y
}

// pooledCell is an estimate from pools with an interval by t or by the normal
// distribution.
func (w *work) pooledCell(keys []Key, f footing, what string, value, variance float64) Cell {
	c := w.plainCell(keys, f, what)
	if c.State == NoData {
		return c
	}
	if c.Value = value; c.State == "" {
		w.stretch(&c, variance, f.reach)
	}
	return c
}
