package estimate

import (
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
	"sojourn/panel"
	"sojourn/study"
	"sojourn/weight"
)

// dispositionItem is the item under which a linked dataset keeps what became
// of a person in each wave: disposition_w1, disposition_w2, …
const dispositionItem = "disposition"

// members tells for every row whether the person belongs to the sample:
// responded in at least Min of its waves, and meets its condition.
func members(s study.Sample, d *dataset.Dataset) ([]bool, error) {
	responses := make([]uint16, d.Rows)
	for _, w := range s.Waves {
		c, meaning, err := outcomesOf(d, w)
		if err != nil {
			return nil, err
		}
		responded := make([]uint16, len(meaning))
		for code, m := range meaning {
			if m.Responded() {
				responded[code] = 1
			}
		}
		for row, missing := range c.Missing {
			if missing == dataset.Present {
				responses[row] += responded[c.Codes[row]]
			}
		}
	}
	in := make([]bool, d.Rows)
	for row, n := range responses {
		in[row] = int(n) >= s.Min
	}
	if s.Where == "" {
		return in, nil
	}
	where, err := compile(s.Where, d)
	if err != nil {
		return nil, fmt.Errorf("the condition of sample %q cannot be used: %w", s.Name, err)
	}
	return in, where.narrow(in)
}

// outcomesOf finds the column of what became of everybody in a wave, and what
// its categories mean.
func outcomesOf(d *dataset.Dataset, w study.WaveID) (*dataset.Column, []panel.Disposition, error) {
	name := dataset.InWave(dispositionItem, w)
	c, err := d.Column(name)
	if err != nil || c.Kind != dataset.Categorical {
		return nil, nil, fmt.Errorf("the data have no categories %s, by which people belong to samples", name)
	}
	meaning := make([]panel.Disposition, len(c.Variable.Codes.Categories))
	for i, category := range c.Variable.Codes.Categories {
		if meaning[i], err = panel.ParseDisposition(category.Code); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return c, meaning, nil
}

// dispositions reads what became of everybody in a wave.
func dispositions(d *dataset.Dataset, w study.WaveID) ([]panel.Disposition, error) {
	c, meaning, err := outcomesOf(d, w)
	if err != nil {
		return nil, err
	}
	all := make([]panel.Disposition, d.Rows)
	for i := range all {
		if c.Missing[i] == dataset.Present {
			all[i] = meaning[c.Codes[i]]
		}
	}
	return all, nil
}

// Weigh makes the weight sets of the recipes on the linked dataset, by name.
// A recipe that cannot be followed is a problem, and its set is left out.
func Weigh(recipes []weight.Recipe, s *study.Study, d *dataset.Dataset) (map[string]weight.Set, study.Problems) {
	sets := map[string]weight.Set{}
	var ps study.Problems
	for _, r := range recipes {
		in, err := base(r, s, d)
		if err != nil {
			ps = append(ps, unusable(r, err))
			continue
		}
		set, err := build(r, d, in)
		if err != nil {
			ps = append(ps, asProblems(err, r.Name)...)
			continue
		}
		sets[r.Name] = set
	}
	return sets, ps
}

// unusable says why the base of a recipe cannot be found.
func unusable(r weight.Recipe, err error) study.Problem {
	return study.Problem{Severity: study.Error, Code: "weight-base", Where: weight.File + " " + r.Name, Column: "base",
		What: err.Error(), Do: "name a sample of study.yaml and variables of the data"}
}

// build makes the set of a recipe, its response model included. Those whom the
// model gives no weight, because they took no part, leave the base.
func build(r weight.Recipe, d *dataset.Dataset, in []bool) (weight.Set, error) {
	start, err := starting(r, d, in)
	if err != nil {
		return weight.Set{}, err
	}
	return weight.BuildFrom(r, d, narrowed(r, in, start), start)
}

func narrowed(r weight.Recipe, in []bool, start []float64) []bool {
	if r.Response == nil {
		return in
	}
	took := make([]bool, len(in))
	for i := range in {
		took[i] = in[i] && start[i] > 0
	}
	return took
}

// starting are the weights that a recipe begins with, divided by the
// probability of taking part where it has a response model.
func starting(r weight.Recipe, d *dataset.Dataset, in []bool) ([]float64, error) {
	start, err := weight.Starting(r, weight.Block{Data: d, In: in})
	if err != nil || r.Response == nil {
		return start, err
	}
	made, err := model.ResponseWeights(*r.Response, d, in, start, nil)
	return made.Weights, err
}

// remade is the way by which the weights of a recipe are made anew in a
// replicate: the response model is fitted again to the people as often as the
// replicate has them, and the margins are reached again.
func remade(r weight.Recipe, d *dataset.Dataset, in []bool) (start []float64, remake kernel.Recalibration, err error) {
	if start, err = weight.Starting(r, weight.Block{Data: d, In: in}); err != nil || r.Response == nil {
		return start, r.Remake(d, in), err
	}
	return start, func(replicate []float64) ([]float64, error) {
		here, times := slices.Clone(in), make([]float64, d.Rows)
		for row, w := range replicate {
			if here[row] = in[row] && w > 0; here[row] {
				times[row] = w
				if start != nil {
					times[row] /= start[row]
				}
			}
		}
		made, err := model.ResponseWeights(*r.Response, d, here, replicate, times)
		if err != nil {
			return nil, err
		}
		set, err := weight.BuildFrom(r, d, narrowed(r, here, made.Weights), made.Weights)
		return set.Values, err
	}, nil
}

// base finds the people who get a weight by a recipe.
func base(r weight.Recipe, s *study.Study, d *dataset.Dataset) ([]bool, error) {
	sample, err := s.Sample(r.Sample)
	if err != nil {
		return nil, fmt.Errorf("the study has no sample %q", r.Sample)
	}
	in, err := members(sample, d)
	if err != nil || r.Base == "" {
		return in, err
	}
	where, err := compile(r.Base, d)
	if err != nil {
		return nil, fmt.Errorf("the base cannot be used: %w", err)
	}
	return in, where.narrow(in)
}

func asProblems(err error, set string) study.Problems {
	if ps, ok := err.(study.Problems); ok {
		return ps
	}
	return study.Problems{{Severity: study.Error, Code: "weight", Where: weight.File + " " + set, What: err.Error()}}
}
