package model

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// adjusted is a covariance from residuals adjusted for leverage, with the
// degrees of freedom of each coefficient.
type adjusted struct {
	cov *mat.SymDense
	df  []float64
}

// adjust works on the basis T, in which XM·Xᵀ becomes TTᵀ; models of another
// family than the gaussian do so in the units of their working model, see
// [Fit.working]. With H = TTᵀW the
// residuals of cluster g are multiplied by
//
//	A_g = ((I−H)_g (I−H)_gᵀ)^(−1/2)
//
// which makes the covariance unbiased when errors are independent with equal
// variance (Pustejovsky & Tipton 2018, with the identity as working model; in
// an unweighted model this is Bell & McCaffrey's I−H_gg). The root is a
// pseudo-inverse: a direction that the model fits perfectly brings nothing.
func (f *Fit) adjust(groups [][]int) (adjusted, error) {
	a, err := f.leverage()
	if err != nil {
		return adjusted{}, err
	}
	for _, rows := range groups {
		if err := a.cluster(rows); err != nil {
			return adjusted{}, err
		}
	}
	return adjusted{cov: a.basis.unbase(a.meat), df: a.satterthwaite()}, nil
}

// A leverage gathers, cluster by cluster, what CR2 needs.
type leverage struct {
	basis  *basis
	w      []float64 // by row
	off    []float64 // residual by row
	theta  []float64 // variance of the working model by row; nil: equal
	p      int
	square *mat.SymDense // TᵀW²T
	meat   *mat.SymDense
	to     *mat.Dense // R⁻¹: basis scores to coefficients
	forms  []*form
}

// A form is, for one coefficient and by cluster, what gives the moments of its
// quadratic form, see [leverage.gather].
type form struct {
	u, v []*mat.VecDense
	own  []float64
}

// leverage makes a gaussian model ready.
func (f *Fit) leverage() (*leverage, error) {
	if f.Family != Gaussian {
		return f.working()
	}
	off := make([]float64, f.N())
	for i, y := range f.Frame.y {
		off[i] = y - f.eta[i]
	}
	return newLeverage(f.basis, f.Frame.weights, off), nil
}

func newLeverage(b *basis, w, off []float64) *leverage {
	p := len(b.t)
	a := &leverage{basis: b, w: w, off: off, p: p, square: mat.NewSymDense(p, nil), meat: mat.NewSymDense(p, nil), to: mat.NewDense(p, p, nil)}
	squared := make([]float64, len(w))
	for i, w := range w {
		squared[i] = w * w
	}
	for j := range p {
		for k := j; k < p; k++ {
			a.square.SetSym(j, k, inner(b.t[j], b.t[k], squared))
		}
		unit := make([]float64, p)
		unit[j] = 1
		a.to.SetCol(j, b.coefficients(unit))
		a.forms = append(a.forms, &form{})
	}
	return a
}

// cluster adds one cluster.
func (a *leverage) cluster(rows []int) error {
	t, weighted, off, adjusted, err := a.turn(rows)
	if err != nil {
		return err
	}
	var score mat.VecDense
	score.MulVec(adjusted.T(), off)
	a.meat.SymRankOne(a.meat, 1, &score)
	a.gather(t, weighted, adjusted)
	return nil
}

// turn gives T_g, W_g T_g, the residuals and the adjusted W_g T_g of a cluster.
func (a *leverage) turn(rows []int) (t, weighted *mat.Dense, off *mat.VecDense, adjusted *mat.Dense, err error) {
	if a.theta != nil {
		t, off, theta := a.patterns(rows)
		adjusted, err = raiseWorking(t, theta)
		return t, t, off, adjusted, err
	}
	n := len(rows)
	t, weighted, off = mat.NewDense(n, a.p, nil), mat.NewDense(n, a.p, nil), mat.NewVecDense(n, nil)
	for r, i := range rows {
		off.SetVec(r, a.off[i])
		for j, column := range a.basis.t {
			t.Set(r, j, column[i])
			weighted.Set(r, j, a.w[i]*column[i])
		}
	}
	adjusted, err = a.raise(t, weighted)
	return t, weighted, off, adjusted, err
}

