package model

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// A Fit is a generalised linear model fitted to a frame.
type Fit struct {
	Frame        *Frame
	Family       Family
	Columns      []Column  // that have a coefficient
	Dropped      []Dropped // that have none
	Coef         []float64 // by Columns
	Deviance     float64   // weighted
	NullDeviance float64   // of the intercept, or of nothing where there is none, and the offset
	Rounds       int

	basis *basis
	theta []float64 // coefficients of the basis
	eta   []float64 // linear predictor by row
	bread *mat.SymDense
}

// Fit maximises the weighted log likelihood, solving
//
//	∑ wᵢ (yᵢ − μᵢ) xᵢ = 0,  g(μᵢ) = xᵢβ + offset
//
// by Fisher scoring (McCullagh & Nelder 1989; Binder 1983 for the weights as
// a survey has them). Multiplying all weights by a constant changes no
// coefficient. Columns that others determine are listed in Dropped.
//
// It is an error if the response does not suit the family or if no finite
// coefficients exist; then the error names the columns by which the outcome
// is separated (Albert & Anderson 1984).
func (fr *Frame) Fit(family Family) (*Fit, error) {
	if err := family.check(fr); err != nil {
		return nil, err
	}
	f := &Fit{Frame: fr, Family: family, basis: newBasis(fr.Names(), fr.x, fr.weights)}
	f.Dropped = f.basis.dropped
	for _, j := range f.basis.kept {
		f.Columns = append(f.Columns, fr.Columns[j])
	}
	if len(f.Columns) > fr.N() || len(f.Columns) == 0 {
		return nil, fmt.Errorf("model: %d people do not determine %d coefficients", fr.N(), len(fr.Columns))
	}
	s := &scoring{family: family, y: fr.y, w: fr.weights, offset: fr.offset, t: f.basis.t}
	var err error
	if f.theta, f.Rounds, err = s.run(nil); err != nil {
		return nil, f.explain(s, err)
	}
	f.eta, f.Deviance, f.bread = s.eta, s.deviance, s.inverse
	f.Coef = f.basis.coefficients(f.theta)
	f.NullDeviance, err = f.null()
	return f, err
}

// null is the deviance of the intercept alone.
func (f *Fit) null() (float64, error) {
	s := &scoring{family: f.Family, y: f.Frame.y, w: f.Frame.weights, offset: f.Frame.offset}
	if f.Frame.Formula.Constant {
		ones := constant(f.Frame.N(), 1)
		s.t = newBasis([]string{Intercept}, [][]float64{ones}, s.w).t
	}
	_, _, err := s.run(nil)
	return s.deviance, f.explain(s, err)
}

// Refit gives the coefficients under other weights of the dataset's rows, as
// a replicate has them; it starts from those it knows. Rows that were left
// out of the frame stay out, and a weight of zero leaves a row out for this
// time. It is an error if these rows do not determine all coefficients, or if
// no finite ones exist.
func (f *Fit) Refit(weights []float64) ([]float64, error) {
	if len(weights) != f.Frame.data.Rows {
		return nil, fmt.Errorf("model: %d weights are given for %d rows", len(weights), f.Frame.data.Rows)
	}
	w := make([]float64, f.Frame.N())
	for i, row := range f.Frame.Rows {
		w[i] = weights[row]
		if !(w[i] >= 0) || math.IsInf(w[i], 1) {
			return nil, fmt.Errorf("model: row %d has weight %v: a weight is zero or more", row+1, w[i])
		}
	}
	x := make([][]float64, len(f.basis.kept))
	names := make([]string, len(x))
	for j, k := range f.basis.kept {
		x[j], names[j] = f.Frame.x[k], f.Frame.Columns[k].Name
	}
	b := newBasis(names, x, w)
	if err := need(b.dropped); err != nil {
		return nil, err
	}
	s := &scoring{family: f.Family, y: f.Frame.y, w: w, offset: f.Frame.offset, t: b.t}
	theta, _, err := s.run(b.shares(f.Coef))
	if err != nil {
		return nil, err
	}
	return b.coefficients(theta), nil
}

// N is the number of rows in the model.
func (f *Fit) N() int { return f.Frame.N() }

// Fitted gives the mean that the model expects for each of the frame's rows.
func (f *Fit) Fitted() []float64 {
	mu := make([]float64, len(f.eta))
	for i, eta := range f.eta {
		mu[i] = f.Family.mean(eta)
	}
	return mu
}

// Names lists the names of the columns that have a coefficient.
func (f *Fit) Names() []string {
	names := make([]string, len(f.Columns))
	for j, c := range f.Columns {
		names[j] = c.Name
	}
	return names
}

// x gives the columns that have a coefficient.
func (f *Fit) x() [][]float64 {
	x := make([][]float64, len(f.basis.kept))
	for j, k := range f.basis.kept {
		x[j] = f.Frame.x[k]
	}
	return x
}

// dispersion is Pearson's statistic over the residual degrees of freedom
// (McCullagh & Nelder 1989, 4.5.2), or 1 where the family fixes it.
func (f *Fit) dispersion() float64 {
	if !f.Family.dispersed() {
		return 1
	}
	sum := 0.0
	for i, eta := range f.eta {
		off := f.Frame.y[i] - f.Family.mean(eta)
		sum += f.Frame.weights[i] * off * off / f.Family.variance(eta)
	}
	return sum / float64(f.N()-len(f.Columns))
}
