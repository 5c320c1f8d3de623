package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// under is one way of weighting, with everything that an estimate needs of it,
// and the pools that its rows leave when they come in blocks.
type under struct {
	n       int
	s       Structure
	in      func(row int) bool
	part    func(row int) bool
	y, x    []float64
	passing *Passing    // nil: replicates
	given   [][]float64 // replicates
	units   Units

	everybody, domain, base, portion, rest, mean, ratio, total *Pool
}

func slice[T any](all []T, from, to int) []T {
	if all == nil {
		return nil
	}
	return all[from:to]
}

func slices2[T any](all [][]T, from, to int) [][]T {
	var parts [][]T
	for _, xs := range all {
		parts = append(parts, xs[from:to])
	}
	return parts
}

// enter lets the rows of a block pass.
func (u *under) enter(t *testing.T, from, to int) {
	s := Structure{Weights: u.s.Weights[from:to], Strata: slice(u.s.Strata, from, to), Clusters: slice(u.s.Clusters, from, to),
		Population: slice(u.s.Population, from, to), Raked: slice(u.s.Raked, from, to), Regress: slice(u.s.Regress, from, to),
		Margins: slices2(u.s.Margins, from, to), Columns: slices2(u.s.Columns, from, to)}
	if err := u.units.Enter(to-from, s.Strata, s.Clusters, s.Population); err != nil {
		t.Fatal(err)
	}
	unit := s.Clusters
	if unit == nil {
		unit = s.Strata
	}
	var block *Design
	var err error
	switch {
	case u.given != nil:
		block, err = ReplicatedBlock(to-from, s.Weights, slices2(u.given, from, to), from)
	case u.passing != nil:
		block, err = u.passing.Block(to-from, s)
	default:
		block, err = NewDesign(to-from, Structure{Weights: s.Weights, Lonely: Remove})
	}
	if err != nil {
		t.Fatal(err)
	}
	var rows, some, others []int32
	var ys, xs []float64
	for i := from; i < to; i++ {
		row := int32(i - from)
		if !u.in(i) || u.s.Weights[i] == 0 {
			continue
		}
		rows, ys, xs = append(rows, row), append(ys, u.y[i]), append(xs, u.x[i])
		if u.part(i) {
			some = append(some, row)
		} else {
			others = append(others, row)
		}
	}
	u.everybody, u.domain = u.everybody.Count(block, unit, allRows(to-from)), u.domain.Count(block, unit, rows)
	u.base, u.portion, u.rest = u.base.Add(block, unit, rows, nil, nil), u.portion.Add(block, unit, some, nil, nil), u.rest.Add(block, unit, others, nil, nil)
	u.mean, u.ratio = u.mean.Add(block, unit, rows, ys, nil), u.ratio.Add(block, unit, rows, ys, xs)
	u.total = u.total.Add(block, unit, rows, ys, make([]float64, len(rows)))
}

// compare holds what the pools tell against what all rows tell together.
func (u *under) compare(t *testing.T, name string, d, whole *Design) {
	t.Helper()
	var rows, of []int32
	var ys, xs, chosen []float64
	for i := range u.n {
		if u.in(i) && u.s.Weights[i] != 0 {
			rows, of, ys, xs, chosen = append(rows, int32(i)), append(of, 0), append(ys, u.y[i]), append(xs, u.x[i]), append(chosen, 0)
			if u.part(i) {
				of[len(of)-1], chosen[len(of)-1] = 1, 1
			}
		}
	}
	check := func(what string, value, variance float64, l Linear) {
		t.Helper()
		if want := whole.Variance(l); !near(value, l.Value, 1e-12) || !near(variance, want, 1e-9) || want == 0 {
			t.Errorf("%s: %s in blocks is %v with variance %v, together %v with %v", name, what, value, variance, l.Value, want)
		}
	}
	value, variance := d.PooledRatio(u.mean)
	check("a mean", value, variance, whole.Mean(rows, ys))
	value, variance = d.PooledRatio(u.ratio)
	check("a ratio", value, variance, whole.Ratio(rows, ys, xs))
	value, variance = d.PooledRatio(u.portion.Of(u.base))
	check("a share", value, variance, whole.Mean(rows, chosen))
	value, variance = d.PooledTotal(u.total)
	check("a total", value, variance, whole.Total(rows, ys))
	value, variance = d.PooledTotal(u.portion.Weights(u.base))
	check("weighted people", value, variance, whole.Total(rows, chosen))
	if got, want := d.PooledDF(u.domain), whole.DF(rows); got != want {
		t.Errorf("%s: %v degrees of freedom in blocks, %v together", name, got, want)
	}
	shares, covariance := d.PooledShares([]*Pool{u.rest, u.portion})
	wantShares, want := whole.SharesByRow(rows, of, 2)
	if !near(shares[1], wantShares[1], 1e-12) || !near(covariance.At(0, 1), want.At(0, 1), 1e-9) {
		t.Errorf("%s: shares %v, %v together %v, %v", name, shares, covariance, wantShares, want)
	}
	if l := d.PooledLinear(u.portion.Of(u.base)); d.IsReplicated() && !near(d.LogitSE(l), whole.LogitSE(whole.Mean(rows, chosen)), 1e-9) {
		t.Errorf("%s: the logit of a share has the error %v in blocks", name, d.LogitSE(l))
	}
}

