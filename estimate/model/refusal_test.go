package model_test

import (
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
)

func TestSeparationOfEveryKindIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name    string
		tb      table
		formula string
		family  model.Family
		want    string
	}{
		{"complete", table{numbers: map[string][]float64{"y": {0, 0, 0, 1, 1, 1}, "x": {1, 2, 3, 4, 5, 6}}}, "y ~ x", model.Binomial, "certain values of x "},
		{"quasi-complete at one value", table{numbers: map[string][]float64{"y": {0, 0, 0, 1, 1, 1}, "x": {1, 2, 3, 3, 4, 5}}}, "y ~ x", model.Binomial, "certain values of x "},
		{"a category where all answer alike", table{numbers: map[string][]float64{"y": {0, 1, 0, 1, 1, 1, 0, 1, 0}, "z": {3, 1, 4, 1, 5, 9, 2, 6, 5}},
			words: map[string][]string{"g": {"a", "a", "a", "a", "b", "b", "c", "c", "c"}}}, "y ~ g + z", model.Quasibinomial, "certain values of g[b] "},
		{"counts that are zero throughout a category", table{numbers: map[string][]float64{"y": {0, 3, 1, 0, 0, 0}}, words: map[string][]string{"g": {"a", "a", "a", "b", "b", "b"}}}, "y ~ g", model.Poisson, "certain values of g[b] "},
		{"everybody alike", table{numbers: map[string][]float64{"y": {1, 1, 1}, "x": {1, 2, 3}}}, "y ~ x", model.Binomial, "nothing to explain"},
		{"nobody at all", table{numbers: map[string][]float64{"y": {0, 0, 0}, "x": {1, 2, 3}}}, "y ~ x", model.Poisson, "nothing to explain"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := frame(t, tt.formula, tt.tb.dataset(t), model.Options{}).Fit(tt.family)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

// TestOverlapIsNoSeparation moves one person across the line.
func TestOverlapIsNoSeparation(t *testing.T) {
	tb := table{numbers: map[string][]float64{"y": {0, 0, 1, 0, 1, 1}, "x": {1, 2, 3, 4, 5, 6}}}
	f := fitted(t, "y ~ x", model.Binomial, tb.dataset(t), model.Options{})
	if f.Coef[1] < .5 || f.Coef[1] > 3 {
		t.Errorf("the slope is %v", f.Coef[1])
	}
}

func TestModelsThatAreRefused(t *testing.T) {
	tb := crowd(60, 13)
	tb.words["constant"] = slices.Repeat([]string{"same"}, 60)
	tb.words["empty"] = make([]string, 60)
	tb.numbers["zero"] = make([]float64, 60)
	d := tb.dataset(t)
	negative := slices.Repeat([]float64{1}, 60)
	negative[4] = -1
	for _, tt := range []struct {
		name, formula string
		family        model.Family
		o             model.Options
		want          string
	}{
		{"a variable that is not there", "score ~ height", model.Gaussian, model.Options{}, "no variable height"},
		{"a single category", "score ~ constant", model.Gaussian, model.Options{}, "constant has a single category among the 60 people"},
		{"nobody complete", "score ~ empty", model.Gaussian, model.Options{}, "nobody has an answer to all of"},
		{"a logarithm of zero", "score ~ log(zero)", model.Gaussian, model.Options{}, "log(zero) is not a finite number in row 1"},
		{"a weight below zero", "score ~ age", model.Gaussian, model.Options{Weights: negative}, "row 5 has weight -1"},
		{"weights of other people", "score ~ age", model.Gaussian, model.Options{Weights: []float64{1}}, "one entry for each of the 60 rows"},
		{"categories explained by a line", "group ~ age", model.Gaussian, model.Options{}, "needs numbers"},
		{"three categories explained by a logit", "group ~ age", model.Binomial, model.Options{}, "needs two"},
		{"numbers explained by a logit", "age ~ score", model.Binomial, model.Options{}, "from 0 to 1"},
		{"numbers below zero as counts", "score ~ age", model.Poisson, model.Options{}, "0 or more"},
		{"a category nobody knows", "is(group, z) ~ age", model.Binomial, model.Options{}, `"z" is no category of group: use a, b, c`},
		{"a scale of words", "number(group) ~ age", model.Gaussian, model.Options{}, "categories that are no numbers"},
		{"a family nobody knows", "score ~ age", "gamma", model.Options{}, `no family "gamma"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := model.Parse(tt.formula)
			must(t, err)
			fr, err := model.NewFrame(f, d, tt.o)
			if err == nil {
				_, err = fr.Fit(tt.family)
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestInferencesThatAreRefused(t *testing.T) {
	tb := crowd(60, 14)
	d := tb.dataset(t)
	f := fitted(t, "score ~ age + group", model.Gaussian, d, model.Options{})
	few := make([]int32, 60)
	for i := range few {
		few[i] = int32(i % 3)
	}
	design, err := kernel.NewDesign(60, kernel.Structure{Clusters: few})
	must(t, err)
	in, err := f.Robust(model.CR0, few, .95)
	must(t, err)
	for name, tt := range map[string]struct {
		run  func() error
		want string
	}{
		"fewer clusters than coefficients":  {func() error { _, err := f.Survey(design, .95); return err }, "4 coefficients leave no degrees of freedom: the design has 2"},
		"a test of more than clusters tell": {func() error { _, err := in.WaldCoefficients("(intercept)", "age", "group[b]", "group[c]"); return err }, "too few primary units"},
		"a term that is not there":          {func() error { _, err := in.Wald("height"); return err }, "no term height"},
		"a coefficient that is not there":   {func() error { _, err := in.WaldCoefficients("height"); return err }, "no coefficient height"},
		"clusters without a use":            {func() error { _, err := f.Robust(model.HC2, few, .95); return err }, "do not go together"},
		"no clusters":                       {func() error { _, err := f.Robust(model.CR2, nil, .95); return err }, "do not go together"},
		"a single cluster":                  {func() error { _, err := f.Robust(model.CR0, make([]int32, 60), .95); return err }, "a single cluster"},
		"a sandwich nobody knows":           {func() error { _, err := f.Robust("HC9", nil, .95); return err }, `no sandwich "HC9"`},
		"a level beyond one":                {func() error { _, err := f.Classical(95); return err }, "the level is 95"},
		"a likelihood of weights": {func() error {
			_, err := fitted(t, "out ~ age", model.Binomial, d, model.Options{Weights: tb.numbers["w"]}).Overall()
			return err
		}, "weights make no likelihood"},
		"a likelihood of a line": {func() error { _, err := f.Overall(); return err }, "use a Wald test"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := tt.run(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}
