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
// replacement; on further stages see [Stage]). Units outside the domain have total zero and count in n_h. On
// strata with a single unit see [Lonely], on replicates [Replication].
//
// Under calibrated weights the influence, per unit of calibrated weight, is
// first replaced by its residual from a regression on the margins and columns:
// what the weights hold fixed cannot vary (Deville & Särndal 1992; Deville,
// Särndal & Sautory 1993). Margins are taken out in turn until nothing moves. On
// the weights of the regression see [Structure].
func (d *Design) Variance(l Linear) float64 {
	if d.replication != nil {
		return d.replication.covariance(l, l)
	}
	if p := d.projection(); p != nil {
		v, s := d.asFixed(l), p.shadow(l.Rows, l.Influence)
		return p.remains(v, v, s, s)
	}
	return d.asFixed(d.residual(l))
}

// asFixed is the variance where weights hold nothing, of all stages.
func (d *Design) asFixed(l Linear) float64 {
	if d.within == nil {
		return d.ofUnits(l)
	}
	return d.ofUnits(l) + d.within.asFixed(l)
}

// ofUnits is the variance of a single stage.
func (d *Design) ofUnits(l Linear) float64 {
	if len(d.units) == 1 && d.units[0] > 1 && !d.lonelyDomains {
		_, totals := d.totals(l)
		return d.correction[0] * squaresAbout(totals, float64(d.units[0]))
	}
	s := d.spread(l)
	return d.covary(s, s)
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
	v := mat.NewSymDense(max(len(ls), 1), nil)
	between := d.betweenEstimates(ls)
	for i := range ls {
		for j := i; j < len(ls); j++ {
			v.SetSym(i, j, between(i, j))
		}
	}
	return v
}

// betweenEstimates gives the covariance of two of several estimates.
func (d *Design) betweenEstimates(ls []Linear) func(i, j int) float64 {
	if d.replication != nil {
		return func(i, j int) float64 { return d.replication.covariance(ls[i], ls[j]) }
	}
	p := d.projection()
	if p == nil {
		ls = d.residuals(ls)
	}
	within := func(i, j int) float64 { return 0 }
	if d.within != nil {
		within = d.within.betweenEstimates(ls)
	}
	spreads, shadows, sizes := make([]spread, len(ls)), make([]shadow, len(ls)), make([]float64, len(ls))
	for i, l := range ls {
		if spreads[i] = d.spread(l); p == nil {
			continue
		}
		shadows[i] = p.shadow(l.Rows, l.Influence)
		sizes[i] = math.Sqrt(d.covary(spreads[i], spreads[i]))
	}
	return func(i, j int) float64 {
		v := d.covary(spreads[i], spreads[j])
		if p == nil {
			return v + within(i, j)
		}
		return p.remains(v, sizes[i]*sizes[j], shadows[i], shadows[j])
	}
}

func (d *Design) residuals(ls []Linear) []Linear {
	all := make([]Linear, len(ls))
	for i, l := range ls {
		all[i] = d.residual(l)
	}
	return all
}

// A spread is an estimate's totals of primary units, which ascend, with what
// those of a stratum are held against.
type spread struct {
	units   []int32
	totals  []float64
	centres []float64 // by stratum
	seen    []int32   // units of the domain by stratum
}

func (d *Design) spread(l Linear) spread {
	units, totals := d.totals(l)
	return d.centre(spread{units: units, totals: totals})
}

// centre finds what the totals are held against.
func (d *Design) centre(s spread) spread {
	sums := make([]float64, len(d.units))
	s.seen = make([]int32, len(d.units))
	for j, u := range s.units {
		h := d.stratumOfUnit(u)
		sums[h] += s.totals[j]
		s.seen[h]++
	}
	s.centres = d.centres(sums, s.seen)
	return s
}

// centres are the means of the strata, or what stands in for them where a
// stratum is lonely.
func (d *Design) centres(sums []float64, seen []int32) []float64 {
	sum, all := 0.0, 0.0
	for h, n := range d.units {
		sum += sums[h]
		all += float64(n)
	}
	centres := make([]float64, len(sums))
	for h, n := range d.units {
		if d.lonely == Adjust && d.isLonely(int32(h), seen[h]) {
			centres[h] = sum / all
		} else if n > 0 {
			centres[h] = sums[h] / float64(n)
		}
	}
	return centres
}

// covary sums the products of two estimates' deviations over the strata.
func (d *Design) covary(a, b spread) float64 {
	sums, seen := d.products(a, b)
	return d.overStrata(seen, func(h int) float64 {
		return sums[h] + float64(d.units[h]-seen[h])*a.centres[h]*b.centres[h]
	})
}

// overStrata adds up what each stratum of which the domain has units says,
// times its correction.
func (d *Design) overStrata(seen []int32, says func(h int) float64) float64 {
	v, strata, without := 0.0, 0, 0
	for h, n := range d.units {
		if n == 0 || seen[h] == 0 {
			continue
		}
		strata++
		if d.lonely == Average && d.isLonely(int32(h), seen[h]) {
			without++
			continue
		}
		v += d.correction[h] * says(h)
	}
	if without > 0 && strata > without {
		v *= float64(strata) / float64(strata-without)
	}
	return v
}

// products are, by stratum, the sums of products over the units that either
// estimate has, and the number of these units.
func (d *Design) products(a, b spread) (sums []float64, seen []int32) {
	sums, seen = make([]float64, len(d.units)), make([]int32, len(d.units))
	if len(a.units) > 0 && len(a.units) == len(b.units) && &a.units[0] == &b.units[0] { // the same base
		if len(d.units) == 1 {
			x, y := a.centres[0], b.centres[0]
			for j, t := range a.totals {
				sums[0] += (t - x) * (b.totals[j] - y)
			}
			seen[0] = int32(len(a.units))
			return sums, seen
		}
		for j, u := range a.units {
			h := d.stratumOfUnit(u)
			sums[h] += (a.totals[j] - a.centres[h]) * (b.totals[j] - b.centres[h])
			seen[h]++
		}
		return sums, seen
	}
	i, j := 0, 0
	for i < len(a.units) || j < len(b.units) {
		x, y := 0.0, 0.0
		var u int32
		switch {
		case j == len(b.units) || i < len(a.units) && a.units[i] < b.units[j]:
			u, x = a.units[i], a.totals[i]
			i++
		case i == len(a.units) || b.units[j] < a.units[i]:
			u, y = b.units[j], b.totals[j]
			j++
		default:
			u, x, y = a.units[i], a.totals[i], b.totals[j]
			i++
			j++
		}
		h := d.stratumOfUnit(u)
		sums[h] += (x - a.centres[h]) * (y - b.centres[h])
		seen[h]++
	}
	return sums, seen
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
		seen[c] = true
		sum[c] += l.Influence[j]
	}
	for c, in := range seen {
		if in {
			units = append(units, int32(c))
			totals = append(totals, sum[c])
		}
	}
	return units, totals
}

func (d *Design) stratumOfUnit(unit int32) int32 {
	if d.stratum == nil {
		return d.stratumOf(unit)
	}
	return d.stratum[unit]
}

// SE is the standard error of an estimate: the root of [Design.Variance].
func (d *Design) SE(l Linear) float64 { return math.Sqrt(max(d.Variance(l), 0)) }
