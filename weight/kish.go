package weight

import (
	"errors"
	"fmt"
	"math"
)

// ErrNoWeight means that the weights sum to zero, so that nothing is estimated.
var ErrNoWeight = errors.New("weight: weights sum to zero")

// KishDeff returns Kish's approximate design effect of unequal weighting,
//
//	deff = n ∑ wᵢ² / (∑ wᵢ)² = 1 + CV²(w)
//
// (Kish 1992, "Weighting for unequal Pᵢ"). It is 1 when all weights are equal;
// the effective sample size is n/deff. Rows of weight zero count towards n.
// A weight that is negative, infinite or not a number is an error.
func KishDeff(w []float64) (float64, error) {
	var sum, sumSq float64
	for i, x := range w {
		if !(x >= 0) || math.IsInf(x, 1) { // x < 0 would let NaN through
			return 0, fmt.Errorf("weight: row %d has weight %v", i, x)
		}
		sum += x
		sumSq += x * x
	}
	if sum == 0 {
		return 0, ErrNoWeight
	}
	return float64(len(w)) * sumSq / (sum * sum), nil
}
