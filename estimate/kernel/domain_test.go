package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// drawn is a design at random: strata, clusters, populations, calibration to
// margins or columns, trimming, a few rows without weight.
func drawn(t *testing.T, r *rand.Rand, n int) *Design {
	t.Helper()
	s := Structure{Weights: make([]float64, n)}
	for i := range n {
		s.Weights[i] = 0.2 + r.ExpFloat64()
		if r.IntN(20) == 0 {
			s.Weights[i] = 0
		}
	}
	if r.IntN(2) == 0 {
		s.Clusters = make([]int32, n)
		for i := range n {
			s.Clusters[i] = int32(r.IntN(n / 8))
		}
	}
	if r.IntN(2) == 0 {
		s.Strata, s.Population = make([]int32, n), make([]float64, n)
		for i := range n {
			of := i
			if s.Clusters != nil {
				of = int(s.Clusters[i])
			}
			s.Strata[i] = int32(of % 5)
			s.Population[i] = float64(n + of%5)
		}
	}
	switch r.IntN(3) {
	case 1:
		for m := range 3 {
			at := make([]int32, n)
			for i := range at {
				at[i] = int32(r.IntN(2 + 2*m))
			}
			s.Margins = append(s.Margins, at)
		}
		s.Margins = append(s.Margins, s.Margins[0]) // one that follows from another
		s.Regress = slices.Repeat([]float64{1}, n)
	case 2:
		s.Columns = [][]float64{slices.Repeat([]float64{1}, n), make([]float64, n)}
		for i := range n {
			s.Columns[1][i] = 30 + r.NormFloat64()
		}
	}
	if s.Margins != nil && r.IntN(2) == 0 {
		s.Raked = slices.Clone(s.Weights)
		for i := range s.Weights {
			s.Weights[i] = min(s.Weights[i], 2)
		}
		s.Regress = nil
	}
	return design(t, n, s)
}

// rowByRow is the variance as it is told row by row, without a projection.
func rowByRow(d *Design, l Linear) float64 { return d.asFixed(d.residual(l)) }

func TestSumsOfDomainsTellWhatIsToldRowByRow(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("design ", seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			const n, k = 900, 6
			d := drawn(t, r, n)
			of, rows := make([]int32, n), allRows(n)
			for i := range of {
				of[i] = int32(r.IntN(k+1)) - 1
			}
			agree := func(what string, got, want float64) {
				t.Helper()
				if math.Abs(got-want) > 1e-10*math.Abs(want) {
					t.Errorf("%s is %v, row by row %v", what, got, want)
				}
			}
			parts := Partition(rows, of, k)
			inside := slices.Sorted(slices.Values(slices.Concat(parts...)))
			base := d.Domain(inside)
			var linears []Linear
			for a, part := range parts {
				y := make([]float64, len(inside))
				for j, row := range inside {
					if of[row] == int32(a) {
						y[j] = 1
					}
				}
				share := d.Mean(inside, y)
				linears = append(linears, share)
				p, v := d.PartOf(d.Domain(part), base)
				agree("a share", p, share.Value)
				agree("the variance of a share", v, rowByRow(d, share))
				agree("the variance of a mean", d.Variance(share), rowByRow(d, share))
				agree("the variance of a weight", d.Weighs(d.Domain(part)), rowByRow(d, d.Total(inside, y)))
			}
			_, composed := d.Shares(rows, of, k)
			covariance := composed.Matrix()
			between := d.Covariance(linears...)
			for a := range k {
				for b := range k {
					x, y := linears[a], linears[b]
					want := (rowByRow(d, Function(0, []float64{1, 1}, []Linear{x, y})) - rowByRow(d, x) - rowByRow(d, y)) / 2
					size := math.Sqrt(rowByRow(d, x) * rowByRow(d, y))
					if got := covariance.At(a, b); math.Abs(got-want) > 1e-10*size {
						t.Errorf("the shares %d and %d have covariance %v, row by row %v", a, b, got, want)
					}
					if got := between.At(a, b); math.Abs(got-want) > 1e-10*size {
						t.Errorf("the means %d and %d have covariance %v, row by row %v", a, b, got, want)
					}
				}
			}
		})
	}
}

