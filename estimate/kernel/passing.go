package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// A Passing gathers, of all rows that pass under calibrated weights, what the
// weights hold fixed: what a [projection] is made of. It grows with strata and
// clusters and with the square of the margins' categories, and never with rows.
type Passing struct {
	k       int
	offset  []int       // of each margin's categories
	apart   bool        // a single margin: no two of its categories have a product
	gram    []float64   // ∑ R xx′, the upper triangle; of one margin the diagonal
	strata  [][]float64 // ∑ r x by stratum
	units   [][]float64 // the same by cluster
	squares [][]float64 // ∑ r² xx′ by stratum, where rows are units, as gram
}

// mostHeld is the number of products that a passing keeps at most.
const mostHeld = 1 << 22

// NewPassing begins with margins of so many categories, and columns.
func NewPassing(categories []int, columns int) *Passing {
	p := &Passing{apart: len(categories) == 1 && columns == 0}
	for _, n := range categories {
		p.offset = append(p.offset, p.k)
		p.k += n
	}
	p.k += columns
	if p.Holds() {
		p.gram = make([]float64, p.size())
	}
	return p
}

// size is the number of products of what is held.
func (p *Passing) size() int {
	if p.apart {
		return p.k
	}
	return p.k * p.k
}

// Holds reports whether the products of all strata so far are few enough to be
// kept.
func (p *Passing) Holds() bool { return p.size()*(len(p.squares)+1) <= mostHeld }

// Block is the design of a block of n rows, whose weights are not negative
// unless they are calibrated. Of the structure it takes strata and clusters for
// the passing alone.
func (p *Passing) Block(n int, s Structure) (*Design, error) {
	d, err := NewDesign(n, Structure{Weights: s.Weights, Regress: s.Regress, Lonely: Remove})
	if err != nil {
		return nil, err
	}
	raked, regress := s.Raked, s.Regress
	if raked == nil {
		raked = s.Weights
	}
	if regress == nil {
		regress = raked
	}
	c := &cast{k: p.k, on: make([]float64, n)}
	c.laid(n, p.offset, s)
	if s.Clusters == nil {
		c.with, c.strata = make([]float64, n), s.Strata
	}
	d.cast = c
	for row, w := range s.Weights {
		if w == 0 {
			continue
		}
		r := raked[row]
		c.on[row] = regress[row] * w / r
		if c.with != nil {
			c.with[row] = w * r
		}
		p.enter(c, int32(row), s, r, regress[row])
	}
	return d, nil
}

// enter adds a row of calibrated weight r and weight of the regression R.
func (p *Passing) enter(c *cast, row int32, s Structure, r, regress float64) {
	h := 0
	if s.Strata != nil {
		h = int(s.Strata[row])
	}
	p.strata = p.rooms(p.strata, h, p.k)
	c.put(p.strata[h], row, r)
	p.products(p.gram, c, row, regress)
	if s.Clusters != nil {
		u := int(s.Clusters[row])
		p.units = p.rooms(p.units, u, p.k)
		c.put(p.units[u], row, r)
		return
	}
	if p.squares = p.rooms(p.squares, h, p.size()); p.Holds() {
		p.products(p.squares[h], c, row, r*r)
	}
}

// rooms makes room for the at-th.
func (p *Passing) rooms(all [][]float64, at, size int) [][]float64 {
	for at >= len(all) {
		all = append(all, nil)
	}
	if all[at] == nil && p.Holds() {
		all[at] = make([]float64, size)
	}
	return all
}

// products adds factor·xx′ of a row.
func (p *Passing) products(to []float64, c *cast, row int32, factor float64) {
	if p.apart {
		to[c.at[row]] += factor
		return
	}
	c.products(to, row, factor)
}

// at is a product of those kept.
func (p *Passing) at(products []float64, k, l int) float64 {
	switch {
	case !p.apart:
		return products[min(k, l)*p.k+max(k, l)]
	case k == l:
		return products[k]
	}
	return 0
}

// Held gives the design of all rows what their weights held fixed. It reports
// false where the variance cannot be told from sums, see [Design.Domain].
func (p *Passing) Held(d *Design) bool {
	if !p.Holds() || !d.folds() {
		return false
	}
	all := &projection{design: d, k: p.k, strata: p.strata, between: make([]float64, p.k*p.k)}
	for len(all.strata) < len(d.units) {
		all.strata = append(all.strata, nil)
	}
	for h := range all.strata {
		all.strata[h] = grown(all.strata[h], p.k)
	}
	gram := make([][]float64, p.k)
	for k := range gram {
		gram[k] = make([]float64, p.k)
		for l := range gram[k] {
			gram[k][l] = p.at(p.gram, k, l)
			for h, squares := range p.squares {
				if squares != nil {
					all.between[k*p.k+l] += d.correction[h] * p.at(squares, k, l)
				}
			}
		}
	}
	all.factorise(gram)
	if d.stratum != nil {
		all.units = make([]float64, len(d.stratum)*p.k)
		for u, x := range p.units {
			copy(all.unit(int32(u)), x)
		}
		all.squares()
	}
	all.centre()
	d.projected = all
	return true
}

