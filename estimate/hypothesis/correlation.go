package hypothesis

import (
	"fmt"
	"math"
)

// A Correlations describes how several variables go together among the people
// who have all of them, without a design: no standard errors.
type Correlations struct {
	N           int
	Centre      []float64
	Covariance  [][]float64
	Correlation [][]float64
}

// Correlate computes weighted means, covariances and correlations of the
// variables ys, one slice each, over the rows without NaN:
//
//	s_kl = ∑ pᵢ (y_ki − ȳ_k)(y_li − ȳ_l) / (1 − ∑ pᵢ²),  pᵢ = wᵢ / ∑ w
//
// which with equal weights is the usual covariance. Nil weights are 1 each; a
// row of weight zero adds nothing; a negative weight is an error. For standard
// errors under a design see [kernel.Design.Correlation].
func Correlate(ys [][]float64, weights []float64) (Correlations, error) {
	rows, p, err := listwise(ys, weights)
	if err != nil {
		return Correlations{}, err
	}
	c := Correlations{N: len(rows)}
	rest := 1.0
	for _, share := range p {
		rest -= share * share
	}
	if !(rest > 1e-12) {
		return Correlations{}, undefined("all the weight of %d people with all answers is on one", len(rows))
	}
	for _, y := range ys {
		mean, off := 0.0, 0.0
		for j, row := range rows {
			mean += p[j] * y[row]
		}
		for j, row := range rows {
			off += p[j] * (y[row] - mean)
		}
		c.Centre = append(c.Centre, mean+off)
	}
	for k := range ys {
		c.Covariance = append(c.Covariance, make([]float64, len(ys)))
		c.Correlation = append(c.Correlation, make([]float64, len(ys)))
		for l := range k + 1 {
			s := 0.0
			for j, row := range rows {
				s += p[j] * (ys[k][row] - c.Centre[k]) * (ys[l][row] - c.Centre[l])
			}
			c.Covariance[k][l] = s / rest
			c.Covariance[l][k] = s / rest
		}
		if !(c.Covariance[k][k] > 0) {
			return Correlations{}, undefined("variable %d of %d does not vary", k+1, len(ys))
		}
	}
	for k := range ys {
		for l := range ys {
			c.Correlation[k][l] = c.Covariance[k][l] / math.Sqrt(c.Covariance[k][k]*c.Covariance[l][l])
		}
	}
	return c, nil
}

// Spearman computes the same of ranks, ties at the middle, without weights
// (Spearman 1904).
func Spearman(ys [][]float64) (Correlations, error) {
	rows, _, err := listwise(ys, nil)
	if err != nil {
		return Correlations{}, err
	}
	ranked := make([][]float64, len(ys))
	for k, y := range ys {
		whole := make([]float64, len(rows))
		for j, row := range rows {
			whole[j] = y[row]
		}
		ranked[k], _ = midRanks(whole)
	}
	return Correlate(ranked, nil)
}

// listwise finds the rows that have all variables and their shares of the weight.
func listwise(ys [][]float64, weights []float64) (rows []int, p []float64, err error) {
	if len(ys) == 0 {
		return nil, nil, fmt.Errorf("hypothesis: there are no variables to correlate")
	}
	n, sum := len(ys[0]), 0.0
	if weights != nil && len(weights) != n {
		return nil, nil, fmt.Errorf("hypothesis: %d weights for %d rows", len(weights), n)
	}
	for k, y := range ys {
		if len(y) != n {
			return nil, nil, fmt.Errorf("hypothesis: variable %d has %d rows, the first has %d", k+1, len(y), n)
		}
	}
	for i := range n {
		w, whole := 1.0, true
		for _, y := range ys {
			if math.IsInf(y[i], 0) {
				return nil, nil, fmt.Errorf("hypothesis: row %d is infinite", i)
			}
			whole = whole && !math.IsNaN(y[i])
		}
		if weights != nil {
			w = weights[i]
		}
		if !(w >= 0) || math.IsInf(w, 1) {
			return nil, nil, fmt.Errorf("hypothesis: row %d has weight %v", i, w)
		}
		if whole && w > 0 {
			rows, p, sum = append(rows, i), append(p, w), sum+w
		}
	}
	if len(rows) < 2 {
		return nil, nil, undefined("%d people have all %d answers", len(rows), len(ys))
	}
	for j := range p {
		p[j] /= sum
	}
	return rows, p, nil
}
