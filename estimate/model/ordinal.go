package model

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sojourn/estimate/kernel"
)

// An Ordinal is a proportional-odds model of an ordered response,
//
//	logit P(Y ≤ k) = ζ_k − xβ
//
// (McCullagh 1980): a positive coefficient goes with higher categories.
type Ordinal struct {
	Frame      *Frame
	Columns    []Column // that have a coefficient; the thresholds stand for the intercept
	Dropped    []Dropped
	Coef       []float64 // of the columns, then the thresholds
	Categories []string
	Deviance   float64 // −2 times the weighted log likelihood
	Rounds     int

	x         [][]float64 // centred and scaled
	mean      []float64
	scale     []float64
	parameter []float64 // on the scale of x
	inverse   *mat.SymDense
}

// FitOrdinal maximises the weighted log likelihood of a proportional-odds
// model by Newton's method; the function has a single maximum (Pratt 1981).
// The categories are those that occur, in the order of the code list. It is
// an error if the response is no categorical variable with three or more of
// them (with two, see [Binomial]), if the formula has no intercept or an
// offset, or if no finite coefficients are found.
func (fr *Frame) FitOrdinal() (*Ordinal, error) {
	if len(fr.Outcomes) < 3 {
		return nil, fmt.Errorf("model: %s has %d ordered categories and an ordinal model needs three: use factor(%s), or a binomial model", fr.Formula.Response, len(fr.Outcomes), fr.Formula.Response.Name)
	}
	if !fr.Formula.Constant || len(fr.Formula.Offset) > 0 {
		return nil, fmt.Errorf("model: an ordinal model has thresholds, so that its formula keeps the intercept and has no offset")
	}
	o := &Ordinal{Frame: fr, Categories: fr.Outcomes}
	b := newBasis(fr.Names(), fr.x, fr.weights)
	o.Dropped = b.dropped
	for _, j := range b.kept[1:] {
		o.Columns = append(o.Columns, fr.Columns[j])
		o.standardise(fr.x[j])
	}
	if err := o.run(); err != nil {
		return nil, err
	}
	o.Coef = o.unscale(o.parameter)
	return o, nil
}

// standardise keeps a column with weighted mean 0 and standard deviation 1.
func (o *Ordinal) standardise(column []float64) {
	ones := constant(len(column), 1)
	w := o.Frame.weights
	mean := inner(column, ones, w) / inner(ones, ones, w)
	centred := make([]float64, len(column))
	for i, x := range column {
		centred[i] = x - mean
	}
	scale := math.Sqrt(inner(centred, centred, w) / inner(ones, ones, w))
	for i := range centred {
		centred[i] /= scale
	}
	o.x, o.mean, o.scale = append(o.x, centred), append(o.mean, mean), append(o.scale, scale)
}

// unscale turns a vector on the scale of x, parameters or influence on them,
// to the scale of the columns.
func (o *Ordinal) unscale(from []float64) []float64 {
	to := append([]float64(nil), from...)
	shift := 0.0
	for j := range o.x {
		to[j] /= o.scale[j]
		shift += to[j] * o.mean[j]
	}
	for k := len(o.x); k < len(to); k++ {
		to[k] += shift
	}
	return to
}

// begin takes no effects and the thresholds of the shares found.
func (o *Ordinal) begin() []float64 {
	share := make([]float64, len(o.Categories))
	total := 0.0
	for i, w := range o.Frame.weights {
		share[int(o.Frame.y[i])] += w
		total += w
	}
	start := make([]float64, len(o.x), len(o.x)+len(share)-1)
	below := 0.0
	for _, s := range share[:len(share)-1] {
		below += s / total
		start = append(start, math.Log(below/(1-below)))
	}
	return start
}

func (o *Ordinal) run() error {
	o.parameter = o.begin()
	size := math.Sqrt(float64(len(o.parameter)))
	score, information := o.equations()
	for o.Rounds = 1; o.Rounds <= maxRounds; o.Rounds++ {
		var chol mat.Cholesky
		var step mat.VecDense
		if !chol.Factorize(information) || chol.SolveVecTo(&step, score) != nil {
			break
		}
		before, from := o.Deviance, append([]float64(nil), o.parameter...)
		shrink := 1.0
		for range 30 {
			for j := range from {
				o.parameter[j] = from[j] + shrink*step.AtVec(j)
			}
			if score, information = o.equations(); o.Deviance <= before+1e-12*math.Abs(before) {
				break
			}
			shrink /= 2
		}
		if mat.Norm(&step, 2)*shrink <= settled*max(norm(o.parameter), size) {
			o.inverse = mat.NewSymDense(len(from), nil)
			return chol.InverseTo(o.inverse)
		}
	}
	return fmt.Errorf("model: the coefficients of %s have no finite value, or were not found in %d rounds: look for variables that separate the categories, and merge rare ones", o.Frame.Formula, maxRounds)
}

// A tail is what the likelihood of one row needs: its derivatives by the
// predictor at the upper and at the lower threshold of its category.
type tail struct {
	share                        float64
	upper, lower                 float64 // first derivatives
	upperUpper, both, lowerLower float64
}

