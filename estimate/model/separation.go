package model

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// explain turns a divergence into an error that names its cause.
func (f *Fit) explain(s *scoring, err error) error {
	if !errors.Is(err, errDiverges) {
		return err
	}
	if by := f.separating(s); len(by) > 0 {
		return fmt.Errorf("model: %s is separated: whoever has certain values of %s always has the same outcome, so that the coefficients have no finite value; merge categories, drop the variable or report the table",
			f.Frame.Formula.Response, strings.Join(by, ", "))
	}
	return fmt.Errorf("model: the coefficients of %s did not settle in %d rounds: look for variables that nearly determine each other or the outcome", f.Frame.Formula, maxRounds)
}

// separating names the columns along which the likelihood rises for ever.
// Scoring that diverges ends by stepping along such a direction, or where the
// steps have drowned in rounding there is next to no information left along it.
func (f *Fit) separating(s *scoring) []string {
	if s.family == Gaussian || len(s.step) != len(s.t) {
		return nil
	}
	if by := f.separatingAlong(s, s.step); len(by) > 0 {
		return by
	}
	information, score := s.equations()
	var eigen mat.EigenSym
	if !eigen.Factorize(information, true) {
		return nil
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	direction, slope := mat.Col(nil, 0, &vectors), 0.0 // eigenvalues ascend
	for j, c := range direction {
		slope += c * score.AtVec(j)
	}
	if slope < 0 {
		for j := range direction {
			direction[j] = -direction[j]
		}
	}
	return f.separatingAlong(s, direction)
}

// separatingAlong is the proof: moving along the direction takes nobody away
// from the outcome that he has, and somebody closer (Albert & Anderson 1984).
func (f *Fit) separatingAlong(s *scoring, direction []float64) []string {
	along := make([]float64, len(s.y))
	top := 0.0
	for i := range along {
		for j, c := range direction {
			along[i] += c * s.t[j][i]
		}
		top = max(top, math.Abs(along[i]))
	}
	const rounding = 1e-4
	for i, a := range along {
		if s.w[i] > 0 && !s.recedes(s.y[i], a, rounding*top) {
			return nil
		}
	}
	var by []string
	for j, c := range f.basis.coefficients(direction) {
		column := f.Frame.x[f.basis.kept[j]]
		largest := 0.0
		for _, x := range column {
			largest = max(largest, math.Abs(x))
		}
		if math.Abs(c)*largest > rounding*top && f.Columns[j].Term >= 0 {
			by = append(by, f.Columns[j].Name)
		}
	}
	if len(by) == 0 && top > 0 {
		by = []string{Intercept}
	}
	return by
}

// recedes reports whether moving the predictor by a does not lower the
// likelihood of the outcome y however far one goes.
func (s *scoring) recedes(y, a, rounding float64) bool {
	binomial := s.family == Binomial || s.family == Quasibinomial
	switch {
	case y == 0:
		return a <= rounding
	case binomial && y == 1:
		return a >= -rounding
	}
	return math.Abs(a) <= rounding
}
