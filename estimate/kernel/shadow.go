package kernel

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// A shadow is what a projection sees of an influence z: the coefficients b of
// the regression, and Q(z, rx) − Q(rx, rx) b / 2.
type shadow struct{ on, off []float64 }

// shadow adds the influence of rows up.
func (p *projection) shadow(rows []int32, influence []float64) shadow {
	of := Domain{strata: make([]float64, len(p.design.units)), shadow: p.noShadow()}
	for j, row := range rows {
		of.strata[p.design.stratumOf(row)] += influence[j]
	}
	if p.units != nil {
		of.units, of.totals = p.design.totals(Linear{Rows: rows, Influence: influence})
		of.raised = make([]float64, len(of.units))
		p.design.raise(&of)
	}
	p.cast(rows, influence, of.shadow)
	p.settle([]*Domain{&of})
	return of.shadow
}

// together is the number of shadows that are settled at once: few enough for
// the processor's cache.
const together = 64

// settle makes shadows of ∑ R (z/r) x and of what rows say of Q(z, rx).
func (p *projection) settle(domains []*Domain) {
	n := len(domains)
	room := make([]float64, (p.k+1)*n)
	on, across := make([][]float64, p.k), room[p.k*n:]
	for i := range on {
		on[i] = room[i*n:][:n]
		for g, domain := range domains {
			on[i][g] = domain.shadow.on[i]
		}
	}
	p.solve(on)
	for _, domain := range domains {
		p.hold(domain)
	}
	for i := range on {
		clear(across)
		for j, x := range p.between[i*p.k:][:p.k] {
			floats.AddScaled(across, x, on[j])
		}
		for g, domain := range domains {
			domain.shadow.on[i] = on[i][g]
			domain.shadow.off[i] -= across[g] / 2
		}
	}
}

// cast adds what each row with an influence adds, times x, to the coefficients'
// sums and, where rows are units, to Q(z, rx).
func (p *projection) cast(rows []int32, influence []float64, to shadow) {
	d := p.design
	if d.held != nil && len(rows) > 4*len(d.held.weight) {
		p.castCells(rows, influence, to)
		return
	}
	for j, row := range rows {
		z := influence[j]
		if z == 0 || d.Weight(row) == 0 {
			continue
		}
		r := d.raked[row]
		if p.add(to.on, row, d.regress[row]*z/r); p.units == nil {
			p.add(to.off, row, d.correction[d.stratumOf(row)]*z*r)
		}
	}
}

// castCells does so by the cells of the margins, of which rows have many each.
func (p *projection) castCells(rows []int32, influence []float64, to shadow) {
	d := p.design
	on, off := make([]float64, len(d.held.weight)), make([]float64, len(d.held.weight))
	for j, row := range rows {
		if z := influence[j]; z != 0 && d.Weight(row) != 0 {
			r, cell := d.raked[row], d.held.cell[row]
			on[cell] += d.regress[row] * z / r
			off[cell] += d.correction[d.stratumOf(row)] * z * r
		}
	}
	if p.fromCells(to.on, on); p.units == nil {
		p.fromCells(to.off, off)
	}
}

// hold holds Q(z, rx) against the means of the strata, and adds the products
// of clusters.
func (p *projection) hold(of *Domain) {
	d, off := p.design, of.shadow.off
	if p.units != nil {
		for j, u := range of.units {
			floats.AddScaled(off, of.raised[j], p.unit(u))
		}
	}
	for h, sum := range of.strata {
		if sum != 0 {
			floats.AddScaled(off, -d.correction[h]*sum/float64(d.units[h]), p.strata[h])
		}
	}
}

// add makes a shadow that of the sum of its influence and another.
func (s shadow) add(t shadow) {
	floats.Add(s.on, t.on)
	floats.Add(s.off, t.off)
}

func (p *projection) noShadow() shadow {
	all := make([]float64, 2*p.k)
	return shadow{all[:p.k:p.k], all[p.k:]}
}

// remains is what is left of the covariance of two influences; size is that of
// their variances, below which it cannot be told from zero.
func (p *projection) remains(covariance, size float64, a, b shadow) float64 {
	covariance -= floats.Dot(a.on, b.off) + floats.Dot(b.on, a.off)
	if math.Abs(covariance) <= negligible*size {
		return 0
	}
	return covariance
}
