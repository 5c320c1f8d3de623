package kernel

import "gonum.org/v1/gonum/mat"

// A Tally sums the weights of some rows. Where a design is [Design.Simple] a
// share and its variance follow from the tallies of its rows and of its base,
// so that a table of any size costs one pass over the rows.
type Tally struct {
	N       int     // rows
	Weighty int     // of them, with weight
	Sum     float64 // of weights
	Squares float64 // of squared weights
}

// Plus adds the rows of another tally.
func (t Tally) Plus(u Tally) Tally {
	return Tally{t.N + u.N, t.Weighty + u.Weighty, t.Sum + u.Sum, t.Squares + u.Squares}
}

// add adds a row of weight w.
func (t *Tally) add(w float64) {
	t.N++
	t.Sum += w
	t.Squares += w * w
	if w != 0 {
		t.Weighty++
	}
}

// Effective is Kish's effective number of rows,
//
//	(∑ wᵢ)² / ∑ wᵢ²
//
// (Kish 1965); zero where no row has weight.
func (t Tally) Effective() float64 {
	if t.Sum == 0 || t.Squares == 0 {
		return 0
	}
	return t.Sum * t.Sum / t.Squares
}

// Simple reports whether rows are primary units of a single stratum under fixed
// weights.
func (d *Design) Simple() bool {
	return d.replication == nil && d.within == nil && d.clusters == nil && len(d.units) == 1 && d.units[0] > 1 && !d.isCalibrated() && !d.lonelyDomains
}

// Tally sums the weights of k domains: row rows[j] belongs to domain of[j], and
// to none where that is negative.
func (d *Design) Tally(rows, of []int32, k int) []Tally {
	parts := inChunks(len(rows), func(from, to int) []Tally {
		sums := make([]Tally, k)
		for j := from; j < to; j++ {
			if g := of[j]; g >= 0 {
				sums[g].add(d.Weight(rows[j]))
			}
		}
		return sums
	})
	sums := make([]Tally, k)
	for _, part := range parts {
		for g, t := range part {
			sums[g] = sums[g].Plus(t)
		}
	}
	return sums
}

// TallyOf sums the weights of a single domain.
func (d *Design) TallyOf(rows []int32) Tally {
	var sum Tally
	for _, part := range inChunks(len(rows), func(from, to int) Tally {
		var t Tally
		for _, row := range rows[from:to] {
			t.add(d.Weight(row))
		}
		return t
	}) {
		sum = sum.Plus(part)
	}
	return sum
}

// Share is the share p of part in base, of which it is a part, and its
// variance under a simple design: with S the sum of squared weights and W that
// of weights
//
//	(1 − n/N) · n/(n−1) · ((1 − 2p) S_part + p² S_base) / W²
//
// which is [Design.Variance] of the indicator's mean.
func (d *Design) Share(part, base Tally) (p, variance float64) {
	if base.Sum == 0 {
		return 0, 0
	}
	p = part.Sum / base.Sum
	v := ((1-2*p)*part.Squares + p*p*base.Squares) / (base.Sum * base.Sum)
	return p, d.correction[0] * max(v, 0)
}

// Shares estimates the shares of k categories in a domain, with their
// covariance: row rows[j] is of category of[j], and outside the base where that
// is negative. It is what [Design.Mean] of every indicator and
// [Design.Covariance] give. The composition is nil where it cannot be told from
// sums, and [Design.SharesByRow] has to be asked. Without any weight the shares
// are nil.
func (d *Design) Shares(rows, of []int32, k int) ([]float64, *Composition) {
	if domains := d.Domains(rows, of, k); domains != nil {
		return d.Parts(domains, d.Joined(domains))
	}
	return nil, nil
}

// SharesByRow is [Design.Shares] for any design, told row by row.
func (d *Design) SharesByRow(rows, of []int32, k int) (shares []float64, covariance *mat.SymDense) {
	var base, category []int32
	for j, c := range of {
		if c >= 0 {
			base, category = append(base, rows[j]), append(category, c)
		}
	}
	if d.TallyOf(base).Sum == 0 {
		return nil, nil
	}
	shares, linears := make([]float64, k), make([]Linear, k)
	for a := range k {
		in := make([]float64, len(base))
		for j, c := range category {
			if c == int32(a) {
				in[j] = 1
			}
		}
		linears[a] = d.Mean(base, in)
		shares[a] = linears[a].Value
	}
	return shares, d.Covariance(linears...)
}

// Whole is the variance of the total weight of a domain under a simple design.
func (d *Design) Whole(t Tally) float64 {
	return d.correction[0] * max(t.Squares-t.Sum*t.Sum/float64(d.units[0]), 0)
}

// A Group is the mean of a domain with its variance.
type Group struct {
	Tally
	Mean, Variance float64
}

// Means estimates the means of y[j] of rows[j] in k domains under a simple
// design, as [Design.Mean] and [Design.Variance] do one by one.
func (d *Design) Means(rows, of []int32, y []float64, k int) []Group {
	sums := make([]Sums, k)
	for _, part := range inChunks(len(rows), func(from, to int) []Sums {
		return d.meanSums(rows[from:to], of[from:to], y[from:to], k)
	}) {
		for g := range sums {
			sums[g] = sums[g].Plus(part[g])
		}
	}
	groups := make([]Group, k)
	for g, s := range sums {
		groups[g].Tally = s.Tally
		if s.X != 0 {
			s = s.about(s.Ratio())
			groups[g].Mean, groups[g].Variance = s.Centre, d.correction[0]*max(s.EE, 0)/(s.X*s.X)
		}
	}
	return groups
}
