package kernel

import (
	"encoding/binary"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// An echo is what a domain leaves of an influence e beside its sums: numbers
// that are linear in e, kept for the numerator y and for the denominator x of a
// ratio, so that e = y − c·x about any centre follows. Under calibrated weights
// they are, see [projection], with R the weight of the regression, w the weight
// and r the calibrated one,
//
//	∑ R (w/r) e x   and by stratum, where rows are units,   ∑ w r e x
//
// of which the variance of what margins do not explain is made without another
// look at the rows (Deville & Särndal 1992). Under replicates they are the
// totals of e under the weights of each.
type echo struct {
	centre float64
	y, x   []float64
}

// A cast tells what a row of a block adds to an echo.
type cast struct {
	k          int // margins' categories and columns
	offset     []int
	margins    [][]int32
	columns    [][]float64
	on, with   []float64   // by row: R w/r, and w r; with is nil where clusters are units
	strata     []int32     // nil: a single one
	replicates [][]float64 // in place of all that
}

// add adds the influence e of a row.
func (c *cast) add(to []float64, row int32, e float64) []float64 {
	if c.replicates != nil {
		to = grown(to, len(c.replicates))
		for r, weights := range c.replicates {
			to[r] += weights[row] * e
		}
		return to
	}
	if c.on[row] == 0 && (c.with == nil || c.with[row] == 0) {
		return to
	}
	to = grown(to, c.k)
	c.each(row, func(k int, x float64) { to[k] += c.on[row] * e * x })
	if c.with == nil {
		return to
	}
	at := c.k
	if c.strata != nil {
		at += int(c.strata[row]) * c.k
	}
	to = grown(to, at+c.k)
	c.each(row, func(k int, x float64) { to[at+k] += c.with[row] * e * x })
	return to
}

// each hands out what the weights of a row hold.
func (c *cast) each(row int32, take func(k int, x float64)) {
	for m, at := range c.margins {
		take(c.offset[m]+int(at[row]), 1)
	}
	first := c.k - len(c.columns)
	for k, column := range c.columns {
		take(first+k, column[row])
	}
}

func grown(xs []float64, n int) []float64 {
	if n <= len(xs) {
		return xs
	}
	return append(xs, make([]float64, n-len(xs))...)
}

// add adds rows of a block about the centre c; without y, e is 1.
func (s *echo) add(c *cast, rows []int32, y, x []float64, centre float64) *echo {
	if s == nil {
		s = &echo{centre: centre}
	}
	s.about(centre)
	for j, row := range rows {
		if y == nil {
			s.y = c.add(s.y, row, 1)
			continue
		}
		below := 1.0
		if x != nil {
			below = x[j]
		}
		s.y = c.add(s.y, row, y[j]-centre*below)
		s.x = c.add(s.x, row, below)
	}
	return s
}

// about moves the centre.
func (s *echo) about(c float64) {
	for k, x := range s.x {
		s.y[k] -= (c - s.centre) * x
	}
	s.centre = c
}

// echoes is that of a pool.
func (p *Pool) echoes() *echo {
	if p == nil {
		return nil
	}
	return p.echo
}

// plus is the echo of two domains.
func (s *echo) plus(t *echo) *echo {
	switch {
	case t == nil:
		return s
	case s == nil:
		return t
	}
	sum := &echo{centre: s.centre, y: slices.Clone(s.y), x: slices.Clone(s.x)}
	other := echo{centre: t.centre, y: slices.Clone(t.y), x: t.x}
	other.about(s.centre)
	sum.y, sum.x = grown(sum.y, len(t.y)), grown(sum.x, len(t.x))
	for k, y := range other.y {
		sum.y[k] += y
	}
	for k, x := range t.x {
		sum.x[k] += x
	}
	return sum
}

// of is the echo of the share of a part in a base; without a base that of its
// total.
func (s *echo) of(base *echo) *echo {
	if s == nil {
		s = &echo{}
	}
	share := &echo{y: slices.Clone(s.y)}
	if base != nil {
		share.x = base.y
	}
	share.y = grown(share.y, len(share.x))
	return share
}

// at is the echo of y − c·x.
func (s *echo) at(c float64) []float64 {
	if s == nil {
		return nil
	}
	moved := echo{centre: s.centre, y: slices.Clone(s.y), x: s.x}
	moved.about(c)
	return moved.y
}

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
