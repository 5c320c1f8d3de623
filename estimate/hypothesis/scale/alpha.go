package scale

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// An Alpha is Cronbach's alpha of k items, how far they hang together, from
// people counted alike (Cronbach 1951):
//
//	α = k/(k−1) · (1 − ∑ sᵢᵢ / ∑ᵢⱼ sᵢⱼ)
type Alpha struct {
	Raw          float64   // from covariances over the people who answered both items of a pair
	Standardised float64   // from the correlations that follow from those covariances
	MeanR        float64   // mean correlation of two items
	IfDropped    []float64 // Raw without each item; nil where fewer than two would be left
	RestR        []float64 // correlation of each item with the sum of the others

	Listwise  float64 // from the people who answered all items
	Low, High float64 // for Listwise, by [Feldt]
	N         int     // people of Listwise
}

// NewAlpha computes alpha and its interval at a level such as 0.95. It is
// undefined where fewer than two people answered some pair of items or all of
// them, where an item does not vary, or where the items cancel out.
func NewAlpha(items Items, level float64) (Alpha, error) {
	if _, err := items.check(); err != nil {
		return Alpha{}, err
	}
	s, err := items.covariances()
	if err != nil {
		return Alpha{}, err
	}
	a := Alpha{}
	if a.Raw, err = alphaOf(s, -1); err != nil {
		return Alpha{}, err
	}
	k := len(items)
	correlations := 0.0
	for i := range s {
		for j := range s {
			if i != j {
				correlations += s[i][j] / math.Sqrt(s[i][i]*s[j][j])
			}
		}
	}
	a.MeanR = correlations / float64(k*(k-1))
	if !(correlations > -float64(k)) {
		return Alpha{}, undefined("items-cancel", "the items cancel out: their sum does not vary")
	}
	a.Standardised = float64(k) / float64(k-1) * (1 - float64(k)/(float64(k)+correlations))
	if err := a.items(s); err != nil {
		return Alpha{}, err
	}
	return a.listwise(items, level)
}

// items says what each item does in the scale.
func (a *Alpha) items(s [][]float64) error {
	for i := range s {
		with, rest := 0.0, 0.0
		for j := range s {
			for l := range s {
				if j != i && l != i {
					rest += s[j][l]
				}
			}
			if j != i {
				with += s[i][j]
			}
		}
		if !(rest > 0) {
			return undefined("others-cancel", "the items beside number %v cancel out: their sum does not vary", i+1)
		}
		a.RestR = append(a.RestR, with/math.Sqrt(s[i][i]*rest))
		if len(s) > 2 {
			dropped, err := alphaOf(s, i)
			if err != nil {
				return err
			}
			a.IfDropped = append(a.IfDropped, dropped)
		}
	}
	return nil
}

func (a Alpha) listwise(items Items, level float64) (Alpha, error) {
	people := items.complete()
	whole := make(Items, len(items))
	for i := range items {
		for _, j := range people {
			whole[i] = append(whole[i], items[i][j])
		}
	}
	s, err := whole.covariances()
	if err != nil {
		return Alpha{}, err
	}
	if a.Listwise, err = alphaOf(s, -1); err != nil {
		return Alpha{}, err
	}
	a.N = len(people)
	a.Low, a.High, err = Feldt(a.Listwise, a.N, len(items), level)
	return a, err
}

// Feldt is the interval of alpha from n people and k items, exact for normal
// items of equal covariance (Feldt 1965):
//
//	1 − (1−α) F(1 ∓ …; n−1, (n−1)(k−1))
func Feldt(alpha float64, n, k int, level float64) (low, high float64, err error) {
	if n < 2 || k < 2 || !(level > 0 && level < 1) {
		return 0, 0, fmt.Errorf("scale: no interval of alpha from %d people and %d items at the level %v", n, k, level)
	}
	df1, df2 := float64(n-1), float64((n-1)*(k-1))
	low = 1 - (1-alpha)*kernel.FQuantile((1+level)/2, df1, df2)
	high = 1 - (1-alpha)*kernel.FQuantile((1-level)/2, df1, df2)
	return low, high, nil
}