func TestDomainsMayBeJoinedAndMayOverlap(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 2))
		const n, k = 900, 6
		d := drawn(t, r, n)
		rows, of := allRows(n), make([]int32, n)
		chosen, place := slices.Clone(rows), make([]int32, n) // each is in a domain, and some in one of two more besides
		for i := range of {
			of[i] = int32(r.IntN(k))
			place[i] = of[i]
		}
		half := make([]float64, n)
		for i := range rows {
			if of[i] < k/2 {
				half[i] = 1
			}
			if r.IntN(3) == 0 {
				chosen, place = append(chosen, rows[i]), append(place, int32(k+r.IntN(2)))
			}
		}
		domains := d.Domains(chosen, place, k+2)
		some, all := d.Joined(domains[:k/2]), d.Joined(domains[:k])
		check := func(what string, part, base *Domain, in []float64) {
			t.Helper()
			want := d.Mean(rows, in)
			p, v := d.PartOf(part, base)
			if variance := rowByRow(d, want); !near(p, want.Value, 1e-10) || math.Abs(v-variance) > 1e-10*variance {
				t.Errorf("design %d, %s: the share is %v with variance %v, row by row %v and %v", seed, what, p, v, want.Value, variance)
			}
		}
		check("half of the domains in all", some, all, half)
		check("half of the domains in a base", some, d.Bases(rows, make([]int32, n), 1)[0], half)
		for g, part := range Partition(chosen, place, k+2) {
			in := make([]float64, n)
			for _, row := range part {
				in[row] = 1
			}
			check(fmt.Sprint("domain ", g), domains[g], all, in)
		}
	}
}

func TestSumsOfDomainsUnderReplicates(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	const n = 600
	s := Structure{Weights: make([]float64, n), Clusters: make([]int32, n)}
	for i := range n {
		s.Weights[i], s.Clusters[i] = 0.2+r.ExpFloat64(), int32(i%30)
	}
	made, err := design(t, n, s).Replicated(JK1, 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	given, err := NewReplicated(n, s.Weights, *made.Replication()) // the same, row by row
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []*Design{made, given} {
		sumsUnderReplicates(t, r, d)
	}
}

func sumsUnderReplicates(t *testing.T, r *rand.Rand, d *Design) {
	t.Helper()
	n := d.n
	rows, of := allRows(n), make([]int32, n)
	y := make([]float64, n)
	for i := range of {
		if of[i] = int32(r.IntN(3)); of[i] == 0 {
			y[i] = 1
		}
	}
	parts := Partition(rows, of, 3)
	share := d.Mean(rows, y)
	p, v := d.PartOf(d.Domain(parts[0]), d.Domain(rows))
	if !near(p, share.Value, 1e-12) || !near(v, d.Variance(share), 1e-10) {
		t.Errorf("the share is %v with variance %v, row by row %v and %v", p, v, share.Value, d.Variance(share))
	}
	if v, want := d.Weighs(d.Domain(parts[0])), d.Variance(d.Total(rows, y)); !near(v, want, 1e-10) {
		t.Errorf("the weight varies by %v, row by row %v", v, want)
	}
	_, composed := d.Shares(rows, of, 3)
	if got := composed.Matrix().At(0, 0); !near(got, d.Variance(share), 1e-10) {
		t.Errorf("the share varies by %v, row by row %v", got, d.Variance(share))
	}
}

func TestWhatMarginsHoldDoesNotVary(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	const n = 500
	s := Structure{Weights: make([]float64, n), Margins: [][]int32{make([]int32, n), make([]int32, n)}}
	for i := range n {
		s.Weights[i] = 0.2 + r.ExpFloat64()
		s.Margins[0][i], s.Margins[1][i] = int32(r.IntN(3)), int32(r.IntN(4))
	}
	d := design(t, n, s)
	for c, part := range Partition(allRows(n), s.Margins[1], 4) {
		if _, v := d.PartOf(d.Domain(part), d.Domain(allRows(n))); v != 0 {
			t.Errorf("category %d of a margin varies by %v", c, v)
		}
	}
	if v := d.Weighs(d.Domain(allRows(n))); v != 0 {
		t.Errorf("the weight of all varies by %v", v)
	}
	if v := d.Covariance(d.Total(allRows(n), s.Weights)).At(0, 0); !(v > 0) {
		t.Errorf("what no margin holds varies by %v", v)
	}
}
