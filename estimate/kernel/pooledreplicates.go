package kernel

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mat"
)

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
		basis = r.spanned(basis, u)
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

// An independence finds how many replicates do not depend on others among some rows,
// as [Replication.df] does.
type independence struct {
	basis []*mat.VecDense
	seen  map[string]bool
}

// mostSeen is the number of patterns that are remembered.
const mostSeen = 1 << 14

// add adds rows of a block.
func (r *independence) add(replicates [][]float64, rows []int32) *independence {
	if r == nil {
		r = &independence{seen: map[string]bool{}}
	}
	v, key := make([]float64, len(replicates)), make([]byte, 0, 4*len(replicates))
	for _, row := range rows {
		if len(r.basis) == len(v) {
			r.seen = nil
			return r // no more can be found
		}
		top := 0.0
		for i, w := range replicates {
			v[i] = w[row]
			top = max(top, math.Abs(v[i]))
		}
		key = key[:0]
		for _, x := range v {
			key = binary.LittleEndian.AppendUint32(key, math.Float32bits(float32(x/top)))
		}
		if top == 0 || r.seen[string(key)] {
			continue
		}
		if len(r.seen) < mostSeen {
			r.seen[string(key)] = true
		}
		r.basis = extended(r.basis, mat.NewVecDense(len(v), slices.Clone(v)))
	}
	return r
}
