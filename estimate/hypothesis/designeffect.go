package hypothesis

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// effectSums are the sum of the design effects and that of their squares.
//
// With A what is left of D⁻¹ without the margins, see [apart], the effects are
// the eigenvalues other than zero of n·AV, and the sums are its trace and that
// of its square. Neither needs a matrix of the size of the interactions, and
// where few units or directions make V, none of the size of the table.
func (x *crossing) effectSums(t Crossing) (sum, squares float64, err error) {
	a, err := x.apart()
	if err != nil {
		return 0, 0, err
	}
	switch {
	case a == nil:
		return x.sumsOfEffects(x.scaled(t.covariance()))
	case t.Composition != nil && len(t.Composition.Units)+len(t.Composition.Along) < len(x.share):
		sum, squares = x.composed(t.Composition).traces(a)
	default:
		sum, squares = a.traces(x.narrowed(t.covariance()))
	}
	if t.Composition != nil && math.Abs(sum) <= negligible*x.composed(t.Composition).units(x.share) {
		return 0, 0, nil
	}
	return x.n * sum, x.n * x.n * squares, nil
}

// negligible is the part of the sum over units that rounding alone leaves where
// margins explain all of it.
const negligible = 1e-12

// covariance is that of the shares, worked out where it stands in parts.
func (t Crossing) covariance() mat.Symmetric {
	if t.Composition != nil {
		return t.Composition.Matrix()
	}
	return t.Covariance
}

// narrowed is the covariance of the occupied rows and columns, row by row.
func (x *crossing) narrowed(covariance mat.Symmetric) []float64 {
	k := len(x.share)
	all := make([]float64, k*k)
	if whole, is := covariance.(*mat.SymDense); is && whole.SymmetricDim() == k {
		raw := whole.RawSymmetric()
		for a := range k {
			for b, v := range raw.Data[a*raw.Stride:][a:k] {
				all[a*k+a+b], all[(a+b)*k+a] = v, v
			}
		}
		return all
	}
	for a := range k {
		for b := a; b < k; b++ {
			v := covariance.At(x.whole[a], x.whole[b])
			all[a*k+b], all[b*k+a] = v, v
		}
	}
	return all
}

// sumsOfEffects are the same sums from the symmetric matrix of effects: its
// trace, and the sum of its squared entries.
func (x *crossing) sumsOfEffects(scaled []float64) (sum, squares float64, err error) {
	effects, err := x.effects(scaled)
	if err != nil {
		return 0, 0, err
	}
	k := effects.SymmetricDim()
	for i := range k {
		sum += effects.At(i, i)
		for j := range k {
			squares += effects.At(i, j) * effects.At(i, j)
		}
	}
	return sum, squares, nil
}

// effects is a symmetric matrix whose eigenvalues are the generalised design
// effects: with C′D⁻¹C/n = LL′ it is L⁻¹(C′D⁻¹VD⁻¹C)L⁻ᵀ.
func (x *crossing) effects(scaled []float64) (*mat.SymDense, error) {
	basis := x.interactions()
	k := len(basis)
	simple, designed := mat.NewSymDense(k, nil), mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			under, real := x.between(basis[i], basis[j], scaled)
			simple.SetSym(i, j, under)
			designed.SetSym(i, j, real)
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(simple) || chol.Cond() > 1e14 {
		return nil, x.tooManyEmpty()
	}
	var half, whole mat.Dense
	var lower mat.TriDense
	chol.LTo(&lower)
	if half.Solve(&lower, designed) != nil || whole.Solve(&lower, half.T()) != nil {
		return nil, because("nearly-empty-cells", "too many cells of the table of %d by %d are nearly empty; merge categories", x.r, x.c)
	}
	s := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			s.SetSym(i, j, (whole.At(i, j)+whole.At(j, i))/2)
		}
	}
	return s, nil
}

func (x *crossing) tooManyEmpty() error {
	return because("empty-cells", "too many cells of the table of %d by %d are empty; merge categories", x.r, x.c)
}

// scaled is D⁻¹VD⁻¹ of the occupied rows and columns, row by row.
func (x *crossing) scaled(covariance mat.Symmetric) []float64 {
	k := len(x.share)
	all := make([]float64, k*k)
	for a, p := range x.share {
		for b := a; b < k; b++ {
			if q := x.share[b]; p != 0 && q != 0 {
				v := covariance.At(x.whole[a], x.whole[b]) / (p * q)
				all[a*k+b], all[b*k+a] = v, v
			}
		}
	}
	return all
}

// between is one entry of C′D⁻¹C/n and of C′D⁻¹VD⁻¹C.
func (x *crossing) between(a, b interaction, scaled []float64) (simple, designed float64) {
	for i, p := range a.cell {
		row := scaled[p*len(x.share):][:len(x.share)]
		for j, q := range b.cell {
			sign := a.sign[i] * b.sign[j]
			if designed += sign * row[q]; p == q && x.share[p] != 0 {
				simple += sign / (x.share[p] * x.n)
			}
		}
	}
	return simple, designed
}

// eigenvalues lists the design effects, from the largest down.
func (x *crossing) eigenvalues(scaled []float64) ([]float64, error) {
	s, err := x.effects(scaled)
	if err != nil {
		return nil, err
	}
	k := s.SymmetricDim()
	var eigen mat.EigenSym
	if !eigen.Factorize(s, false) {
		return nil, because("no-effects", "the design effects of the table cannot be computed")
	}
	values := eigen.Values(nil)
	for i, j := 0, k-1; i < j; i, j = i+1, j-1 {
		values[i], values[j] = values[j], values[i]
	}
	for i := range values {
		values[i] = max(values[i], 0) // below it only by rounding
	}
	return values, nil
}
