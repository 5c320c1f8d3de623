package estimate

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// A tabulation is an estimate under way on data that pass block by block.
type tabulation struct {
	stream           *Stream
	head             *work // names and columns, without rows
	units            kernel.Units
	strata, clusters numbering
	waves            []waveSums
}

// A waveSums is what is left of the rows that have passed, for one wave.
type waveSums struct {
	groups []groupSums // of a table: a single one of everybody
	silent int         // people without an answer
	asked  kernel.Pool // of a table's test: everybody, answered or not
}

type groupSums struct {
	domain, base, values kernel.Pool
	pieces               []kernel.Pool
}

// tabulate resolves a spec on the variables alone.
func (t *Stream) tabulate(spec Spec) (*tabulation, error) {
	data, err := derived(spec, t.header)
	if err != nil {
		return nil, problemsOf(spec.Name, "derive", err)
	}
	e := New(t.study, t.cut, data, nil)
	q, ps := resolve(spec, t.study, data)
	if len(ps) > 0 {
		return nil, ps
	}
	return &tabulation{stream: t, head: e.newWork(q), waves: make([]waveSums, len(q.waves))}, nil
}

// take adds up a block, before which as many rows have passed.
func (t *tabulation) take(block *dataset.Dataset, before int) error {
	w, unit, err := t.enter(block, before)
	if w == nil || err != nil {
		return err
	}
	t.head.sampleN += w.sampleN
	t.head.weighted += w.weighted
	for i := range w.waves {
		to := &t.waves[i]
		to.silent += w.silent(i)
		if w.spec.Measure == Crosstab {
			to.takeTable(w, i, unit)
		} else if err := to.takeGroups(w, i, unit); err != nil {
			return problemsOf(w.spec.Name, string(w.spec.Measure), err)
		}
	}
	return nil
}

// enter resolves the spec on a block and counts its rows in the design; unit
// is the cluster or stratum of each. Without rows of the design there is no
// work.
func (t *tabulation) enter(block *dataset.Dataset, before int) (w *work, unit []int32, err error) {
	spec := t.head.spec
	if block, err = derived(spec, block); err != nil {
		return nil, nil, err
	}
	for _, v := range spec.Derive {
		c, _ := block.Column(v.Name) // derived has made it
		if head, _ := t.head.data.Column(v.Name); head.Kind != c.Kind {
			return nil, nil, errWhole
		}
	}
	if spec.Design != nil && spec.Design.Rows != "" {
		rows, err := meeting(spec.Design.Rows, block)
		if len(rows) == 0 || err != nil {
			return nil, nil, err
		}
		block = kept(block, rows)
	}
	q, ps := resolve(spec, t.stream.study, block)
	if len(ps) > 0 {
		return nil, nil, ps
	}
	w = New(t.stream.study, t.stream.cut, block, nil).newWork(q)
	if err := w.findPeople(); err != nil {
		return nil, nil, err
	}
	if unit, err = t.count(w, before); err != nil {
		return nil, nil, problemsOf(spec.Name, "design", err)
	}
	return w, unit, nil
}

// count counts the rows of a block in the design and gives the block its
// weights.
func (t *tabulation) count(w *work, before int) (unit []int32, err error) {
	var s kernel.Structure
	if w.weights != nil {
		if s.Weights, err = values(w.weights); err != nil {
			return nil, err
		}
	}
	if w.population != nil {
		if s.Population, err = values(w.population); err != nil {
			return nil, err
		}
	}
	if w.strata != nil {
		if s.Strata, err = t.strata.of(w.strata, nil); err != nil {
			return nil, err
		}
		unit = s.Strata
	}
	if w.clusters != nil {
		if s.Clusters, err = t.clusters.of(w.clusters, s.Strata); err != nil {
			return nil, err
		}
		unit = s.Clusters
	}
	if err := t.units.Enter(w.data.Rows, s.Strata, s.Clusters, s.Population); err != nil {
		return nil, t.named(err)
	}
	w.design, err = kernel.NewDesign(w.data.Rows, kernel.Structure{Weights: s.Weights, Lonely: kernel.Remove})
	if err != nil {
		err = fmt.Errorf("in the block of rows after row %d: %w", before, err)
	}
	return unit, err
}

// named puts the name of the stratum in the place of its number.
func (t *tabulation) named(err error) error {
	switch err := err.(type) {
	case *kernel.LonelyError:
		return singleUnit(t.stratumName(err.Stratum))
	case *kernel.PopulationError:
		return twoPopulations(t.stratumName(err.Stratum), err, t.head.population)
	}
	return err
}

func (t *tabulation) stratumName(number int32) string {
	if t.head.strata != nil {
		for v, at := range t.strata.number {
			if at == number {
				return fmt.Sprintf("stratum %s of %s", v.written(t.head.strata), t.head.strata.Name)
			}
		}
	}
	return "the design"
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
	for g, some := range groups {
		sums := &to.groups[g]
		domain, base := w.based(i, some.rows)
		sums.domain = sums.domain.Add(w.design, unit, domain, nil, nil)
		if w.spec.Measure == Ratio {
			base = present(base, w.over[i])
		}
		sums.base = sums.base.Add(w.design, unit, base, nil, nil)
		if y, x := w.summed(i, base); y != nil {
			sums.values = sums.values.Add(w.design, unit, base, y, x)
			continue
		}
		if sums.pieces == nil {
			sums.pieces = make([]kernel.Pool, len(pieces))
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
func (to *waveSums) takeTable(w *work, i int, unit []int32) {
	grid := w.emptyGrid(i)
	if to.groups == nil {
		to.groups = []groupSums{{pieces: make([]kernel.Pool, len(grid.rows)*len(grid.columns))}}
	}
	sums := &to.groups[0]
	domain, base := w.based(i, w.people)
	place, both := w.paired(i, base)
	sums.domain = sums.domain.Add(w.design, unit, domain, nil, nil)
	sums.base = sums.base.Add(w.design, unit, both, nil, nil)
	for k, rows := range kernel.Partition(both, place, len(sums.pieces)) {
		sums.pieces[k] = sums.pieces[k].Add(w.design, unit, rows, nil, nil)
	}
	asked := w.people
	for _, c := range w.complete[i] {
		asked = present(asked, c)
	}
	to.asked = to.asked.Add(w.design, unit, asked, nil, nil)
}
