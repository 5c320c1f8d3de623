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
// Throughout, a row of weight zero counts as sampled and adds nothing; a row
// without a value is not handed in; a negative weight, which linear calibration
// may produce, is taken as it is where sums allow it and refused where they do
// not. What has no value is said by an error, or by an estimate that no row
// bears; no result is infinite or not a number.
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
// ascend. Under replicate weights Replicates is what Value becomes under each.
type Linear struct {
	Value      float64
	Rows       []int32
	Influence  []float64
	Replicates []float64
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
	mean, sum := meanOf(z, y)
	if sum == 0 {
		return Linear{}
	}
	per := 1 / sum
	for j, w := range z {
		z[j] = w * per * (y[j] - mean)
	}
	return Linear{Value: mean, Rows: rows, Influence: z, Replicates: d.Replicates(func(weights []float64) float64 {
		mean, sum := meanOf(pick(weights, rows), y)
		return orNaN(mean, sum)
	})}
}

// meanOf is the mean of y under weights, and their sum; where that is zero so
// is the mean.
func meanOf(weights, y []float64) (mean, sum float64) {
	weighted := 0.0
	for j, w := range weights {
		sum += w
		weighted += w * y[j]
	}
	if sum == 0 {
		return 0, 0
	}
	mean = weighted / sum
	off := 0.0
	for j, w := range weights {
		off += w * (y[j] - mean)
	}
	return mean + off/sum, sum
}

// orNaN is x, or NaN where there is nothing to divide by.
func orNaN(x, divisor float64) float64 {
	if divisor == 0 {
		return math.NaN()
	}
	return x
}

// gather copies the weights of rows side by side: a domain's rows lie far
// apart, and fetching them once is what a mean over a million rows costs.
func (d *Design) gather(rows []int32) []float64 {
	if d.weights == nil {
		return slices.Repeat([]float64{1}, len(rows))
	}
	return pick(d.weights, rows)
}

func pick[T any](of []T, rows []int32) []T {
	some := make([]T, len(rows))
	for j, row := range rows {
		some[j] = of[row]
	}
	return some
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

// Total estimates the weighted total of y over a domain, ∑ wᵢyᵢ; the influence
// is wᵢyᵢ.
func (d *Design) Total(rows []int32, y []float64) Linear {
	l := Linear{Rows: rows, Influence: d.gather(rows)}
	for j, w := range l.Influence {
		l.Influence[j] = w * y[j]
		l.Value += l.Influence[j]
	}
	l.Replicates = d.Replicates(func(weights []float64) float64 {
		total := 0.0
		for j, w := range pick(weights, rows) {
			total += w * y[j]
		}
		return total
	})
	return l
}

// Ratio estimates the ratio of the totals of y and x over a domain:
//
//	R = ∑ wᵢyᵢ / ∑ wᵢxᵢ,  influence wᵢ (yᵢ − R xᵢ) / ∑ wᵢxᵢ
//
// (Särndal, Swensson & Wretman 1992). Where the total of x is zero the result
// has no rows.
func (d *Design) Ratio(rows []int32, y, x []float64) Linear {
	ratio := func(weights []float64) (r, below float64) {
		above := 0.0
		for j, w := range weights {
			above += w * y[j]
			below += w * x[j]
		}
		return above / below, below
	}
	z := d.gather(rows)
	r, below := ratio(z)
	if below == 0 {
		return Linear{}
	}
	for j, w := range z {
		z[j] = w * (y[j] - r*x[j]) / below
	}
	return Linear{Value: r, Rows: rows, Influence: z, Replicates: d.Replicates(func(weights []float64) float64 {
		r, below := ratio(pick(weights, rows))
		return orNaN(r, below)
	})}
}
