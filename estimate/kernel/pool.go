package kernel

import (
	"gonum.org/v1/gonum/mat"
)

// A Pool is what is left of the rows of a domain when they came block by block
// and are gone: their [Sums] by cluster, or where rows are their own units by
// stratum. It grows with clusters and strata and never with rows.
type Pool []Sums

// Add adds rows of a block, of which unit is the cluster or stratum of every
// row, nil for none, and d has the weights: the ratio of y to x. Without y the
// rows are only tallied; without x it is 1.
func (p Pool) Add(d *Design, unit, rows []int32, y, x []float64) Pool {
	c := 0.0
	if y != nil {
		c = d.roughly(rows, y, x)
	}
	for j, row := range rows {
		u := 0
		if unit != nil {
			u = int(unit[row])
		}
		for u >= len(p) {
			p = append(p, Sums{})
		}
		s, w := &p[u], d.Weight(row)
		s.Tally.add(w)
		if y == nil {
			continue
		}
		if s.Centre != c {
			*s = s.about(c)
		}
		wx := w
		if x != nil {
			wx *= x[j]
		}
		we := w*y[j] - c*wx
		if x == nil {
			we = w * (y[j] - c)
		}
		s.X += wx
		s.E += we
		s.XX += wx * wx
		s.XE += wx * we
		s.EE += we * we
	}
	return p
}

// roughly is the ratio in a block, about which its rows are summed.
func (d *Design) roughly(rows []int32, y, x []float64) float64 {
	above, below := 0.0, 0.0
	for j, row := range rows {
		w := d.Weight(row)
		above += w * y[j]
		if x == nil {
			below += w
		} else {
			below += w * x[j]
		}
	}
	if below == 0 {
		return 0
	}
	return above / below
}

// Whole is the sum over all units.
func (p Pool) Whole() Sums {
	var all Sums
	for _, s := range p {
		all = all.Plus(s)
	}
	return all
}

// Plus adds the rows of another pool of the same units.
func (p Pool) Plus(q Pool) Pool {
	sum := make(Pool, max(len(p), len(q)))
	copy(sum, p)
	for u, s := range q {
		sum[u] = sum[u].Plus(s)
	}
	return sum
}

// Of is the share of p in base, of which it is a part.
func (p Pool) Of(base Pool) Pool {
	share := make(Pool, len(base))
	for u, b := range base {
		var part Tally
		if u < len(p) {
			part = p[u].Tally
		}
		share[u] = Sums{Tally: b.Tally, X: b.Sum, XX: b.Squares, E: part.Sum, XE: part.Squares, EE: part.Squares}
	}
	return share
}

// Weights is the total weight of p as an estimate, over a base whose units
// count as seen.
func (p Pool) Weights(base Pool) Pool {
	total := p.Of(base)
	for u := range total {
		total[u].X, total[u].XX, total[u].XE = 0, 0, 0
	}
	return total
}

// PooledDF is [Design.DF] of a domain.
func (d *Design) PooledDF(p Pool) float64 {
	units, strata := 0, make([]bool, len(d.units))
	for u, s := range p {
		if s.Weighty == 0 {
			continue
		}
		if d.stratum == nil {
			units += s.Weighty
			strata[u] = true
		} else {
			units++
			strata[d.stratum[u]] = true
		}
	}
	for _, seen := range strata {
		if seen {
			units--
		}
	}
	return float64(units)
}

// PooledRatio is a ratio and its variance, as [Design.Ratio] and
// [Design.Variance] give them; zeros where the total of x is.
func (d *Design) PooledRatio(p Pool) (value, variance float64) {
	all := p.Whole()
	if all.X == 0 {
		return 0, 0
	}
	r := all.Ratio()
	return r, max(d.pooledVariance(p, r, 1/all.X), 0)
}

// PooledTotal is the total of y and its variance, where x was 0.
func (d *Design) PooledTotal(p Pool) (value, variance float64) {
	return p.Whole().E, max(d.pooledVariance(p, 0, 1), 0)
}