// pooledShadow is what the projection sees of ∑ w(y − r·x) times scale.
func (d *Design) pooledShadow(p *Pool, r, scale float64) shadow {
	all := d.projected
	of := Domain{strata: make([]float64, len(d.units)), shadow: all.noShadow()}
	for u, sums := range p.sums() {
		if sums.N == 0 {
			continue
		}
		total := sums.about(r).E * scale
		of.strata[d.stratumOfPooled(u)] += total
		if d.stratum != nil {
			of.units, of.totals = append(of.units, int32(u)), append(of.totals, total)
		}
	}
	of.raised = make([]float64, len(of.units))
	d.raise(&of)
	for i, x := range p.echoes().at(r) {
		if h := i/all.k - 1; h < 0 {
			of.shadow.on[i] += x * scale
		} else {
			of.shadow.off[i%all.k] += d.correction[h] * x * scale
		}
	}
	all.settle([]*Domain{&of})
	return of.shadow
}

// stratumOfPooled is the stratum of a pool's unit.
func (d *Design) stratumOfPooled(unit int) int32 {
	if d.stratum != nil {
		return d.stratum[unit]
	}
	return int32(unit)
}

// ReplicatedBlock is the design of a block of n rows after from others, of which
// every one of the replicates has a weight.
func ReplicatedBlock(n int, weights []float64, replicates [][]float64, from int) (*Design, error) {
	d, err := NewDesign(n, Structure{Weights: weights, Lonely: Remove})
	if err != nil {
		return nil, err
	}
	for i, xs := range replicates {
		for row, x := range xs {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, fmt.Errorf("kernel: row %d has weight %v in replicate %d", from+row, x, i+1)
			}
		}
	}
	d.cast = &cast{replicates: replicates}
	return d, nil
}

// PooledReplicates gives the design of all rows the replicates that have passed
// with them: everybody is the pool of all rows, which were counted.
func (d *Design) PooledReplicates(r Replication, count int, everybody *Pool) error {
	if err := r.check(count); err != nil {
		return err
	}
	if r.Weights = make([][]float64, count); r.DF == 0 && everybody.ranks != nil {
		r.DF = float64(len(everybody.ranks.basis) - 1)
	}
	d.replication = &r
	return nil
}

// replicatedDF is the degrees of freedom that replicates leave a domain.
func (d *Design) replicatedDF(p *Pool) float64 {
	r := d.replication
	if p.Whole().N == d.n {
		return r.DF
	}
	if r.made == nil {
		if p == nil || p.ranks == nil {
			return -1
		}
		return min(float64(len(p.ranks.basis)-1), r.DF)
	}
	var basis []*mat.VecDense
	for u, s := range p.sums() {
		if s.Weighty == 0 || float64(len(basis)-1) >= r.DF {
			continue
		}
		v := mat.NewVecDense(r.count(), nil)
		for i, f := range r.made.factors {
			v.SetVec(i, f[u])
		}
		if mat.Norm(v, 2) > 0 {
			basis = extended(basis, v)
		}
	}
	return float64(len(basis) - 1)
}

// PooledLinear is a ratio with what it becomes under each replicate.
func (d *Design) PooledLinear(p *Pool) Linear {
	all := p.Whole()
	l := Linear{Value: all.Ratio()}
	above, below := d.pooledUnder(p, l.Value)
	for i, x := range below {
		theta := orNaN(l.Value+above[i]/x, x)
		if math.IsInf(theta, 0) {
			theta = math.NaN()
		}
		l.Replicates = append(l.Replicates, theta)
	}
	return l
}

// pooledTotals are the totals of y under each replicate.
func (d *Design) pooledTotals(p *Pool) []float64 {
	above, _ := d.pooledUnder(p, 0)
	return above
}

// pooledUnder are the totals of y − c·x and of x under each replicate.
func (d *Design) pooledUnder(p *Pool, c float64) (above, below []float64) {
	if d.replication == nil {
		return nil, nil
	}
	n := d.replication.count()
	if d.replication.made == nil {
		above = grown(p.echoes().at(c), n)
		below = make([]float64, n)
		if p.echoes() != nil {
			copy(below, p.echo.x)
		}
		return above, below
	}
	above, below = make([]float64, n), make([]float64, n)
	for u, s := range p.sums() {
		s = s.about(c)
		for i, f := range d.replication.made.factors {
			above[i] += f[u] * s.E
			below[i] += f[u] * s.X
		}
	}
	return above, below
}

// PooledResampled makes replicates of the clusters of all rows, as
// [Design.Replicated] does; everybody is the pool of all rows.
func (d *Design) PooledResampled(way Resampling, count int, rho float64, random *rand.Rand, everybody *Pool) (*Design, error) {
	r, err := d.resampled(way, count, rho, random)
	if err != nil {
		return nil, err
	}
	r.DF = d.PooledDF(everybody)
	return &Design{n: d.n, units: d.units, stratum: d.stratum, correction: d.correction, lonely: d.lonely, replication: &r}, nil
}

// TellsFromEstimate lets replicates deviate from the estimate and not from
// their mean, see [Replication].
func (d *Design) TellsFromEstimate() { d.replication.MSE = true }