// people are rows with strata, clusters and populations as the trial has it, at
// least so many.
func people(r *rand.Rand, trial, least int) *under {
	u := &under{n: least + r.IntN(300)}
	s := Structure{Weights: make([]float64, u.n), Lonely: Remove}
	if trial%4 > 0 {
		s.Strata = make([]int32, u.n)
	}
	if trial%4 > 1 {
		s.Clusters = make([]int32, u.n)
	}
	if trial%5 == 0 {
		s.Population = make([]float64, u.n)
	}
	u.y, u.x = make([]float64, u.n), make([]float64, u.n)
	for i := range u.n {
		s.Weights[i], u.y[i], u.x[i] = 0.1+r.Float64(), 1e4+r.NormFloat64(), 1+r.Float64()
		if r.IntN(8) == 0 {
			s.Weights[i] = 0
		}
		if s.Clusters != nil {
			s.Clusters[i] = int32(r.IntN(24))
		}
		if s.Strata != nil {
			s.Strata[i] = int32(r.IntN(5))
		}
		if s.Strata != nil && s.Clusters != nil {
			s.Strata[i] = s.Clusters[i] % 5
		}
		if s.Population != nil {
			s.Population[i] = 1000
		}
	}
	u.s = s
	u.in, u.part = func(i int) bool { return u.y[i] > 1e4-1 }, func(i int) bool { return u.x[i] > 1.4 }
	return u
}

func (u *under) pass(t *testing.T, size int) *Design {
	for from := 0; from < u.n; from += size {
		u.enter(t, from, min(from+size, u.n))
	}
	d, err := u.units.Design(Remove, false)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBlocksUnderCalibratedWeightsTellWhatAllRowsTogetherTell(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	for trial := range 60 {
		u := people(r, trial, 150)
		margins := 1 + trial%3
		var categories []int
		for m := range margins {
			at := make([]int32, u.n)
			for i := range at {
				at[i] = int32(r.IntN(3 + m))
				if u.s.Weights[i] == 0 {
					at[i] = -1
				}
				u.y[i] += 0.3 * float64(at[i])
			}
			u.s.Margins, categories = append(u.s.Margins, at), append(categories, 3+m)
		}
		if trial%3 == 1 {
			column := make([]float64, u.n)
			for i := range column {
				if u.s.Weights[i] != 0 {
					column[i] = r.NormFloat64()
				}
			}
			u.s.Columns = [][]float64{column}
		}
		if trial%2 == 0 {
			u.s.Regress = slices.Repeat([]float64{1}, u.n)
		}
		if trial%7 < 3 { // trimmed
			u.s.Raked = make([]float64, u.n)
			for i, w := range u.s.Weights {
				u.s.Raked[i] = w * (0.8 + 0.4*r.Float64())
			}
		}
		u.passing = NewPassing(categories, len(u.s.Columns))
		d := u.pass(t, 7+r.IntN(60))
		if !u.passing.Held(d) {
			t.Fatalf("trial %d: the passing does not hold", trial)
		}
		u.compare(t, "trial "+string(rune('0'+trial%10)), d, design(t, u.n, u.s))
	}
}

// Strata by categories that are too many to be kept are noticed, and nothing is
// told of them.
func TestMoreStrataThanCanBeKeptAreNoticed(t *testing.T) {
	const n, categories = 3000, 40
	s := Structure{Weights: make([]float64, n), Strata: make([]int32, n), Margins: [][]int32{make([]int32, n), make([]int32, n)}}
	for i := range n {
		s.Weights[i], s.Strata[i], s.Margins[0][i], s.Margins[1][i] = 1, int32(i), int32(i%categories), int32(i/7%categories)
	}
	p := NewPassing([]int{categories, categories}, 0)
	if _, err := p.Block(n, s); err != nil || p.Holds() {
		t.Errorf("%v; the passing holds: %v", err, p.Holds())
	}
	if NewPassing([]int{1000, 1049}, 0).Holds() {
		t.Error("2,049 categories are held")
	}
}

func TestBlocksUnderReplicatesTellWhatAllRowsTogetherTell(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	for trial := range 20 {
		u := people(r, 0, 150)
		given := Replication{Scale: 0.2, MSE: trial%2 == 0}
		for range 5 + r.IntN(20) {
			weights := make([]float64, u.n)
			for i := range weights {
				weights[i] = u.s.Weights[i] * 2 * r.Float64()
				if trial%3 == 0 { // few patterns, of which a domain has fewer
					weights[i] = u.s.Weights[i] * float64((i/30+len(given.Weights))%3)
				}
			}
			given.Weights = append(given.Weights, weights)
		}
		u.given = given.Weights
		d := u.pass(t, 7+r.IntN(60))
		if err := d.PooledReplicates(Replication{Scale: given.Scale, MSE: given.MSE}, len(given.Weights), u.everybody); err != nil {
			t.Fatal(err)
		}
		whole, err := NewReplicated(u.n, u.s.Weights, given)
		if err != nil {
			t.Fatal(err)
		}
		u.compare(t, "given replicates", d, whole)
	}
}

func TestBlocksOfClustersTellWhatReplicatesMadeOfThemTell(t *testing.T) {
	r := rand.New(rand.NewPCG(35, 36))
	for trial := range 24 {
		u := people(r, 2+trial%2, 150)
		way := []Resampling{JKn, Bootstrap, BRR, Fay}[trial%4]
		if way == BRR || way == Fay {
			for i := range u.s.Clusters {
				u.s.Clusters[i] %= 8
				u.s.Strata[i] = u.s.Clusters[i] % 4
			}
		}
		random := func() *rand.Rand { return rand.New(rand.NewPCG(uint64(trial), 0)) }
		count := 0
		if way == Bootstrap {
			count = 30
		}
		d := u.pass(t, 7+r.IntN(60))
		d, err := d.PooledResampled(way, count, 0.3, random(), u.everybody)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := design(t, u.n, u.s).Replicated(way, count, 0.3, random())
		if err != nil {
			t.Fatal(err)
		}
		u.compare(t, string(way), d, whole)
	}
}
