package kernel

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Variance is the variance of an estimate by Taylor linearisation: add the
// influence z up to totals t of primary units and take, over the strata h,
//
//	∑ (1 − n_h/N_h) · n_h/(n_h − 1) · ∑ (t_hi − t̄_h)²
//
// (Särndal, Swensson & Wretman 1992; for a single stage, or a first stage with
// replacement). Units outside the domain have total
// zero and count in n_h.
//
// Under margins the influence, per unit of raked weight, is first centred
// within the categories of each margin in turn until nothing moves: what the
// weights hold fixed cannot vary (Deville & Särndal 1992; Deville, Särndal &
// Sautory 1993). The centre is the mean by weight, as the theory of
// post-stratification has it, or with Structure.ByRow the plain mean over
// rows, as the R package survey has it after raking; the two agree where
// weights vary little within a category.
func (d *Design) Variance(l Linear) float64 {
	l = d.residual(l)
	units, totals := d.totals(l)
	if len(d.units) == 1 {
		return d.correction[0] * squaresAbout(totals, float64(d.units[0]))
	}
	sums := make([]float64, len(d.units))
	for j, t := range totals {
		sums[d.stratumOfUnit(units[j])] += t
	}
	squares := make([]float64, len(d.units))
	seen := make([]int32, len(d.units))
	for j, t := range totals {
		h := d.stratumOfUnit(units[j])
		off := t - sums[h]/float64(d.units[h])
		squares[h] += off * off
		seen[h]++
	}
	v := 0.0
	for h, n := range d.units {
		if n == 0 {
			continue
		}
		mean := sums[h] / float64(n)
		v += d.correction[h] * (squares[h] + float64(n-seen[h])*mean*mean)
	}
	return v
}

// squaresAbout is the sum of squares about their mean of totals and of the
// zeros that make them n.
func squaresAbout(totals []float64, n float64) float64 {
	sum := 0.0
	for _, t := range totals {
		sum += t
	}
	mean, squares := sum/n, 0.0
	for _, t := range totals {
		squares += (t - mean) * (t - mean)
	}
	return squares + (n-float64(len(totals)))*mean*mean
}

// Covariance is the covariance matrix of several estimates, by the formula of
// [Design.Variance] with products in place of squares.
func (d *Design) Covariance(ls ...Linear) *mat.SymDense {
	centred := make([][]float64, len(ls))
	for i, l := range ls {
		centred[i] = d.centred(d.residual(l))
	}
	v := mat.NewSymDense(len(ls), nil)
	for i := range ls {
		for j := i; j < len(ls); j++ {
			sum := 0.0
			for u := range centred[i] {
				sum += centred[i][u] * centred[j][u]
			}
			v.SetSym(i, j, sum)
		}
	}
	return v
}

// centred gives every primary unit its total less the stratum's mean, times
// the root of the stratum's factor.
func (d *Design) centred(l Linear) []float64 {
	n := d.n
	if d.clusters != nil {
		n = len(d.stratum)
	}
	t := make([]float64, n)
	units, totals := d.totals(l)
	sums := make([]float64, len(d.units))
	for j, u := range units {
		t[u] = totals[j]
		sums[d.stratumOfUnit(u)] += totals[j]
	}
	for u := range t {
		h := d.stratumOfUnit(int32(u))
		if h < 0 { // a number that no cluster bears
			continue
		}
		t[u] = (t[u] - sums[h]/float64(d.units[h])) * math.Sqrt(d.correction[h])
	}
	return t
}

// totals adds influence up within primary units.
func (d *Design) totals(l Linear) (units []int32, totals []float64) {
	if d.clusters == nil {
		return l.Rows, l.Influence
	}
	sum := make([]float64, len(d.stratum))
	seen := make([]bool, len(d.stratum))
	for j, row := range l.Rows {
		c := d.clusters[row]
		if !seen[c] {
			seen[c] = true
			units = append(units, c)
		}
		sum[c] += l.Influence[j]
	}
	totals = make([]float64, len(units))
	for j, c := range units {
		totals[j] = sum[c]
	}
	return units, totals
}

func (d *Design) stratumOfUnit(unit int32) int32 {
	if d.clusters == nil {
		return d.stratumOf(unit)
	}
	return d.stratum[unit]
}
