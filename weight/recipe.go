package weight

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/study"
)

// ParseSets reads the text of a weights.yaml: a list of recipes under the key
// weights.
func ParseSets(data []byte) ([]Recipe, error) {
	var file struct {
		Weights []Recipe `yaml:"weights"`
	}
	if err := study.Decode(File, data, &file); err != nil {
		return nil, err
	}
	return file.Weights, CheckRecipes(file.Weights).Err()
}

// CheckRecipes lists the keys of recipes that do not go together, and names
// that stand twice.
func CheckRecipes(recipes []Recipe) study.Problems {
	var ps study.Problems
	seen := map[string]bool{}
	for i, r := range recipes {
		switch {
		case r.Name == "":
			ps = append(ps, problem("name", fmt.Sprintf("set %d has no name", i+1), "give it one, by which estimates call it"))
		case seen[r.Name]:
			ps = append(ps, problem("name", fmt.Sprintf("two sets are named %q", r.Name), "give each a name of its own"))
		}
		seen[r.Name] = true
		ps = append(ps, r.check()...)
	}
	return ps
}

// check lists the keys of a recipe that do not go together.
func (r Recipe) check() (ps study.Problems) {
	add := func(key, what, do string) {
		ps = append(ps, problem(key, fmt.Sprintf("set %q %s", r.Name, what), do))
	}
	if len(r.Margins)+len(r.Numbers) == 0 && r.Response == nil {
		add("margins", "has no margin", "name at least one item with its targets")
	}
	if len(r.Numbers) > 0 && r.Calibrate == nil {
		add("numbers", "has numbers, which raking cannot hold", "add calibrate, or make categories of them")
	}
	if r.Calibrate != nil {
		if err := r.Calibrate.check(len(r.Margins), r.Numbers); err != nil {
			add("calibrate", "cannot be calibrated: "+err.Error(), "correct the keys under calibrate")
		}
		if r.Trim != nil && r.Trim.Rerake {
			add("trim", "is calibrated, and rerake goes with raking", "limit g by the bounds of calibrate")
		}
	}
	if r.Total < 0 {
		add("total", fmt.Sprintf("has the total %v", r.Total), "give the number of people in the population, or leave it out")
	}
	if r.Response != nil && r.Response.Formula == "" {
		add("response", "has a response without a formula", "say who took part and what explains it: in_w2 ~ sex + age")
	}
	if r.Response != nil && (len(r.Response.Between) != 0 && len(r.Response.Between) != 2 || r.Response.Classes < 0 || r.Response.Classes == 1) {
		add("response", fmt.Sprintf("has a response with %d quantiles and %d classes", len(r.Response.Between), r.Response.Classes), "give between two quantiles, such as [0.01, 0.99], and two classes or more")
	}
	for _, m := range r.Margins {
		if m.Source == "" {
			ps = append(ps, problem("source", fmt.Sprintf("margin %s of set %q has no source", m.Item, r.Name), "say who published the targets, and when"))
		}
	}
	for _, k := range r.Numbers {
		if k.Source == "" {
			ps = append(ps, problem("source", fmt.Sprintf("number %s of set %q has no source", k.Item, r.Name), "say who published it, and when"))
		}
	}
	return ps
}

// Build makes the set of a recipe on the base in, a row each. Who is in the
// recipe's sample and meets its Base is for the caller to find out. A recipe
// with a response is refused: its starting weights come from a model, see
// [BuildFrom].
func Build(r Recipe, d *dataset.Dataset, in []bool) (Set, error) {
	if r.Response != nil {
		return Set{}, named(r.Name, problem("response", "who took part is explained by a model, which was not fitted", "make the set with package estimate"))
	}
	start, err := Starting(r, Block{Data: d, In: in})
	if err != nil {
		return Set{}, err
	}
	return BuildFrom(r, d, in, start)
}

// Starting reads the weights that a recipe begins with, a row each; nil where
// they are all equal. Everybody of the base must have one.
func Starting(r Recipe, b Block) ([]float64, error) {
	if r.Start == "" {
		return nil, nil
	}
	start, err := starting(r.Start, b)
	if err != nil {
		return nil, named(r.Name, err)
	}
	return start, nil
}

