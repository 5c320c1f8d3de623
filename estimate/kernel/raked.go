package kernel

import "math"

const (
	sweeps = 200
	settle = 1e-13 // relative size of the last sweep's change
)

// residual takes out of the influence what the margins explain, see
// [Design.Variance]. Without margins the influence stays.
func (d *Design) residual(l Linear) Linear {
	if len(d.margins) == 0 {
		return l
	}
	e := make([]float64, d.n)
	scale := 0.0
	for j, row := range l.Rows {
		if d.weight(row) > 0 {
			e[row] = l.Influence[j] / d.raked[row]
			scale = max(scale, math.Abs(e[row]))
		}
	}
	for range sweeps {
		moved := 0.0
		for _, at := range d.margins {
			moved = max(moved, d.centre(e, at))
		}
		if moved <= settle*scale {
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
		w := 1.0
		if !d.byRow {
			w = d.raked[row]
		}
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
