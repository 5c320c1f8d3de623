package kernel

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// A Domain is some rows with what the variance of their weight, and of their
// share in a domain of which they are part, needs of them: sums of weights,
// however large the table of which it is a cell. It is what [Design.Total] and
// [Design.Mean] of an indicator tell row by row.
type Domain struct {
	Tally
	strata     []float64 // weight by stratum
	squares    float64   // ∑ (1 − n_h/N_h) · n_h/(n_h − 1) · w², where rows are units
	units      []int32   // clusters
	totals     []float64 // their weight
	raised     []float64 // the same, times the correction of their stratum; nil of domains joined
	byUnit     []float64 // the weight of every cluster; nil of a domain that is one of many
	shadow     shadow    // of the weights
	replicates []float64 // the weight under each replicate
	own        float64   // the variance of the weight
}

// Domain adds rows up; nil where the variance cannot be told from sums, because
// what becomes of lonely units hangs on the rows of each estimate.
func (d *Design) Domain(rows []int32) *Domain {
	if all := d.Bases(rows, make([]int32, len(rows)), 1); all != nil {
		return all[0]
	}
	return nil
}

// Bases are [Design.Domains] of which each has many parts: what their clusters
// weigh is laid out.
func (d *Design) Bases(rows, of []int32, k int) []*Domain {
	all := d.Domains(rows, of, k)
	for _, base := range all {
		base.byUnit = d.laidOut(base)
	}
	return all
}

// Domains adds k domains up in one pass: row rows[j] belongs to domain of[j],
// and to none where that is negative. A row that is in several domains is
// listed as often. It is nil where [Design.Domain] is.
func (d *Design) Domains(rows, of []int32, k int) []*Domain {
	if d.replication == nil && !d.folds() {
		return nil
	}
	all, domains := make([]Domain, k), make([]*Domain, k)
	for g := range all {
		domains[g] = &all[g]
	}
	switch {
	case d.replication != nil:
		d.replication.enter(d, domains, rows, of)
		return domains
	case d.Simple():
		for g, tally := range d.Tally(rows, of, k) {
			all[g] = Domain{Tally: tally, strata: []float64{tally.Sum}, squares: d.correction[0] * tally.Squares, own: d.Whole(tally)}
		}
		return domains
	}
	p, parts := d.projection(), Partition(rows, of, k)
	Split(k, func(from, to int) {
		d.addUp(domains[from:to], parts[from:to], p)
		for _, domain := range domains[from:to] {
			domain.own = d.shared(domain, domain)
		}
	})
	return domains
}

// Joined is the domain of all rows of domains that do not overlap.
func (d *Design) Joined(domains []*Domain) *Domain {
	if len(domains) == 0 || slices.Contains(domains, nil) {
		return nil
	}
	all := &Domain{strata: make([]float64, len(d.units)), replicates: make([]float64, len(domains[0].replicates))}
	if p := d.projection(); p != nil {
		all.shadow = p.noShadow()
	}
	if d.replication == nil {
		all.byUnit = make([]float64, len(d.stratum))
	}
	for _, of := range domains {
		all.Tally = all.Plus(of.Tally)
		all.squares += of.squares
		floats.Add(all.strata[:len(of.strata)], of.strata)
		floats.Add(all.replicates, of.replicates)
		for j, u := range of.units {
			all.byUnit[u] += of.totals[j]
		}
		all.shadow.add(of.shadow)
	}
	if d.replication == nil {
		all.units, all.totals = d.every, all.byUnit
		all.own = d.shared(all, all)
	}
	return all
}

// raise makes the clusters' weights times the corrections of their strata.
func (d *Design) raise(of *Domain) {
	for j, u := range of.units {
		of.raised[j] = d.raising[u] * of.totals[j]
	}
}

// Weighs is the variance of the weight of a domain.
func (d *Design) Weighs(of *Domain) float64 {
	if d.replication != nil {
		l := Linear{Value: of.Sum, Replicates: of.replicates}
		return d.replication.covariance(l, l)
	}
	return max(of.own, 0)
}

// laidOut is the weight of every cluster in a domain.
func (d *Design) laidOut(of *Domain) []float64 {
	all := make([]float64, len(d.stratum))
	for j, u := range of.units {
		all[u] = of.totals[j]
	}
	return all
}

// PartOf is the share p of part in base, of which it is a part, and its
// variance: with Q the covariance of weights and W the weight of the base
//
//	(Q(part, part) − 2p Q(part, base) + p² Q(base, base)) / W²
//
// Without any weight both are zero.
func (d *Design) PartOf(part, base *Domain) (p, variance float64) {
	if base.Sum == 0 {
		return 0, 0
	}
	if p = part.Sum / base.Sum; part.Weighty == base.Weighty {
		return 1, 0 // exactly, in whatever order the weights were summed
	}
	if d.replication != nil {
		l := part.in(base)
		return p, d.replication.covariance(l, l)
	}
	v := part.own - 2*p*d.shared(part, base) + p*p*base.own
	return p, max(v, 0) / (base.Sum * base.Sum)
}

// LogitPart is [Design.LogitSE] of the share of part in base.
func (d *Design) LogitPart(part, base *Domain) float64 {
	if d.replication == nil || base.Sum == 0 {
		return 0
	}
	return d.LogitSE(part.in(base))
}

// in is the share of a domain in another, with its replicates.
func (part *Domain) in(base *Domain) Linear {
	l := Linear{Value: part.Sum / base.Sum, Replicates: make([]float64, len(base.replicates))}
	for r, total := range base.replicates {
		if l.Replicates[r] = orNaN(part.replicates[r]/total, total); math.IsInf(l.Replicates[r], 0) {
			l.Replicates[r] = math.NaN()
		}
	}
	return l
}

// shared is the covariance of the weights of a domain and of one of which it is
// a part.
func (d *Design) shared(part, base *Domain) float64 {
	q := part.squares
	if d.clusters != nil {
		q = d.sharedUnits(part, base)
	}
	size := q // of the terms whose difference may be rounding alone
	for h, n := range d.units {
		if n > 0 {
			q -= d.correction[h] / float64(n) * part.strata[h] * base.strata[h]
		}
	}
	if p := d.projection(); p != nil {
		return p.remains(q, size, part.shadow, base.shadow)
	}
	return q
}

// sharedUnits is what the clusters say of it.
func (d *Design) sharedUnits(part, base *Domain) float64 {
	q, weights := 0.0, base.byUnit
	switch {
	case part == base && part.raised != nil:
		return floats.Dot(part.raised, part.totals)
	case weights == nil:
		weights = d.laidOut(base)
	}
	if part.raised == nil {
		for u, total := range part.totals {
			q += d.raising[u] * total * weights[u]
		}
		return q
	}
	for j, u := range part.units {
		q += part.raised[j] * weights[u]
	}
	return q
}
