package kernel

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Domain is some rows with what the variance of their weight, and of their
// share in a domain of which they are part, needs of them: sums of weights,
// however large the table of which it is a cell. It is what [Design.Total] and
// [Design.Mean] of an indicator tell row by row.
type Domain struct {
	Tally
	strata     []float64 // weight by stratum
	squares    float64   // ∑ (1 − n_h/N_h) · n_h/(n_h − 1) · w², where rows are units
	units      []int32   // clusters, which ascend
	totals     []float64 // their weight
	shadow     shadow    // of the weights
	replicates []float64 // the weight under each replicate
}

// Domain adds rows up; nil where the variance cannot be told from sums, because
// what becomes of lonely units hangs on the rows of each estimate.
func (d *Design) Domain(rows []int32) *Domain {
	if d.replication == nil && !d.folds() {
		return nil
	}
	of := &Domain{Tally: d.TallyOf(rows)}
	if d.replication != nil {
		of.replicates = d.Replicates(func(weights []float64) float64 {
			total := 0.0
			for _, row := range rows {
				total += weights[row]
			}
			return total
		})
		return of
	}
	weights := d.gather(rows)
	of.strata = make([]float64, len(d.units))
	for j, row := range rows {
		w, h := weights[j], d.stratumOf(row)
		of.strata[h] += w
		of.squares += d.correction[h] * w * w
	}
	if d.clusters != nil {
		of.units, of.totals = d.totals(Linear{Rows: rows, Influence: weights})
	}
	if p := d.projection(); p != nil {
		of.shadow = p.shadow(rows, weights)
	}
	return of
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
	var linear Linear
	for _, of := range domains {
		all.Tally = all.Plus(of.Tally)
		all.squares += of.squares
		for h, weight := range of.strata {
			all.strata[h] += weight
		}
		for r, total := range of.replicates {
			all.replicates[r] += total
		}
		linear = linear.plus(Linear{Rows: of.units, Influence: of.totals}, 1)
		all.shadow.add(of.shadow)
	}
	all.units, all.totals = linear.Rows, linear.Influence
	return all
}

// Weighs is the variance of the weight of a domain.
func (d *Design) Weighs(of *Domain) float64 {
	if d.replication != nil {
		l := Linear{Value: of.Sum, Replicates: of.replicates}
		return d.replication.covariance(l, l)
	}
	return max(d.shared(of, of), 0)
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
	if l, replicated := d.ReplicatedPart(part, base); replicated {
		return p, d.replication.covariance(l, l)
	}
	v := d.shared(part, part) - 2*p*d.shared(part, base) + p*p*d.shared(base, base)
	return p, max(v, 0) / (base.Sum * base.Sum)
}

// ReplicatedPart is the share of part in base with its replicates, where the
// design has them.
func (d *Design) ReplicatedPart(part, base *Domain) (l Linear, replicated bool) {
	if d.replication == nil || base.Sum == 0 {
		return Linear{}, false
	}
	return part.in(base), true
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
	q := 0.0
	if d.clusters == nil {
		q = part.squares
	} else {
		at := 0
		for j, u := range part.units {
			for base.units[at] != u {
				at++
			}
			q += d.correction[d.stratum[u]] * part.totals[j] * base.totals[at]
		}
	}
	for h, n := range d.units {
		if n > 0 {
			q -= d.correction[h] / float64(n) * part.strata[h] * base.strata[h]
		}
	}
	if p := d.projection(); p != nil {
		return p.remains(q, q, part.shadow, base.shadow)
	}
	return q
}

// Parts are the shares of domains that do not overlap in all of them together,
// with their covariance; nil where nobody has weight or a domain is nil.
func (d *Design) Parts(domains []*Domain) ([]float64, *mat.SymDense) {
	base := d.Joined(domains)
	if base == nil || base.Sum == 0 {
		return nil, nil
	}
	shares := make([]float64, len(domains))
	for a, of := range domains {
		shares[a] = of.Sum / base.Sum
	}
	if d.replication != nil {
		linears := make([]Linear, len(domains))
		for a, of := range domains {
			linears[a] = of.in(base)
		}
		return shares, d.Covariance(linears...)
	}
	return shares, ofShares(shares, d.betweenDomains(domains), base.Sum)
}

// ofShares makes the covariance of shares from that of the weights.
func ofShares(shares []float64, weights []float64, whole float64) *mat.SymDense {
	k := len(shares)
	covariance, with, all := mat.NewSymDense(k, nil), make([]float64, k), 0.0
	for a := range k {
		for _, v := range weights[a*k:][:k] {
			with[a] += v
		}
		all += with[a]
	}
	for a, p := range shares {
		for b := a; b < k; b++ {
			q := shares[b]
			covariance.SetSym(a, b, (weights[a*k+b]-p*with[b]-q*with[a]+p*q*all)/(whole*whole))
		}
	}
	return covariance
}

// betweenDomains are the covariances of the weights of domains that do not
// overlap, row by row. All but the products of units is a product of what the
// one and what the other brings.
func (d *Design) betweenDomains(domains []*Domain) []float64 {
	k := len(domains)
	v := d.crossProducts(domains)
	left, right := make([][]float64, k), make([][]float64, k)
	for a, of := range domains {
		for h, weight := range of.strata {
			if n := d.units[h]; n > 0 && weight != 0 {
				weight *= -d.correction[h] / float64(n)
			}
			left[a] = append(left[a], weight)
		}
		left[a] = append(left[a], of.shadow.through...)
		for _, x := range of.shadow.on {
			left[a] = append(left[a], -x)
		}
		right[a] = slices.Concat(of.strata, of.shadow.on, of.shadow.with)
	}
	for a := range k {
		for b := a; b < k; b++ {
			q := v[a*k+b] + floats.Dot(left[a], right[b])
			v[a*k+b], v[b*k+a] = q, q
		}
	}
	return v
}

// crossProducts are the sums over units of the products of two domains'
// weights, for the domains from each one on. Rows that are units are in a
// single domain.
func (d *Design) crossProducts(domains []*Domain) []float64 {
	k := len(domains)
	v := make([]float64, k*k)
	if d.clusters == nil {
		for a, of := range domains {
			v[a*k+a] = of.squares
		}
		return v
	}
	type piece struct {
		domain int
		weight float64
	}
	of := make([][]piece, len(d.stratum))
	for a, domain := range domains {
		for j, u := range domain.units {
			of[u] = append(of[u], piece{a, domain.totals[j]})
		}
	}
	for u, pieces := range of {
		for i, x := range pieces {
			factor := d.correction[d.stratum[u]] * x.weight
			for _, y := range pieces[i:] {
				v[x.domain*k+y.domain] += factor * y.weight
			}
		}
	}
	return v
}
