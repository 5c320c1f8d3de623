// Package kernel computes survey estimates and their variance.
//
// Everything rests on two steps. An estimator gives a value and, for every
// row, the row's influence on it; a [Design] turns influence into variance,
// by the strata, clusters, weights and raking margins with which the rows came
// about. A domain, such as the people of one country, is influence zero
// outside the domain: the design is never cut down to it. Contrasts, changes
// between waves and whatever comes later are sums of influence carried along,
// so that their covariance needs no formula of its own.
//
// The package knows numbers and rows. It does not know variables, people or
// what a number means.
package kernel

import (
	"math"
	"slices"
)

// A Linear is an estimate with its linearisation. Influence[j] is the weighted
// influence of row Rows[j] on Value; rows that are not listed have none. Rows
// ascend.
type Linear struct {
	Value     float64
	Rows      []int32
	Influence []float64
}

// Mean estimates the weighted mean of y over a domain, where y[j] belongs to
// row rows[j]:
//
//	ȳ = ∑ wᵢyᵢ / ∑ wᵢ,  influence wᵢ (yᵢ − ȳ) / ∑ wᵢ
//
// (Särndal, Swensson & Wretman 1992). A share is the mean of an
// indicator. The mean is corrected by the mean of the residuals, so that a
// large common offset of y costs no digits. Where the weights of the domain
// sum to zero the result has no rows.
func (d *Design) Mean(rows []int32, y []float64) Linear {
	z := d.gather(rows)
	sum, weighted := 0.0, 0.0
	for j, w := range z {
		sum += w
		weighted += w * y[j]
	}
	if sum == 0 {
		return Linear{}
	}
	mean, off := weighted/sum, 0.0
	for j, w := range z {
		off += w * (y[j] - mean)
	}
	mean += off / sum
	per := 1 / sum
	for j, w := range z {
		z[j] = w * per * (y[j] - mean)
	}
	return Linear{Value: mean, Rows: rows, Influence: z}
}

// gather copies the weights of rows side by side: a domain's rows lie far
// apart, and fetching them once is what a mean over a million rows costs.
func (d *Design) gather(rows []int32) []float64 {
	if d.weights == nil {
		return slices.Repeat([]float64{1}, len(rows))
	}
	w := make([]float64, len(rows))
	for j, row := range rows {
		w[j] = d.weights[row]
	}
	return w
}

// Partition sorts rows into k domains: row rows[j] belongs to domain of[j],
// and to none where that is negative. Rows keep their order.
func Partition(rows, of []int32, k int) [][]int32 {
	end := make([]int, k)
	for _, g := range of {
		if g >= 0 {
			end[g]++
		}
	}
	sorted := 0
	for g, size := range end {
		end[g] = sorted
		sorted += size
	}
	all := make([]int32, sorted)
	for j, g := range of {
		if g >= 0 {
			all[end[g]] = rows[j]
			end[g]++
		}
	}
	domains, begin := make([][]int32, k), 0
	for g := range domains {
		domains[g] = all[begin:end[g]:end[g]]
		begin = end[g]
	}
	return domains
}

// Total estimates the weighted total of y over a domain; the influence is
// wᵢyᵢ.
func (d *Design) Total(rows []int32, y []float64) Linear {
	l := Linear{Rows: rows, Influence: make([]float64, len(rows))}
	for j, row := range rows {
		l.Influence[j] = d.weight(row) * y[j]
		l.Value += l.Influence[j]
	}
	return l
}

// Minus is the difference of two estimates. Rows that bear on both carry both
// influences, which is how a change in a panel gets its covariance.
func (a Linear) Minus(b Linear) Linear {
	l := Linear{Value: a.Value - b.Value}
	i, j := 0, 0
	for i < len(a.Rows) || j < len(b.Rows) {
		switch {
		case j == len(b.Rows) || i < len(a.Rows) && a.Rows[i] < b.Rows[j]:
			l.Rows, l.Influence = append(l.Rows, a.Rows[i]), append(l.Influence, a.Influence[i])
			i++
		case i == len(a.Rows) || b.Rows[j] < a.Rows[i]:
			l.Rows, l.Influence = append(l.Rows, b.Rows[j]), append(l.Influence, -b.Influence[j])
			j++
		default:
			l.Rows, l.Influence = append(l.Rows, a.Rows[i]), append(l.Influence, a.Influence[i]-b.Influence[j])
			i++
			j++
		}
	}
	return l
}

// Effective is Kish's effective number of rows of a domain,
//
//	(∑ wᵢ)² / ∑ wᵢ²
//
// (Kish 1965), and the sum of their weights. Both are zero
// where no row has weight.
func (d *Design) Effective(rows []int32) (effective, sum float64) {
	squares := 0.0
	for _, row := range rows {
		w := d.weight(row)
		sum += w
		squares += w * w
	}
	if sum == 0 || math.IsInf(squares, 1) {
		return 0, sum
	}
	return sum * sum / squares, sum
}
