package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// crowd draws rows of a simple design with values and groups.
func crowd(n, groups int) (*Design, Structure, []float64, []int32) {
	r := rand.New(rand.NewPCG(3, 4))
	s := Structure{Weights: make([]float64, n)}
	y, of := make([]float64, n), make([]int32, n)
	for i := range n {
		s.Weights[i], of[i] = 0.2+r.ExpFloat64(), int32(r.IntN(groups+1))-1
		y[i] = 100 + float64(of[i]) + r.NormFloat64()
	}
	d, err := NewDesign(n, s)
	if err != nil {
		panic(err)
	}
	return d, s, y, of
}

func TestSumsOfWeightsTellWhatLinearisationTells(t *testing.T) {
	const n, k = 200_000, 7 // several chunks
	d, s, y, of := crowd(n, k)
	rows := allRows(n)
	groups := d.Means(rows, of, y, k)
	shares, composed := d.Shares(rows, of, k)
	covariance := composed.Matrix()
	s.Strata = make([]int32, n) // the same design, not known to be simple
	s.Clusters = rows
	slow := design(t, n, s)
	slowShares, slowCovariance := slow.SharesByRow(rows, of, k)
	base := d.TallyOf(slices.Concat(Partition(rows, of, k)...))
	for g, domain := range Partition(rows, of, k) {
		l := slow.Mean(domain, pick(y, domain))
		if !near(groups[g].Mean, l.Value, 1e-13) || !near(groups[g].Variance, slow.Variance(l), 1e-10) {
			t.Errorf("group %d has mean %v ± %v, by linearisation %v ± %v", g, groups[g].Mean, groups[g].Variance, l.Value, slow.Variance(l))
		}
		if p, v := d.Share(groups[g].Tally, base); !near(p, slowShares[g], 1e-12) || !near(v, slowCovariance.At(g, g), 1e-9) {
			t.Errorf("group %d has share %v ± %v, by linearisation %v ± %v", g, p, v, slowShares[g], slowCovariance.At(g, g))
		}
		ones := slices.Repeat([]float64{1}, len(domain))
		if v, want := d.Whole(groups[g].Tally), slow.Variance(slow.Total(domain, ones)); !near(v, want, 1e-9) {
			t.Errorf("the weight of group %d varies by %v, by linearisation %v", g, v, want)
		}
		for h := range k {
			if !near(covariance.At(g, h), slowCovariance.At(g, h), 1e-8) {
				t.Errorf("the shares %d and %d have covariance %v, by linearisation %v", g, h, covariance.At(g, h), slowCovariance.At(g, h))
			}
		}
		if shares[g] != slowShares[g] && !near(shares[g], slowShares[g], 1e-12) {
			t.Errorf("share %d is %v and %v", g, shares[g], slowShares[g])
		}
	}
}

func TestReplicatesOfATotalAgreeWithLinearisation(t *testing.T) {
	s, y := made(240)
	s.Population = slices.Repeat([]float64{40}, 240)
	d := design(t, 240, s)
	rows := allRows(240)
	want := d.Variance(d.Total(rows, y))
	check := func(name string, made *Design, err error, want, rel float64) {
		t.Helper()
		if err != nil {
			t.Fatal(name, err)
		}
		if got := made.Variance(made.Total(rows, y)); !near(got, want, rel) {
			t.Errorf("%s: the total varies by %v, by linearisation %v", name, got, want)
		}
	}
	jackknife, err := d.Replicated(JKn, 0, 0, nil)
	check("jackknife", jackknife, err, want, 1e-11)
	bootstrap, err := d.Replicated(Bootstrap, 4000, 0, rand.New(rand.NewPCG(1, 1)))
	check("bootstrap", bootstrap, err, want, 0.06)

	s.Strata, s.Population = nil, nil
	s.Clusters = slices.Clone(s.Clusters)
	single := design(t, 240, s)
	want = single.Variance(single.Total(rows, y))
	first, err := single.Replicated(JK1, 0, 0, nil)
	check("unstratified jackknife", first, err, want, 1e-11)

	s.Strata = make([]int32, 240)
	for i := range s.Strata {
		s.Strata[i] = s.Clusters[i] / 2
	}
	paired := design(t, 240, s)
	want = paired.Variance(paired.Total(rows, y))
	halves, err := paired.Replicated(BRR, 0, 0, nil)
	check("half samples", halves, err, want, 1e-11)
	fay, err := paired.Replicated(Fay, 0, 0.3, nil)
	check("Fay's half samples", fay, err, want, 1e-11)
	if got, want := halves.DF(nil), 6.0; got != want {
		t.Errorf("half samples of 6 strata have %v degrees of freedom", got)
	}
	given, err := NewReplicated(240, s.Weights, Replication{Weights: fay.Replication().Weights, Scale: fay.Replication().Scale})
	check("the same weights given", given, err, want, 1e-11)
	if given.DF(nil) != 6 {
		t.Errorf("their rank gives %v degrees of freedom, want 6", given.DF(nil))
	}
}

