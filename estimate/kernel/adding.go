package kernel

import "slices"

// An adding adds rows up to domains, one domain after the other.
type adding struct {
	design  *Design
	weights []float64 // of the rows of a domain
	byUnit  []float64 // weight of clusters; zero between domains
	seen    []bool    // clusters; false between domains
	units   []int32   // those seen
	room    []int32   // for clusters of domains
	space   []float64 // for their weights
}

// addUp adds up the rows of domains, and what a projection sees of them.
func (d *Design) addUp(domains []*Domain, rows [][]int32, p *projection) {
	a, sum := adding{design: d}, 0
	for _, some := range rows {
		sum += len(some)
	}
	if d.clusters != nil {
		a.byUnit, a.seen = make([]float64, len(d.stratum)), make([]bool, len(d.stratum))
		a.room, a.space = make([]int32, sum), make([]float64, 2*sum)
	}
	n := len(d.units)
	strata := make([]float64, len(domains)*n)
	for g, domain := range domains {
		domain.strata = strata[g*n:][:n:n]
		if a.enter(domain, rows[g]); p != nil {
			domain.shadow = p.noShadow()
			p.cast(rows[g], a.weights, domain.shadow)
		}
	}
	if p == nil {
		return
	}
	for some := range slices.Chunk(domains, together) {
		p.settle(some)
	}
}

// enter adds up the rows of a domain.
func (a *adding) enter(of *Domain, rows []int32) {
	d := a.design
	a.weights = a.weights[:0]
	for _, row := range rows {
		w, h := d.Weight(row), d.stratumOf(row)
		a.weights = append(a.weights, w)
		of.add(w)
		of.strata[h] += w
		of.squares += d.correction[h] * w * w
	}
	if d.clusters != nil {
		a.enterUnits(of, rows)
	}
}

// enterUnits adds up the weights of clusters.
func (a *adding) enterUnits(of *Domain, rows []int32) {
	d := a.design
	a.units = a.units[:0]
	for j, row := range rows {
		u := d.clusters[row]
		if !a.seen[u] {
			a.seen[u] = true
			a.units = append(a.units, u)
		}
		a.byUnit[u] += a.weights[j]
	}
	a.ascend()
	n := len(a.units)
	of.units, a.room = a.room[:n:n], a.room[n:]
	of.totals, of.raised, a.space = a.space[:n:n], a.space[n:2*n:2*n], a.space[2*n:]
	copy(of.units, a.units)
	for j, u := range a.units {
		of.totals[j], a.byUnit[u], a.seen[u] = a.byUnit[u], 0, false
	}
	d.raise(of)
}

// ascend puts the clusters that were seen into their order: few by sorting,
// many by looking through all.
func (a *adding) ascend() {
	if 16*len(a.units) < len(a.seen) {
		slices.Sort(a.units)
		return
	}
	a.units = a.units[:0]
	for u, seen := range a.seen {
		if seen {
			a.units = append(a.units, int32(u))
		}
	}
}
