package model_test

import (
	"strings"
	"testing"

	"sojourn/estimate/model"
)

func TestSandwichesOfSingleRowsAgree(t *testing.T) {
	tb := crowd(120, 7)
	d := tb.dataset(t)
	single := make([]int32, d.Rows)
	for i := range single {
		single[i] = int32(i)
	}
	f := fitted(t, "score ~ age + group", model.Gaussian, d, model.Options{})
	se := func(kind model.Sandwich, c []int32) []float64 {
		in, err := f.Robust(kind, c, .95)
		must(t, err)
		return in.SE
	}
	near(t, "CR2 of single rows and HC2", se(model.CR2, single), se(model.HC2, nil), 1e-10)
	near(t, "CR0 of single rows and HC0", se(model.CR0, single), se(model.HC0, nil), 1e-12)
	for j := range se(model.HC0, nil) {
		if !(se(model.HC0, nil)[j] < se(model.HC2, nil)[j] && se(model.HC2, nil)[j] < se(model.HC3, nil)[j]) {
			t.Errorf("coefficient %d: HC0, HC2 and HC3 are %v, %v, %v", j, se(model.HC0, nil)[j], se(model.HC2, nil)[j], se(model.HC3, nil)[j])
		}
	}
}

// TestCR2IsUnbiasedWhereErrorsAreAlike averages the variance over the outcomes
// that are each 1 in one row and 0 elsewhere: for independent errors of
// variance 1 its expectation is their sum.
func TestCR2IsUnbiasedWhereErrorsAreAlike(t *testing.T) {
	tb := crowd(60, 8)
	for i := range tb.numbers["cluster"] {
		tb.numbers["cluster"][i] = float64(i % 7)
	}
	for _, weights := range [][]float64{nil, tb.numbers["w"]} {
		sum := make([]float64, 4)
		for i := range 60 {
			y := make([]float64, 60)
			y[i] = 1
			tb.numbers["score"] = y
			in, err := fitted(t, "score ~ age + group", model.Gaussian, tb.dataset(t), model.Options{Weights: weights}).Robust(model.CR2, clusters(tb.numbers["cluster"]), .95)
			must(t, err)
			for j := range sum {
				sum[j] += in.Cov.At(j, j)
			}
		}
		want := trueVariance(t, tb, weights)
		near(t, "expected variance", sum, want, 1e-8)
	}
}

// trueVariance is the variance of each coefficient for errors of variance 1,
// from the coefficients of unit outcomes.
func trueVariance(t *testing.T, tb table, weights []float64) []float64 {
	v := make([]float64, 4)
	for i := range 60 {
		y := make([]float64, 60)
		y[i] = 1
		tb.numbers["score"] = y
		for j, b := range fitted(t, "score ~ age + group", model.Gaussian, tb.dataset(t), model.Options{Weights: weights}).Coef {
			v[j] += b * b
		}
	}
	return v
}

// TestCR2OfOddsAndCountsIsThatOfClubSandwich holds the numbers of vcovCR and
// coef_test of the R package clubSandwich 0.5.8 for glm objects with prior
// weights.
func TestCR2OfOddsAndCountsIsThatOfClubSandwich(t *testing.T) {
	tb := table{numbers: map[string][]float64{
		"x": {1, 4, 2, 8, 5, 7, 3, 6, 9, 2, 4, 1, 8, 3, 5, 7, 6, 2, 9, 4},
		"y": {0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0},
		"k": {0, 2, 1, 4, 1, 3, 2, 0, 5, 1, 2, 0, 3, 1, 2, 4, 1, 0, 6, 2},
		"w": {1, 2, .5, 1.5, 1, 3, .7, 1.2, 2, 1, .4, 1, 2.5, 1, .8, 1.1, 1, 2, .6, 1.3},
		"g": {1, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7}}, words: map[string][]string{}}
	for i := range tb.numbers["x"] {
		tb.words["s"] = append(tb.words["s"], []string{"a", "b"}[i%2])
	}
	for _, tt := range []struct {
		formula  string
		family   model.Family
		weighted bool
		se, df   []float64
	}{
		{"y ~ x + s", model.Binomial, false, []float64{1.652821401421, .252934757942, 1.300320357829}, []float64{2.98480679314, 5.38854814310, 5.23901728927}},
		{"y ~ x + s", model.Binomial, true, []float64{1.888472218274, .279929126238, 1.256340511451}, []float64{3.11768522331, 4.58107181695, 4.53754270081}},
		{"k ~ x + s", model.Poisson, false, []float64{.3500793160739, .0396888953498, .2649519773308}, []float64{4.35568045641, 5.09387031483, 4.09110009463}},
		{"k ~ x + s", model.Quasipoisson, true, []float64{.4012306423699, .0459076368214, .2379844270046}, []float64{4.49795303871, 4.90508321918, 3.43225787810}},
		{"y ~ s", model.Quasibinomial, false, []float64{.975254422813, 1.408908235976}, []float64{5.26829268293, 5.46500164990}},
		{"y ~ s", model.Binomial, true, []float64{.973554108973, 1.318875147083}, []float64{4.39626844646, 4.79307889215}},
	} {
		var o model.Options
		if tt.weighted {
			o.Weights = tb.numbers["w"]
		}
		in, err := fitted(t, tt.formula, tt.family, tb.dataset(t), o).Robust(model.CR2, clusters(tb.numbers["g"]), .95)
		must(t, err)
		near(t, "error of "+string(tt.family), in.SE, tt.se, 1e-8)
		near(t, "degrees of freedom of "+string(tt.family), in.DF, tt.df, 1e-8)
	}
}

func TestCR2OfOddsRefusesClustersBeyondItsReach(t *testing.T) {
	tb := crowd(1700, 3)
	for i := range tb.numbers["cluster"] {
		tb.numbers["cluster"][i] = float64(i % 2)
	}
	_, err := fitted(t, "out ~ age", model.Binomial, tb.dataset(t), model.Options{}).Robust(model.CR2, clusters(tb.numbers["cluster"]), .95)
	if err == nil || !strings.Contains(err.Error(), "850 different people") {
		t.Errorf("the error is %v", err)
	}
	_, err = fitted(t, "out ~ group", model.Binomial, tb.dataset(t), model.Options{}).Robust(model.CR2, clusters(tb.numbers["cluster"]), .95)
	must(t, err)
}
