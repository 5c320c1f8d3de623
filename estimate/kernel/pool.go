package kernel

// A Pool is what is left of the rows of a domain when they came block by block
// and are gone: their [Sums] by cluster, or where rows are their own units by
// stratum, and what calibrated weights and replicates need of them besides. It
// grows with clusters and strata and never with rows. Nil has no rows.
type Pool struct {
	units []Sums
	echo  *echo         // nil: weights hold nothing and have no replicates
	ranks *independence // of replicates in a domain
}

// Tally adds rows of a block for their number and weight alone; unit is the
// cluster or stratum of every row, nil for none.
func (p *Pool) Tally(d *Design, unit, rows []int32) *Pool {
	if p == nil {
		p = &Pool{}
	}
	p.sum(d, unit, rows, nil, nil, 0)
	return p
}

// Count is [Pool.Tally] of rows whose degrees of freedom are wanted, too.
func (p *Pool) Count(d *Design, unit, rows []int32) *Pool {
	p = p.Tally(d, unit, rows)
	if d.cast != nil && d.cast.replicates != nil {
		p.ranks = p.ranks.add(d.cast.replicates, rows)
	}
	return p
}

// Add adds rows of a block, of which unit is the cluster or stratum of every
// row, nil for none, and d has the weights: the ratio of y to x. Without y the
// rows are only tallied; without x it is 1.
func (p *Pool) Add(d *Design, unit, rows []int32, y, x []float64) *Pool {
	if p == nil {
		p = &Pool{}
	}
	c := 0.0
	if y != nil {
		c = d.roughly(rows, y, x)
	}
	p.sum(d, unit, rows, y, x, c)
	if d.cast != nil {
		p.echo = p.echo.add(d.cast, rows, y, x, c)
	}
	return p
}

// sum adds the sums of rows about c.
func (p *Pool) sum(d *Design, unit, rows []int32, y, x []float64, c float64) {
	for j, row := range rows {
		u := 0
		if unit != nil {
			u = int(unit[row])
		}
		for u >= len(p.units) {
			p.units = append(p.units, Sums{})
		}
		s, w := &p.units[u], d.Weight(row)
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
func (p *Pool) Whole() Sums {
	var all Sums
	for _, s := range p.sums() {
		all = all.Plus(s)
	}
	return all
}

// sums are those of the units.
func (p *Pool) sums() []Sums {
	if p == nil {
		return nil
	}
	return p.units
}

// Plus is the rows of both pools, which are of the same units.
func (p *Pool) Plus(q *Pool) *Pool {
	sum := &Pool{units: make([]Sums, max(len(p.sums()), len(q.sums()))), echo: p.echoes().plus(q.echoes())}
	copy(sum.units, p.sums())
	for u, s := range q.sums() {
		sum.units[u] = sum.units[u].Plus(s)
	}
	return sum
}

// Of is the share of p in base, of which it is a part.
func (p *Pool) Of(base *Pool) *Pool {
	share := &Pool{units: make([]Sums, len(base.sums())), echo: p.echoes().of(base.echoes())}
	for u, b := range base.sums() {
		part := p.at(int32(u))
		share.units[u] = Sums{Tally: b.Tally, X: b.Sum, XX: b.Squares, E: part.Sum, XE: part.Squares, EE: part.Squares}
	}
	return share
}

// Weights is the total weight of p as an estimate, over a base whose units
// count as seen.
func (p *Pool) Weights(base *Pool) *Pool {
	total := p.Of(base)
	for u := range total.units {
		total.units[u].X, total.units[u].XX, total.units[u].XE = 0, 0, 0
	}
	total.echo = p.echoes().of(nil)
	return total
}

// PooledDF is [Design.DF] of a domain.
func (d *Design) PooledDF(p *Pool) float64 {
	if d.replication != nil {
		return d.replicatedDF(p)
	}
	units, strata := 0, make([]bool, len(d.units))
	for u, s := range p.sums() {
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
func (d *Design) PooledRatio(p *Pool) (value, variance float64) {
	all := p.Whole()
	if all.X == 0 {
		return 0, 0
	}
	r := all.Ratio()
	if d.replication != nil {
		l := d.PooledLinear(p)
		return r, d.replication.covariance(l, l)
	}
	return r, max(d.pooledVariance(p, r, 1/all.X), 0)
}

// PooledTotal is the total of y and its variance, where x was 0.
func (d *Design) PooledTotal(p *Pool) (value, variance float64) {
	whole := p.Whole().about(0)
	if d.replication != nil {
		l := Linear{Value: whole.E, Replicates: d.pooledTotals(p)}
		return whole.E, d.replication.covariance(l, l)
	}
	return whole.E, max(d.pooledVariance(p, 0, 1), 0)
}

// pooledVariance is the variance of ∑ w(y − r·x) times scale.
func (d *Design) pooledVariance(p *Pool, r, scale float64) float64 {
	v := d.pooledAsFixed(p, r, scale)
	if d.projected == nil {
		return v
	}
	s := d.pooledShadow(p, r, scale)
	return d.projected.remains(v, v, s, s)
}

// pooledAsFixed is the same where weights hold nothing.
func (d *Design) pooledAsFixed(p *Pool, r, scale float64) float64 {
	if d.stratum != nil {
		s := spread{}
		for u, sums := range p.sums() {
			if sums.N > 0 {
				s.units, s.totals = append(s.units, int32(u)), append(s.totals, sums.about(r).E*scale)
			}
		}
		s = d.centre(s)
		return d.covary(s, s)
	}
	total, seen := make([]float64, len(d.units)), make([]int32, len(d.units))
	for h, s := range p.sums() {
		total[h], seen[h] = s.about(r).E*scale, int32(s.N)
	}
	centre := d.centres(total, seen)
	return d.overStrata(seen, func(h int) float64 {
		if h >= len(p.sums()) {
			return 0
		}
		squares := p.units[h].about(r).EE * scale * scale
		return squares - centre[h]*(2*total[h]-float64(d.units[h])*centre[h])
	})
}

// at is the tally of a unit, which nobody may have been in.
func (p *Pool) at(u int32) Tally {
	if int(u) < len(p.sums()) {
		return p.units[u].Tally
	}
	return Tally{}
}
