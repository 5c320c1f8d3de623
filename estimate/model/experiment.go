package model

import (
	"fmt"
	"math"
	"slices"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
)

// A ListExperiment is the answers to a list question: one arm counts how many
// of a few harmless statements apply, the other arm how many of these and a
// sensitive one.
type ListExperiment struct {
	Share     float64 // of people to whom the sensitive statement applies
	Means     [2]float64
	People    [2]int
	Inference Inference // of the intercept, which is the mean of the control arm, and of the difference
	Types     []ListType
	P         float64 // of the hypothesis that the sensitive statement changes no other answer
}

// A ListType is people to whom Count harmless statements apply, and the
// sensitive one or not.
type ListType struct {
	Count     int
	Sensitive bool
	Share     float64 // may come out negative by chance, or because the design failed
	SE        float64
}

// NewListExperiment compares the mean counts of two arms (Miller 1984; Blair &
// Imai 2012), with HC2 standard errors, which allow the arms to differ in
// spread. Arm is 1 for the people whose list had the sensitive statement and 0
// for the others, harmless how many statements the control arm counted.
//
// P tests whether counts behave as the design has them: the shares of types
//
//	P(Y₀ ≤ y) − P(Y₁ ≤ y) and P(Y₁ ≤ y) − P(Y₀ ≤ y−1)
//
// cannot be negative; it is the smallest one-sided p-value among them times
// their number (Blair & Imai 2012, section 3.1).
//
// It is an error if arm has other values or one of them only, or if a count
// is no whole number between 0 and what the arm was shown.
func NewListExperiment(d *dataset.Dataset, count, arm string, harmless int, in []bool) (ListExperiment, error) {
	frame, err := NewFrame(Formula{Response: Variable{Name: count, As: Number}, Terms: []Term{{{Name: arm, As: Number}}}, Constant: true}, d, Options{In: in})
	if err != nil {
		return ListExperiment{}, err
	}
	l := ListExperiment{}
	counts := [2][]int{make([]int, harmless+1), make([]int, harmless+2)}
	for i, y := range frame.y {
		a := frame.x[1][i]
		if a != 0 && a != 1 {
			return l, fmt.Errorf("model: %s is to be 1 for the people whose list had the sensitive statement and 0 for the others", arm)
		}
		if y < 0 || y != math.Floor(y) || int(y) >= len(counts[int(a)]) {
			return l, fmt.Errorf("model: %s in row %d is no count of the %d statements that arm %v was shown", count, frame.Rows[i]+1, len(counts[int(a)])-1, a)
		}
		counts[int(a)][int(y)]++
		l.People[int(a)]++
		l.Means[int(a)] += y
	}
	if l.People[0] < 2 || l.People[1] < 2 {
		return l, fmt.Errorf("model: %s has %d people without and %d with the sensitive statement: both arms are needed", arm, l.People[0], l.People[1])
	}
	fit, err := frame.Fit(Gaussian)
	if err != nil {
		return l, err
	}
	l.Means[0], l.Means[1] = l.Means[0]/float64(l.People[0]), l.Means[1]/float64(l.People[1])
	l.Share = fit.Coef[1]
	l.types(counts)
	l.Inference, err = fit.Robust(HC2, nil, .95)
	return l, err
}

// types works out the shares of types and how unlikely the lowest is.
func (l *ListExperiment) types(counts [2][]int) {
	below := func(a, y int) float64 {
		sum := 0
		for k := 0; k <= y && k < len(counts[a]); k++ {
			sum += counts[a][k]
		}
		return float64(sum) / float64(l.People[a])
	}
	variance := func(a, y int) float64 { return below(a, y) * (1 - below(a, y)) / float64(l.People[a]) }
	l.P = 1
	for y := range counts[0] {
		with := ListType{y, true, below(0, y) - below(1, y), math.Sqrt(variance(0, y) + variance(1, y))}
		without := ListType{y, false, below(1, y) - below(0, y-1), math.Sqrt(variance(1, y) + variance(0, y-1))}
		l.Types = append(l.Types, with, without)
	}
	for _, t := range l.Types {
		if t.SE > 0 {
			l.P = min(l.P, float64(len(l.Types))*kernel.NormalSurvival(-t.Share/t.SE))
		}
	}
}

// A LevelMean is the mean outcome of the profiles that showed a level of an
// attribute.
type LevelMean struct {
	Attribute, Level string
	Profiles         int
	Estimate         kernel.Linear
}

// MarginalMeans gives for every level of the attributes of a conjoint
// experiment the weighted mean outcome of the profiles that showed it (Leeper,
// Hobolt & Tilley 2020). Rows are profiles; the design's clusters are to be
// the respondents. Differences between levels are the average marginal
// component effects of a balanced design; in general those are the
// coefficients of a gaussian [Fit] on the attributes (Hainmueller, Hopkins &
// Yamamoto 2014), with CR2 or the design for their error.
//
// Rows without an outcome or a level count in no mean. It is an error if the
// outcome is no number, if an attribute has no categories, or if a level was
// never shown.
func MarginalMeans(d *dataset.Dataset, design *kernel.Design, outcome string, attributes []string, in []bool) ([]LevelMean, error) {
	y, err := newReader(Variable{Name: outcome, As: Number}, d)
	if err != nil {
		return nil, err
	}
	var all []LevelMean
	for _, name := range attributes {
		r, err := newReader(Variable{Name: name, As: Factor}, d)
		if err != nil {
			return nil, err
		}
		rows, values := make([][]int32, len(r.labels)), make([][]float64, len(r.labels))
		for row := range int32(d.Rows) {
			if (in == nil || in[row]) && design.Weight(row) > 0 && r.present(row) && y.present(row) {
				level := r.code(row)
				rows[level], values[level] = append(rows[level], row), append(values[level], y.number(row))
			}
		}
		for level, label := range r.labels {
			if len(rows[level]) == 0 {
				return nil, fmt.Errorf("model: no profile shows the level %q of %s", label, name)
			}
			all = append(all, LevelMean{name, label, len(rows[level]), design.Mean(rows[level], slices.Clone(values[level]))})
		}
	}
	return all, nil
}
