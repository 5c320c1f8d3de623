package model

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// A Representativity says how evenly a group took part: 1 if everybody was
// equally likely to, 0 if it could not be more uneven.
type Representativity struct {
	R        float64 // 1 − 2·S of the fitted probabilities
	Adjusted float64 // the same without the spread that estimating them adds; at most 1
	Rate     float64 // weighted share that took part, as the model has it
}

// Representativity is the R-indicator of a binomial model of taking part,
//
//	R = 1 − 2·S,  S² = n/(n−1) · ∑ wᵢ (ρᵢ − ρ̄)² / ∑ wᵢ
//
// (Schouten, Cobben & Bethlehem 2009). Estimated probabilities spread more
// than true ones, so that R falls with every variable, also with one that
// explains nothing. Adjusted takes the surplus out,
//
//	S² ← (1 + 1/n) S² − ∑ wᵢ ωᵢ² xᵢᵀVxᵢ / ∑ wᵢ
//
// with ωᵢ = ρᵢ(1−ρᵢ) and V the covariance of the coefficients (Shlomo, Skinner
// & Schouten 2012, for a sample from a large population; under weights V is
// A⁻¹MA⁻¹ with A = ∑ wᵢωᵢxᵢxᵢᵀ and M = ∑ wᵢ²ωᵢxᵢxᵢᵀ). What would make S²
// negative makes it zero. Indicators compare only between models with the same
// variables.
func (f *Fit) Representativity() (Representativity, error) {
	if _, err := f.took(); err != nil {
		return Representativity{}, err
	}
	rho := f.Fitted()
	sum, total := 0.0, 0.0
	for i, w := range f.Frame.weights {
		sum += w * rho[i]
		total += w
	}
	r := Representativity{Rate: sum / total}
	squares := 0.0
	for i, w := range f.Frame.weights {
		squares += w * (rho[i] - r.Rate) * (rho[i] - r.Rate)
	}
	n := float64(f.N())
	spread := n / (n - 1) * squares / total
	r.R = 1 - 2*math.Sqrt(spread)
	r.Adjusted = 1 - 2*math.Sqrt(max((1+1/n)*spread-f.surplus(total), 0))
	return r, nil
}

// surplus is the mean variance of the fitted probabilities, worked out on the
// basis.
func (f *Fit) surplus(total float64) float64 {
	p := len(f.theta)
	meat := mat.NewSymDense(p, nil)
	work := make([]float64, f.N())
	for i, w := range f.Frame.weights {
		work[i] = w * w * f.Family.variance(f.eta[i])
	}
	for j := range p {
		for k := j; k < p; k++ {
			meat.SetSym(j, k, inner(f.basis.t[j], f.basis.t[k], work))
		}
	}
	var half, cov mat.Dense
	half.Mul(f.bread, meat)
	cov.Mul(&half, f.bread)
	surplus := 0.0
	x, moved := mat.NewVecDense(p, nil), mat.NewVecDense(p, nil)
	for i, w := range f.Frame.weights {
		for j := range p {
			x.SetVec(j, f.basis.t[j][i])
		}
		moved.MulVec(&cov, x)
		omega := f.Family.variance(f.eta[i])
		surplus += w / total * omega * omega * mat.Dot(x, moved)
	}
	return surplus
}
