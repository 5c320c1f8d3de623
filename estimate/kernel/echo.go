package kernel

import "slices"

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
	k          int         // margins' categories and columns
	wide       int         // of them, those of a row that are not zero
	at         []int32     // wide a row: which they are
	value      []float64   // and their values; nil: 1 each
	on, off    []float64   // by row: R w/r, and w r; off is nil where clusters are units
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
	if c.on[row] == 0 && (c.off == nil || c.off[row] == 0) {
		return to
	}
	to = grown(to, c.k)
	c.put(to, row, c.on[row]*e)
	if c.off == nil {
		return to
	}
	at := c.k
	if c.strata != nil {
		at += int(c.strata[row]) * c.k
	}
	to = grown(to, at+c.k)
	c.put(to[at:], row, c.off[row]*e)
	return to
}

// put adds what the weights of a row hold, times factor.
func (c *cast) put(to []float64, row int32, factor float64) {
	begin := int(row) * c.wide
	if c.value == nil {
		for _, k := range c.at[begin:][:c.wide] {
			to[k] += factor
		}
		return
	}
	for j, k := range c.at[begin:][:c.wide] {
		to[k] += factor * c.value[begin+j]
	}
}

// products adds factor·xx′ of a row, the upper triangle.
func (c *cast) products(to []float64, row int32, factor float64) {
	begin := int(row) * c.wide
	all := c.at[begin:][:c.wide]
	for i, k := range all { // which ascend
		line, f := to[int(k)*c.k:], factor
		if c.value != nil {
			f *= c.value[begin+i]
		}
		for j, l := range all[i:] {
			if c.value == nil {
				line[l] += f
			} else {
				line[l] += f * c.value[begin+i+j]
			}
		}
	}
}

// laid lays out what the weights of rows hold, row by row.
func (c *cast) laid(n int, offset []int, s Structure) {
	c.wide = len(s.Margins) + len(s.Columns)
	c.at = make([]int32, n*c.wide)
	if len(s.Columns) > 0 {
		c.value = make([]float64, len(c.at))
	}
	for row := range n {
		at := c.at[row*c.wide:][:c.wide]
		for m, of := range s.Margins {
			at[m] = int32(offset[m]) + of[row]
		}
		for k := range s.Columns {
			at[len(s.Margins)+k] = int32(c.k - len(s.Columns) + k)
		}
		if c.value == nil {
			continue
		}
		value := c.value[row*c.wide:][:c.wide]
		for m := range s.Margins {
			value[m] = 1
		}
		for k, column := range s.Columns {
			value[len(s.Margins)+k] = column[row]
		}
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