// tails works out the derivatives for row i.
func (o *Ordinal) tails(i int) tail {
	y, eta := int(o.Frame.y[i]), 0.0
	for j := range o.x {
		eta += o.parameter[j] * o.x[j][i]
	}
	a, b := math.Inf(1), math.Inf(-1)
	if y < len(o.Categories)-1 {
		a = o.parameter[len(o.x)+y] - eta
	}
	if y > 0 {
		b = o.parameter[len(o.x)+y-1] - eta
	}
	fa, fb := expit(a)*expit(-a), expit(b)*expit(-b)
	t := tail{share: expit(a) - expit(b)}
	if a > 0 && b > 0 {
		t.share = expit(-b) - expit(-a) // keeps its digits in the upper tail
	}
	t.upper, t.lower = fa/t.share, -fb/t.share
	t.upperUpper = t.upper*(expit(-a)-expit(a)) - t.upper*t.upper
	t.lowerLower = t.lower*(expit(-b)-expit(b)) - t.lower*t.lower
	t.both = -t.upper * t.lower
	return t
}

// gradients are the derivatives of the predictor at the upper and the lower
// threshold of row i by the parameters.
func (o *Ordinal) gradients(i int, upper, lower []float64) {
	for j := range o.x {
		upper[j], lower[j] = -o.x[j][i], -o.x[j][i]
	}
	for k := len(o.x); k < len(upper); k++ {
		upper[k], lower[k] = 0, 0
		if k-len(o.x) == int(o.Frame.y[i]) {
			upper[k] = 1
		}
		if k-len(o.x) == int(o.Frame.y[i])-1 {
			lower[k] = 1
		}
	}
}

// equations gives the score and the observed information, and sets the
// deviance; it is infinite where the thresholds are out of order.
func (o *Ordinal) equations() (*mat.VecDense, *mat.SymDense) {
	n := len(o.parameter)
	score, information := mat.NewVecDense(n, nil), mat.NewSymDense(n, nil)
	upper, lower := make([]float64, n), make([]float64, n)
	o.Deviance = 0
	for i, w := range o.Frame.weights {
		t := o.tails(i)
		if !(t.share > 0) {
			o.Deviance = math.Inf(1)
			return score, information
		}
		o.Deviance -= 2 * w * math.Log(t.share)
		o.gradients(i, upper, lower)
		for j := range n {
			score.SetVec(j, score.AtVec(j)+w*(t.upper*upper[j]+t.lower*lower[j]))
			for k := j; k < n; k++ {
				second := t.upperUpper*upper[j]*upper[k] + t.lowerLower*lower[j]*lower[k] + t.both*(upper[j]*lower[k]+lower[j]*upper[k])
				information.SetSym(j, k, information.At(j, k)-w*second)
			}
		}
	}
	return score, information
}

// Names lists the columns, then the thresholds as "a|b".
func (o *Ordinal) Names() []string {
	var names []string
	for _, c := range o.Columns {
		names = append(names, c.Name)
	}
	for k := range len(o.Categories) - 1 {
		names = append(names, o.Categories[k]+"|"+o.Categories[k+1])
	}
	return names
}

// Influence gives each coefficient and threshold with its linearisation, the
// row's weighted score times the inverse of the observed information (Binder
// 1983).
func (o *Ordinal) Influence() []kernel.Linear {
	n := len(o.parameter)
	all := make([]kernel.Linear, n)
	for j := range all {
		all[j] = kernel.Linear{Value: o.Coef[j], Rows: o.Frame.Rows, Influence: make([]float64, o.Frame.N())}
	}
	upper, lower := make([]float64, n), make([]float64, n)
	score, moved := mat.NewVecDense(n, nil), mat.NewVecDense(n, nil)
	for i, w := range o.Frame.weights {
		t := o.tails(i)
		o.gradients(i, upper, lower)
		for j := range n {
			score.SetVec(j, w*(t.upper*upper[j]+t.lower*lower[j]))
		}
		moved.MulVec(o.inverse, score)
		for j, z := range o.unscale(moved.RawVector().Data) {
			all[j].Influence[i] = z
		}
	}
	return all
}

// Survey is inference under a design, as [Fit.Survey] gives it. Designs with
// replicate weights are refused.
func (o *Ordinal) Survey(d *kernel.Design, level float64) (Inference, error) {
	if d.IsReplicated() {
		return Inference{}, errors.New("model: ordinal models take a linearised design: use one without replicates")
	}
	in := Inference{Names: o.Names(), Coef: o.Coef, Cov: d.Covariance(o.Influence()...), Level: level, Dispersion: 1, Method: "survey", of: o.Frame.Formula}
	in.ResidualDF = d.DF(o.Frame.Rows) + 1 - float64(len(o.Coef))
	in.DF = constant(len(o.Coef), in.ResidualDF)
	for range o.Categories[1:] {
		in.terms = append(in.terms, -1)
	}
	for j := len(o.Columns) - 1; j >= 0; j-- {
		in.terms = append([]int{o.Columns[j].Term}, in.terms...)
	}
	return in, in.finish()
}
