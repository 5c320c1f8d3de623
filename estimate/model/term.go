package model

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"sojourn/estimate/kernel"
)

// A Test is whether several coefficients are all zero.
type Test struct {
	Terms     []string
	Statistic float64
	DF        float64 // coefficients tested
	DF2       float64 // of the F distribution's denominator; 0 for a chi-squared statistic
	P         float64
	Method    string // "Wald F", "Wald chi-squared", "likelihood ratio"
}

// Wald tests the terms named, such as "country" or "country:wave", together:
//
//	F = bᵀ V⁻¹ b / q
//
// against the F distribution with q and the inference's residual degrees of
// freedom (Korn & Graubard 1990); where the coefficients are referred to the
// normal distribution, q·F against χ² with q. A coefficient that was dropped
// is not tested. It is an error if the formula has no such term or the
// covariance of its coefficients is singular, as with more coefficients than
// clusters.
func (in Inference) Wald(terms ...string) (Test, error) {
	var at []int
	for _, text := range terms {
		term := in.of.Term(text)
		if term < 0 {
			return Test{}, fmt.Errorf("model: %s has no term %s", in.of, text)
		}
		for j, t := range in.terms {
			if t == term {
				at = append(at, j)
			}
		}
	}
	if len(at) == 0 {
		return Test{}, fmt.Errorf("model: no coefficient of %v was estimated", terms)
	}
	return in.wald(terms, at)
}

// WaldCoefficients tests the coefficients named together, as [Inference.Wald]
// does terms.
func (in Inference) WaldCoefficients(names ...string) (Test, error) {
	var at []int
	for _, name := range names {
		j := slices.Index(in.Names, name)
		if j < 0 {
			return Test{}, fmt.Errorf("model: there is no coefficient %s", name)
		}
		at = append(at, j)
	}
	if len(at) == 0 {
		return Test{}, fmt.Errorf("model: no coefficient is named")
	}
	return in.wald(names, at)
}

func (in Inference) wald(terms []string, at []int) (Test, error) {
	q := len(at)
	v, b := mat.NewSymDense(q, nil), mat.NewVecDense(q, nil)
	for i, j := range at {
		b.SetVec(i, in.Coef[j]/in.SE[j])
		for k := i; k < q; k++ {
			v.SetSym(i, k, in.Cov.At(j, at[k])/(in.SE[j]*in.SE[at[k]]))
		}
	}
	var chol mat.Cholesky
	var solved mat.VecDense
	if !chol.Factorize(v) || chol.Cond() > 1e13 || chol.SolveVecTo(&solved, b) != nil {
		return Test{}, fmt.Errorf("model: the %d coefficients of %v cannot be tested together: there are too few primary units to know their covariance", q, terms)
	}
	t := Test{Terms: terms, DF: float64(q), DF2: in.ResidualDF, Method: "Wald F"}
	t.Statistic = mat.Dot(b, &solved) / t.DF
	if math.IsInf(in.DF[at[0]], 1) {
		t.Statistic, t.DF2, t.Method = t.Statistic*t.DF, 0, "Wald chi-squared"
		t.P = kernel.ChiSquaredSurvival(t.Statistic, t.DF)
		return t, nil
	}
	t.P = kernel.FSurvival(t.Statistic, t.DF, t.DF2)
	return t, nil
}

// LikelihoodRatio tests a fit against one with fewer columns on the same rows:
// the difference of their deviances against χ² (Wilks 1938). It is for
// unweighted binomial and Poisson models: weights of a survey make no
// likelihood. It is an error if the smaller fit has columns that the larger
// has not, or other rows.
func (f *Fit) LikelihoodRatio(smaller *Fit) (Test, error) {
	if err := f.likely(); err != nil {
		return Test{}, err
	}
	larger := f.Names()
	for _, name := range smaller.Names() {
		if !slices.Contains(larger, name) {
			return Test{}, fmt.Errorf("model: the column %s is in the smaller model alone, so that the two do not nest", name)
		}
	}
	if smaller.Family != f.Family || !slices.Equal(smaller.Frame.Rows, f.Frame.Rows) {
		return Test{}, fmt.Errorf("model: the two models are of different families or on different people: fit both on those with an answer to everything")
	}
	return ratio(smaller.Deviance-f.Deviance, len(f.Coef)-len(smaller.Coef))
}

// Overall is the likelihood ratio test of all terms against the intercept
// alone, see [Fit.LikelihoodRatio].
func (f *Fit) Overall() (Test, error) {
	if err := f.likely(); err != nil {
		return Test{}, err
	}
	if !f.Frame.Formula.Constant {
		return Test{}, fmt.Errorf("model: %s has no intercept to be compared with", f.Frame.Formula)
	}
	return ratio(f.NullDeviance-f.Deviance, len(f.Coef)-1)
}

func ratio(statistic float64, q int) (Test, error) {
	if q < 1 {
		return Test{}, fmt.Errorf("model: the two models have the same coefficients")
	}
	t := Test{Statistic: max(statistic, 0), DF: float64(q), Method: "likelihood ratio"}
	t.P = kernel.ChiSquaredSurvival(t.Statistic, t.DF)
	return t, nil
}

// likely refuses fits that have no likelihood.
func (f *Fit) likely() error {
	if f.Family.dispersed() {
		return fmt.Errorf("model: a %s model has no likelihood ratio test: use a Wald test", f.Family)
	}
	if slices.Min(f.Frame.weights) != slices.Max(f.Frame.weights) || f.Frame.weights[0] != 1 {
		return fmt.Errorf("model: weights make no likelihood: use a Wald test under the design")
	}
	return nil
}
