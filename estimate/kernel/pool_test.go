package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// blocks cuts a structure into blocks of rows and pools what a domain needs:
// the whole of it, a part, and y with its ratio to x.
func blocks(t *testing.T, n, size int, s Structure, in, part func(row int) bool, y, x []float64) (d *Design, base, portion, mean, ratio, total *Pool) {
	t.Helper()
	var units Units
	cut := func(all []int32, from, to int) []int32 {
		if all == nil {
			return nil
		}
		return all[from:to]
	}
	for from := 0; from < n; from += size {
		to := min(from+size, n)
		var population []float64
		if s.Population != nil {
			population = s.Population[from:to]
		}
		strata, clusters := cut(s.Strata, from, to), cut(s.Clusters, from, to)
		if err := units.Enter(to-from, strata, clusters, population); err != nil {
			t.Fatal(err)
		}
		unit := clusters
		if unit == nil {
			unit = strata
		}
		block := design(t, to-from, Structure{Weights: s.Weights[from:to], Lonely: Remove})
		rows, some := []int32{}, []int32{}
		var ys, xs []float64
		for i := from; i < to; i++ {
			if !in(i) {
				continue
			}
			rows, ys, xs = append(rows, int32(i-from)), append(ys, y[i]), append(xs, x[i])
			if part(i) {
				some = append(some, int32(i-from))
			}
		}
		base, portion = base.Add(block, unit, rows, nil, nil), portion.Add(block, unit, some, nil, nil)
		mean, ratio = mean.Add(block, unit, rows, ys, nil), ratio.Add(block, unit, rows, ys, xs)
		total = total.Add(block, unit, rows, ys, make([]float64, len(rows)))
	}
	d, err := units.Design(s.Lonely, s.LonelyDomains)
	if err != nil {
		t.Fatal(err)
	}
	return d, base, portion, mean, ratio, total
}

func TestBlocksTellWhatAllRowsTogetherTell(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for trial := range 60 {
		u := people(r, trial, 40)
		n, y, x, in, part := u.n, u.y, u.x, u.in, u.part
		s := u.s
		s.Lonely, s.LonelyDomains = []Lonely{Remove, Adjust, Average}[trial%3], trial%2 == 1
		rows, ys := some(y, in)
		_, xs := some(x, in)
		whole := design(t, n, s)
		d, base, portion, mean, ratio, total := blocks(t, n, 7+r.IntN(60), s, in, part, y, x)
		indicator := make([]float64, len(rows))
		var of []int32
		for j, row := range rows {
			of = append(of, 0)
			if part(int(row)) {
				indicator[j], of[j] = 1, 1
			}
		}
		check := func(what string, value, variance float64, l Linear) {
			t.Helper()
			if !near(value, l.Value, 1e-12) || !near(variance, whole.Variance(l), 1e-10) {
				t.Errorf("trial %d, %s in blocks is %v with variance %v, together %v with %v", trial, what, value, variance, l.Value, whole.Variance(l))
			}
		}
		pair := func(value, variance float64) (float64, float64) { return value, variance }
		a, b := pair(d.PooledRatio(mean))
		check("a mean", a, b, whole.Mean(rows, ys))
		a, b = pair(d.PooledRatio(ratio))
		check("a ratio", a, b, whole.Ratio(rows, ys, xs))
		a, b = pair(d.PooledRatio(portion.Of(base)))
		check("a share", a, b, whole.Mean(rows, indicator))
		a, b = pair(d.PooledTotal(total))
		check("a total", a, b, whole.Total(rows, ys))
		a, b = pair(d.PooledTotal(portion.Weights(base)))
		check("a total weight", a, b, whole.Total(rows, indicator))
		if got, want := d.PooledDF(base), whole.DF(rows); got != want {
			t.Errorf("trial %d: %v degrees of freedom in blocks, %v together", trial, got, want)
		}
		rest := &Pool{}
		for u := range base.units {
			in := portion.at(int32(u))
			b := base.at(int32(u))
			rest.units = append(rest.units, Sums{Tally: Tally{b.N - in.N, b.Weighty - in.Weighty, b.Sum - in.Sum, b.Squares - in.Squares}})
		}
		shares, covariance := d.PooledShares([]*Pool{rest, portion})
		wantShares, want := whole.SharesByRow(rows, of, 2)
		if !near(shares[1], wantShares[1], 1e-12) || !near(covariance.At(0, 1), want.At(0, 1), 1e-10) {
			t.Error(fmt.Sprint("trial ", trial, ": shares ", shares, covariance, " together ", wantShares, want))
		}
	}
}
