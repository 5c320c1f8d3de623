package model_test

import (
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
