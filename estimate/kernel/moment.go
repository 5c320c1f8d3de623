package kernel

import "math"

// Moments estimates the covariance in the population of every two of several
// variables over a domain, one row of ys a variable:
//
//	s_kl = n/(n−1) · ∑ wᵢ (y_ki − ȳ_k)(y_li − ȳ_l) / ∑ wᵢ
//
// where n counts the rows with weight (Lumley 2010). The influence is that of
// a mean of products of deviations; how far the means themselves are off
// enters in second order only and is left out. Result [k][l] is symmetric.
// Without two rows of weight the result is nil.
func (d *Design) Moments(rows []int32, ys ...[]float64) [][]Linear {
	n := 0
	for _, row := range rows {
		if d.Weight(row) != 0 {
			n++
		}
	}
	if n < 2 {
		return nil
	}
	factor := float64(n) / float64(n-1)
	off := make([][]float64, len(ys))
	for k, y := range ys {
		mean, _ := meanOf(d.gather(rows), y)
		off[k] = make([]float64, len(y))
		for j := range y {
			off[k][j] = y[j] - mean
		}
	}
	all := make([][]Linear, len(ys))
	for k := range all {
		all[k] = make([]Linear, len(ys))
		for l := range k + 1 {
			product := make([]float64, len(rows))
			for j := range product {
				product[j] = factor * off[k][j] * off[l][j]
			}
			all[k][l] = d.Mean(rows, product)
			all[k][l].Replicates = d.replicatedMoment(rows, ys[k], ys[l], factor)
			all[l][k] = all[k][l]
		}
	}
	return all
}

// replicatedMoment computes a covariance under every replicate's weights. The
// factor n/(n − 1) is that of the whole sample, as in the R package survey.
func (d *Design) replicatedMoment(rows []int32, x, y []float64, factor float64) []float64 {
	return d.Replicates(func(weights []float64) float64 {
		w := pick(weights, rows)
		mx, sum := meanOf(w, x)
		my, _ := meanOf(w, y)
		products := 0.0
		for j, w := range w {
			products += w * (x[j] - mx) * (y[j] - my)
		}
		return orNaN(factor*products/sum, sum)
	})
}

// Correlation is the correlation of two variables over a domain,
//
//	r = s_xy / √(s_xx s_yy)
//
// from [Design.Moments], by the delta method. Where one of them does not vary
// the result has no rows.
func (d *Design) Correlation(rows []int32, x, y []float64) Linear {
	s := d.Moments(rows, x, y)
	if s == nil || !(s[0][0].Value > 0) || !(s[1][1].Value > 0) {
		return Linear{}
	}
	vx, vy, cov := s[0][0].Value, s[1][1].Value, s[0][1].Value
	root := math.Sqrt(vx) * math.Sqrt(vy)
	r := max(-1, min(cov/root, 1)) // rounding may lead beyond
	of := []Linear{s[0][1], s[0][0], s[1][1]}
	return Function(r, []float64{1 / root, -r / (2 * vx), -r / (2 * vy)}, of).Anew(of, func(theta []float64) float64 { return theta[0] / math.Sqrt(theta[1]*theta[2]) })
}

// Deviation is the standard deviation of a variable over a domain, the root of
// its variance, by the delta method.
func (d *Design) Deviation(rows []int32, y []float64) Linear {
	s := d.Moments(rows, y)
	switch {
	case s == nil:
		return Linear{}
	case !(s[0][0].Value > 0):
		return s[0][0]
	}
	sd := math.Sqrt(s[0][0].Value)
	return Function(sd, []float64{1 / (2 * sd)}, []Linear{s[0][0]}).Anew([]Linear{s[0][0]}, func(theta []float64) float64 { return math.Sqrt(theta[0]) })
}
