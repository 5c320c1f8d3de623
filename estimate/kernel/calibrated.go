package kernel

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

const (
	sweeps = 200
	settle = 1e-13 // relative size of the last sweep's change
)

// residual takes out of the influence what margins or columns explain, see
// [Design.Variance]. Without them the influence stays.
func (d *Design) residual(l Linear) Linear {
	switch {
	case d.held != nil:
		return d.held.residual(d, l)
	case len(d.columns) == 0:
		return l
	}
	e := make([]float64, d.n)
	for j, row := range l.Rows {
		if d.Weight(row) != 0 {
			e[row] = l.Influence[j] / d.raked[row]
		}
	}
	d.regression().takeOut(e)
	z := make([]float64, len(d.calibrated))
	for j, row := range d.calibrated {
		z[j] = e[row] * d.raked[row]
	}
	return Linear{Value: l.Value, Rows: d.calibrated, Influence: z}
}

// held is the cells in which the margins cross. What the margins explain of a
// row hangs on its cell alone, so that taking it out costs two looks at every
// row, however many sweeps the margins need.
type held struct {
	cell     []int32     // by row; of weight zero: -1
	weight   []float64   // of the regression, by cell
	category [][]int32   // by margin: that of each cell
	size     [][]float64 // by margin and category: weight of the regression
}

// hold finds the cells of the calibrated rows.
func (d *Design) hold() *held {
	h := &held{cell: make([]int32, d.n)}
	for i := range h.cell {
		h.cell[i] = -1
	}
	for _, row := range d.calibrated {
		h.cell[row] = 0
	}
	categories, count := make([]int32, len(d.margins)), int32(1)
	for m, at := range d.margins {
		categories[m] = highest(at) + 1
		count = h.refine(d.calibrated, at, categories[m], count)
	}
	h.weight = make([]float64, count)
	first := make([]int32, 0, count) // row of each cell, for cells are numbered as they occur
	for _, row := range d.calibrated {
		cell := h.cell[row]
		if h.weight[cell] += d.regress[row]; int(cell) == len(first) {
			first = append(first, row)
		}
	}
	for m, at := range d.margins {
		category, size := pick(at, first), make([]float64, categories[m])
		for cell, c := range category {
			size[c] += h.weight[cell]
		}
		h.category, h.size = append(h.category, category), append(h.size, size)
	}
	return h
}

// refine crosses the cells with one more margin and counts them anew, in the
// order in which they first occur.
func (h *held) refine(rows, at []int32, categories, count int32) int32 {
	k := int64(categories)
	number, next := make(map[int64]int32), int32(0)
	dense := []int32(nil) // one more than the number; looking up a slice costs a fraction of a map
	if int64(count)*k <= 1<<22 {
		dense = make([]int32, int64(count)*k)
	}
	for _, row := range rows {
		key := int64(h.cell[row])*k + int64(at[row])
		if dense != nil {
			if dense[key] == 0 {
				next++
				dense[key] = next
			}
			h.cell[row] = dense[key] - 1
			continue
		}
		c, known := number[key]
		if !known {
			c = next
			number[key] = c
			next++
		}
		h.cell[row] = c
	}
	return next
}

// residual takes the margins out of the influence in turn until nothing moves.
func (h *held) residual(d *Design, l Linear) Linear {
	sum, scale := make([]float64, len(h.weight)), 0.0
	for j, row := range l.Rows {
		if cell := h.cell[row]; cell >= 0 {
			e := l.Influence[j] / d.raked[row]
			sum[cell] += d.regress[row] * e
			scale = max(scale, math.Abs(e))
		}
	}
	off := h.sweep(sum, scale)
	whole := make([]float64, d.n)
	for j, row := range l.Rows {
		whole[row] = l.Influence[j]
	}
	z := make([]float64, len(d.calibrated))
	for j, row := range d.calibrated {
		z[j] = whole[row] - off[h.cell[row]]*d.raked[row]
	}
	return Linear{Value: l.Value, Rows: d.calibrated, Influence: z}
}

// sweep is what the margins explain in each cell, where sum is the cells'
// weighted sums.
func (h *held) sweep(sum []float64, scale float64) []float64 {
	off := make([]float64, len(sum))
	for range sweeps {
		moved := 0.0
		for m, category := range h.category {
			mean := make([]float64, len(h.size[m]))
			for cell, c := range category {
				mean[c] += sum[cell]
			}
			for c, size := range h.size[m] {
				if size > 0 {
					mean[c] /= size
					moved = max(moved, math.Abs(mean[c]))
				}
			}
			for cell, c := range category {
				off[cell] += mean[c]
				sum[cell] -= mean[c] * h.weight[cell]
			}
		}
		if moved <= settle*scale || len(h.category) == 1 {
			break // a single margin is a projection: once is enough
		}
	}
	return off
}

// A regression is a weighted least-squares regression on the columns, made
// ready: an orthogonal basis of the columns times the root of the weights.
type regression struct {
	rows  []int32
	root  []float64
	basis *mat.Dense
}

func (d *Design) regression() *regression {
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

// takeOut replaces e by its residuals.
func (r *regression) takeOut(e []float64) {
	y := mat.NewVecDense(len(r.rows), nil)
	for j, row := range r.rows {
		y.SetVec(j, e[row]*r.root[j])
	}
	var on, fitted mat.VecDense
	on.MulVec(r.basis.T(), y)
	fitted.MulVec(r.basis, &on)
	for j, row := range r.rows {
		if r.root[j] > 0 {
			e[row] -= fitted.AtVec(j) / r.root[j]
		}
	}
}