// BuildFrom makes the set of a recipe on the base in with the starting weights
// start, a row each, or nil where they are all equal. A recipe without margins
// and numbers gives the starting weights as they are, brought to the total;
// their variance is that of given weights.
func BuildFrom(r Recipe, d *dataset.Dataset, in []bool, start []float64) (Set, error) {
	s, err := onWhole(r, Block{Data: d, In: in, Start: start}, (*table).follow)
	if err != nil {
		return Set{}, named(r.Name, err)
	}
	s.Name = r.Name
	return s, nil
}

// Follow makes the set of a recipe on data that pass block by block, as often as
// it takes: once to count the cells, once to describe the set, and again for
// each round of trimming and each step of a calibration that holds numbers. It
// gives the weights that [BuildFrom] gives. [ErrManyCells] says that the margins
// cross in too many cells.
func Follow(r Recipe, blocks Blocks) (*Made, error) {
	t := newTable(r, blocks)
	t.most = MostCells
	m, err := t.filled(r, (*table).follow)
	if err == ErrManyCells {
		return nil, err
	}
	if err != nil {
		return nil, named(r.Name, err)
	}
	m.set.Name = r.Name
	return m, nil
}

// follow makes the set that a recipe asks for.
func (t *table) follow(r Recipe) (m *Made, err error) {
	switch {
	case r.Calibrate != nil:
		m, err = t.calibrated(r)
	case len(r.Margins) == 0:
		m, err = t.given(r)
	case r.Trim != nil:
		return t.rakedWithin(r)
	case len(r.Margins) == 1:
		return t.postStratified(r)
	default:
		return t.raked(r)
	}
	if err != nil || r.Trim == nil {
		return m, err
	}
	return m, m.trim(*r.Trim)
}

// filled makes a set once the table is filled.
func (t *table) filled(r Recipe, set func(*table, Recipe) (*Made, error)) (*Made, error) {
	if r.Calibrate != nil {
		if err := r.Calibrate.check(len(r.Margins), r.Numbers); err != nil {
			return nil, err
		}
	}
	if err := t.fill(r.Total); err != nil {
		return nil, err
	}
	return set(t, r)
}

// wholeTable is a table of data that are a single block, and stay.
func wholeTable(r Recipe, b Block) *table {
	t := newTable(r, func(take func(Block) error) error { return take(b) })
	t.keep = true
	return t
}

// onWhole makes a set on data that are a single block.
func onWhole(r Recipe, b Block, set func(*table, Recipe) (*Made, error)) (Set, error) {
	t := wholeTable(r, b)
	m, err := t.filled(r, set)
	if err != nil {
		return Set{}, err
	}
	return m.on(t.kept), nil
}

// given is a set of the starting weights alone.
func (t *table) given(r Recipe) (*Made, error) {
	m := &Made{table: t, scale: 1}
	scale := 0.0
	if sum := t.begins(); sum > 0 {
		scale = t.total / sum
	}
	m.held = func(b *sorted, row int) float64 { return b.start(row) * scale }
	return m, m.describe(r)
}

// Remake is the way by which the weights of a recipe are made, for replicates:
// given the starting weights of a replicate it makes the set anew and returns
// its weights. Rows that a replicate leaves out have the starting weight zero.
func (r Recipe) Remake(d *dataset.Dataset, in []bool) func(start []float64) ([]float64, error) {
	return func(start []float64) ([]float64, error) {
		s, err := BuildFrom(r, d, in, start)
		return s.Values, err
	}
}

// starting reads the weights to begin with; everybody of the base has one.
func starting(name string, b Block) ([]float64, error) {
	c, err := b.Data.Column(name)
	if err != nil || c.Kind != dataset.Numeric {
		return nil, problem("start", fmt.Sprintf("the data have no numeric variable %s", name), "name one, or leave the key out to begin with equal weights")
	}
	for i, missing := range c.Missing {
		if missing != dataset.Present && (b.In == nil || b.In[i]) {
			return nil, problem("start", fmt.Sprintf("row %d of the base has no starting weight %s", b.From+i+1, name), "fill it in, or leave the row out of the base")
		}
	}
	return c.Numbers, nil
}

// named says of which set a problem is.
func named(set string, err error) error {
	if p, ok := err.(study.Problem); ok {
		p.Where += " " + set
		return study.Problems{p}
	}
	if _, told := err.(study.Problems); told { // by who handed the data out
		return err
	}
	return fmt.Errorf("weight: set %s: %w", set, err)
}
