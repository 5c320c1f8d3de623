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
	places  []int32     // of the categories of each cell of the margins among them
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
		for cell := range d.held.weight {
			for m, category := range d.held.category {
				p.places = append(p.places, int32(p.offset[m])+category[cell])
			}
		}
		p.factorise(p.fromHeld())
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
		for _, at := range p.placesOf(p.design.held.cell[row]) {
			to[at] += factor
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

// placesOf are the places of the categories of a cell among the coefficients.
func (p *projection) placesOf(cell int32) []int32 {
	m := len(p.offset)
	return p.places[int(cell)*m:][:m]
}

// fromHeld are the margins' sums ∑ R xx′.
func (p *projection) fromHeld() [][]float64 {
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
	return all
}

// factorise makes the lower triangle of the sums ∑ R xx′. Margins follow from
// one another, so that some have nothing of their own; those get no coefficient.
func (p *projection) factorise(all [][]float64) {
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

// solve replaces ∑ R (z/r) x of some influences by their coefficients. Row i of
// g has the i-th sum of each, so that all are solved at once.
func (p *projection) solve(g [][]float64) {
	if p.basis != nil {
		return // of an orthonormal basis they are the sums themselves
	}
	for i, row := range p.factor {
		floats.Scale(p.scale[i], g[i])
		for j, x := range row[:i] {
			floats.AddScaled(g[i], -x, g[j])
		}
		floats.Scale(inverse(row[i]), g[i])
	}
	for i := p.k - 1; i >= 0; i-- {
		row := p.factor[i]
		floats.Scale(inverse(row[i]), g[i])
		for j, x := range row[:i] {
			floats.AddScaled(g[j], -x, g[i])
		}
	}
	for i, scale := range p.scale {
		floats.Scale(scale, g[i])
	}
}

// inverse is 1/x; zero of a column that follows from others.
func inverse(x float64) float64 {
	if x == 0 {
		return 0
	}
	return 1 / x
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
	if d.clusters == nil {
		for _, row := range d.calibrated {
			p.add(p.strata[d.stratumOf(row)], row, d.raked[row])
		}
		return
	}
	p.units = make([]float64, len(d.stratum)*p.k)
	for _, row := range d.calibrated {
		p.add(p.unit(d.clusters[row]), row, d.raked[row])
	}
	for u, h := range d.stratum {
		if h >= 0 {
			floats.Add(p.strata[h], p.unit(int32(u)))
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
		floats.AddScaled(p.between[i*p.k:][:p.k], a, x)
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
