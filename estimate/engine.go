package estimate

import (
	"fmt"
	"slices"
	"sync"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/instrument"
	"sojourn/study"
	"sojourn/weight"
)

// An Engine computes estimates on one cut. It may be used by several
// goroutines at once.
type Engine struct {
	study   *study.Study
	cut     string
	data    *dataset.Dataset
	weights map[string]weight.Set
	unmade  study.Problems           // of sets that could not be made: they refuse the estimates that name them
	digests map[string]func() []byte // of weights, each worked out once
	rolls   *rolls
	lineage *instrument.Lineage // nil: nothing is known to have changed
}

// New returns an engine on the linked dataset of a cut: one row a person, an
// item of a wave in the column that [dataset.InWave] names, and what became
// of the person in each wave in the columns disposition_w1, disposition_w2, …
// Cut is the hash of the cut; weights are the sets that specs may name, see
// [Weigh].
func New(s *study.Study, cut string, data *dataset.Dataset, weights map[string]weight.Set) *Engine {
	e := &Engine{study: s, cut: cut, data: data, weights: weights, digests: map[string]func() []byte{}, rolls: &rolls{}}
	for name, set := range weights {
		e.digests[name] = sync.OnceValue(func() []byte { return digest(set.Values) })
	}
	return e
}

// work is one estimate under way.
type work struct {
	*question
	design     *kernel.Design
	set        *weight.Set // nil: unweighted
	people     []int32     // of the sample, Where, and with a weight
	sampleN    int         // of the sample and Where
	weighted   int         // of them, with a weight
	notes      []Note
	meeting    []bool   // by row: meets the spec's condition
	passing    [][]bool // by step and row: meets it and every step before
	fallback   int
	drifted    int
	engine     *Engine                  // on the data of the spec
	linears    map[string]kernel.Linear // of cells with a standard error, by their keys
	inContrast bool
	reaches    map[float64]kernel.Reach // by degrees of freedom
	whole      map[*dataset.Column]bool // columns that were looked through: no cell is empty
	methods    []method                 // as they were worded
	room       []Key                    // for the keys of cells
	bearing    *kernel.Design           // that bears linears: design, or that of a model over several waves
}

// Estimate computes a spec. What a person can mend comes back as
// [study.Problems] that name the estimate and the cause.
func (e *Engine) Estimate(spec Spec) (Estimate, error) {
	w, err := e.work(spec)
	if err != nil {
		return Estimate{}, err
	}
	return w.conclude(w.cells())
}

// conclude makes an estimate of its cells.
func (w *work) conclude(cells []Cell, err error) (Estimate, error) {
	if err != nil {
		return Estimate{}, problemsOf(w.spec.Name, string(w.spec.Measure), err)
	}
	if !allFinite(cells) {
		return Estimate{}, study.Problems{trouble(w.spec.Name, "weight", "a number is too large to be written, or there is none, as where weights are below zero",
			"check the weights and the values of the item; bounds keep the weights of a calibration above zero")}
	}
	return w.finish(w.engine.cut, cells)
}

// work prepares the data, resolves the spec and sets its design up.
func (e *Engine) work(spec Spec) (*work, error) {
	q, on, notes, err := e.question(spec)
	if err != nil {
		return nil, err
	}
	w, err := on.begin(q)
	if err == nil {
		w.notes = notes
	}
	return w, err
}

// question finds every name of the spec in the data that it asks for.
func (e *Engine) question(spec Spec) (*question, *Engine, []Note, error) {
	on, err := e.prepared(spec)
	if err != nil {
		return nil, nil, nil, err
	}
	spec, columns, notes, err := on.continuous(spec)
	if err != nil {
		return nil, nil, nil, err
	}
	q, ps := resolveUnder(spec, on.study, on.data, columns)
	return q, on, notes, ps.Err()
}

