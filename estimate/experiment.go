package estimate

import (
	"fmt"

	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
)

// A Trial is an experiment within a questionnaire.
type Trial struct {
	Kind       string   `yaml:"kind" json:"kind"`                                 // list or conjoint
	Arm        string   `yaml:"arm,omitempty" json:"arm,omitempty"`               // list: 1 for those whose list had the sensitive statement, else 0
	Harmless   int      `yaml:"harmless,omitempty" json:"harmless,omitempty"`     // list: how many other statements there were
	Attributes []string `yaml:"attributes,omitempty" json:"attributes,omitempty"` // conjoint: each with the level that a profile showed
}

// The kinds of experiments.
const (
	listExperiment     = "list"
	conjointExperiment = "conjoint"
)

// checkExperiment checks that an experiment has what its kind needs.
func (q *question) checkExperiment() {
	if q.spec.Measure != Experiment {
		return
	}
	s, e := q.spec, q.spec.Experiment
	switch {
	case s.Item == "":
		q.object("item", "an experiment has an outcome", "name it under item: of a list the number of statements, of a conjoint the choice or rating of the profile")
	case e == nil:
		q.object("experiment", "an experiment says of which kind it is", "fill in experiment, such as {kind: list, arm: treated, harmless: 4}")
	case e.Kind == listExperiment && (e.Arm == "" || e.Harmless < 1 || len(e.Attributes) > 0):
		q.object("experiment", "a list experiment has an arm and a number of harmless statements, and no attributes", "fill in arm and harmless")
	case e.Kind == listExperiment && (s.Weight != "" || s.Design != nil):
		q.object("experiment", "a list experiment compares its arms as they were drawn, and takes neither weights nor a design", "leave them out, or fit a model of the count on the arm")
	case e.Kind == conjointExperiment && (len(e.Attributes) == 0 || e.Arm != "" || e.Harmless != 0):
		q.object("experiment", "a conjoint experiment has attributes, and no arm", "list the attributes")
	case e.Kind != listExperiment && e.Kind != conjointExperiment:
		q.object("experiment", fmt.Sprintf("the kind %q of experiment is not known", e.Kind), "use list or conjoint")
	}
}

// experiment computes an experiment for every wave.
func (w *work) experiment() ([]Cell, error) {
	var cells []Cell
	for i, item := range w.items {
		in := make([]bool, w.data.Rows)
		for _, row := range w.people {
			in[row] = true
		}
		compute := w.conjoint
		if w.spec.Experiment.Kind == listExperiment {
			compute = w.list
		}
		some, err := compute(i, item.Name, in)
		if err != nil {
			return nil, err
		}
		cells = append(cells, some...)
	}
	return cells, nil
}

// variable finds a variable of an experiment in a wave.
func (w *work) variable(key, name string, i int) (string, error) {
	c := w.column(key, name, w.waves[i], false)
	if c == nil {
		return "", w.problems
	}
	return c.Name, nil
}

// list gives the share of the sensitive statement, the mean counts of the
// arms, the shares of the types of people, and the test of the design.
func (w *work) list(i int, count string, in []bool) ([]Cell, error) {
	arm, err := w.variable("experiment", w.spec.Experiment.Arm, i)
	if err != nil {
		return nil, err
	}
	l, err := model.NewListExperiment(w.data, count, arm, w.spec.Experiment.Harmless, in)
	if err != nil {
		return nil, err
	}
	n, reach := l.People[0]+l.People[1], kernel.NewReach(w.spec.Level, l.Inference.DF[1])
	cell := func(value, se float64, n int, method string, keys ...Key) Cell {
		c := Cell{Keys: append(w.waveKey(i), keys...), Value: value, Low: value, High: value, N: n, Count: n, WeightedN: float64(n), Effective: float64(n), Method: method}
		if se > 0 {
			c.SE, c.DF, c.Low, c.High = se, reach.DF, value-reach.T*se, value+reach.T*se
		}
		return c
	}
	share := cell(l.Share, l.Inference.SE[1], n, "list experiment, difference of means; HC2 errors")
	share.Test = &Test{Kind: "t", Statistic: l.Inference.Statistic[1], DF: l.Inference.DF[1], P: l.Inference.P[1]}
	cells := []Cell{share}
	for a, name := range []string{"control", "sensitive"} {
		cells = append(cells, cell(l.Means[a], 0, l.People[a], "mean count of the arm", Key{Dim: "fit", Value: "mean"}, Key{Dim: "arm", Value: name}))
	}
	for _, t := range l.Types {
		c := cell(t.Share, t.SE, n, "share of a type", Key{Dim: "harmless", Value: fmt.Sprint(t.Count)}, Key{Dim: "sensitive", Value: fmt.Sprint(boolInt(t.Sensitive))})
		cells = append(cells, c)
	}
	design := cell(l.P, 0, n, "test that the sensitive statement changes no other answer", Key{Dim: "test", Value: "no-design-effect"})
	design.Test = &Test{Kind: "no-design-effect", P: l.P}
	return append(cells, design), nil
}

// conjoint gives the mean outcome of every level, and its difference from that
// of the first level of the attribute.
func (w *work) conjoint(i int, outcome string, in []bool) ([]Cell, error) {
	var attributes []string
	for _, name := range w.spec.Experiment.Attributes {
		a, err := w.variable("experiment", name, i)
		if err != nil {
			return nil, err
		}
		attributes = append(attributes, a)
	}
	levels, err := model.MarginalMeans(w.data, w.design, outcome, attributes, in)
	if err != nil {
		return nil, err
	}
	var cells []Cell
	first := 0
	for k, l := range levels {
		if l.Attribute != levels[first].Attribute {
			first = k
		}
		keys := append(w.waveKey(i), Key{Dim: "attribute", Value: l.Attribute}, Key{Dim: "level", Value: l.Level})
		shown, err := w.shown(l.Attribute, l.Level)
		if err != nil {
			return nil, err
		}
		f := w.footing(shown, l.Estimate.Rows)
		cells = append(cells, w.linearCell(keys, f, "marginal mean", l.Estimate))
		if k == first {
			continue
		}
		keys = append(keys[:len(keys):len(keys)], Key{Dim: "minus", Value: levels[first].Level})
		before, err := w.shown(l.Attribute, levels[first].Level)
		if err != nil {
			return nil, err
		}
		both := w.footing(union(shown, before), union(l.Estimate.Rows, levels[first].Estimate.Rows))
		c := w.linearCell(keys, both, "difference of marginal means", l.Estimate.Minus(levels[first].Estimate))
		c.Test = against("t", c.Value, c.SE, c.DF)
		cells = append(cells, c)
	}
	return cells, nil
}

// shown are the people of the sample whose profile had the level, whether they
// have an outcome or not: they are what the degrees of freedom count.
func (w *work) shown(attribute, level string) ([]int32, error) {
	c, err := w.data.Column(attribute)
	if err != nil {
		return nil, err
	}
	return filter(present(w.people, c), func(row int32) bool { return valueAt(c, int(row)) == level }), nil
}
