package weight

import (
	"fmt"
	"math"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
)

// set describes the weights w that were made on the table.
func (t *table) set(w []float64, rounds, trimmed int) (Set, error) {
	used := positive(w)
	deff, err := KishDeff(used)
	if err != nil {
		return Set{}, problem("start", "the weights sum to zero", "give somebody of the base a starting weight above zero")
	}
	s := Set{Method: Raked, Values: w, N: len(used), Deff: deff, Min: slices.Min(used), Max: slices.Max(used), Trimmed: trimmed, Rounds: rounds}
	for m, p := range t.margins {
		s.Recipe.Margins = append(s.Recipe.Margins, p.Margin)
		s.Reached = append(s.Reached, t.compared(m, p, w)...)
	}
	return s, nil
}

// compared sets every category of a margin against its target.
func (t *table) compared(m int, p placed, w []float64) []MarginReached {
	people := make([]int, len(p.codes))
	after := make([]float64, len(p.codes))
	total := 0.0
	for _, row := range t.rows {
		people[p.at[row]]++
		after[p.at[row]] += w[row]
		total += w[row]
	}
	before, sum := t.reached(m, t.before), 0.0
	for _, b := range before {
		sum += b
	}
	var all []MarginReached
	for c, code := range p.codes {
		if math.IsNaN(p.target[c]) {
			continue
		}
		all = append(all, MarginReached{Item: p.Item, Code: code, People: people[c],
			Before: before[c] / sum, Target: p.target[c] / p.total(), Reached: after[c] / total})
	}
	return all
}

// ParseSets reads the text of a weights.yaml: a list of recipes under the key
// weights.
func ParseSets(data []byte) ([]Recipe, error) {
	var file struct {
		Weights []Recipe `yaml:"weights"`
	}
	if err := study.Decode(File, data, &file); err != nil {
		return nil, err
	}
	var ps study.Problems
	seen := map[string]bool{}
	for i, r := range file.Weights {
		switch {
		case r.Name == "":
			ps = append(ps, problem("name", fmt.Sprintf("set %d has no name", i+1), "give it one, by which estimates call it"))
		case seen[r.Name]:
			ps = append(ps, problem("name", fmt.Sprintf("two sets are named %q", r.Name), "give each a name of its own"))
		}
		seen[r.Name] = true
		if len(r.Margins) == 0 {
			ps = append(ps, problem("margins", fmt.Sprintf("set %q has no margin", r.Name), "name at least one item with its targets"))
		}
		for _, m := range r.Margins {
			if m.Source == "" {
				ps = append(ps, problem("source", fmt.Sprintf("margin %s of set %q has no source", m.Item, r.Name), "say who published the targets, and when"))
			}
		}
	}
	return file.Weights, ps.Err()
}

// Build makes the set of a recipe on the base in, a row each. Who is in the
// recipe's sample and meets its Base is for the caller to find out.
func Build(r Recipe, d *dataset.Dataset, in []bool) (Set, error) {
	o := Options{Wave: r.Wave, In: in}
	if r.Start != "" {
		start, err := starting(d, r.Start, in)
		if err != nil {
			return Set{}, named(r.Name, err)
		}
		o.Start = start
	}
	var s Set
	var err error
	switch {
	case r.Trim != nil:
		s, err = RakeAndTrim(d, r.Margins, *r.Trim, o)
	case len(r.Margins) == 1:
		s, err = PostStratify(d, r.Margins[0], o)
	default:
		s, err = Rake(d, r.Margins, o)
	}
	if err != nil {
		return Set{}, named(r.Name, err)
	}
	s.Name, s.Recipe = r.Name, r
	return s, nil
}

// starting reads the weights to begin with; everybody of the base has one.
func starting(d *dataset.Dataset, name string, in []bool) ([]float64, error) {
	c, err := d.Column(name)
	if err != nil || c.Kind != dataset.Numeric {
		return nil, problem("start", fmt.Sprintf("the data have no numeric variable %s", name), "name one, or leave the key out to begin with equal weights")
	}
	for i, missing := range c.Missing {
		if missing != dataset.Present && (in == nil || in[i]) {
			return nil, problem("start", fmt.Sprintf("row %d of the base has no starting weight %s", i+1, name), "fill it in, or leave the row out of the base")
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
	return fmt.Errorf("weight: set %s: %w", set, err)
}
