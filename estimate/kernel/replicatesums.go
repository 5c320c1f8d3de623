package kernel

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// enter adds up what the domains weigh, as it is and under each replicate.
func (r *Replication) enter(d *Design, domains []*Domain, rows, of []int32) {
	k, n := len(domains), r.count()
	totals := make([]float64, k*n)
	for g, tally := range d.Tally(rows, of, k) {
		domains[g].Tally, domains[g].replicates = tally, totals[g*n:][:n:n]
	}
	if r.made != nil && r.made.of.clusters != nil {
		r.enterFactors(domains, rows, of)
		return
	}
	weights := r.rows()
	Split((n+abreast-1)/abreast, func(from, to int) {
		for i := from * abreast; i < min(to*abreast, n); i += abreast {
			enterColumns(domains, rows, of, weights[i:min(i+abreast, n)], i)
		}
	})
}

// abreast is the number of replicates that are added up at once: of each row
// its domain is looked at once for all of them.
const abreast = 4

// enterColumns adds up some replicates, of which i is the first.
func enterColumns(domains []*Domain, rows, of []int32, weights [][]float64, i int) {
	sums := make([][abreast]float64, len(domains)+1) // the first is of rows in no domain
	var column [abreast][]float64
	for c := range column {
		column[c] = weights[min(c, len(weights)-1)] // the last stands for those that are not there
	}
	for j, row := range rows {
		s := &sums[of[j]+1]
		s[0] += column[0][row]
		s[1] += column[1][row]
		s[2] += column[2][row]
		s[3] += column[3][row]
	}
	for g, domain := range domains {
		copy(domain.replicates[i:i+len(weights)], sums[g+1][:])
	}
}

// enterFactors does so from the weights of clusters, of which each has a factor
// in every replicate.
func (r *Replication) enterFactors(domains []*Domain, rows, of []int32) {
	n := r.count()
	byUnit := make([]float64, len(r.made.of.stratum)*n)
	for i, factors := range r.made.factors {
		for u, f := range factors {
			byUnit[u*n+i] = f
		}
	}
	parts := Partition(rows, of, len(domains))
	Split(len(domains), func(from, to int) {
		sums := make([]Domain, to-from)
		some := make([]*Domain, to-from)
		for g := range sums {
			some[g] = &sums[g]
		}
		r.made.of.addUp(some, parts[from:to], nil)
		for g, sum := range some {
			for j, u := range sum.units {
				floats.AddScaled(domains[from+g].replicates, sum.totals[j], byUnit[int(u)*n:][:n])
			}
		}
	})
}

// compose is the covariance of the shares of domains in base by the replicates;
// nil where a share does not exist under one of them.
func (r *Replication) compose(domains []*Domain, base *Domain) *Composition {
	c := &Composition{K: len(domains), Units: make([]Loading, r.count())}
	at := allRows(len(domains))
	for i := range c.Units {
		c.Units[i] = Loading{Factor: r.Scale * r.each(i), At: at, X: make([]float64, len(domains))}
	}
	for a, of := range domains {
		share := of.in(base)
		centre := r.centre(share)
		for i, x := range share.Replicates {
			if c.Units[i].X[a] = x - centre; math.IsNaN(x) {
				return nil
			}
		}
	}
	return c
}
