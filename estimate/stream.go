package estimate

import (
	"errors"
	"slices"

	"sojourn/dataset"
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
	header  *dataset.Dataset       // the variables, without rows
	seen    map[string][]float64   // numbers that occur, of variables that may serve as categories
	made    map[string]*passingSet // by name
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
	return t, t.look()
}

// An Outcome is an estimate or why there is none.
type Outcome struct {
	Estimate Estimate
	Err      error
	Whole    string // why its columns were read whole; empty where they were not
}

// Estimates computes specs, those that add up in a single reading of the data.
// Before columns are read whole, tell is told for which spec, why, and what is
// to be held of every row.
func (t *Stream) Estimates(specs []Spec, tell func(Whole)) []Outcome {
	all := make([]Outcome, len(specs))
	passing := map[int]*tabulation{}
	var names []string
	t.made = map[string]*passingSet{}
	told := make([]bool, len(specs))
	for i, spec := range specs {
		if all[i].Whole = t.Whole(spec); all[i].Whole == "" {
			all[i].Whole, all[i].Err = t.weigh(spec)
		}
		if all[i].Whole != "" {
			told[i] = true
			tell(t.wholeOf(spec, all[i].Whole))
		}
	}
	for i, spec := range specs {
		if all[i].Whole != "" || all[i].Err != nil {
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
	for i, o := range all {
		if o.Whole != "" && !told[i] {
			tell(t.wholeOf(specs[i], o.Whole))
		}
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
	sets := map[string]*passingSet{}
	for _, tab := range passing {
		if tab.made != nil {
			sets[tab.head.spec.Weight] = tab.made
		}
	}
	err := t.blocks(names, func(block *dataset.Dataset, from int) error {
		on := map[string]*blockSet{}
		for name, set := range sets {
			var err error
			if on[name], err = set.on(t.study, block, from); err != nil {
				return err
			}
		}
		for i, tab := range passing {
			switch err := tab.take(block, on); {
			case errors.Is(err, errWhole):
				all[i].Whole = hangsOnAll
				delete(passing, i)
			case err != nil:
				all[i].Err = err
				delete(passing, i)
			}
		}
		return nil
	})
	for i, tab := range passing {
		if all[i].Err = err; err != nil {
			continue
		}
		if all[i].Estimate, all[i].Err = tab.conclude(); errors.Is(all[i].Err, errWhole) {
			all[i] = Outcome{Whole: hangsOnAll}
		}
	}
}

// blocks hands out the data block by block, with their variables as described.
func (t *Stream) blocks(names []string, take func(block *dataset.Dataset, from int) error) error {
	from := 0
	return t.source.Blocks(names, func(block *dataset.Dataset) error {
		described, err := Describe(block, only(t.request.Variables, block))
		if err != nil {
			return err
		}
		for _, c := range described.Columns {
			c.Seen = t.seen[c.Name]
		}
		err = take(described, from)
		from += block.Rows
		return err
	})
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
