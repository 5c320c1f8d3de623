package kernel

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
	over    bool        // too many to be kept
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
	if p.over = p.k*p.k > mostHeld; !p.over {
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
func (p *Passing) Holds() bool { return !p.over }

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
		c.off, c.strata = make([]float64, n), s.Strata
	}
	d.cast = c
	for row, w := range s.Weights {
		if w == 0 {
			continue
		}
		r := raked[row]
		c.on[row] = regress[row] * w / r
		if c.off != nil {
			c.off[row] = w * r
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
	p.strata = rooms(p.strata, h, p.k)
	c.put(p.strata[h], row, r)
	p.products(p.gram, c, row, regress)
	if s.Clusters != nil {
		u := int(s.Clusters[row])
		p.units = rooms(p.units, u, p.k)
		c.put(p.units[u], row, r)
		return
	}
	if p.over = p.over || p.size()*(h+1) > mostHeld; p.over {
		return // no variance will be told of these
	}
	p.squares = rooms(p.squares, h, p.size())
	p.products(p.squares[h], c, row, r*r)
}

// rooms makes room for the at-th.
func rooms(all [][]float64, at, size int) [][]float64 {
	for at >= len(all) {
		all = append(all, make([]float64, size))
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
				all.between[k*p.k+l] += d.correction[h] * p.at(squares, k, l)
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
