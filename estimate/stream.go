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
	return t, nil
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
	told := t.sift(specs, all, tell)
	t.pass(specs, all)
	for i, o := range all {
		if o.Whole != "" && !told[i] {
			tell(t.wholeOf(specs[i], o.Whole))
		}
	}
	t.wholes(specs, all)
	return all
}

// sift makes the weight sets, and finds and tells what needs its columns whole.
func (t *Stream) sift(specs []Spec, all []Outcome, tell func(Whole)) (told []bool) {
	t.made, told = map[string]*passingSet{}, make([]bool, len(specs))
	err := t.look()
	for i, spec := range specs {
		if all[i].Err = err; err != nil {
			continue
		}
		if all[i].Whole = t.Whole(spec); all[i].Whole == "" {
			all[i].Whole, all[i].Err = t.weigh(spec)
		}
		if told[i] = all[i].Whole != ""; told[i] {
			tell(t.wholeOf(spec, all[i].Whole))
		}
	}
	return told
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

// pass computes what needs no columns whole, in a single reading.
func (t *Stream) pass(specs []Spec, all []Outcome) {
	passing, sets := map[int]*tabulation{}, map[string]*passingSet{}
	var names []string
	for i, spec := range specs {
		if all[i].Whole != "" || all[i].Err != nil {
			continue
		}
		tab, err := t.tabulate(spec)
		if all[i].Err = err; err != nil {
			continue
		}
		if passing[i] = tab; tab.made != nil {
			sets[spec.Weight] = tab.made
		}
		_, needed := t.needed(spec)
		names = append(names, needed...)
	}
	if len(passing) == 0 {
		return
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
			if err := tab.take(block, on); err != nil {
				all[i] = failed(err)
				delete(passing, i)
			}
		}
		return nil
	})
	for i, tab := range passing {
		if err != nil {
			all[i] = failed(err)
		} else if e, err := tab.conclude(); err != nil {
			all[i] = failed(err)
		} else {
			all[i].Estimate = e
		}
	}
}

// failed is the outcome of what broke off, or turned out to need its columns
// whole.
func failed(err error) Outcome {
	if errors.Is(err, errWhole) {
		return Outcome{Whole: hangsOnAll}
	}
	return Outcome{Err: err}
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
