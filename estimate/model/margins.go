package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"sojourn/estimate/kernel"
)

// A Marginal is what the model expects on average if everybody had the value
// At of a variable and was otherwise as they are.
type Marginal struct {
	At       string
	Estimate kernel.Linear // whose design gives its variance, alone or in contrasts
}

// Margins gives the predictive margin of a variable for each of its
// categories, or of a numeric variable for the values at:
//
//	m(a) = ∑ wᵢ μ(xᵢ with the variable at a; β) / ∑ wᵢ
//
// (Graubard & Korn 1999). The influence is that of the mean over the people
// of the model and, through ∂m/∂β, that of the coefficients. It is an error
// if the formula has no such variable, if a category has nobody in the model,
// or if a numeric variable comes without values.
func (f *Fit) Margins(d *kernel.Design, variable string, at ...float64) ([]Marginal, error) {
	readers, err := f.Frame.Formula.readers(f.Frame.data)
	if err != nil {
		return nil, err
	}
	settings, labels, err := f.settings(readers, variable, at)
	if err != nil {
		return nil, err
	}
	coefficients := f.Estimates(d)
	var all []Marginal
	for i := range settings {
		x, err := f.held(readers, &settings[i])
		if err != nil {
			return nil, err
		}
		all = append(all, Marginal{labels[i], f.marginal(x, coefficients, d)})
	}
	return all, nil
}

// settings lists the values at which a variable is held.
func (f *Fit) settings(readers map[string]*reader, variable string, at []float64) (all []setting, labels []string, err error) {
	if slices.ContainsFunc(f.Frame.Formula.Offset, func(v Variable) bool { return v.Name == variable }) {
		return nil, nil, fmt.Errorf("model: %s is an offset, and an offset has no margins", variable)
	}
	var factor, number *reader
	for _, t := range f.Frame.Formula.Terms {
		for _, v := range t {
			switch r := readers[v.String()]; {
			case v.Name != variable:
			case r.codes != nil:
				factor = r
			case v.As != Indicator:
				number = r
			}
		}
	}
	switch {
	case factor == nil && number == nil:
		return nil, nil, fmt.Errorf("model: %s has no variable %s, or has it as an indicator alone: margins are of factors and numbers", f.Frame.Formula, variable)
	case factor != nil && number != nil:
		return nil, nil, fmt.Errorf("model: %s stands in %s both as categories and as a number, and has no margins", variable, f.Frame.Formula)
	case number != nil && len(at) == 0:
		return nil, nil, fmt.Errorf("model: %s is a number: say at which values its margins are wanted", variable)
	}
	if number != nil {
		for _, x := range at {
			if y := number.transform(x); math.IsNaN(y) || math.IsInf(y, 0) {
				return nil, nil, fmt.Errorf("model: %s has no finite value at %v", number.v, x)
			}
			all = append(all, setting{name: variable, value: x})
			labels = append(labels, strconv.FormatFloat(x, 'g', -1, 64))
		}
		return all, labels, nil
	}
	levels := factor.levels(f.Frame.Rows)
	slices.Sort(levels)
	for _, level := range levels {
		all = append(all, setting{name: variable, level: level, label: factor.labels[level]})
		labels = append(labels, factor.labels[level])
	}
	return all, labels, nil
}

// held gives the columns that have a coefficient with a variable at a setting.
func (f *Fit) held(readers map[string]*reader, s *setting) ([][]float64, error) {
	_, all, err := f.Frame.matrix(readers, s)
	if err != nil {
		return nil, err
	}
	x := make([][]float64, len(f.basis.kept))
	for j, k := range f.basis.kept {
		x[j] = all[k]
	}
	return x, nil
}

// marginal averages the predictions on columns x.
func (f *Fit) marginal(x [][]float64, coefficients []kernel.Linear, d *kernel.Design) kernel.Linear {
	eta := f.predict(x, f.Coef)
	mean, total := f.average(eta, f.Frame.weights)
	l := kernel.Linear{Value: mean, Rows: f.Frame.Rows, Influence: make([]float64, f.N())}
	slope := make([]float64, len(x))
	for i, w := range f.Frame.weights {
		l.Influence[i] = w / total * (f.Family.mean(eta[i]) - mean)
		for j := range x {
			slope[j] += w / total * f.Family.variance(eta[i]) * x[j][i]
		}
	}
	for j, c := range coefficients {
		for i, z := range c.Influence {
			l.Influence[i] += slope[j] * z
		}
	}
	if d.IsReplicated() {
		l.Replicates = f.replicatedMarginal(x, coefficients, d.Replication().Weights)
	}
	return l
}

// replicatedMarginal averages anew under each replicate.
func (f *Fit) replicatedMarginal(x [][]float64, coefficients []kernel.Linear, replicates [][]float64) []float64 {
	all := make([]float64, len(replicates))
	for r, weights := range replicates {
		w := make([]float64, f.N())
		for i, row := range f.Frame.Rows {
			w[i] = weights[row]
		}
		coef := make([]float64, len(coefficients))
		for j, c := range coefficients {
			coef[j] = c.Replicates[r]
		}
		all[r], _ = f.average(f.predict(x, coef), w)
	}
	return all
}

func (f *Fit) predict(x [][]float64, coef []float64) []float64 {
	eta := slices.Clone(f.Frame.offset)
	for j, c := range coef {
		for i, v := range x[j] {
			eta[i] += c * v
		}
	}
	return eta
}

func (f *Fit) average(eta, w []float64) (mean, total float64) {
	sum := 0.0
	for i, w := range w {
		sum += w * f.Family.mean(eta[i])
		total += w
	}
	return sum / total, total
}
