package kernel

// Effect is the design effect of a mean of y over a domain: its variance over
// that of a simple random sample of as many rows drawn with replacement,
//
//	deff = V(ȳ) / (s²/n)
//
// where n counts the rows with weight and s² is that of [Design.Moments] (Kish
// 1965). It is zero where s² is, or with fewer than two rows.
func (d *Design) Effect(mean Linear, rows []int32, y []float64) float64 {
	return d.effect(mean, rows, y, 1)
}

// EffectWithout is the design effect against drawing without replacement, from
// a population as large as the sum of the weights N:
//
//	deff = V(ȳ) / (s²/n · (1 − n/N))
//
// Weights that sum to the number of rows leave nothing to draw from; then it
// is zero, which stands for not estimable. Weights that sum to a little more
// make it huge: it is for weights that sum to the population.
func (d *Design) EffectWithout(mean Linear, rows []int32, y []float64) float64 {
	n, sum := d.weighty(rows)
	if !(sum > float64(n)) {
		return 0
	}
	return d.effect(mean, rows, y, 1-float64(n)/sum)
}

func (d *Design) effect(mean Linear, rows []int32, y []float64, remaining float64) float64 {
	n, _ := d.weighty(rows)
	s := d.Moments(rows, y)
	if s == nil || !(s[0][0].Value > 0) {
		return 0
	}
	return d.Variance(mean) / (s[0][0].Value / float64(n) * remaining)
}

// weighty counts the rows that have weight and sums it.
func (d *Design) weighty(rows []int32) (n int, sum float64) {
	for _, row := range rows {
		if w := d.Weight(row); w != 0 {
			n++
			sum += w
		}
	}
	return n, sum
}
