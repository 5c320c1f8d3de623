package hypothesis

import (
	"slices"

	"gonum.org/v1/gonum/mat"
)

// effectSums are the sum of the design effects and that of their squares.
//
// Where no cell is empty the interactions are all that the margins leave over.
// With X the indicators of rows and columns and n the rows of the base, the
// effects are then the eigenvalues other than zero of
//
//	n (D − DX(X′DX)⁻¹X′D) D⁻¹VD⁻¹
//
// whose trace, and that of whose square, need a matrix of the size of the
// margins alone to be solved.
func (x *crossing) effectSums(scaled []float64) (sum, squares float64, err error) {
	if slices.Contains(x.share, 0) {
		return x.sumsOfEmpty(scaled)
	}
	k := len(x.share)
	left, ok := x.withoutMargins(scaled)
	if !ok {
		return x.sumsOfEmpty(scaled)
	}
	for a := range k {
		sum += x.n * left[a*k+a]
		for b := range k {
			squares += x.n * x.n * left[a*k+b] * left[b*k+a]
		}
	}
	return sum, squares, nil
}

// withoutMargins is (D − DX(X′DX)⁻¹X′D) D⁻¹VD⁻¹, row by row. The last column
// of the table follows from the others and has no indicator.
func (x *crossing) withoutMargins(scaled []float64) (left []float64, ok bool) {
	k, m := len(x.share), x.r+x.c-1
	crossed, sums := mat.NewSymDense(m, nil), mat.NewDense(m, k, nil)
	for cell, p := range x.share {
		i, j := cell/x.c, x.r+cell%x.c
		at := []int{i}
		if j < m {
			at = append(at, j)
			crossed.SetSym(i, j, p)
		}
		for _, margin := range at {
			crossed.SetSym(margin, margin, crossed.At(margin, margin)+p)
			row := sums.RawRowView(margin)
			for b, w := range scaled[cell*k:][:k] {
				row[b] += p * w
			}
		}
	}
	var chol mat.Cholesky
	var fitted mat.Dense
	if !chol.Factorize(crossed) || chol.Cond() > 1e12 || chol.SolveTo(&fitted, sums) != nil {
		return nil, false
	}
	left = make([]float64, k*k)
	for cell, p := range x.share {
		rows, columns := fitted.RawRowView(cell/x.c), []float64(nil)
		if j := x.r + cell%x.c; j < m {
			columns = fitted.RawRowView(j)
		}
		to := left[cell*k:][:k]
		for b, w := range scaled[cell*k:][:k] {
			off := w - rows[b]
			if columns != nil {
				off -= columns[b]
			}
			to[b] = p * off
		}
	}
	return left, true
}

// sumsOfEmpty are the same sums where a cell is empty: the trace of the
// symmetric matrix of effects, and the sum of its squared entries.
func (x *crossing) sumsOfEmpty(scaled []float64) (sum, squares float64, err error) {
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
		return nil, because("empty-cells", "too many cells of the table of %d by %d are empty; merge categories", x.r, x.c)
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
