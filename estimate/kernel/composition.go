package kernel

import (
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Composition is the covariance of the shares of k domains that do not
// overlap in all of them together, in the parts of which it is the sum:
//
//	diag(Alone) + ∑ Factor·xx′ over the units + L′BL
//
// where L has the rows Along and B the few entries Links. What is asked of a
// covariance often hangs on few of its k² entries; here these need not be
// worked out.
type Composition struct {
	K     int
	Alone []float64 // nil where units are clusters or replicates
	Units []Loading
	Along [][]float64
	Links []Link
}

// A Link is an entry of a symmetric matrix, and the one across its diagonal.
type Link struct {
	I, J int
	X    float64
}

// A Loading is what one unit brings to the shares: X[j] to that of domain
// At[j]. Domains ascend.
type Loading struct {
	Factor float64
	At     []int32
	X      []float64
}

// Parts are the shares of domains that do not overlap in base, which is all of
// them together, with their covariance; nil where nobody has weight or there is
// no base.
func (d *Design) Parts(domains []*Domain, base *Domain) ([]float64, *Composition) {
	if base == nil || base.Sum == 0 {
		return nil, nil
	}
	shares := make([]float64, len(domains))
	for a, of := range domains {
		shares[a] = of.Sum / base.Sum
	}
	if d.replication != nil {
		return shares, d.replication.compose(domains, base)
	}
	c := &Composition{K: len(domains)}
	c.enterUnits(d, domains, base.Sum)
	c.enterStrata(d, domains, base.Sum)
	if p := d.projection(); p != nil {
		c.enterShadows(p, domains, base.Sum)
	}
	c.centre(shares)
	return shares, c
}

// enterUnits enters what each unit adds to the weights over the whole.
func (c *Composition) enterUnits(d *Design, domains []*Domain, whole float64) {
	if d.clusters == nil {
		c.Alone = make([]float64, c.K)
		for a, of := range domains {
			c.Alone[a] = of.squares / (whole * whole)
		}
		return
	}
	of := make([]Loading, len(domains))
	for a, domain := range domains {
		of[a] = Loading{At: domain.units, X: domain.totals}
	}
	for u, x := range Transposed(of, len(d.stratum)) {
		if len(x.At) > 0 {
			floats.Scale(1/whole, x.X)
			x.Factor = d.correction[d.stratum[u]]
			c.Units = append(c.Units, x)
		}
	}
}

// Transposed lists for each of n places what loadings have there.
func Transposed(of []Loading, n int) []Loading {
	count, sum := make([]int, n), 0
	for _, l := range of {
		sum += len(l.At)
		for _, place := range l.At {
			count[place]++
		}
	}
	places, at, x := make([]Loading, n), make([]int32, sum), make([]float64, sum)
	for place, size := range count {
		places[place].At, at = at[:0:size], at[size:]
		places[place].X, x = x[:0:size], x[size:]
	}
	for k, l := range of {
		for j, place := range l.At {
			p := &places[place]
			p.At, p.X = append(p.At, int32(k)), append(p.X, l.X[j])
		}
	}
	return places
}

// enterStrata enters what the means of the strata take away.
func (c *Composition) enterStrata(d *Design, domains []*Domain, whole float64) {
	for h, n := range d.units {
		if n == 0 {
			continue
		}
		x := make([]float64, c.K)
		for a, of := range domains {
			x[a] = of.strata[h] / whole
		}
		at := c.along(x)
		c.Links = append(c.Links, Link{at, at, -d.correction[h] / float64(n)})
	}
}

// enterShadows enters what the margins and columns explain, see
// [projection.remains].
func (c *Composition) enterShadows(p *projection, domains []*Domain, whole float64) {
	for k := range p.k {
		on, off := make([]float64, c.K), make([]float64, c.K)
		for a, of := range domains {
			on[a], off[a] = of.shadow.on[k]/whole, of.shadow.off[k]/whole
		}
		c.Links = append(c.Links, Link{c.along(on), c.along(off), -1})
	}
}

// along adds a direction and returns its place.
func (c *Composition) along(x []float64) int {
	c.Along = append(c.Along, x)
	return len(c.Along) - 1
}

// centre makes the covariance of shares p of that of weights over the whole:
// with w its sums of rows and s the sum of these,
//
//	cov(a, b) − p_a w_b − w_a p_b + s p_a p_b
func (c *Composition) centre(shares []float64) {
	with, all := c.sums(), 0.0
	for _, w := range with {
		all += w
	}
	i, j := c.along(shares), c.along(with)
	c.Links = append(c.Links, Link{i, i, all}, Link{i, j, -1})
}

// sums are those of the rows of the matrix.
func (c *Composition) sums() []float64 {
	sums := make([]float64, c.K)
	copy(sums, c.Alone)
	for _, u := range c.Units {
		whole := u.Factor * floats.Sum(u.X)
		for j, a := range u.At {
			sums[a] += whole * u.X[j]
		}
	}
	wholes := make([]float64, len(c.Along))
	for i, x := range c.Along {
		wholes[i] = floats.Sum(x)
	}
	for _, l := range c.Links {
		if floats.AddScaled(sums, l.X*wholes[l.J], c.Along[l.I]); l.I != l.J {
			floats.AddScaled(sums, l.X*wholes[l.I], c.Along[l.J])
		}
	}
	return sums
}

// Matrix works every entry of the upper half out.
func (c *Composition) Matrix() *mat.SymDense {
	v := make([]float64, c.K*c.K)
	r := len(c.Along)
	x, bent := c.byShare()
	Triangle(c.K, func(from, to int) {
		c.addUnits(v, from, to)
		for a := from; a < to; a++ {
			row := v[a*c.K:][:c.K]
			if c.Alone != nil {
				row[a] += c.Alone[a]
			}
			for b := a; b < c.K && r > 0; b++ {
				row[b] += floats.Dot(bent[a*r:][:r], x[b*r:][:r])
			}
		}
	})
	return mat.NewSymDense(c.K, v)
}

// addUnits adds what units say to the rows from one to before another.
func (c *Composition) addUnits(v []float64, from, to int) {
	for _, u := range c.Units {
		first, _ := slices.BinarySearch(u.At, int32(from))
		for i := first; i < len(u.At) && int(u.At[i]) < to; i++ {
			factor, row, x := u.Factor*u.X[i], v[int(u.At[i])*c.K:][:c.K], u.X[i:]
			for j, b := range u.At[i:] {
				row[b] += factor * x[j]
			}
		}
	}
}

// byShare lists, share by share, the directions, and these times B.
func (c *Composition) byShare() (x, bent []float64) {
	r := len(c.Along)
	x, bent = make([]float64, c.K*r), make([]float64, c.K*r)
	for i, along := range c.Along {
		for a, value := range along {
			x[a*r+i] = value
		}
	}
	for a := range c.K {
		here, to := x[a*r:][:r], bent[a*r:][:r]
		for _, l := range c.Links {
			if to[l.I] += l.X * here[l.J]; l.I != l.J {
				to[l.J] += l.X * here[l.I]
			}
		}
	}
	return x, bent
}
