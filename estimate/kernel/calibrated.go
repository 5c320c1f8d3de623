package kernel

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

const (
	sweeps = 200
	settle = 1e-13 // relative size of the last sweep's change
)

// residual takes out of the influence what margins and columns explain, see
// [Design.Variance]. Without them the influence stays.
func (d *Design) residual(l Linear) Linear {
	if !d.isCalibrated() {
		return l
	}
	e := make([]float64, d.n)
	scale := 0.0
	for j, row := range l.Rows {
		if d.Weight(row) != 0 {
			e[row] = l.Influence[j] / d.raked[row]
			scale = max(scale, math.Abs(e[row]))
		}
	}
	columns := d.regression()
	for range sweeps {
		moved := columns.takeOut(e)
		for _, at := range d.margins {
			moved = max(moved, d.centre(e, at))
		}
		// A single margin, or the columns alone, are a projection: once is enough.
		if moved <= settle*scale || len(d.margins) == 0 || len(d.margins) == 1 && columns == nil {
			break
		}
	}
	z := make([]float64, len(d.calibrated))
	for j, row := range d.calibrated {
		z[j] = e[row] * d.raked[row]
	}
	return Linear{Value: l.Value, Rows: d.calibrated, Influence: z}
}

// centre takes the mean of e out of each category and returns the largest
// mean taken out.
func (d *Design) centre(e []float64, at []int32) float64 {
	k := highest(at) + 1
	sum, size := make([]float64, k), make([]float64, k)
	for _, row := range d.calibrated {
		w := d.regress[row]
		sum[at[row]] += w * e[row]
		size[at[row]] += w
	}
	moved := 0.0
	for c := range sum {
		if size[c] > 0 {
			sum[c] /= size[c]
			moved = max(moved, math.Abs(sum[c]))
		}
	}
	for _, row := range d.calibrated {
		e[row] -= sum[at[row]]
	}
	return moved
}

// A regression is a weighted least-squares regression on the columns, made
// ready: an orthogonal basis of the columns times the root of the weights.
type regression struct {
	rows  []int32
	root  []float64
	basis *mat.Dense
}

// regression is nil where there are no columns.
func (d *Design) regression() *regression {
	if len(d.columns) == 0 {
		return nil
	}
	n, k := len(d.calibrated), len(d.columns)
	r := &regression{rows: d.calibrated, root: make([]float64, n)}
	x := mat.NewDense(n, k, nil)
	for j, row := range d.calibrated {
		r.root[j] = math.Sqrt(max(d.regress[row], 0))
		for c := range d.columns {
			x.Set(j, c, d.columns[c][row]*r.root[j])
		}
	}
	r.basis = orthogonal(x)
	return r
}

// orthogonal is an orthonormal basis of the columns of x, by Gram and
// Schmidt's method done twice; columns that depend on those before are left
// out.
func orthogonal(x *mat.Dense) *mat.Dense {
	n, k := x.Dims()
	var basis []*mat.VecDense
	for c := range k {
		v := mat.VecDenseCopyOf(x.ColView(c))
		before := mat.Norm(v, 2)
		for range 2 {
			for _, b := range basis {
				v.AddScaledVec(v, -mat.Dot(b, v), b)
			}
		}
		if after := mat.Norm(v, 2); after > 1e-9*before {
			v.ScaleVec(1/after, v)
			basis = append(basis, v)
		}
	}
	q := mat.NewDense(n, max(len(basis), 1), nil)
	for c, b := range basis {
		q.SetCol(c, b.RawVector().Data)
	}
	return q
}

// takeOut replaces e by its residuals and returns the largest change.
func (r *regression) takeOut(e []float64) float64 {
	if r == nil {
		return 0
	}
	y := mat.NewVecDense(len(r.rows), nil)
	for j, row := range r.rows {
		y.SetVec(j, e[row]*r.root[j])
	}
	var on, fitted mat.VecDense
	on.MulVec(r.basis.T(), y)
	fitted.MulVec(r.basis, &on)
	moved := 0.0
	for j, row := range r.rows {
		if r.root[j] > 0 {
			off := fitted.AtVec(j) / r.root[j]
			e[row] -= off
			moved = max(moved, math.Abs(off))
		}
	}
	return moved
}
