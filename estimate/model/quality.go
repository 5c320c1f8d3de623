package model

import (
	"fmt"
	"math"
	"slices"
)

// McFadden is the share of the null deviance that the model takes away,
//
//	1 − D / D₀
//
// (McFadden 1974). It is an error for gaussian models, and where the null
// deviance is zero.
func (f *Fit) McFadden() (float64, error) {
	if f.Family == Gaussian {
		return 0, fmt.Errorf("model: McFadden's measure is for binomial and Poisson models: use RSquared")
	}
	if !(f.NullDeviance > 0) {
		return 0, fmt.Errorf("model: there is nothing that %s could explain", f.Frame.Formula)
	}
	return 1 - f.Deviance/f.NullDeviance, nil
}

// RSquared is the weighted share of variance explained by a gaussian model.
// It is an error for other families, without an intercept, and where the
// response does not vary.
func (f *Fit) RSquared() (float64, error) {
	if f.Family != Gaussian || !f.Frame.Formula.Constant || !(f.NullDeviance > 0) {
		return 0, fmt.Errorf("model: R² is for gaussian models with an intercept and a response that varies")
	}
	return 1 - f.Deviance/f.NullDeviance, nil
}

// AUC is the weighted probability that of one person with the outcome and one
// without the model expects it more of the first, ties counting half:
//
//	∑∑ wᵢwⱼ ([p_i > p_j] + ½[p_i = p_j]) / ∑∑ wᵢwⱼ
//
// over i with and j without the outcome (Hanley & McNeil 1982). 0.5 is
// guessing. It is for binomial models of a yes or no; anything else is an
// error.
func (f *Fit) AUC() (float64, error) {
	if f.Family != Binomial && f.Family != Quasibinomial {
		return 0, fmt.Errorf("model: the area under the curve is for binomial models, and this one is %s", f.Family)
	}
	order := make([]int, f.N())
	for i := range order {
		order[i] = i
		if y := f.Frame.y[i]; y != 0 && y != 1 {
			return 0, fmt.Errorf("model: the area under the curve needs outcomes of 0 or 1")
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case f.eta[a] < f.eta[b]:
			return -1
		case f.eta[a] > f.eta[b]:
			return 1
		}
		return 0
	})
	with, without, won := 0.0, 0.0, 0.0
	for i := 0; i < len(order); {
		tiedWith, tiedWithout := 0.0, 0.0
		// What rounding sets apart is tied: equal answers make equal predictors.
		for first := f.eta[order[i]]; i < len(order) && f.eta[order[i]]-first <= 1e-12*(1+math.Abs(first)); i++ {
			w := f.Frame.weights[order[i]]
			tiedWith += w * f.Frame.y[order[i]]
			tiedWithout += w * (1 - f.Frame.y[order[i]])
		}
		won += tiedWith * (without + tiedWithout/2)
		with, without = with+tiedWith, without+tiedWithout
	}
	return won / (with * without), nil
}
