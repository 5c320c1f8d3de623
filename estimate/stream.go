package estimate

import (
	"errors"
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/hypothesis"
	"sojourn/study"
	"sojourn/weight"
)

// A Stream computes estimates on data of any length. Whatever adds up over
// rows is computed while the data pass block by block, in memory that does not
// depend on the number of rows; for all else the columns that it needs, and no
// others, are read whole.
type Stream struct {
	request Request // with its variables settled
	study   *study.Study
	recipes []weight.Recipe
	cut     string
	source  Source
	header  *dataset.Dataset // the variables, without rows
}

// Stream prepares the estimates of the request on a source, as
// [Request.Engine] does on data.
func (r Request) Stream(s *study.Study, recipes []weight.Recipe, cut string, source Source) (*Stream, error) {
	empty := dataset.New(0)
	for _, v := range source.Variables() {
		if err := empty.Add(dataset.NewColumn(v, 0, dataset.Present)); err != nil {
			return nil, err
		}
	}
	if err := unknown(empty, r.Variables).Err(); err != nil {
		return nil, err
	}
	t := &Stream{request: r, recipes: slices.Concat(recipes, r.Weights), cut: cut, source: source}
	names := mentioned(source.Variables(), r.Estimates, r.Samples, t.recipes, s)
	var err error
	if t.request.Variables, err = settled(source, r.Variables, names); err != nil {
		return nil, err
	}
	if t.header, err = Describe(empty, t.request.Variables); err != nil {
		return nil, err
	}
	t.study = r.studyOn(s, t.header)
	return t, nil
}

// Whole says why an estimate needs its columns whole; empty where it does not.
func (t *Stream) Whole(spec Spec) string {
	s := spec.filled()
	switch {
	case !slices.Contains([]Measure{Share, Mean, Count, Sum, Ratio, Crosstab}, s.Measure):
		return fmt.Sprintf("a %s needs all values at once", s.Measure)
	case s.Weight != "":
		return "the weight set is made on all rows"
	case s.Design != nil && s.Design.Replicates != nil:
		return "replicates are made of all rows"
	case s.Design != nil && s.Design.Within != nil:
		return "the variance within clusters is computed row by row"
	case s.Effect != "" || s.Covariance || s.Standard != nil || len(s.Items) > 0:
		return "effect, covariance, standard and items are computed row by row"
	case s.Measure == Crosstab && s.Test != "" && s.Test != noTest && !slices.Contains(fromShares, hypothesis.Statistic(s.Test)):
		return fmt.Sprintf("the test %s is computed row by row", s.Test)
	case slices.ContainsFunc(s.Derive, func(d Derived) bool { return len(d.Categories) == 1 && d.Categories[0] == anyCategory }):
		return "the categories of a derived variable are those that occur"
	}
	return ""
}

// fromShares are the statistics that need no rows.
var fromShares = []hypothesis.Statistic{hypothesis.RaoScottF, hypothesis.RaoScottChi, hypothesis.LinearSum, hypothesis.Saddlepoint}

// errWhole says that an estimate turned out to need its columns whole.
var errWhole = errors.New("estimate: the columns are needed whole")

// An Outcome is an estimate or why there is none.
type Outcome struct {
	Estimate Estimate
	Err      error
	Whole    string // why its columns were read whole; empty where they were not
}

// Estimates computes specs, those that add up in a single reading of the data.
func (t *Stream) Estimates(specs []Spec) []Outcome {
	all := make([]Outcome, len(specs))
	passing := map[int]*tabulation{}
	var names []string
	for i, spec := range specs {
		if all[i].Whole = t.Whole(spec); all[i].Whole != "" {
			continue
		}
		tab, err := t.tabulate(spec)
		if err != nil {
			all[i].Err = err
			continue
		}
		passing[i] = tab
		_, needed := t.needed(spec)
		names = append(names, needed...)
	}
	if len(passing) > 0 {
		t.pass(names, passing, all)
	}
	t.wholes(specs, all)
	return all
}

// needed finds the weight sets that specs name anywhere, in the parts of a
// contrast too, and the variables that all this needs.
func (t *Stream) needed(specs ...Spec) (recipes []weight.Recipe, names []string) {
	named := map[string]bool{}
	each(specs, func(text string) { named[text] = true })
	for _, r := range t.recipes {
		if named[r.Name] {
			recipes = append(recipes, r)
			named[r.Sample] = true
		}
	}
	var samples []study.Sample
	for _, s := range t.study.Samples {
		if named[s.Name] {
			samples = append(samples, s)
		}
	}
	return recipes, mentioned(t.source.Variables(), specs, recipes, samples)
}

// pass reads the data once for all tabulations.
func (t *Stream) pass(names []string, passing map[int]*tabulation, all []Outcome) {
	before := 0
	err := t.source.Blocks(names, func(block *dataset.Dataset) error {
		described, err := Describe(block, only(t.request.Variables, block))
		if err != nil {
			return err
		}
		for i, tab := range passing {
			switch err := tab.take(described, before); {
			case errors.Is(err, errWhole):
				all[i].Whole = "a derived variable has the categories that occur"
				delete(passing, i)
			case err != nil:
				all[i].Err = err
				delete(passing, i)
			}
		}
		before += block.Rows
		return nil
	})
	for i, tab := range passing {
		if all[i].Err = err; err == nil {
			all[i].Estimate, all[i].Err = tab.conclude()
		}
	}
}

// only keeps the descriptions of the variables that are there.
func only(variables map[string]Described, d *dataset.Dataset) map[string]Described {
	some := map[string]Described{}
	for _, c := range d.Columns {
		if v, told := variables[c.Name]; told {
			some[c.Name] = v
		}
	}
	return some
}

// wholes computes what needs whole columns.
func (t *Stream) wholes(specs []Spec, all []Outcome) {
	var whole []Spec
	for i := range specs {
		if all[i].Whole != "" {
			whole = append(whole, specs[i])
		}
	}
	if len(whole) == 0 {
		return
	}
	engine, err := t.Engine(whole)
	for i := range specs {
		if all[i].Whole == "" {
			continue
		}
		if all[i].Err = err; err == nil {
			all[i].Estimate, all[i].Err = engine.Estimate(specs[i])
		}
	}
}

// Engine reads the columns of specs whole and returns an engine on them.
func (t *Stream) Engine(specs []Spec) (*Engine, error) {
	r := t.request
	recipes, names := t.needed(specs...)
	r.Weights = recipes
	d, err := t.source.Read(names)
	if err != nil {
		return nil, err
	}
	if d, err = Describe(d, only(r.Variables, d)); err != nil {
		return nil, err
	}
	return r.engineOn(t.study, t.cut, d)
}
