package kernel

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// PooledShares is [Design.Shares] of the categories of a base. Without any
// weight the shares are nil.
func (d *Design) PooledShares(categories []*Pool) (shares []float64, covariance *mat.SymDense) {
	var base *Pool
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
	of := d.betweenShares(categories, base, shares, 1/whole.Sum)
	for a := range categories {
		for b := a; b < len(categories); b++ {
			covariance.SetSym(a, b, of(a, b))
		}
	}
	return shares, covariance
}

// betweenShares gives the covariance of two shares.
func (d *Design) betweenShares(categories []*Pool, base *Pool, shares []float64, scale float64) (of func(a, b int) float64) {
	switch {
	case d.replication != nil:
		return d.betweenReplicates(categories, base, shares)
	case d.stratum != nil:
		of = d.betweenClusters(categories, base, shares, scale)
	default:
		of = d.betweenStrata(categories, base, shares, scale)
	}
	if d.projected == nil {
		return of
	}
	return d.betweenResiduals(categories, base, shares, scale, of)
}

// betweenReplicates gives the covariance of two shares from what they are under
// each replicate.
func (d *Design) betweenReplicates(categories []*Pool, base *Pool, shares []float64) func(a, b int) float64 {
	linears := make([]Linear, len(categories))
	for a, p := range categories {
		linears[a] = Linear{Value: shares[a], Replicates: d.PooledLinear(p.Of(base)).Replicates}
	}
	return func(a, b int) float64 { return d.replication.covariance(linears[a], linears[b]) }
}

// betweenResiduals takes out of the covariance of two shares what calibrated
// weights hold fixed.
func (d *Design) betweenResiduals(categories []*Pool, base *Pool, shares []float64, scale float64, fixed func(a, b int) float64) func(a, b int) float64 {
	shadows, sizes := make([]shadow, len(categories)), make([]float64, len(categories))
	for a, p := range categories {
		shadows[a] = d.pooledShadow(p.Of(base), shares[a], scale)
		sizes[a] = math.Sqrt(max(fixed(a, a), 0))
	}
	return func(a, b int) float64 {
		return d.projected.remains(fixed(a, b), sizes[a]*sizes[b], shadows[a], shadows[b])
	}
}

// betweenClusters gives the covariance of two shares from totals of clusters.
func (d *Design) betweenClusters(categories []*Pool, base *Pool, shares []float64, scale float64) func(a, b int) float64 {
	var units []int32
	for u, s := range base.sums() {
		if s.N > 0 {
			units = append(units, int32(u))
		}
	}
	spreads := make([]spread, len(categories))
	for a, p := range categories {
		s := spread{units: units}
		for _, u := range units {
			s.totals = append(s.totals, scale*(p.at(u).Sum-shares[a]*base.at(u).Sum))
		}
		spreads[a] = d.centre(s)
	}
	return func(a, b int) float64 { return d.covary(spreads[a], spreads[b]) }
}

// betweenStrata gives the covariance of two shares from sums of strata: with S
// those of squared weights, and c the centres, each stratum adds
//
//	(δ_ab S_a − p_a S_b − p_b S_a + p_a p_b S) / W² − c_a T_b − c_b T_a + n c_a c_b
func (d *Design) betweenStrata(categories []*Pool, base *Pool, shares []float64, scale float64) func(a, b int) float64 {
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
