package estimate

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
)

// A Model is a regression as a spec asks for it. Over several waves it is
// fitted to a row for each person and wave, and the people are its clusters.
type Model struct {
	Formula string    `yaml:"formula" json:"formula"`                   // such as "trust ~ age + country*wave"
	Family  string    `yaml:"family,omitempty" json:"family,omitempty"` // gaussian if empty; ordinal for proportional odds
	Errors  string    `yaml:"errors,omitempty" json:"errors,omitempty"` // survey if empty; classical, or a sandwich such as CR2 with the design's clusters
	Terms   []string  `yaml:"terms,omitempty" json:"terms,omitempty"`   // each tested as a whole
	Margins string    `yaml:"margins,omitempty" json:"margins,omitempty"`
	At      []float64 `yaml:"at,omitempty" json:"at,omitempty"` // values of a numeric variable for which margins are wanted
}

const (
	ordinalFamily   = "ordinal"
	surveyErrors    = "survey"
	classicalErrors = "classical"
)

// A ground is what a model stands on: its data, the people and the design.
type ground struct {
	data     *dataset.Dataset
	in       []bool
	weights  []float64 // nil: 1 each
	clusters []int32   // nil: none
	design   *kernel.Design
}

// regression fits the model: a cell for each coefficient, then the tests of
// terms, the margins and what there is to say of the fit.
func (w *work) regression() ([]Cell, error) {
	m := *w.spec.Model
	formula, err := model.Parse(m.Formula)
	if err != nil {
		return nil, err
	}
	g, err := w.ground(formula)
	if err != nil {
		return nil, err
	}
	frame, err := model.NewFrame(formula, g.data, model.Options{In: g.in, Weights: g.weights})
	if err != nil {
		return nil, err
	}
	w.bearing = g.design
	if frame.Incomplete > 0 {
		w.note("incomplete", frame.Incomplete)
	}
	if m.Family == ordinalFamily {
		return w.ordinal(frame, g)
	}
	family := model.Family(m.Family)
	if family == "" {
		family = model.Gaussian
	}
	fit, err := frame.Fit(family)
	if err != nil {
		return nil, err
	}
	inference, err := w.infer(fit, g)
	if err != nil {
		return nil, err
	}
	f := w.standing(g, frame.Rows)
	cells := w.coefficients(f, inference, fit.Estimates(g.design))
	more, err := w.aboutFit(fit, inference, f, g)
	w.tellDropped(fit.Dropped)
	return append(cells, more...), err
}

func (w *work) tellDropped(dropped []model.Dropped) {
	for _, d := range dropped {
		if len(d.By) == 0 {
			w.note("dropped-zero", d.Column)
			continue
		}
		w.note("dropped", d.Column, strings.Join(d.By, ", "))
	}
}

// standing is the footing of a model's cells.
func (w *work) standing(g ground, rows []int32) footing {
	return footing{domain: rows, rows: rows, df: g.design.DF(rows), tally: g.design.TallyOf(rows)}
}

// ground finds the data, the people and the design of a model.
func (w *work) ground(f model.Formula) (ground, error) {
	g := ground{data: w.data, in: make([]bool, w.data.Rows), design: w.design}
	for _, row := range w.people {
		g.in[row] = true
	}
	s, err := w.structure()
	if err != nil {
		return g, err
	}
	g.weights, g.clusters = s.Weights, s.Clusters
	if len(w.spec.Waves) < 2 {
		return g, nil
	}
	if w.design.IsReplicated() {
		return g, fmt.Errorf("a model over several waves takes no replicates; leave them out of the design")
	}
	if s.Within != nil {
		return g, fmt.Errorf("a model over several waves takes a single stage; leave within out of the design")
	}
	answers, err := w.continued()
	if err != nil {
		return g, err
	}
	long, persons, err := model.Long(f, answers, w.spec.Waves)
	if err != nil {
		return g, err
	}
	over := kernel.Structure{Clusters: persons, Lonely: s.Lonely, LonelyDomains: s.LonelyDomains}
	if s.Clusters != nil {
		over.Clusters = spreadOut(s.Clusters, persons)
	}
	if s.Strata != nil {
		over.Strata = spreadOut(s.Strata, persons)
	}
	if s.Weights != nil {
		over.Weights = spreadOut(s.Weights, persons)
	}
	if s.Population != nil {
		over.Population = spreadOut(s.Population, persons)
	}
	g = ground{data: long, in: spreadOut(g.in, persons), weights: over.Weights, clusters: over.Clusters}
	g.design, err = kernel.NewDesign(long.Rows, over)
	return g, w.named(err)
}

