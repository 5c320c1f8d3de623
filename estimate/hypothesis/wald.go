package hypothesis

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"sojourn/estimate/kernel"
)

// A Wald is one Wald statistic read in three ways. Chi takes the covariance
// for known. F divides by the number of hypotheses and grants the covariance
// the design's degrees of freedom. Adjusted scales F for the number of
// hypotheses as Hotelling's T² does and is safer with few clusters.
type Wald struct {
	Chi, F Test
	// Adjusted is the zero Test where the design has fewer degrees of freedom
	// than there are hypotheses.
	Adjusted Test
}

// NewWald tests that k estimates theta, with covariance v on df degrees of
// freedom, are all zero:
//
//	W = θ′V⁻¹θ ~ χ²(k);  W/k ~ F(k, df);  W (df−k+1) / (k df) ~ F(k, df−k+1)
//
// (Koch, Freeman & Freeman 1975; Thomas & Rao 1987). It is undefined
// where an estimate has no variance or one follows from the others.
func NewWald(theta []float64, v mat.Symmetric, df float64) (Wald, error) {
	k := len(theta)
	if k == 0 || v.SymmetricDim() != k {
		return Wald{}, fmt.Errorf("hypothesis: %d estimates and a covariance of %d", k, v.SymmetricDim())
	}
	if !(df > 0) {
		return Wald{}, because("wald-degrees", "the Wald test has a design with %v degrees of freedom", df)
	}
	w, err := quadratic(theta, v)
	if err != nil {
		return Wald{}, err
	}
	n := float64(k)
	out := Wald{
		Chi: Test{"Wald chi-squared", w, n, 0, kernel.ChiSquaredSurvival(w, n)},
		F:   Test{"Wald F", w / n, n, df, kernel.FSurvival(w/n, n, df)},
	}
	if left := df - n + 1; left > 0 {
		f := w * left / (df * n)
		out.Adjusted = Test{"adjusted Wald F", f, n, left, kernel.FSurvival(f, n, left)}
	}
	for _, t := range []Test{out.Chi, out.F, out.Adjusted} {
		if _, err := sound(t); err != nil {
			return Wald{}, err
		}
	}
	return out, nil
}

// Joint tests that the estimates equal null together, by the design's
// covariance; a nil null is zero. The domain of rows gives the degrees of
// freedom.
func Joint(d *kernel.Design, rows []int32, estimates []kernel.Linear, null []float64) (Wald, error) {
	theta := make([]float64, len(estimates))
	for i, l := range estimates {
		theta[i] = l.Value
		if null != nil {
			theta[i] -= null[i]
		}
	}
	return NewWald(theta, d.Covariance(estimates...), d.DF(rows))
}

// GoodnessOfFit tests that the categories of f have the given shares in the
// domain. Rows without an answer are outside the base and stay in the design,
// and all rows given count for the degrees of freedom.
// The shares must be positive and add to 1; a category without anybody makes
// the test undefined.
func GoodnessOfFit(d *kernel.Design, rows []int32, f Factor, shares []float64) (Wald, error) {
	sum := 0.0
	for i, p := range shares {
		if !(p > 0) {
			return Wald{}, fmt.Errorf("hypothesis: the target of %s in category %s is %v; it must be above 0", f.name(), f.category(int32(i)), p)
		}
		sum += p
	}
	if math.Abs(sum-1) > 1e-9 {
		return Wald{}, fmt.Errorf("hypothesis: the targets of %s add to %v, not to 1", f.name(), sum)
	}
	if len(shares) < 2 {
		return Wald{}, because("single-category", "%s has a single category", f.name())
	}
	base, codes, err := answered(rows, f, len(shares))
	if err != nil {
		return Wald{}, err
	}
	var all []kernel.Linear
	for k := range shares {
		share := d.Mean(base, indicator(codes, int32(k)))
		if !(share.Value > 0) {
			return Wald{}, because("nobody-in-category", "nobody is in category %s of %s", f.category(int32(k)), f.name())
		}
		all = append(all, share)
	}
	// The shares add to one, so any one of them may be left out.
	return Joint(d, rows, all[1:], shares[1:])
}

// quadratic is θ′V⁻¹θ, with V scaled to correlations so that the judgement
// whether it can be inverted does not depend on units.
func quadratic(theta []float64, v mat.Symmetric) (float64, error) {
	k := len(theta)
	scaled, root := mat.NewSymDense(k, nil), make([]float64, k)
	for i := range k {
		if !(v.At(i, i) > 0) {
			return 0, because("hypothesis-still", "hypothesis %d of %d has no variance", i+1, k)
		}
		root[i] = math.Sqrt(v.At(i, i))
	}
	z := mat.NewVecDense(k, nil)
	for i := range k {
		z.SetVec(i, theta[i]/root[i])
		for j := i; j < k; j++ {
			scaled.SetSym(i, j, v.At(i, j)/(root[i]*root[j]))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(scaled) || chol.Cond() > 1e12 {
		return 0, because("hypotheses-depend", "the %d hypotheses depend on one another: there are too few people or clusters to tell them apart", k)
	}
	var x mat.VecDense
	if err := chol.SolveVecTo(&x, z); err != nil {
		return 0, because("hypotheses-depend", "the covariance of the %d hypotheses cannot be inverted", k)
	}
	return mat.Dot(z, &x), nil
}

// answered keeps the rows with an answer and their codes.
func answered(rows []int32, f Factor, k int) (base, codes []int32, err error) {
	if len(f.Codes) != len(rows) {
		return nil, nil, fmt.Errorf("hypothesis: %s has %d codes for %d rows", f.name(), len(f.Codes), len(rows))
	}
	for j, code := range f.Codes {
		if int(code) >= k {
			return nil, nil, fmt.Errorf("hypothesis: %s has category %s, for which there is no target", f.name(), f.category(code))
		}
		if code >= 0 {
			base, codes = append(base, rows[j]), append(codes, code)
		}
	}
	if len(base) == 0 {
		return nil, nil, because("nobody-answered", "nobody has an answer to %s", f.name())
	}
	return base, codes, nil
}

func indicator(codes []int32, of int32) []float64 {
	y := make([]float64, len(codes))
	for j, code := range codes {
		if code == of {
			y[j] = 1
		}
	}
	return y
}
