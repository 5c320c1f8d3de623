package estimate

import (
	"errors"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// A tabulation is an estimate under way on data that pass block by block.
type tabulation struct {
	stream           *Stream
	head             *work       // names and columns, without rows
	made             *passingSet // nil: no weight set
	units            kernel.Units
	strata, clusters numbering
	held             *kernel.Passing // what the set holds fixed
	everybody        *kernel.Pool    // all rows, of which there are replicates
	rows             int             // that have passed
	waves            []waveSums
}

// A waveSums is what is left of the rows that have passed, for one wave.
type waveSums struct {
	groups []groupSums  // of a table: a single one of everybody
	silent int          // people without an answer
	asked  *kernel.Pool // of a table's test: everybody, answered or not
}

type groupSums struct {
	domain, base, values *kernel.Pool
	pieces               []*kernel.Pool
}

// tabulate resolves a spec on the variables alone.
func (t *Stream) tabulate(spec Spec) (*tabulation, error) {
	data, err := derived(spec, t.header)
	if err != nil {
		return nil, underivable(spec, err)
	}
	e := New(t.study, t.cut, data, nil)
	q, ps := resolve(spec, t.study, data)
	if len(ps) > 0 {
		return nil, ps
	}
	tab := &tabulation{stream: t, head: e.newWork(q), waves: make([]waveSums, len(q.waves))}
	if spec.Weight == "" {
		return tab, nil
	}
	if tab.made = t.made[spec.Weight]; tab.made == nil {
		return nil, noSet(spec)
	}
	set := tab.made.Set()
	if d := spec.Design; d != nil && d.Rows != "" {
		return nil, setOnAll(spec)
	}
	tab.head.set = &set
	e.digests[spec.Weight] = func() []byte { return tab.made.digest.Sum(nil) }
	return tab, nil
}

// take adds up a block, on which the weight sets are.
func (t *tabulation) take(block *dataset.Dataset, sets map[string]*blockSet) error {
	w, unit, err := t.enter(block, sets[t.head.spec.Weight])
	if w == nil || err != nil {
		return err
	}
	t.head.sampleN += w.sampleN
	t.head.weighted += w.weighted
	for i := range w.waves {
		to := &t.waves[i]
		to.silent += w.silent(i)
		if w.spec.Measure == Crosstab {
			err = to.takeTable(w, i, unit)
		} else {
			err = to.takeGroups(w, i, unit)
		}
		switch {
		case errors.Is(err, errWhole):
			return err
		case err != nil:
			return problemsOf(w.spec.Name, string(w.spec.Measure), err)
		}
	}
	return nil
}

// enter resolves the spec on a block and counts its rows in the design; unit
// is the cluster or stratum of each. Without rows of the design there is no
// work.
func (t *tabulation) enter(block *dataset.Dataset, set *blockSet) (w *work, unit []int32, err error) {
	spec := t.head.spec
	if block, err = derived(spec, block); err != nil {
		return nil, nil, underivable(spec, err)
	}
	for _, v := range spec.Derive {
		c, _ := block.Column(v.Name) // derived has made it
		if head, _ := t.head.data.Column(v.Name); head.Kind != c.Kind {
			return nil, nil, errWhole
		}
	}
	if spec.Design != nil && spec.Design.Rows != "" {
		rows, err := meeting(spec.Design.Rows, block)
		if err != nil {
			return nil, nil, unfindable(spec, err)
		}
		if len(rows) == 0 {
			return nil, nil, nil
		}
		block = kept(block, rows)
	}
	q, ps := resolve(spec, t.stream.study, block)
	if len(ps) > 0 {
		return nil, nil, ps
	}
	w = New(t.stream.study, t.stream.cut, block, nil).newWork(q)
	if set != nil {
		w.set = &set.Set
	}
	if err := w.findPeople(); err != nil {
		return nil, nil, err
	}
	if unit, err = t.count(w, set); err != nil {
		return nil, nil, problemsOf(spec.Name, "design", err)
	}
	t.rows += w.data.Rows
	if w.replicated() {
		t.everybody = t.everybody.Count(w.design, unit, allOf(w.data.Rows))
	}
	return w, unit, nil
}

func allOf(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// takeGroups adds up the groups of a wave.
func (to *waveSums) takeGroups(w *work, i int, unit []int32) error {
	people := w.people
	if w.spec.Measure == Count {
		var err error
		if people, err = w.respondents(i); err != nil {
			return err
		}
	}
	pieces := w.pieces(i)
	groups := w.groups(i, people)
	if to.groups == nil {
		to.groups = make([]groupSums, len(groups))
	}
	if len(groups) != len(to.groups) {
		return errWhole // categories turned out to hang on all rows
	}
	for g, some := range groups {
		sums := &to.groups[g]
		domain, base := w.based(i, some.rows)
		sums.domain = sums.domain.Count(w.design, unit, domain)
		if w.spec.Measure == Ratio {
			base = present(base, w.over[i])
		}
		if y, x := w.summed(i, base); y != nil {
			sums.base = sums.base.Tally(w.design, unit, base)
			sums.values = sums.values.Add(w.design, unit, base, y, x)
			continue
		}
		if w.spec.Measure == Count {
			sums.base = sums.base.Tally(w.design, unit, base)
		} else {
			sums.base = sums.base.Add(w.design, unit, base, nil, nil)
		}
		if sums.pieces == nil {
			sums.pieces = make([]*kernel.Pool, len(pieces))
		}
		if len(pieces) != len(sums.pieces) {
			return errWhole
		}
		for k, p := range pieces {
			sums.pieces[k] = sums.pieces[k].Add(w.design, unit, filter(base, p.chosen), nil, nil)
		}
	}
	return nil
}

// summed are the numbers of which a mean, a ratio or a total is made; none
// where people are counted.
func (w *work) summed(i int, base []int32) (y, x []float64) {
	switch m := w.spec.Measure; {
	case m == Mean:
		return scores(base, w.items[i]), nil
	case m == Ratio:
		return scores(base, w.items[i]), scores(base, w.over[i])
	case m == Sum && w.items[i].Kind == dataset.Numeric:
		return scores(base, w.items[i]), make([]float64, len(base))
	}
	return nil, nil
}

// takeTable adds up the pairs of a table, and whom its test is about.
func (to *waveSums) takeTable(w *work, i int, unit []int32) error {
	grid := w.emptyGrid(i)
	if to.groups == nil {
		to.groups = []groupSums{{pieces: make([]*kernel.Pool, len(grid.rows)*len(grid.columns))}}
	}
	sums := &to.groups[0]
	if len(sums.pieces) != len(grid.rows)*len(grid.columns) {
		return errWhole
	}
	domain, base := w.based(i, w.people)
	place, both := w.paired(i, base)
	sums.domain = sums.domain.Count(w.design, unit, domain)
	sums.base = sums.base.Add(w.design, unit, both, nil, nil)
	for k, rows := range kernel.Partition(both, place, len(sums.pieces)) {
		sums.pieces[k] = sums.pieces[k].Add(w.design, unit, rows, nil, nil)
	}
	asked := w.people
	for _, c := range w.complete[i] {
		asked = present(asked, c)
	}
	to.asked = to.asked.Count(w.design, unit, asked)
	return nil
}
