package estimate

import (
	"sojourn/dataset"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

// conclude makes the estimate of what the rows have left.
func (t *tabulation) conclude() (Estimate, error) {
	w := t.head
	lonely, domains := kernel.Fail, false
	if d := w.spec.Design; d != nil {
		lonely, domains = kernel.Lonely(d.Lonely), d.LonelyDomains
	}
	if err := w.weightless(); err != nil {
		return Estimate{}, err
	}
	var err error
	if t.rows == 0 && w.spec.Design != nil && w.spec.Design.Rows != "" {
		return Estimate{}, noRows(w.spec)
	}
	if w.design, err = t.units.Design(lonely, domains); err != nil {
		return Estimate{}, problemsOf(w.spec.Name, "design", t.named(err))
	}
	if err := t.vary(); err != nil {
		return Estimate{}, err
	}
	var cells []Cell
	for i := range w.waves {
		some, err := w.pooled(i, t.waves[i])
		if err != nil {
			return w.conclude(nil, err)
		}
		cells = append(cells, some...)
		w.tellSilent(i, t.waves[i].silent)
	}
	if w.spec.Measure == Share || w.spec.Measure == Mean {
		cells = w.compared(cells)
	}
	return w.conclude(cells, nil)
}

// vary gives the design of all rows its replicates, or what its weights hold.
func (t *tabulation) vary() error {
	w := t.head
	if t.held != nil && !t.held.Held(w.design) {
		return errWhole
	}
	if !w.replicated() {
		return nil
	}
	r := w.spec.Design.Replicates
	if r.Kind == givenReplicates {
		err := w.design.PooledReplicates(kernel.Replication{Scale: r.Scale, Each: r.Each, MSE: r.MSE}, len(w.replicates), t.everybody)
		if err != nil {
			return problemsOf(w.spec.Name, "design", err)
		}
		return nil
	}
	made, err := w.design.PooledResampled(kernel.Resampling(r.Kind), r.Count, r.Rho, r.random(), t.everybody)
	if err != nil {
		return problemsOf(w.spec.Name, "design", err)
	}
	if w.design = made; r.MSE {
		w.design.TellsFromEstimate()
	}
	return nil
}

// footingOf is the footing of a group.
func (w *work) footingOf(s groupSums) footing {
	base := s.base
	if base == nil {
		base = &kernel.Pool{}
	}
	return w.reaching(footing{asked: s.domain.Whole().N, pool: base, tally: base.Whole().Tally, df: w.design.PooledDF(s.domain)})
}

// pooled computes the cells of a wave.
func (w *work) pooled(i int, sums waveSums) ([]Cell, error) {
	if w.spec.Measure == Crosstab {
		return w.pooledTable(i, sums)
	}
	var cells []Cell
	for g, group := range w.groups(i, nil) {
		if sums.groups == nil { // nobody has passed
			sums.groups = make([]groupSums, len(w.groups(i, nil)))
		}
		s := sums.groups[g]
		f := w.footingOf(s)
		if c, is := w.pooledNumber(i, group.keys, f, s.values); is {
			cells = append(cells, c)
			continue
		}
		if w.items[i] == nil && w.spec.Measure == Count {
			cells = append(cells, w.countCell(group.keys, f, f.tally.N))
			continue
		}
		for k, p := range w.pieces(i) {
			var piece *kernel.Pool
			if s.pieces != nil {
				piece = s.pieces[k]
			}
			c, err := w.pooledPiece(group.and(p.keys), f, piece)
			if err != nil {
				return nil, err
			}
			cells = append(cells, c)
		}
	}
	return cells, nil
}

// pooledNumber is the cell of a mean, a ratio or the total of numbers, where
// the spec asks for one.
func (w *work) pooledNumber(i int, keys []Key, f footing, values *kernel.Pool) (c Cell, is bool) {
	switch m := w.spec.Measure; {
	case m == Mean:
		value, variance := w.design.PooledRatio(values)
		return w.groupMean(keys, f, kernel.Group{Tally: f.tally, Mean: value, Variance: variance}), true
	case m == Ratio:
		value, variance := w.design.PooledRatio(values)
		c := w.pooledCell(keys, f, "ratio", value, variance)
		if values.Whole().X == 0 {
			c.State, c.Value, c.SE, c.Low, c.High = NoData, 0, 0, 0, 0
		}
		return c, true
	case m == Sum && w.items[i].Kind == dataset.Numeric:
		value, variance := w.design.PooledTotal(values)
		return w.pooledCell(keys, f, "total", value, variance), true
	}
	return Cell{}, false
}

// pooledPiece is the cell of a piece of a base.
func (w *work) pooledPiece(keys []Key, f footing, piece *kernel.Pool) (Cell, error) {
	tally := piece.Whole().Tally
	switch w.spec.Measure {
	case Count:
		return w.countCell(keys, f, tally.N), nil
	case Sum:
		value, variance := w.design.PooledTotal(piece.Weights(f.pool))
		return w.pooledCell(keys, f, "total", value, variance), nil
	}
	return w.portionCell(keys, &f, portion{tally: tally, pool: piece})
}

// pooledTable is a table with its test.
func (w *work) pooledTable(i int, sums waveSums) ([]Cell, error) {
	t := w.emptyGrid(i)
	if sums.groups == nil {
		sums.groups = []groupSums{{pieces: make([]*kernel.Pool, len(t.rows)*len(t.columns))}}
	}
	s := sums.groups[0]
	t.all = w.footingOf(s)
	for _, p := range s.pieces {
		if p == nil {
			p = &kernel.Pool{}
		}
		t.pools, t.tallies = append(t.pools, p), append(t.tallies, p.Whole().Tally)
	}
	w.addUp(&t)
	cells, err := w.gridCells(t)
	if err != nil {
		return nil, err
	}
	test, err := w.associated(func(kind string) (Cell, error) { return w.pooledTest(i, kind, t, sums.asked) })
	return append(cells, test...), err
}

// pooledTest is the Rao–Scott test of a table.
func (w *work) pooledTest(i int, kind string, t grid, asked *kernel.Pool) (Cell, error) {
	var compared []*kernel.Pool
	var base *kernel.Pool
	groups := w.comparedGroups(i)
	for a := range t.rows {
		for _, p := range t.pools[a*len(t.columns):][:len(groups)] {
			compared, base = append(compared, p), base.Plus(p)
		}
	}
	shares, covariance := w.design.PooledShares(compared)
	return w.testOfShares(i, kind, w.footingOf(groupSums{domain: asked, base: base}), hypothesis.Crossing{Share: shares, Covariance: covariance})
}

// summedTest is the Rao–Scott test of a table whose pairs are domains.
func (w *work) summedTest(i int, kind string, t grid) (Cell, error) {
	asked := w.people
	for _, c := range w.complete[i] {
		asked = present(asked, c)
	}
	var compared []*kernel.Domain
	f := footing{asked: len(asked), df: t.all.df}
	if len(asked) != len(w.people) || len(t.all.domain) != len(w.people) {
		f.df = w.design.DF(asked)
	}
	groups := w.comparedGroups(i)
	for a := range t.rows {
		for _, p := range t.pairs[a*len(t.columns):][:len(groups)] {
			compared = append(compared, p)
		}
	}
	base := t.everybody.sums()
	if len(compared) < len(t.pairs) {
		base = w.design.Joined(compared)
	}
	if base == nil {
		return w.tested(kind, i, w.items[i])
	}
	f.tally = base.Tally
	shares, composition := w.design.Parts(compared, base)
	if shares != nil && composition == nil {
		return w.tested(kind, i, w.items[i])
	}
	return w.testOfShares(i, kind, f, hypothesis.Crossing{Share: shares, Composition: composition})
}

// comparedGroups are the categories that a test compares: those of the spec's
// Groups if there are any.
func (w *work) comparedGroups(i int) []string {
	if len(w.spec.Groups) > 0 {
		return w.spec.Groups
	}
	return crossedCodes(w.by[i])
}

// testOfShares is the Rao–Scott test of a table from the shares of its pairs
// and their covariance; shares are nil where nobody has weight.
func (w *work) testOfShares(i int, kind string, f footing, crossing hypothesis.Crossing) (Cell, error) {
	s := subject{w: w, f: f, keys: w.waveKey(i), kind: kind, level: w.spec.Level}
	if f.state() == NoData {
		return Cell{}, nobodyToTest()
	}
	crossing.Rows, crossing.Cols = codesOf(w.items[i].Variable.Codes), w.comparedGroups(i)
	crossing.N, crossing.DF = float64(f.asked), f.df
	if crossing.Share == nil {
		crossing.Share = make([]float64, len(crossing.Rows)*len(crossing.Cols))
	}
	a, err := crossing.Associate(w.items[i].Name, w.spec.By, hypothesis.Statistic(kind))
	return s.finished(s.cellOf(a.CramersV, a.Test)), err
}
