package model

import (
	"errors"
	"fmt"

	"sojourn/dataset"
	"sojourn/study"
	"sojourn/weight"
)

// ResponseWeights works out the weights against attrition that a recipe's
// response asks for: among the people in, a row of d each, a binomial model
// explains who took part, and those who did get their base weight, nil being
// 1 each, as [Fit.InverseProbability] or [Fit.ByClass] and
// [Adjustment.Trimmed] have it. Everybody else gets none.
//
// The model is fitted without weights: it describes the people who were
// asked. Times says how often each counts in it, which a replicate changes; nil
// is once. It is an error if somebody has no answer to all of its variables:
// leaving them out would hide attrition behind missing answers.
func ResponseWeights(r weight.Response, d *dataset.Dataset, in []bool, base, times []float64) (Adjustment, error) {
	f, err := Parse(r.Formula)
	if err != nil {
		return Adjustment{}, err
	}
	frame, err := NewFrame(f, d, Options{In: in, Weights: times})
	if err != nil {
		return Adjustment{}, err
	}
	if frame.Incomplete > 0 {
		return Adjustment{}, fmt.Errorf("model: the base has %s without an answer to all of %s: narrow the base, or drop a variable", study.Counted(frame.Incomplete, "person"), f)
	}
	fit, err := frame.Fit(Binomial)
	if err != nil {
		return Adjustment{}, err
	}
	var a Adjustment
	if r.Classes > 0 {
		a, err = fit.ByClass(base, r.Classes)
	} else {
		a, err = fit.InverseProbability(base)
	}
	if err != nil || len(r.Between) == 0 {
		return a, err
	}
	if len(r.Between) != 2 {
		return a, errors.New("model: between names two quantiles, such as [0.01, 0.99]")
	}
	return a.Trimmed(r.Between[0], r.Between[1])
}
