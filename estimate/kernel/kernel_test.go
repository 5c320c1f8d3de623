package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// made draws n made-up rows: 12 clusters in 3 strata, unequal weights, an
// outcome that hangs together within clusters.
func made(n int) (Structure, []float64) {
	r := rand.New(rand.NewPCG(1, 2))
	s := Structure{Weights: make([]float64, n), Strata: make([]int32, n), Clusters: make([]int32, n)}
	y := make([]float64, n)
	for i := range n {
		s.Clusters[i] = int32(i % 12)
		s.Strata[i] = s.Clusters[i] % 3
		s.Weights[i] = 0.2 + r.ExpFloat64()
		y[i] = float64(s.Clusters[i]) + 4*r.NormFloat64()
	}
	return s, y
}

func design(t testing.TB, n int, s Structure) *Design {
	t.Helper()
	d, err := NewDesign(n, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func near(a, b, rel float64) bool {
	return math.Abs(a-b) <= rel*max(math.Abs(a), math.Abs(b), 1e-300)
}

// some takes the rows whose outcome is in the domain, and their outcomes.
func some(y []float64, in func(i int) bool) ([]int32, []float64) {
	var rows []int32
	var of []float64
	for i := range y {
		if in(i) {
			rows, of = append(rows, int32(i)), append(of, y[i])
		}
	}
	return rows, of
}

func TestMultiplyingAllWeightsChangesNothing(t *testing.T) {
	s, y := made(300)
	before := design(t, 300, s)
	heavy := s
	heavy.Weights = make([]float64, 300)
	for i, w := range s.Weights {
		heavy.Weights[i] = 731 * w
	}
	after := design(t, 300, heavy)
	a, b := before.Mean(allRows(300), y), after.Mean(allRows(300), y)
	if !near(a.Value, b.Value, 1e-12) || !near(before.Variance(a), after.Variance(b), 1e-12) {
		t.Errorf("mean %v and variance %v became %v and %v", a.Value, before.Variance(a), b.Value, after.Variance(b))
	}
}

func TestTheOrderOfPeopleChangesNothing(t *testing.T) {
	s, y := made(300)
	order := rand.New(rand.NewPCG(3, 4)).Perm(300)
	p := Structure{Weights: make([]float64, 300), Strata: make([]int32, 300), Clusters: make([]int32, 300)}
	shuffled := make([]float64, 300)
	for to, from := range order {
		p.Weights[to], p.Strata[to], p.Clusters[to], shuffled[to] = s.Weights[from], s.Strata[from], s.Clusters[from], y[from]
	}
	before, after := design(t, 300, s), design(t, 300, p)
	a, b := before.Mean(allRows(300), y), after.Mean(allRows(300), shuffled)
	if !near(a.Value, b.Value, 1e-12) || !near(before.Variance(a), after.Variance(b), 1e-11) {
		t.Errorf("mean %v and variance %v became %v and %v", a.Value, before.Variance(a), b.Value, after.Variance(b))
	}
}

func TestSplittingAPersonInACluster(t *testing.T) {
	s, y := made(300)
	split := Structure{}
	var twice []float64
	for i := range y {
		for range 2 {
			split.Weights = append(split.Weights, s.Weights[i]/2)
			split.Strata = append(split.Strata, s.Strata[i])
			split.Clusters = append(split.Clusters, s.Clusters[i])
			twice = append(twice, y[i])
		}
	}
	before, after := design(t, 300, s), design(t, 600, split)
	a, b := before.Mean(allRows(300), y), after.Mean(allRows(600), twice)
	if !near(before.Variance(a), after.Variance(b), 1e-12) {
		t.Errorf("the clusters stayed and the variance went from %v to %v", before.Variance(a), after.Variance(b))
	}
	s.Clusters, split.Clusters = nil, nil
	before, after = design(t, 300, s), design(t, 600, split)
	if near(before.Variance(a), after.Variance(b), 1e-3) {
		t.Error("two half people on their own vary as one person")
	}
}

func TestADomainKeepsTheWholeDesign(t *testing.T) {
	s, y := made(300)
	s.Strata = nil
	whole := design(t, 300, s)
	inDomain := func(i int) bool { return s.Clusters[i] < 4 }
	rows, of := some(y, inDomain)
	filtered := Structure{}
	for _, row := range rows {
		filtered.Weights = append(filtered.Weights, s.Weights[row])
		filtered.Clusters = append(filtered.Clusters, s.Clusters[row])
	}
	cut := design(t, len(rows), filtered)
	a, b := whole.Mean(rows, of), cut.Mean(allRows(len(rows)), of)
	if a.Value != b.Value {
		t.Errorf("the mean of the domain is %v, of the filtered file %v", a.Value, b.Value)
	}
	if got, want := whole.Variance(a)/cut.Variance(b), (12.0/11)/(4.0/3); !near(got, want, 1e-9) {
		t.Errorf("the variance in the whole design over that in the filtered file is %v, want %v", got, want)
	}
}

func TestVarianceByTwoRoads(t *testing.T) {
	s, y := made(300)
	for name, structure := range map[string]Structure{
		"people on their own": {},
		"weights":             {Weights: s.Weights},
		"strata":              {Weights: s.Weights, Strata: s.Strata},
		"clusters":            {Weights: s.Weights, Clusters: s.Clusters},
		"strata and clusters": s,
	} {
		d := design(t, 300, structure)
		rows, of := some(y, func(i int) bool { return i%5 != 0 })
		a, b := d.Mean(rows, of), d.Mean(allRows(300), y)
		v := d.Covariance(a, b)
		if !near(v.At(0, 0), d.Variance(a), 1e-11) || !near(v.At(1, 1), d.Variance(b), 1e-11) {
			t.Errorf("%s: variances %v and %v, by the matrix %v and %v", name, d.Variance(a), d.Variance(b), v.At(0, 0), v.At(1, 1))
		}
		total := d.Total(rows, of)
		if got, want := d.Variance(total), d.Covariance(total).At(0, 0); !near(got, want, 1e-11) {
			t.Errorf("%s: the total has variance %v, by the matrix %v", name, got, want)
		}
		if got, want := d.Variance(a.Minus(b)), v.At(0, 0)+v.At(1, 1)-2*v.At(0, 1); !near(got, want, 1e-9) {
			t.Errorf("%s: the difference has variance %v, by the matrix %v", name, got, want)
		}
	}
}

func TestAMarginThatIsHeldDoesNotVary(t *testing.T) {
	s, _ := made(300)
	at, y := make([]int32, 300), make([]float64, 300)
	for i := range at {
		at[i] = int32(i % 2)
		y[i] = float64(at[i])
	}
	for _, regress := range [][]float64{nil, slices.Repeat([]float64{1}, 300)} {
		d := design(t, 300, Structure{Weights: s.Weights, Margins: [][]int32{at}, Regress: regress})
		if v := d.Variance(d.Mean(allRows(300), y)); v > 1e-25 {
			t.Errorf("the share of a margin's own category varies by %v", v)
		}
	}
}

func TestALargeOffsetCostsNoDigits(t *testing.T) {
	y := make([]float64, 60)
	for i := range y {
		y[i] = 1e9 + float64(i+1)/8
	}
	d := design(t, 60, Structure{})
	l := d.Mean(allRows(60), y)
	if want := 1e9 + 61.0/16; l.Value != want {
		t.Errorf("the mean is %v, want %v", l.Value, want)
	}
	if got, want := d.Variance(l), 61*60.0/12/64/60; !near(got, want, 1e-9) {
		t.Errorf("the variance is %v, want %v", got, want)
	}
}

func TestDesignsThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		n    int
		s    Structure
		want string
	}{
		{"nobody", 0, Structure{}, "no rows"},
		{"one person", 1, Structure{}, "single primary unit"},
		{"a weight below zero", 2, Structure{Weights: []float64{1, -1}}, "row 1 has weight -1"},
		{"a weight that is no number", 2, Structure{Weights: []float64{math.NaN(), 1}}, "row 0 has weight NaN"},
		{"an infinite weight", 2, Structure{Weights: []float64{math.Inf(1), 1}}, "row 0 has weight +Inf"},
		{"a stratum with one cluster", 4, Structure{Strata: []int32{0, 0, 1, 1}, Clusters: []int32{0, 1, 2, 2}}, "stratum 1 has a single primary unit"},
		{"a cluster in two strata", 4, Structure{Strata: []int32{0, 0, 1, 1}, Clusters: []int32{0, 1, 1, 2}}, "cluster 1 lies in the strata 0 and 1"},
		{"more taken than there are", 2, Structure{Population: []float64{1, 1}}, "2 units taken from a population of 1"},
		{"two populations of one stratum", 2, Structure{Population: []float64{10, 11}}, "has the populations 10 and 11"},
		{"weights for others", 3, Structure{Weights: []float64{1, 1}}, "do not all have 3 rows"},
		{"a weight without a margin", 2, Structure{Weights: []float64{1, 1}, Margins: [][]int32{{0, -1}}}, "row 1 has a weight and was not raked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := NewDesign(tt.n, tt.s)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestPartitionKeepsEveryRowOnce(t *testing.T) {
	got := Partition([]int32{2, 3, 5, 7, 11}, []int32{1, -1, 0, 1, 1}, 3)
	if want := "[[5] [2 7 11] []]"; fmt.Sprint(got) != want {
		t.Errorf("the domains are %v, want %s", got, want)
	}
}

func TestEveryIntervalHoldsItsShare(t *testing.T) {
	for _, method := range []Interval{XLogit, Logit, Beta, Wilson, Asin, Wald, Likelihood} {
		for _, p := range []float64{0, 0.001, 0.3, 0.5, 0.97, 1} {
			for _, n := range []float64{3, 40, 5000} {
				of := Proportion{P: p, Variance: p * (1 - p) / n, N: int(n), Effective: n}
				low, high, used, err := of.Interval(method, NewReach(0.95, n-1))
				if err != nil || !(low <= p && p <= high && low < high) || math.IsInf(high-low, 0) {
					t.Errorf("%s of %v on %v people is %v to %v, %v", method, p, n, low, high, err)
				}
				if p == 0 || p == 1 {
					if used != Wilson || low < 0 || high > 1 {
						t.Errorf("%s of %v on %v people is %v to %v by %s", method, p, n, low, high, used)
					}
				}
			}
		}
	}
}

// The upper ends that R interpolates from a profile, 0.99709 and 0.99546, lie
// beyond what the ratio allows.
func TestALikelihoodIntervalEndsWhereTheRatioReachesItsQuantile(t *testing.T) {
	for _, x := range []struct {
		of              Proportion
		df, low, high   float64
		interpolatedEnd float64
	}{
		{Proportion{P: 0.2034519534, Variance: 0.03996219824, N: 6, Effective: 6}, 2, 1.18807e-7, 0.98289550, 0.9970924644},
		{Proportion{P: 0.2801710484, Variance: 0.04917587729, N: 10, Effective: 10}, 2, 1.560322e-5, 0.98646668, 0.9954574166},
	} {
		reach := NewReach(0.95, x.df)
		low, high, _, err := x.of.Interval(Likelihood, reach)
		if err != nil || !near(low, x.low, 1e-5) || !near(high, x.high, 1e-8) {
			t.Errorf("the interval is %v to %v, %v", low, high, err)
		}
		n, p := float64(x.of.N), x.of.P
		ratio := func(q float64) float64 {
			return 2 * (n - 1) / n * p * (1 - p) / x.of.Variance * (p*math.Log(p/q) + (1-p)*math.Log((1-p)/(1-q))) / (reach.T * reach.T)
		}
		if !near(ratio(low), 1, 1e-9) || !near(ratio(high), 1, 1e-9) || ratio(x.interpolatedEnd) < 1.2 {
			t.Errorf("the ratio is %v and %v of its quantile at the ends, %v at the interpolated one", ratio(low), ratio(high), ratio(x.interpolatedEnd))
		}
	}
}

func TestBinomialIntervalsAtTheEnds(t *testing.T) {
	for _, b := range []Binomial{{0, 12}, {12, 12}, {1, 12}, {11, 12}} {
		for name, interval := range map[string]func(Binomial, float64) (float64, float64){"wilson": Binomial.Wilson,
			"corrected": Binomial.WilsonCorrected, "exact": Binomial.ClopperPearson, "agresti": Binomial.AgrestiCoull} {
			low, high := interval(b, 0.95)
			if !(0 <= low && low <= b.p() && b.p() <= high && high <= 1 && low < high) {
				t.Errorf("%s of %d in %d is %v to %v", name, b.X, b.N, low, high)
			}
		}
	}
}

// BenchmarkMeansOfGroups is the mean and its standard error of a million
// people in a hundred countries.
func BenchmarkMeansOfGroups(b *testing.B) {
	const n, groups = 1_000_000, 100
	r := rand.New(rand.NewPCG(5, 6))
	w, y, country := make([]float64, n), make([]float64, n), make([]int32, n)
	for i := range n {
		w[i], y[i], country[i] = 0.1+r.Float64(), r.NormFloat64(), int32(r.IntN(groups))
	}
	d := design(b, n, Structure{Weights: w})
	rows := allRows(n)
	for b.Loop() {
		for _, g := range d.Means(rows, country, y, groups) {
			if !(g.Variance > 0) {
				b.Fatal(g)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6/20, "of-target")
}
