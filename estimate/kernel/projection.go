package kernel

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A projection is what margins or columns explain of any influence, made ready
// once for a design. With x the margins and columns of a row, r its calibrated
// weight, R its weight of the regression and z an influence,
//
//	b = (∑ R xx′)⁻ ∑ R (z/r) x
//
// are the coefficients of the regression, and z − r x′b is what remains. The
// variance Q of what remains is a sum of three parts, none of which needs
// another look at the rows:
//
//	Q(z − r x′b) = Q(z) − 2 b′Q(z, rx) + b′Q(rx, rx) b
type projection struct {
	design  *Design
	k       int
	offset  []int       // of each margin's categories among the coefficients
	at      []int32     // by row: its place in the basis of columns
	root    []float64   // of the weights of the regression, by place
	basis   *mat.Dense  // of columns
	factor  [][]float64 // lower triangle of ∑ R xx′, scaled; a column that follows from others has no diagonal
	scale   []float64   // by which it was
	strata  [][]float64 // ∑ rx by stratum
	units   []float64   // ∑ rx by cluster, one after the other; nil: rows are units
	between []float64   // Q(rx, rx), row by row
}

// negligible is the part of a variance that rounding alone leaves where margins
// explain all of it.
const negligible = 1e-12

// folds reports whether variance is a quadratic form of the rows' influence,
// so that parts of it may be worked out apart. What becomes of lonely units may
// hang on the rows that an estimate has, and what is within units is told row
// by row.
func (d *Design) folds() bool {
	if d.replication != nil || d.lonelyDomains || d.within != nil {
		return false
	}
	if d.lonely != Adjust && d.lonely != Average {
		return true
	}
	for _, n := range d.units {
		if n == 1 {
			return false
		}
	}
	return true
}

// projection is that of the design, nil where it has none or does not fold.
func (d *Design) projection() *projection {
	if !d.isCalibrated() || !d.folds() {
		return nil
	}
	d.ready.Do(func() { d.projected = d.project() })
	return d.projected
}

func (d *Design) project() *projection {
	p := &projection{design: d}
	if d.held != nil {
		for _, size := range d.held.size {
			p.offset = append(p.offset, p.k)
			p.k += len(size)
		}
		p.factorise()
	} else {
		r := d.regression()
		p.basis, p.root, p.at = r.basis, r.root, make([]int32, d.n)
		_, p.k = r.basis.Dims()
		for j, row := range r.rows {
			p.at[row] = int32(j)
		}
	}
	p.sum()
	p.between = make([]float64, p.k*p.k)
	p.squares()
	p.centre()
	return p
}

// add adds a row's margins or columns times factor.
func (p *projection) add(to []float64, row int32, factor float64) {
	if p.basis == nil {
		for m, at := range p.design.margins {
			to[p.offset[m]+int(at[row])] += factor
		}
		return
	}
	j := int(p.at[row])
	if p.root[j] == 0 {
		return
	}
	factor /= p.root[j]
	for c, q := range p.basis.RawRowView(j) {
		to[c] += factor * q
	}
}

// factorise makes the lower triangle of the margins' sums. They follow from one
// another, so that some have nothing of their own; those get no coefficient.
func (p *projection) factorise() {
	h := p.design.held
	all := make([][]float64, p.k)
	for i := range all {
		all[i] = make([]float64, p.k)
	}
	for cell, w := range h.weight {
		for m, category := range h.category {
			row := all[p.offset[m]+int(category[cell])]
			for o, other := range h.category {
				row[p.offset[o]+int(other[cell])] += w
			}
		}
	}
	p.scale = make([]float64, p.k)
	for i := range all {
		if all[i][i] > 0 {
			p.scale[i] = 1 / math.Sqrt(all[i][i])
		}
	}
	p.factor = make([][]float64, p.k)
	for i := range all {
		p.factor[i] = make([]float64, i+1)
		for j := range i + 1 {
			x := all[i][j] * p.scale[i] * p.scale[j]
			for k := range j {
				x -= p.factor[i][k] * p.factor[j][k]
			}
			switch {
			case i == j && x > 1e-11:
				p.factor[i][i] = math.Sqrt(x)
			case i > j && p.factor[j][j] > 0:
				p.factor[i][j] = x / p.factor[j][j]
			}
		}
	}
}

// solve replaces ∑ R (z/r) x by the coefficients.
func (p *projection) solve(g []float64) {
	if p.basis != nil {
		return // of an orthonormal basis they are the sums themselves
	}
	for i, row := range p.factor {
		x := g[i] * p.scale[i]
		for j := range i {
			x -= row[j] * g[j]
		}
		if g[i] = 0; row[i] > 0 {
			g[i] = x / row[i]
		}
	}
	for i := p.k - 1; i >= 0; i-- {
		if row := p.factor[i]; row[i] > 0 {
			g[i] /= row[i]
			for j := range i {
				g[j] -= row[j] * g[i]
			}
		}
	}
	for i := range g {
		g[i] *= p.scale[i]
	}
}

// fromCells adds to the margins' categories what their cells have.
func (p *projection) fromCells(to, cells []float64) {
	for m, category := range p.design.held.category {
		for cell, x := range cells {
			to[p.offset[m]+int(category[cell])] += x
		}
	}
}