func TestAReplicateThatLeavesADomainOutIsPassedOver(t *testing.T) {
	s := Structure{Clusters: []int32{0, 0, 1, 1, 2, 2}}
	d := design(t, 6, s)
	made, err := d.Replicated(JK1, 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := made.Mean([]int32{0, 1}, []float64{1, 3}) // all in cluster 0
	if v := made.Variance(l); v != 0 || math.IsNaN(l.Value) {
		t.Errorf("the mean of a domain within one cluster is %v and varies by %v between the replicates that have it", l.Value, v)
	}
}

func TestLonelyUnits(t *testing.T) {
	// Stratum 0 has the totals 1, 5 and 3, stratum 1 a single unit with 7.
	y := []float64{1, 5, 3, 7}
	s := Structure{Strata: []int32{0, 0, 0, 1}}
	const inside = 1.5 * 8 // n/(n−1) times the squares about 3
	for _, tt := range []struct {
		rule Lonely
		want float64
	}{
		{Remove, inside}, {Certainty, inside},
		{Average, 2 * inside},
		{Adjust, inside + 9}, // 7 against the mean of all totals, 4
	} {
		s.Lonely = tt.rule
		d := design(t, 4, s)
		l := d.Total(allRows(4), y)
		if got := d.Variance(l); !near(got, tt.want, 1e-12) {
			t.Errorf("%s: the variance is %v, want %v", tt.rule, got, tt.want)
		}
		if got := d.Covariance(l, l).At(0, 1); !near(got, tt.want, 1e-12) {
			t.Errorf("%s: the covariance with itself is %v, want %v", tt.rule, got, tt.want)
		}
	}
	s.Lonely = ""
	if _, err := NewDesign(4, s); err == nil || !strings.Contains(err.Error(), "single primary unit") {
		t.Errorf("without a rule: %v", err)
	}
	s.Population = []float64{10, 10, 10, 1}
	if _, err := NewDesign(4, s); err != nil {
		t.Errorf("a unit taken for certain is refused: %v", err)
	}
}

func TestContinuousQuantilesOfEqualWeightsAreHyndmanAndFans(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	y := make([]float64, 23)
	for i := range y {
		y[i] = r.NormFloat64()
	}
	d := design(t, len(y), Structure{})
	sorted := slices.Sorted(slices.Values(y))
	n := float64(len(y))
	for rule, a := range map[Rule][2]float64{HF4: {0, 1}, HF5: {.5, .5}, HF6: {0, 0}, HF7: {1, 1}, HF8: {1. / 3, 1. / 3}, HF9: {.375, .375}} {
		for _, p := range []float64{.02, .1, .33, .5, .77, .99} {
			// Their definition: x_j + (nppm − j)(x_{j+1} − x_j), nppm = a + p(n + 1 − a − b).
			at := a[0] + p*(n+1-a[0]-a[1])
			j := math.Floor(at)
			x := func(j float64) float64 { return sorted[int(max(min(j, n), 1))-1] }
			want := x(j) + (at-j)*(x(j+1)-x(j))
			q, err := d.Quantiles(allRows(len(y)), y, []float64{p}, rule, Wald, len(y), Reach{})
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(q[0].Value-want) > 1e-12 {
				t.Errorf("%s at %v: %v, want %v", rule, p, q[0].Value, want)
			}
		}
	}
}

func TestStepQuantilesAtAStep(t *testing.T) {
	y := []float64{10, 20, 30, 40}
	for rule, want := range map[Rule]float64{Math: 20, HF1: 20, School: 25, HF2: 25, HF3: 20} {
		d := design(t, 4, Structure{Weights: []float64{2, 2, 2, 2}})
		q, err := d.Quantiles(allRows(4), y, []float64{.5}, rule, Wald, 4, Reach{})
		if err != nil || q[0].Value != want {
			t.Errorf("%s: the median is %v, want %v (%v)", rule, q[0].Value, want, err)
		}
	}
	d := design(t, 3, Structure{Weights: []float64{.5, .3, .2}})
	if q, err := d.Quantiles(allRows(3), []float64{5, 6, 7}, []float64{.25}, Math, Wald, 3, Reach{}); err != nil || q[0].Value != 5 {
		t.Errorf("below the first step the quantile is %v, want the least value (%v)", q, err)
	}
}

func TestQuantilesThatAreRefused(t *testing.T) {
	d := design(t, 3, Structure{Weights: []float64{1, 0, 2}})
	y := []float64{1, 2, 3}
	reach := NewReach(.95, 1)
	for name, refused := range map[string]func() error{
		"no quantile at 1": func() error {
			_, err := d.Quantiles(allRows(3), y, []float64{1}, Math, Wald, 3, reach)
			return err
		},
		"no rule": func() error {
			_, err := d.Quantiles(allRows(3), y, []float64{.5}, "mode", Wald, 3, reach)
			return err
		},
		"nobody has a value": func() error {
			_, err := d.Quantiles([]int32{1}, []float64{2}, []float64{.5}, Math, Wald, 1, reach)
			return err
		},
	} {
		if err := refused(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAScoreIntervalThatMissesItsQuantileGivesWayToWoodruffs(t *testing.T) {
	n := 400
	heavy, values := make([]float64, n), make([]float64, n)
	r := rand.New(rand.NewPCG(2, 2))
	for i := range values {
		values[i], heavy[i] = r.NormFloat64(), 10
		if values[i] > 0 {
			heavy[i] = 1
		}
	}
	informative := design(t, n, Structure{Weights: heavy})
	for method := range map[Interval]bool{Score: true, Wald: true} {
		q, err := informative.Quantiles(allRows(n), values, []float64{.1}, Math, method, n, NewReach(.95, float64(n-1)))
		if err != nil || q[0].Method != Wald || !(q[0].Low < q[0].Value && q[0].Value < q[0].High) {
			t.Errorf("an interval by %s where the score drifts off: %+v, %v", method, q, err)
		}
	}
}

func TestAStandardisedMeanIsTheSumOfItsCategories(t *testing.T) {
	s, y := made(240)
	d := design(t, 240, s)
	of, has := make([]int32, 240), make([]bool, 240)
	for i := range of {
		of[i], has[i] = int32(i/7%3), true
	}
	standard := Standard{.5, .3, .2}
	var means []Linear
	for _, domain := range Partition(allRows(240), of, 3) {
		means = append(means, d.Mean(domain, pick(y, domain)))
	}
	want := Function(.5*means[0].Value+.3*means[1].Value+.2*means[2].Value, standard, means)
	got, empty := d.Standardised(allRows(240), of, y, has, standard)
	if len(empty) > 0 || !near(got.Value, want.Value, 1e-13) || !near(d.Variance(got), d.Variance(want), 1e-11) {
		t.Errorf("standardised %v ± %v, as a sum %v ± %v; empty %v", got.Value, d.Variance(got), want.Value, d.Variance(want), empty)
	}
	if _, empty := d.Standardised(allRows(240), of, y, has, Standard{.4, .3, .2, .1}); !slices.Equal(empty, []int{3}) {
		t.Errorf("the empty categories are %v, want 3", empty)
	}
}

func TestARatioAndAContrastByTwoRoads(t *testing.T) {
	s, y := made(240)
	d := design(t, 240, s)
	rows, ones := allRows(240), slices.Repeat([]float64{1}, 240)
	mean, ratio := d.Mean(rows, y), d.Ratio(rows, y, ones)
	top, bottom := d.Total(rows, y), d.Total(rows, ones)
	quotient := Function(top.Value/bottom.Value, []float64{1 / bottom.Value, -top.Value / (bottom.Value * bottom.Value)}, []Linear{top, bottom})
	for name, l := range map[string]Linear{"ratio": ratio, "quotient of totals": quotient} {
		if !near(l.Value, mean.Value, 1e-12) || !near(d.Variance(l), d.Variance(mean), 1e-9) {
			t.Errorf("the %s is %v ± %v, the mean %v ± %v", name, l.Value, d.Variance(l), mean.Value, d.Variance(mean))
		}
	}
	if l := d.Ratio(rows, y, make([]float64, 240)); len(l.Rows) != 0 || l.Value != 0 {
		t.Errorf("a ratio over nothing is %v", l.Value)
	}
}

func TestMomentsOfPeopleCountedAlike(t *testing.T) {
	x := []float64{1, 2, 3, 4, 7}
	y := []float64{2, 1, 4, 3, 9}
	d := design(t, 5, Structure{})
	m := d.Moments(allRows(5), x, y)
	if got := m[0][0].Value; !near(got, 5.3, 1e-14) {
		t.Errorf("the variance is %v, want 5.3", got)
	}
	if got, want := d.Correlation(allRows(5), x, y).Value, 6.6/math.Sqrt(5.3*9.7); !near(got, want, 1e-13) {
		t.Errorf("the correlation is %v, want %v", got, want)
	}
	if got := d.Effect(d.Mean(allRows(5), x), allRows(5), x); !near(got, 1, 1e-13) {
		t.Errorf("people counted alike have the design effect %v", got)
	}
	if got := d.EffectWithout(d.Mean(allRows(5), x), allRows(5), x); got != 0 {
		t.Errorf("weights that sum to the people have the design effect %v without replacement, which is not estimable", got)
	}
	if d.Moments([]int32{2}, []float64{3}) != nil {
		t.Error("one person has a variance")
	}
	if l := d.Correlation(allRows(5), x, slices.Repeat([]float64{4}, 5)); len(l.Rows) != 0 {
		t.Errorf("a constant correlates by %v", l.Value)
	}
}

func TestRakedResidualsByTheWeightsOrByTheRows(t *testing.T) {
	s, y := made(240)
	at := make([]int32, 240)
	columns := [][]float64{make([]float64, 240), make([]float64, 240)}
	for i := range at {
		at[i] = int32(i % 2)
		columns[at[i]][i] = 1
	}
	margin := Structure{Weights: s.Weights, Margins: [][]int32{at}}
	asColumns := Structure{Weights: s.Weights, Columns: columns}
	mean := func(s Structure) float64 {
		d := design(t, 240, s)
		return d.Variance(d.Mean(allRows(240), y))
	}
	if a, b := mean(margin), mean(asColumns); !near(a, b, 1e-11) {
		t.Errorf("a margin takes out %v, its indicators %v", a, b)
	}
	alike := margin
	alike.Regress = slices.Repeat([]float64{1}, 240)
	if a, b := mean(margin), mean(alike); near(a, b, 1e-9) {
		t.Errorf("the weights of the regression make no difference: %v", a)
	}
}
