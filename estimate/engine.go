package estimate

import (
	"fmt"
	"math"
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
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
}

// New returns an engine on the linked dataset of a cut: one row a person, an
// item of a wave in the column that [dataset.InWave] names, and what became
// of the person in each wave in the columns disposition_w1, disposition_w2, …
// Cut is the hash of the cut; weights are the sets that specs may name, see
// [Weigh].
func New(s *study.Study, cut string, data *dataset.Dataset, weights map[string]weight.Set) *Engine {
	return &Engine{study: s, cut: cut, data: data, weights: weights}
}

// work is one estimate under way.
type work struct {
	*question
	design   *kernel.Design
	set      *weight.Set // nil: unweighted
	people   []int32     // of the sample, Where, and with a weight
	sampleN  int         // of the sample and Where
	notes    []study.Text
	meeting  []bool   // by row: meets the spec's condition
	passing  [][]bool // by step and row: meets it and every step before
	fallback int
}

// Estimate computes a spec. What a person can mend comes back as
// [study.Problems] that name the estimate and the cause.
func (e *Engine) Estimate(spec Spec) (Estimate, error) {
	q, ps := resolve(spec, e.study, e.data)
	if len(ps) > 0 {
		return Estimate{}, ps
	}
	w, err := e.begin(q)
	if err != nil {
		return Estimate{}, err
	}
	cells, err := w.cells()
	if err != nil {
		return Estimate{}, problemsOf(spec.Name, "interval", err)
	}
	if !allFinite(cells) {
		return Estimate{}, study.Problems{trouble(spec.Name, "weight", "a number is too large to be written", "check the weights and the values of the item")}
	}
	return w.finish(e.cut, cells)
}

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
	case Funnel:
		return w.funnel()
	}
	return w.differences()
}

// begin finds the people of the sample and sets the design up.
func (e *Engine) begin(q *question) (*work, error) {
	w := &work{question: q}
	in, err := w.inSample()
	if err != nil {
		return nil, problemsOf(q.spec.Name, "sample", err)
	}
	if q.spec.Weight != "" {
		set, known := e.weights[q.spec.Weight]
		if !known {
			return nil, study.Problems{trouble(q.spec.Name, "weight", fmt.Sprintf("there is no weight set %q", q.spec.Weight), "name one of "+weight.File+", or leave the key out")}
		}
		if len(set.Values) != e.data.Rows {
			return nil, study.Problems{trouble(q.spec.Name, "weight", fmt.Sprintf("the weight set %q is made for %d rows and the data have %d", q.spec.Weight, len(set.Values), e.data.Rows), "make the set anew on this cut")}
		}
		w.set = &set
	}
	for i, member := range in {
		if !member {
			continue
		}
		w.sampleN++
		if w.set == nil || w.set.Values[i] > 0 {
			w.people = append(w.people, int32(i))
		}
	}
	if err := w.evaluate(in); err != nil {
		return nil, problemsOf(q.spec.Name, "where", err)
	}
	structure, err := w.structure()
	if err == nil {
		w.design, err = kernel.NewDesign(e.data.Rows, structure)
	}
	if err != nil {
		return nil, problemsOf(q.spec.Name, "design", err)
	}
	return w, nil
}

// inSample tells for every row whether it is of the sample and meets Where.
func (w *work) inSample() ([]bool, error) {
	in := slices.Repeat([]bool{true}, w.data.Rows)
	if !w.everybody {
		var err error
		if in, err = members(w.sample, w.data); err != nil {
			return nil, err
		}
	}
	if w.where == nil {
		return in, nil
	}
	return in, w.where.narrow(in)
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

// structure says how the rows came about. All rows stay in it, those outside
// the sample too: a sample is a domain.
func (w *work) structure() (kernel.Structure, error) {
	var s kernel.Structure
	if w.set != nil {
		s.Weights = w.set.Values
		if w.aware() {
			s.Raked, s.ByRow = w.set.Raked, w.set.Method == weight.Raked
			var err error
			if s.Margins, err = weight.Places(w.data, w.set.Recipe.Margins, w.set.Recipe.Wave); err != nil {
				return s, err
			}
		}
	}
	var err error
	if w.strata != nil {
		if s.Strata, err = numbered(w.strata, nil); err != nil {
			return s, err
		}
	}
	if w.clusters != nil {
		if s.Clusters, err = numbered(w.clusters, s.Strata); err != nil {
			return s, err
		}
	}
	if w.population != nil {
		if at := slices.IndexFunc(w.population.Missing, func(m dataset.Missing) bool { return m != dataset.Present }); at >= 0 {
			return s, fmt.Errorf("row %d has no value of %s", at+1, w.population.Name)
		}
		s.Population = w.population.Numbers
	}
	return s, nil
}

// aware reports whether the variance accounts for how the weights were made.
func (w *work) aware() bool { return w.set.Method != weight.Given }

// numbered numbers the distinct values of a column, within the strata if
// there are any, in the order in which they first occur.
func numbered(c *dataset.Column, strata []int32) ([]int32, error) {
	type value struct {
		stratum int32
		text    string
		number  float64
	}
	number := map[value]int32{}
	all := make([]int32, c.Len())
	for i := range all {
		if c.Missing[i] != dataset.Present {
			return nil, fmt.Errorf("row %d has no value of %s", i+1, c.Name)
		}
		var v value
		if strata != nil {
			v.stratum = strata[i]
		}
		switch c.Kind {
		case dataset.Categorical:
			v.number = float64(c.Codes[i])
		case dataset.Numeric:
			v.number = c.Numbers[i]
		case dataset.Words:
			v.text = c.Texts[i]
		default:
			return nil, fmt.Errorf("%s is %s and cannot tell strata or clusters apart", c.Name, c.Kind)
		}
		n, known := number[v]
		if !known {
			n = int32(len(number))
			number[v] = n
		}
		all[i] = n
	}
	return all, nil
}

func allFinite(cells []Cell) bool {
	for _, c := range cells {
		for _, x := range []float64{c.Value, c.SE, c.Low, c.High, c.DF, c.WeightedN, c.Effective} {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return false
			}
		}
	}
	return true
}