// cells computes the numbers of the spec's measure.
func (w *work) cells() ([]Cell, error) {
	switch w.spec.Measure {
	case Share:
		return w.shares()
	case Mean:
		return w.means()
	case Count:
		return w.counts()
	case Transition:
		return w.transitions()
	case Path:
		return w.paths()
	case Funnel:
		return w.funnel()
	case Difference:
		return w.differences()
	case Sum:
		return w.totals()
	case Ratio:
		return w.ratios()
	case Quantile:
		return w.quantiles()
	case Variance, Deviation, Correlation:
		return w.moments()
	case Contrast:
		return w.contrast()
	case Crosstab:
		return w.crosstab()
	case Testing:
		return w.tests()
	case Regression:
		return w.regression()
	case Scale:
		return w.scale()
	case Experiment:
		return w.experiment()
	case Recruitment:
		return w.recruitment()
	}
	return w.rates()
}

func (e *Engine) newWork(q *question) *work {
	return &work{question: q, engine: e, linears: map[string]kernel.Linear{}, reaches: map[float64]kernel.Reach{}, whole: map[*dataset.Column]bool{}}
}

// begin finds the people of the sample and sets the design up.
func (e *Engine) begin(q *question) (*work, error) {
	w := e.newWork(q)
	if q.spec.Weight != "" {
		set, known := e.weights[q.spec.Weight]
		if ps := e.whyUnmade(q.spec.Weight); len(ps) > 0 {
			return nil, ps
		}
		if !known {
			return nil, noSet(q.spec)
		}
		if len(set.Values) != e.data.Rows {
			return nil, study.Problems{trouble(q.spec.Name, "weight", fmt.Sprintf("the weight set %q is made for %d rows and the data have %d", q.spec.Weight, len(set.Values), e.data.Rows), "make the set anew on this cut")}
		}
		w.set = &set
	}
	if err := w.findPeople(); err != nil {
		return nil, err
	}
	if err := w.weightless(); err != nil {
		return nil, err
	}
	var err error
	if w.design, err = w.designed(); err != nil {
		return nil, problemsOf(q.spec.Name, "design", err)
	}
	w.bearing = w.design
	return w, nil
}

func noSet(s Spec) study.Problems {
	return study.Problems{trouble(s.Name, "weight", fmt.Sprintf("there is no weight set %q", s.Weight), "name one of "+weight.File+", or leave the key out")}
}

// whyUnmade lists the problems of a weight set that could not be made.
func (e *Engine) whyUnmade(set string) study.Problems {
	var ps study.Problems
	for _, p := range e.unmade {
		if p.Where == weight.File+" "+set {
			ps = append(ps, p)
		}
	}
	return ps
}

// findPeople finds the people of the sample and who of them meets the
// conditions.
func (w *work) findPeople() error {
	in, err := w.enroll()
	if err != nil {
		return problemsOf(w.spec.Name, "sample", err)
	}
	if err := w.evaluate(in); err != nil {
		return problemsOf(w.spec.Name, "where", err)
	}
	return nil
}

// weightless refuses a weight variable that nobody of the sample has.
func (w *work) weightless() error {
	if w.weights == nil || w.sampleN == 0 || w.weighted > 0 {
		return nil
	}
	return study.Problems{trouble(w.spec.Name, "design", fmt.Sprintf("%s is zero for all %d people of the sample", w.weights.Name, w.sampleN), "name another weight, or another sample")}
}

// evaluate finds out who of the sample meets the conditions of the spec.
func (w *work) evaluate(in []bool) error {
	if w.meets != nil {
		w.meeting = slices.Clone(in)
		if err := w.meets.narrow(w.meeting); err != nil {
			return err
		}
	}
	left := in
	for _, step := range w.steps {
		left = slices.Clone(left)
		if err := step.narrow(left); err != nil {
			return err
		}
		w.passing = append(w.passing, left)
	}
	return nil
}

// allFinite reports whether no number is infinite or none: zero times such a
// number is not zero.
func allFinite(cells []Cell) bool {
	for i := range cells {
		c := &cells[i]
		zero := 0*c.Value + 0*c.SE + 0*c.Low + 0*c.High + 0*c.DF + 0*c.WeightedN + 0*c.Effective + 0*c.Effect
		if c.Test != nil {
			zero += 0*c.Test.Statistic + 0*c.Test.DF + 0*c.Test.DF2 + 0*c.Test.P
		}
		if zero != 0 {
			return false
		}
	}
	return true
}
