package model_test

import (
	"slices"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
	"sojourn/internal/statref"
)

// A bench is the data of a reference case with its design.
type bench struct {
	t       *testing.T
	frame   *statref.Frame
	data    *dataset.Dataset
	weights []float64
	design  *kernel.Design
}

// newBench sets the design of names of columns up on a frame; an empty name is
// none.
func newBench(t *testing.T, f *statref.Frame, d statref.Design) *bench {
	t.Helper()
	b := &bench{t: t, frame: f, data: f.Dataset(t), weights: f.Numbers(d.Weights)}
	s := kernel.Structure{Weights: b.weights, Population: f.Numbers(d.FPC)}
	if d.Strata != "" {
		s.Strata, _ = f.Codes(d.Strata)
	}
	if d.Clusters != "" {
		s.Clusters, _ = f.Codes(d.Clusters)
	}
	var err error
	if b.design, err = kernel.NewDesign(f.Rows, s); err != nil {
		t.Fatal(err)
	}
	return b
}

// replicated replaces the design by its replicates.
func (b *bench) replicated(way kernel.Resampling) {
	b.t.Helper()
	var err error
	if b.design, err = b.design.Replicated(way, 0, 0, nil); err != nil {
		b.t.Fatal(err)
	}
}

// in lists the rows that a condition holds for.
func (b *bench) in(condition func(row int) bool) []bool {
	if condition == nil {
		return nil
	}
	in := make([]bool, b.frame.Rows)
	for i := range in {
		in[i] = condition(i)
	}
	return in
}

func (b *bench) fit(formula string, family model.Family, in func(row int) bool) *model.Fit {
	b.t.Helper()
	f, err := model.Parse(formula)
	if err != nil {
		b.t.Fatal(err)
	}
	frame, err := model.NewFrame(f, b.data, model.Options{In: b.in(in), Weights: b.weights})
	if err != nil {
		b.t.Fatal(err)
	}
	fit, err := frame.Fit(family)
	if err != nil {
		b.t.Fatal(err)
	}
	return fit
}

func (b *bench) survey(f *model.Fit) model.Inference {
	b.t.Helper()
	in, err := f.Survey(b.design, .95)
	if err != nil {
		b.t.Fatal(err)
	}
	return in
}

// glm answers pkglm.
func glm(f *model.Fit, in model.Inference) map[string]any {
	return map[string]any{"coef": in.Coef, "se": in.SE, "t": in.Statistic, "p": in.P, "df_resid": in.ResidualDF,
		"dispersion": in.Dispersion, "vcov": in.Cov, "ci": pairs(in.Low, in.High), "nobs": f.N()}
}

func pairs(low, high []float64) [][]float64 {
	var all [][]float64
	for i := range low {
		all = append(all, []float64{low[i], high[i]})
	}
	return all
}

// among reports whether a cell is one of the words.
func among(f *statref.Frame, name string, words ...string) func(row int) bool {
	cells := f.Words(name)
	return func(row int) bool { return slices.Contains(words, cells[row]) }
}

// TestRegressionsAgreeWithOutsideSoftware fits what the reference cases fit.
func TestRegressionsAgreeWithOutsideSoftware(t *testing.T) {
	refs := statref.Load(t)
	for id, compute := range map[string]func(b *bench) any{
		"strat_glm": func(b *bench) any {
			f := b.fit("api00 ~ ell + meals + mobility", model.Gaussian, nil)
			return glm(f, b.survey(f))
		},
		"clus1_logit": func(b *bench) any {
			f := b.fit("is(sch_wide_c, Yes) ~ ell + meals", model.Quasibinomial, nil)
			return glm(f, b.survey(f))
		},
		"strat_regterm": func(b *bench) any {
			w, err := b.survey(b.fit("api00 ~ ell + stype_c + mobility", model.Gaussian, nil)).Wald("stype_c")
			if err != nil {
				b.t.Fatal(err)
			}
			return map[string]any{"F": w.Statistic, "df": w.DF, "ddf": w.DF2, "p": w.P}
		},
		"clus1_jk1": func(b *bench) any {
			b.replicated(kernel.JK1)
			f := b.fit("api00 ~ ell + meals", model.Gaussian, nil)
			return map[string]any{"glm": glm(f, b.survey(f))}
		},
		"pA_glm_gauss": gauss, "pC_glm_gauss": gauss,
		"pA_glm_logit": logit, "pC_glm_logit": logit,
	} {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			b := newBench(t, refs.Of(t, c), refs.Designs[c.Design])
			statref.Compare(t, c, compute(b), refs.Want(t, id), "mean", "prop", "by", "df", "repweights")
		})
	}
}

func gauss(b *bench) any {
	sex, educ := among(b.frame, "sex", "1", "2"), b.frame.Numbers("educ")
	f := b.fit("income_w1 ~ age + sexf_c*educf_c", model.Gaussian, func(row int) bool { return educ[row] >= 3 && sex(row) })
	return glm(f, b.survey(f))
}

func logit(b *bench) any {
	f := b.fit("gov_top2_w1 ~ age + income_w1 + agef_c", model.Quasibinomial, nil)
	return glm(f, b.survey(f))
}