// continued is the data with the columns that the lineage recoded in the place
// of those of their names.
func (w *work) continued() (*dataset.Dataset, error) {
	if len(w.recoded) == 0 {
		return w.data, nil
	}
	all := dataset.New(w.data.Rows)
	left := maps.Clone(w.recoded)
	for _, c := range w.data.Columns {
		if recoded := left[c.Name]; recoded != nil {
			c = recoded
			delete(left, c.Name)
		}
		if err := all.Add(c); err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		if err := all.Add(left[name]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// spreadOut gives every row of a long file the value of its person.
func spreadOut[T any](values []T, persons []int32) []T {
	all := make([]T, len(persons))
	for i, person := range persons {
		all[i] = values[person]
	}
	return all
}

func (w *work) infer(fit *model.Fit, g ground) (model.Inference, error) {
	switch errors := w.spec.Model.Errors; errors {
	case "", surveyErrors:
		return fit.Survey(g.design, w.spec.Level)
	case classicalErrors:
		return fit.Classical(w.spec.Level)
	default:
		clusters := g.clusters
		if slices.Contains([]model.Sandwich{model.HC0, model.HC1, model.HC2, model.HC3}, model.Sandwich(errors)) {
			clusters = nil
		}
		return fit.Robust(model.Sandwich(errors), clusters, w.spec.Level)
	}
}

// coefficients are the cells of an inference.
func (w *work) coefficients(f footing, in model.Inference, linears []kernel.Linear) []Cell {
	var cells []Cell
	for k, name := range in.Names {
		c := f.cell([]Key{{Dim: "term", Value: name}}, f.tally.N)
		c.Value, c.SE, c.Low, c.High = in.Coef[k], in.SE[k], in.Low[k], in.High[k]
		c.DF = finite(in.DF[k])
		c.Test = &Test{Kind: "t", Statistic: in.Statistic[k], DF: c.DF, P: in.P[k]}
		c.Method = w.modelMethod(in.Method)
		if k < len(linears) {
			w.keep(c, linears[k])
		}
		cells = append(cells, c)
	}
	return cells
}

// finite is x, or zero where the normal distribution is meant.
func finite(x float64) float64 {
	if math.IsInf(x, 0) {
		return 0
	}
	return x
}

func (w *work) modelMethod(errors string) string {
	m := "regression; " + errors + " errors"
	switch {
	case w.set != nil && (!w.aware() || len(w.spec.Waves) > 1):
		return m + "; weights " + w.set.Name + " taken as fixed"
	case w.set != nil:
		return m + "; weights " + w.set.Name + ", raking accounted for"
	case w.weights != nil:
		return m + "; weights " + w.weights.Name + " taken as fixed"
	}
	return m + "; unweighted"
}

// aboutFit are the tests of terms, the margins and the measures of fit; a
// measure that this model does not have is left out.
func (w *work) aboutFit(fit *model.Fit, in model.Inference, f footing, g ground) ([]Cell, error) {
	var cells []Cell
	for _, term := range w.spec.Model.Terms {
		t, err := in.Wald(term)
		if err != nil {
			return nil, err
		}
		cells = append(cells, w.fitted(f, Key{Dim: "test", Value: term}, t.Statistic, &t))
	}
	if w.spec.Model.Margins != "" {
		margins, err := fit.Margins(g.design, w.spec.Model.Margins, w.spec.Model.At...)
		if err != nil {
			return nil, err
		}
		for _, m := range margins {
			c := f.cell([]Key{{Dim: "margin", Value: m.At}}, f.tally.N)
			c.Value, c.SE, c.Method = m.Estimate.Value, g.design.SE(m.Estimate), w.modelMethod(in.Method)
			reach := w.reach(f.df)
			c.Low, c.High = c.Value-reach.T*c.SE, c.Value+reach.T*c.SE
			w.keep(c, m.Estimate)
			cells = append(cells, c)
		}
	}
	for _, about := range []struct {
		name  string
		value func() (float64, error)
	}{
		{"dispersion", func() (float64, error) { return in.Dispersion, nil }},
		{"residual-df", func() (float64, error) { return finite(in.ResidualDF), nil }},
		{"deviance", func() (float64, error) { return fit.Deviance, nil }},
		{"null-deviance", func() (float64, error) { return fit.NullDeviance, nil }},
		{"r-squared", fit.RSquared}, {"mcfadden", fit.McFadden}, {"auc", fit.AUC},
		{"r-indicator", func() (float64, error) { r, err := fit.Representativity(); return r.R, err }},
	} {
		if x, err := about.value(); err == nil {
			cells = append(cells, w.fitted(f, Key{Dim: "fit", Value: about.name}, x, nil))
		}
	}
	if t, err := fit.Overall(); err == nil {
		cells = append(cells, w.fitted(f, Key{Dim: "test", Value: "overall"}, t.Statistic, &t))
	}
	return cells, nil
}

// fitted is a cell about the model as a whole.
func (w *work) fitted(f footing, key Key, value float64, t *model.Test) Cell {
	c := f.cell([]Key{key}, f.tally.N)
	c.Value, c.Low, c.High, c.Method = value, value, value, "regression"
	if t != nil {
		c.Method = t.Method
		c.Test = &Test{Kind: t.Method, Statistic: t.Statistic, DF: t.DF, DF2: finite(t.DF2), P: t.P}
	}
	return c
}

func (w *work) ordinal(frame *model.Frame, g ground) ([]Cell, error) {
	fit, err := frame.FitOrdinal()
	if err != nil {
		return nil, err
	}
	in, err := fit.Survey(g.design, w.spec.Level)
	if err != nil {
		return nil, err
	}
	w.tellDropped(fit.Dropped)
	f := w.standing(g, frame.Rows)
	cells := w.coefficients(f, in, fit.Influence())
	return append(cells, w.fitted(f, Key{Dim: "fit", Value: "deviance"}, fit.Deviance, nil)), nil
}

// checkModel checks the model's keys for themselves.
func (q *question) checkModel() {
	m := q.spec.Model
	if q.spec.Measure != Regression {
		return
	}
	if m == nil {
		q.object("model", "a model has a formula", `fill in model, such as {formula: "trust ~ age + country"}`)
		return
	}
	if _, err := model.Parse(m.Formula); err != nil {
		q.object("model", "the formula cannot be read: "+err.Error(), "correct it")
	}
	families := []string{"", string(model.Gaussian), string(model.Binomial), string(model.Quasibinomial), string(model.Poisson), string(model.Quasipoisson), ordinalFamily}
	if !slices.Contains(families, m.Family) {
		q.object("model", fmt.Sprintf("the family %q is not known", m.Family), "use gaussian, binomial, quasibinomial, poisson, quasipoisson or ordinal")
	}
	errors := []string{"", surveyErrors, classicalErrors, string(model.HC0), string(model.HC1), string(model.HC2), string(model.HC3),
		string(model.CR0), string(model.CR1), string(model.CR1S), string(model.CR2)}
	if !slices.Contains(errors, m.Errors) {
		q.object("model", fmt.Sprintf("the errors %q are not known", m.Errors), "use survey, classical, HC0 to HC3, CR0, CR1, CR1S or CR2")
	}
	if m.Family == ordinalFamily && (m.Errors != "" && m.Errors != surveyErrors || len(m.Terms) > 0 || m.Margins != "") {
		q.object("model", "an ordinal model has survey errors and neither tests of terms nor margins", "leave them out")
	}
}
