package kernel

import "slices"

// An adding adds rows up to domains, one domain after the other.
type adding struct {
	design  *Design
	weights []float64 // of the rows of a domain
	place   []int32   // by cluster: one more than its place in the domain; zero between domains
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
		a.place, a.room, a.space = make([]int32, len(d.stratum)), make([]int32, sum), make([]float64, 2*sum)
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
	d, units, totals := a.design, a.room[:0], a.space[:0]
	for j, row := range rows {
		u := d.clusters[row]
		if a.place[u] == 0 {
			units, totals = append(units, u), append(totals, 0)
			a.place[u] = int32(len(units))
		}
		totals[a.place[u]-1] += a.weights[j]
	}
	for _, u := range units {
		a.place[u] = 0
	}
	n := len(units)
	of.units, a.room = units[:n:n], a.room[n:]
	of.totals, of.raised, a.space = totals[:n:n], a.space[n:2*n:2*n], a.space[2*n:]
	d.raise(of)
}
