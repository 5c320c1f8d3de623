package model

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// mostPatterns is how many different people a cluster of a model with a
// working variance may have: the work grows with its cube.
const mostPatterns = 800

// working makes a model whose variance depends on its mean ready for CR2. It
// is taken as the weighted least squares regression with which scoring ends,
// whose working model is Θ = V(μ)/w: what the family says, weights being
// inverse variances (Pustejovsky & Tipton 2018, section 2.1). Everything is
// in units of √Θ, in which T = √(wV)·X·R⁻¹ has TᵀT = 1, residuals are
// √(w/V)·(y − μ), and errors that follow the working model are alike.
func (f *Fit) working() (*leverage, error) {
	n := f.N()
	information, off, theta := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, eta := range f.eta {
		w, v := f.Frame.weights[i], f.Family.variance(eta)
		if !(w*v > 0) || math.IsInf(v/w, 0) {
			return nil, fmt.Errorf("model: the variance of row %d is %v under the model, too small for CR2: use CR1S", f.Frame.Rows[i]+1, v)
		}
		information[i], theta[i] = w*v, v/w
		off[i] = (f.Frame.y[i] - f.Family.mean(eta)) * math.Sqrt(w/v)
	}
	b := newBasis(f.Names(), f.x(), information)
	if err := need(b.dropped); err != nil {
		return nil, err
	}
	for _, column := range b.t {
		for i := range column {
			column[i] *= math.Sqrt(information[i])
		}
	}
	a := newLeverage(b, constant(n, 1), off)
	a.theta = theta
	return a, nil
}

// patterns takes rows of a cluster that are alike in all but the outcome
// together, as √m times the row for m of them and the sum of their residuals
// over √m, which changes no product below: a cluster of many people has as
// many patterns as the model tells apart.
func (a *leverage) patterns(rows []int) (t *mat.Dense, off *mat.VecDense, theta []float64) {
	place := map[string]int{}
	var first, many []int
	var sums []float64
	for _, i := range rows {
		key := fmt.Sprint(a.theta[i])
		for _, column := range a.basis.t {
			key += fmt.Sprint(" ", column[i])
		}
		k, known := place[key]
		if !known {
			k = len(first)
			place[key] = k
			first, many, sums = append(first, i), append(many, 0), append(sums, 0)
		}
		many[k]++
		sums[k] += a.off[i]
	}
	t, off = mat.NewDense(len(first), a.p, nil), mat.NewVecDense(len(first), nil)
	for k, i := range first {
		root := math.Sqrt(float64(many[k]))
		off.SetVec(k, sums[k]/root)
		theta = append(theta, a.theta[i])
		for j, column := range a.basis.t {
			t.Set(k, j, root*column[i])
		}
	}
	return t, off, theta
}

// raiseWorking is what [leverage.raise] is under a working variance Θ, in its
// units: Θ·G^(−1/2)·T with G = Θ(I − TTᵀ)Θ. The symmetric root is taken of G
// and not of I − TTᵀ, as Bell & McCaffrey 2002 take it, so that equal
// variances give their matrix.
func raiseWorking(t *mat.Dense, theta []float64) (*mat.Dense, error) {
	n := len(theta)
	if n > mostPatterns {
		return nil, fmt.Errorf("model: a cluster has %d different people, and CR2 of this family takes at most %d: use CR1S, or round numbers in the formula", n, mostPatterns)
	}
	least, most := math.Inf(1), 0.0
	for _, x := range theta {
		least, most = math.Min(least, x), math.Max(most, x)
	}
	var product, adjusted mat.Dense
	product.Mul(t, t.T())
	g := mat.NewSymDense(n, nil)
	for r := range n {
		for s := r; s < n; s++ {
			x := -product.At(r, s)
			if r == s {
				x++
			}
			g.SetSym(r, s, x*(theta[r]/most)*(theta[s]/most))
		}
	}
	root, err := inverseRoot(g, math.Max(1e-10*(least/most)*(least/most), 1e-14))
	if err != nil {
		return nil, fmt.Errorf("model: the leverage of a cluster of %d people: %w", n, err)
	}
	adjusted.Mul(root, t)
	for r := range n {
		for j, x := range adjusted.RawRowView(r) {
			adjusted.Set(r, j, x*theta[r]/most)
		}
	}
	return &adjusted, nil
}