// sum adds rx up by stratum and cluster.
func (p *projection) sum() {
	d := p.design
	p.strata = make([][]float64, len(d.units))
	for h := range p.strata {
		p.strata[h] = make([]float64, p.k)
	}
	if len(d.units) == 1 && d.clusters == nil && d.held != nil {
		cells := make([]float64, len(d.held.weight))
		for _, row := range d.calibrated {
			cells[d.held.cell[row]] += d.raked[row]
		}
		p.fromCells(p.strata[0], cells)
		return
	}
	if d.clusters != nil {
		p.units = make([]float64, len(d.stratum)*p.k)
	}
	for _, row := range d.calibrated {
		p.add(p.strata[d.stratumOf(row)], row, d.raked[row])
		if p.units != nil {
			p.add(p.unit(d.clusters[row]), row, d.raked[row])
		}
	}
}

func (p *projection) unit(c int32) []float64 { return p.units[int(c)*p.k:][:p.k] }

// squares adds up the products of the units' rx.
func (p *projection) squares() {
	d := p.design
	switch {
	case p.units != nil:
		for c, h := range d.stratum {
			if h >= 0 {
				p.product(d.correction[h], p.unit(int32(c)))
			}
		}
	case p.basis != nil:
		x := make([]float64, p.k)
		for _, row := range d.calibrated {
			clear(x)
			p.add(x, row, d.raked[row])
			p.product(d.correction[d.stratumOf(row)], x)
		}
	default:
		squares := make([]float64, len(d.held.weight))
		for _, row := range d.calibrated {
			squares[d.held.cell[row]] += d.correction[d.stratumOf(row)] * d.raked[row] * d.raked[row]
		}
		for cell, s := range squares {
			for m, category := range d.held.category {
				row := p.between[(p.offset[m]+int(category[cell]))*p.k:]
				for o, other := range d.held.category {
					row[p.offset[o]+int(other[cell])] += s
				}
			}
		}
	}
}

// product adds factor·xx′.
func (p *projection) product(factor float64, x []float64) {
	for i, a := range x {
		if a *= factor; a == 0 {
			continue
		}
		row := p.between[i*p.k:][:p.k]
		for j, b := range x {
			row[j] += a * b
		}
	}
}

// centre holds the products against the means of the strata.
func (p *projection) centre() {
	for h, sum := range p.strata {
		if n := p.design.units[h]; n > 0 {
			p.product(-p.design.correction[h]/float64(n), sum)
		}
	}
}

// A shadow is what a projection sees of an influence z: the coefficients b of
// the regression, the products Q(z, rx), and Q(rx, rx) b less these.
type shadow struct{ on, with, through []float64 }

// shadow adds the influence of rows up.
func (p *projection) shadow(rows []int32, influence []float64) shadow {
	of := Domain{strata: make([]float64, len(p.design.units))}
	for j, row := range rows {
		of.strata[p.design.stratumOf(row)] += influence[j]
	}
	if p.units != nil {
		of.units, of.totals = p.design.totals(Linear{Rows: rows, Influence: influence})
	}
	return p.shadowOf(rows, influence, &of)
}

// shadowOf is the same where the influence has been added up by stratum and
// cluster.
func (p *projection) shadowOf(rows []int32, influence []float64, of *Domain) shadow {
	s := p.noShadow()
	switch h := p.design.held; {
	case h != nil && p.units == nil && len(rows) > 4*len(h.weight):
		on, with := make([]float64, len(h.weight)), make([]float64, len(h.weight))
		p.cast(rows, influence, func(row int32, x, y float64) {
			cell := h.cell[row]
			on[cell] += x
			with[cell] += y
		})
		p.fromCells(s.on, on)
		p.fromCells(s.with, with)
	case p.units != nil:
		p.cast(rows, influence, func(row int32, x, _ float64) { p.add(s.on, row, x) })
	default:
		p.cast(rows, influence, func(row int32, x, y float64) {
			p.add(s.on, row, x)
			p.add(s.with, row, y)
		})
	}
	p.hold(of, s.with)
	p.solve(s.on)
	for k := range s.through {
		s.through[k] = floats.Dot(p.between[k*p.k:][:p.k], s.on) - s.with[k]
	}
	return s
}

// cast tells for each row with an influence what it adds, times x, to the
// coefficients' sums and to Q(z, rx).
func (p *projection) cast(rows []int32, influence []float64, add func(row int32, on, with float64)) {
	d := p.design
	for j, row := range rows {
		if z := influence[j]; z != 0 && d.Weight(row) != 0 {
			r := d.raked[row]
			add(row, d.regress[row]*z/r, d.correction[d.stratumOf(row)]*z*r)
		}
	}
}

// hold holds Q(z, rx) against the means of the strata, and adds the products
// of clusters.
func (p *projection) hold(of *Domain, with []float64) {
	d := p.design
	if p.units != nil {
		for j, u := range of.units {
			floats.AddScaled(with, d.correction[d.stratum[u]]*of.totals[j], p.unit(u))
		}
	}
	for h, sum := range of.strata {
		if sum != 0 {
			floats.AddScaled(with, -d.correction[h]*sum/float64(d.units[h]), p.strata[h])
		}
	}
}

// add makes a shadow that of the sum of its influence and another.
func (s shadow) add(t shadow) {
	for k := range t.on {
		s.on[k] += t.on[k]
		s.with[k] += t.with[k]
		s.through[k] += t.through[k]
	}
}

func (p *projection) noShadow() shadow {
	all := make([]float64, 3*p.k)
	return shadow{all[:p.k:p.k], all[p.k : 2*p.k : 2*p.k], all[2*p.k:]}
}

// remains is what is left of the covariance of two influences; size is that of
// their variances, below which it cannot be told from zero.
func (p *projection) remains(covariance, size float64, a, b shadow) float64 {
	for k, x := range a.through {
		covariance += b.on[k]*x - a.on[k]*b.with[k]
	}
	if math.Abs(covariance) <= negligible*size {
		return 0
	}
	return covariance
}
