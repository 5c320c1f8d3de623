package model

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sojourn/estimate/kernel"
)

// An Inference is the coefficients of a fit with what is known of their
// error. Every slice has one entry for each of Names.
type Inference struct {
	Names      []string
	Coef       []float64
	SE         []float64
	Statistic  []float64 // Coef / SE
	DF         []float64 // of Student's t; infinite where the normal distribution is meant
	P          []float64 // two-sided
	Low, High  []float64 // the interval at Level
	Level      float64
	Cov        *mat.SymDense
	Dispersion float64
	ResidualDF float64
	Method     string // such as "survey", "CR2"

	terms []int // by coefficient: index into terms of the formula, -1 the intercept
	of    Formula
}

// infer fills an inference from a covariance. A coefficient whose variance
// is zero, or which has no degrees of freedom, is an error that names it: its
// interval would be a point.
func (f *Fit) infer(cov *mat.SymDense, df []float64, level float64) (Inference, error) {
	in := Inference{Names: f.Names(), Coef: f.Coef, Cov: cov, DF: df, Level: level, of: f.Frame.Formula}
	for _, c := range f.Columns {
		in.terms = append(in.terms, c.Term)
	}
	return in, in.finish()
}

// finish works out statistics and intervals from coefficients, covariance and
// degrees of freedom.
func (in *Inference) finish() error {
	if !(in.Level > 0 && in.Level < 1) {
		return fmt.Errorf("model: the level is %v: it lies between 0 and 1, such as 0.95", in.Level)
	}
	for j, b := range in.Coef {
		v := in.Cov.At(j, j)
		if !(v > 0) || math.IsInf(v, 0) {
			return fmt.Errorf("model: the variance of %s cannot be estimated: it comes out as %v", in.Names[j], v)
		}
		if !(in.DF[j] > 0) {
			return fmt.Errorf("model: %s has %v degrees of freedom left: use fewer variables, or a design with more primary units", in.Names[j], in.DF[j])
		}
		se := math.Sqrt(v)
		half := kernel.StudentQuantile((1+in.Level)/2, in.DF[j]) * se
		in.SE, in.Statistic = append(in.SE, se), append(in.Statistic, b/se)
		in.P = append(in.P, 2*kernel.StudentSurvival(math.Abs(b/se), in.DF[j]))
		in.Low, in.High = append(in.Low, b-half), append(in.High, b+half)
	}
	return nil
}

// Classical is inference as if every row had been drawn alike and on its own,
// with the weights as multiplicities: the covariance is the dispersion times
// the inverse information, and the reference distribution is the normal one,
// or Student's with n − p degrees of freedom where the dispersion was found
// from the data (McCullagh & Nelder 1989).
func (f *Fit) Classical(level float64) (Inference, error) {
	residual := float64(f.N() - len(f.Columns))
	df := math.Inf(1)
	if f.Family.dispersed() {
		df = residual
		if residual <= 0 {
			return Inference{}, fmt.Errorf("model: %d people leave no degrees of freedom to %d coefficients", f.N(), len(f.Columns))
		}
	}
	cov := f.basis.unbase(f.bread)
	phi := f.dispersion()
	cov.ScaleSym(phi, cov)
	in, err := f.infer(cov, constant(len(f.Coef), df), level)
	in.Dispersion, in.ResidualDF, in.Method = phi, residual, "classical"
	return in, err
}

// Influence gives each coefficient with its linearisation,
//
//	zᵢ = (∑ wᵢ μ′ᵢ xᵢxᵢᵀ)⁻¹ xᵢ wᵢ (yᵢ − μᵢ)
//
// (Binder 1983), so that a design turns it into a covariance. Rows outside
// the frame have no influence but stay in the design: a model on some of the
// people is a domain.
func (f *Fit) Influence() []kernel.Linear {
	s := &scoring{family: f.Family, y: f.Frame.y, eta: f.eta}
	p := len(f.Coef)
	all := make([]kernel.Linear, p)
	bread := f.basis.unbase(f.bread)
	x := f.x()
	off := make([]float64, f.N())
	for i, w := range f.Frame.weights {
		off[i] = w * s.residual(i)
	}
	for j := range all {
		z := make([]float64, f.N())
		for k := range p {
			b := bread.At(j, k)
			for i, v := range x[k] {
				z[i] += b * v
			}
		}
		for i := range z {
			z[i] *= off[i]
		}
		all[j] = kernel.Linear{Value: f.Coef[j], Rows: f.Frame.Rows, Influence: z}
	}
	return all
}

// Estimates gives the coefficients as a design takes them: by linearisation,
// see [Fit.Influence], or where the design has replicate weights by fitting
// anew under each. Contrasts of them, and of them with other estimates, are
// the design's business. A replicate whose rows do not determine the
// coefficients is passed over.
func (f *Fit) Estimates(d *kernel.Design) []kernel.Linear {
	all := f.Influence()
	replication := d.Replication()
	if replication == nil {
		return all
	}
	for _, w := range replication.Weights {
		coef, err := f.Refit(w)
		for j := range all {
			value := math.NaN()
			if err == nil {
				value = coef[j]
			}
			all[j].Replicates = append(all[j].Replicates, value)
		}
	}
	return all
}

// Survey is inference under a design on the rows of the dataset: the sandwich
// of [Fit.Influence], or the spread of replicates, with Student's t on the
// design's degrees of freedom for the rows in the model, less the coefficients
// other than one (Binder 1983; Lumley & Scott 2017). The design's weights are
// to be those of the frame.
func (f *Fit) Survey(d *kernel.Design, level float64) (Inference, error) {
	residual := d.DF(f.Frame.Rows) + 1 - float64(len(f.Coef))
	if residual <= 0 {
		return Inference{}, fmt.Errorf("model: %d coefficients leave no degrees of freedom: the design has %v for the %d people of the model; use fewer variables",
			len(f.Coef), d.DF(f.Frame.Rows), f.N())
	}
	in, err := f.infer(d.Covariance(f.Estimates(d)...), constant(len(f.Coef), residual), level)
	in.Dispersion, in.ResidualDF, in.Method = f.Pearson(), residual, "survey"
	if d.IsReplicated() {
		in.Dispersion, in.Method = f.pearson(), "replicates"
	}
	return in, err
}

// Pearson is the dispersion of a survey model, the weighted variance, with
// factor n/(n−1), of the Pearson residuals
//
//	(yᵢ − μᵢ) / √V(μᵢ)
//
// times the mean weight of the rows in the model over that of all who were to
// be in it, complete or not: weights are normalised before rows without an
// answer leave, as the R package survey does. Near 1 a binomial or Poisson
// model spreads as it should.
func (f *Fit) Pearson() float64 {
	n := float64(f.N())
	return f.pearson() * n / (n - 1)
}

// pearson is the same without the factor, as replicate weights give it.
func (f *Fit) pearson() float64 {
	sum, total := 0.0, 0.0
	r := make([]float64, f.N())
	for i, w := range f.Frame.weights {
		r[i] = (f.Frame.y[i] - f.Family.mean(f.eta[i])) / math.Sqrt(f.Family.variance(f.eta[i]))
		sum += w * r[i]
		total += w
	}
	mean, squares := sum/total, 0.0
	for i, w := range f.Frame.weights {
		squares += w * (r[i] - mean) * (r[i] - mean)
	}
	n := float64(f.N())
	return squares / total * (total / n) / ((total + f.Frame.without) / (n + float64(f.Frame.Incomplete)))
}