// raise is B^(−1/2) · W_g T_g, where B = (I−H)_g (I−H)_gᵀ is
//
//	I − T_g (W_g T_g)ᵀ − W_g T_g T_gᵀ + T_g (TᵀW²T) T_gᵀ
//
// Outside the space Z that T_g and W_g T_g span B is the identity, so that a
// cluster may have many rows: only B within Z is raised.
func (a *leverage) raise(t, weighted *mat.Dense) (*mat.Dense, error) {
	n, _ := t.Dims()
	var columns [][]float64
	for j := range a.p {
		columns = append(columns, mat.Col(nil, j, t), mat.Col(nil, j, weighted))
	}
	ones := constant(n, 1)
	spanned := newBasis(make([]string, len(columns)), columns, ones).t
	if len(spanned) == 0 {
		return mat.DenseCopyOf(weighted), nil
	}
	z := mat.NewDense(n, len(spanned), nil)
	for k, column := range spanned {
		z.SetCol(k, column)
	}
	var zt, zw, cross, half, both mat.Dense
	zt.Mul(z.T(), t)
	zw.Mul(z.T(), weighted)
	cross.Mul(&zt, zw.T())
	half.Mul(&zt, a.square)
	both.Mul(&half, zt.T())
	within := mat.NewSymDense(len(spanned), nil)
	for r := range spanned {
		for s := r; s < len(spanned); s++ {
			x := (both.At(r, s)+both.At(s, r))/2 - cross.At(r, s) - cross.At(s, r)
			if r == s {
				x++
			}
			within.SetSym(r, s, x)
		}
	}
	raised, err := inverseRoot(within, 1e-10)
	if err != nil {
		return nil, fmt.Errorf("model: the leverage of a cluster of %d rows: %w", n, err)
	}
	var inside, change mat.Dense
	inside.Mul(raised, &zw)
	inside.Sub(&inside, &zw)
	change.Mul(z, &inside)
	change.Add(&change, weighted)
	return &change, nil
}

// gather keeps for each coefficient c what its quadratic form needs. With
// a_g = A_g W_g T_g R⁻ᵀ c the form is the sum over clusters of (b_gᵀe)², where
// b_g = (I−H)_gᵀ a_g, and
//
//	b_gᵀb_h = δ_gh a_gᵀa_g − u_gᵀv_h − v_gᵀu_h + u_gᵀ(TᵀW²T)u_h,
//	u_g = T_gᵀa_g,  v_g = T_gᵀW_g a_g
func (a *leverage) gather(t, weighted, adjusted *mat.Dense) {
	var all mat.Dense // a_g by coefficient
	all.Mul(adjusted, a.to.T())
	for c, of := range a.forms {
		own := all.ColView(c)
		u, v := mat.NewVecDense(a.p, nil), mat.NewVecDense(a.p, nil)
		u.MulVec(t.T(), own)
		v.MulVec(weighted.T(), own)
		of.u, of.v, of.own = append(of.u, u), append(of.v, v), append(of.own, mat.Dot(own, own))
	}
}

// satterthwaite matches the first two moments of each quadratic form to those
// of a chi-squared variable:
//
//	df = (∑_g b_gᵀb_g)² / ∑_g ∑_h (b_gᵀb_h)²
func (a *leverage) satterthwaite() []float64 {
	df := make([]float64, a.p)
	for c, of := range a.forms {
		trace, squares := of.moments(a.square)
		df[c] = trace * trace / squares
	}
	return df
}

// moments pairs all clusters at a cost that grows with their number, not its
// square: the pairing is a product of G×3p and 3p×G, whose squared norm is a
// trace of 3p×3p matrices.
func (s *form) moments(square *mat.SymDense) (trace, squares float64) {
	p := s.u[0].Len()
	left, right := mat.NewDense(len(s.own), 2*p, nil), mat.NewDense(len(s.own), 2*p, nil)
	for g := range s.own {
		var su mat.VecDense
		su.MulVec(square, s.u[g])
		for j := range p {
			u, v := s.u[g].AtVec(j), s.v[g].AtVec(j)
			left.Set(g, j, u)
			left.Set(g, p+j, v)
			right.Set(g, j, su.AtVec(j)-v)
			right.Set(g, p+j, -u)
		}
	}
	var ll, rr, product mat.Dense
	ll.Mul(left.T(), left)
	rr.Mul(right.T(), right)
	product.Mul(&ll, &rr)
	squares = mat.Trace(&product)
	for g, own := range s.own {
		pair := mat.Dot(left.RowView(g), right.RowView(g))
		trace += own + pair
		squares += own*own + 2*own*pair
	}
	return trace, squares
}

// inverseRoot raises a matrix that is positive semidefinite up to rounding to
// the power −1/2, with nothing where the eigenvalue is not above rounding.
func inverseRoot(b *mat.SymDense, rounding float64) (*mat.SymDense, error) {
	var eigen mat.EigenSym
	if !eigen.Factorize(b, true) {
		return nil, errors.New("its eigenvalues were not found")
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	root := mat.NewSymDense(b.SymmetricDim(), nil)
	for k, x := range eigen.Values(nil) {
		if x > rounding {
			root.SymRankOne(root, 1/math.Sqrt(x), vectors.ColView(k))
		}
	}
	return root, nil
}