// alphaOf is raw alpha from covariances, without the item dropped (-1: with all).
func alphaOf(s [][]float64, dropped int) (float64, error) {
	trace, total, k := 0.0, 0.0, 0.0
	for i := range s {
		if i == dropped {
			continue
		}
		k++
		trace += s[i][i]
		for j := range s {
			if j != dropped {
				total += s[i][j]
			}
		}
	}
	if !(total > 0) {
		return 0, undefined("items-cancel", "the items cancel out: their sum does not vary")
	}
	return k / (k - 1) * (1 - trace/total), nil
}

// covariances are those of every two items over the people who have both.
func (items Items) covariances() ([][]float64, error) {
	s := make([][]float64, len(items))
	for i := range s {
		s[i] = make([]float64, len(items))
		for j := range i + 1 {
			n, mx, my, products := 0.0, 0.0, 0.0, 0.0
			for p, x := range items[i] {
				y := items[j][p]
				if math.IsNaN(x) || math.IsNaN(y) {
					continue
				}
				n++
				dx := x - mx
				mx += dx / n
				my += (y - my) / n
				products += dx * (y - my)
			}
			if n < 2 {
				return nil, undefined("few-both-items", "fewer than two people answered both item %v and item %v", j+1, i+1)
			}
			s[i][j] = products / (n - 1)
			s[j][i] = s[i][j]
		}
		if !(s[i][i] > 0) {
			return nil, undefined("same-item", "everybody gave the same answer to item %v", i+1)
		}
	}
	return s, nil
}

// DesignAlpha is Cronbach's alpha from weighted variances of the people who
// answered every item, with its linearisation, so that the design gives a
// standard error. Rows and the answers of each item go together. Rows of
// weight zero add nothing.
func DesignAlpha(d *kernel.Design, rows []int32, items Items) (kernel.Linear, error) {
	people, err := items.check()
	if err != nil {
		return kernel.Linear{}, err
	}
	if people != len(rows) {
		return kernel.Linear{}, fmt.Errorf("scale: %d answers for %d rows", people, len(rows))
	}
	base, sum := []int32(nil), []float64(nil)
	ys := make([][]float64, len(items))
	for _, j := range items.complete() {
		base = append(base, rows[j])
		total := 0.0
		for i := range items {
			ys[i] = append(ys[i], items[i][j])
			total += items[i][j]
		}
		sum = append(sum, total)
	}
	whole, ok := variance(d, base, sum)
	if !ok {
		return kernel.Linear{}, undefined("same-sum", "the sum of the items does not vary among the people who answered all of them")
	}
	k, trace := float64(len(items)), 0.0
	variances := []kernel.Linear{whole}
	for i, y := range ys {
		v, ok := variance(d, base, y)
		if !ok {
			return kernel.Linear{}, undefined("same-item", "everybody gave the same answer to item %v", i+1)
		}
		trace += v.Value
		variances = append(variances, v)
	}
	factor := k / (k - 1)
	gradient := []float64{factor * trace / (whole.Value * whole.Value)}
	for range items {
		gradient = append(gradient, -factor/whole.Value)
	}
	return kernel.Function(factor*(1-trace/whole.Value), gradient, variances).Anew(variances, func(v []float64) float64 {
		parts := 0.0
		for _, x := range v[1:] {
			parts += x
		}
		return factor * (1 - parts/v[0])
	}), nil
}

// variance is the variance of y over the rows, if there is one.
func variance(d *kernel.Design, rows []int32, y []float64) (kernel.Linear, bool) {
	s := d.Moments(rows, y)
	if s == nil || !(s[0][0].Value > 0) {
		return kernel.Linear{}, false
	}
	return s[0][0], true
}