// pooledVariance is the variance of ∑ w(y − r·x) times scale.
func (d *Design) pooledVariance(p Pool, r, scale float64) float64 {
	if d.stratum != nil {
		s := spread{}
		for u, sums := range p {
			if sums.N > 0 {
				s.units, s.totals = append(s.units, int32(u)), append(s.totals, sums.about(r).E*scale)
			}
		}
		s = d.centre(s)
		return d.covary(s, s)
	}
	total, seen := make([]float64, len(d.units)), make([]int32, len(d.units))
	for h, s := range p {
		total[h], seen[h] = s.about(r).E*scale, int32(s.N)
	}
	centre := d.centres(total, seen)
	return d.overStrata(seen, func(h int) float64 {
		if h >= len(p) {
			return 0
		}
		squares := p[h].about(r).EE * scale * scale
		return squares - centre[h]*(2*total[h]-float64(d.units[h])*centre[h])
	})
}

// PooledShares is [Design.Shares] of the categories of a base. Without any
// weight the shares are nil.
func (d *Design) PooledShares(categories []Pool) (shares []float64, covariance *mat.SymDense) {
	var base Pool
	for _, p := range categories {
		base = base.Plus(p)
	}
	whole := base.Whole()
	if whole.Sum == 0 {
		return nil, nil
	}
	shares = make([]float64, len(categories))
	for a, p := range categories {
		shares[a] = p.Whole().Sum / whole.Sum
	}
	covariance = mat.NewSymDense(len(categories), nil)
	between := d.betweenStrata
	if d.stratum != nil {
		between = d.betweenClusters
	}
	of := between(categories, base, shares, 1/whole.Sum)
	for a := range categories {
		for b := a; b < len(categories); b++ {
			covariance.SetSym(a, b, of(a, b))
		}
	}
	return shares, covariance
}

// betweenClusters gives the covariance of two shares from totals of clusters.
func (d *Design) betweenClusters(categories []Pool, base Pool, shares []float64, scale float64) func(a, b int) float64 {
	var units []int32
	for u, s := range base {
		if s.N > 0 {
			units = append(units, int32(u))
		}
	}
	spreads := make([]spread, len(categories))
	for a, p := range categories {
		s := spread{units: units}
		for _, u := range units {
			s.totals = append(s.totals, scale*(p.at(u).Sum-shares[a]*base[u].Sum))
		}
		spreads[a] = d.centre(s)
	}
	return func(a, b int) float64 { return d.covary(spreads[a], spreads[b]) }
}

// betweenStrata gives the covariance of two shares from sums of strata: with S
// those of squared weights, and c the centres, each stratum adds
//
//	(δ_ab S_a − p_a S_b − p_b S_a + p_a p_b S) / W² − c_a T_b − c_b T_a + n c_a c_b
func (d *Design) betweenStrata(categories []Pool, base Pool, shares []float64, scale float64) func(a, b int) float64 {
	seen := make([]int32, len(d.units))
	for h := range seen {
		seen[h] = int32(base.at(int32(h)).N)
	}
	totals, centres := make([][]float64, len(categories)), make([][]float64, len(categories))
	for a, p := range categories {
		totals[a] = make([]float64, len(d.units))
		for h := range totals[a] {
			totals[a][h] = scale * (p.at(int32(h)).Sum - shares[a]*base.at(int32(h)).Sum)
		}
		centres[a] = d.centres(totals[a], seen)
	}
	return func(a, b int) float64 {
		return d.overStrata(seen, func(h int) float64 {
			u, p, q := int32(h), shares[a], shares[b]
			v := p*q*base.at(u).Squares - p*categories[b].at(u).Squares - q*categories[a].at(u).Squares
			if a == b {
				v += categories[a].at(u).Squares
			}
			x, y := centres[a][h], centres[b][h]
			return v*scale*scale - x*totals[b][h] - y*totals[a][h] + float64(d.units[h])*x*y
		})
	}
}

// at is the tally of a unit, which nobody may have been in.
func (p Pool) at(u int32) Tally {
	if int(u) < len(p) {
		return p[u].Tally
	}
	return Tally{}
}
