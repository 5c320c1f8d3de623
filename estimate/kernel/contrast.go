package kernel

import "math"

// Minus is the difference of two estimates. Rows that bear on both carry both
// influences, which is how a change in a panel gets its covariance.
func (a Linear) Minus(b Linear) Linear { return a.plus(b, -1) }

// plus is a + factor·b.
func (a Linear) plus(b Linear, factor float64) Linear {
	l := Linear{Value: a.Value + factor*b.Value}
	n := len(a.Rows) + len(b.Rows)
	l.Rows, l.Influence = make([]int32, 0, n), make([]float64, 0, n)
	i, j := 0, 0
	for i < len(a.Rows) || j < len(b.Rows) {
		switch {
		case j == len(b.Rows) || i < len(a.Rows) && a.Rows[i] < b.Rows[j]:
			l.Rows, l.Influence = append(l.Rows, a.Rows[i]), append(l.Influence, a.Influence[i])
			i++
		case i == len(a.Rows) || b.Rows[j] < a.Rows[i]:
			l.Rows, l.Influence = append(l.Rows, b.Rows[j]), append(l.Influence, factor*b.Influence[j])
			j++
		default:
			l.Rows, l.Influence = append(l.Rows, a.Rows[i]), append(l.Influence, a.Influence[i]+factor*b.Influence[j])
			i++
			j++
		}
	}
	for r := range b.Replicates { // an estimate without rows has no replicates and counts as zero
		x := factor * b.Replicates[r]
		if a.Replicates != nil {
			x += a.Replicates[r]
		}
		l.Replicates = append(l.Replicates, x)
	}
	if b.Replicates == nil {
		l.Replicates = a.Replicates
	}
	return l
}

// Function is a smooth function of several estimates by the delta method: its
// value, and its linearisation by the gradient,
//
//	f(θ) ≈ f(θ̂) + ∑ ∂f/∂θ_k · (θ_k − θ̂_k)
//
// A linear contrast has its coefficients for gradient. Under replicate weights
// the replicates are those of the linearisation, see [Linear.Anew].
func Function(value float64, gradient []float64, of []Linear) Linear {
	var l Linear
	for k, g := range gradient {
		l = l.plus(of[k], g)
	}
	for r := range l.Replicates {
		l.Replicates[r] += value - l.Value
	}
	l.Value = value
	return l
}

// Anew is the same function with its replicates computed from what the
// estimates are under each, in place of the linearisation.
func (a Linear) Anew(of []Linear, at func(theta []float64) float64) Linear {
	theta := make([]float64, len(of))
	for r := range a.Replicates {
		for k := range of {
			theta[k] = of[k].Replicates[r]
		}
		if a.Replicates[r] = at(theta); math.IsInf(a.Replicates[r], 0) {
			a.Replicates[r] = math.NaN()
		}
	}
	return a
}
