package hypothesis_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

// invented are rows with two factors, an ordinal answer full of ties, unequal
// weights, strata and clusters.
type invented struct {
	n       int
	a, b    hypothesis.Factor
	y       []float64
	weights []float64
	strata  []int32
	cluster []int32
}

func invent(seed uint64, n int) invented {
	r := rand.New(rand.NewPCG(seed, 1))
	x := invented{n: n, a: hypothesis.Factor{Name: "a"}, b: hypothesis.Factor{Name: "b"}}
	for i := range n {
		a := int32(r.IntN(4)) - 1
		x.a.Codes, x.b.Codes = append(x.a.Codes, a), append(x.b.Codes, int32(r.IntN(2)))
		x.y = append(x.y, float64(1+r.IntN(5))+float64(a)/4)
		x.weights = append(x.weights, 0.2+3*r.Float64())
		x.cluster, x.strata = append(x.cluster, int32(i%20)), append(x.strata, int32(i%20/10))
	}
	return x
}

func (x invented) design(t *testing.T) *kernel.Design {
	t.Helper()
	return must(kernel.NewDesign(x.n, kernel.Structure{Weights: x.weights, Strata: x.strata, Clusters: x.cluster}))(t)
}

func (x invented) rows() []int32 {
	rows := make([]int32, x.n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// ordered puts the rows into another order.
func (x invented) ordered(order []int) invented {
	z := invented{n: x.n, a: hypothesis.Factor{Name: "a"}, b: hypothesis.Factor{Name: "b"}}
	for _, i := range order {
		z.a.Codes, z.b.Codes = append(z.a.Codes, x.a.Codes[i]), append(z.b.Codes, x.b.Codes[i])
		z.y, z.weights = append(z.y, x.y[i]), append(z.weights, x.weights[i])
		z.strata, z.cluster = append(z.strata, x.strata[i]), append(z.cluster, x.cluster[i])
	}
	return z
}

// all computes every design-based number of the package.
func (x invented) all(t *testing.T) []float64 {
	t.Helper()
	d, rows := x.design(t), x.rows()
	var got []float64
	for _, s := range []hypothesis.Statistic{"F", "Chisq", "lincom", "Wald", "adjWald"} {
		a := must(hypothesis.Associate(d, rows, x.a, x.b, s))(t)
		got = append(got, a.Statistic, a.DF, a.DF2, a.P, a.CramersV)
	}
	for _, test := range []hypothesis.RankTest{"wilcoxon", "vanderWaerden", "median"} {
		r := must(hypothesis.Ranks(d, rows, x.y, x.b, test, hypothesis.Middle, 0.95))(t)
		k := must(hypothesis.Ranks(d, rows, x.y, x.a, test, hypothesis.Middle, 0.95))(t)
		got = append(got, r.Statistic, r.Low, r.High, k.Statistic, k.P)
	}
	m := must(hypothesis.MeanDifference(d, rows, x.y, x.b, 0.9))(t)
	one := must(hypothesis.OneMean(d, rows, x.y, 2, 0.9))(t)
	g := must(hypothesis.GoodnessOfFit(d, rows, x.a, []float64{.3, .3, .4}))(t)
	k := must(hypothesis.Kappa(d, rows, x.a, x.b, 3, hypothesis.QuadraticCredit))(t)
	return append(got, m.Statistic, m.Low, one.P, g.F.P, g.Adjusted.P, k.Value, d.Variance(k))
}

func near(t *testing.T, what string, got, want []float64, off float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > off*(1+math.Abs(want[i])) {
			t.Errorf("%s: number %d is %v, was %v", what, i, got[i], want[i])
		}
	}
}

func TestWhatChangesNoTest(t *testing.T) {
	x := invent(3, 200)
	want := x.all(t)
	scaled := x
	scaled.weights = nil
	for _, w := range x.weights {
		scaled.weights = append(scaled.weights, 1e-3*w)
	}
	near(t, "weights on another scale", scaled.all(t), want, 1e-9)
	near(t, "rows in another order", x.ordered(rand.New(rand.NewPCG(4, 4)).Perm(x.n)).all(t), want, 1e-9)
}

func TestRanksInOrderDependOnTheOrder(t *testing.T) {
	x := invent(5, 200)
	y := x.ordered(rand.New(rand.NewPCG(5, 5)).Perm(x.n))
	statistic := func(x invented, ties hypothesis.Ties) float64 {
		return must(hypothesis.Ranks(x.design(t), x.rows(), x.y, x.b, "wilcoxon", ties, 0.95))(t).Statistic
	}
	if off := math.Abs(statistic(x, hypothesis.Middle) - statistic(y, hypothesis.Middle)); off > 1e-12 {
		t.Errorf("middle ranks are off by %v in another order", off)
	}
	if off := math.Abs(statistic(x, hypothesis.InOrder) - statistic(y, hypothesis.InOrder)); off < 1e-6 {
		t.Error("ranks in order do not depend on the order, and the doc says so")
	}
}

// TestSplitPeople halves every weight and writes every row twice, within its
// cluster, which changes nothing but the number of rows.
func TestSplitPeople(t *testing.T) {
	x := invent(6, 120)
	order := make([]int, 0, 2*x.n)
	for i := range x.n {
		order = append(order, i, i)
	}
	z := x.ordered(order)
	z.n = 2 * x.n
	for i := range z.weights {
		z.weights[i] /= 2
	}
	before, after := x.all(t), z.all(t)
	// The X² of the first-order correction and of the sum are scaled by rows.
	for _, i := range []int{5, 10} {
		if math.Abs(after[i]-2*before[i]) > 1e-9*after[i] {
			t.Errorf("number %d is %v, was %v for half the rows", i, after[i], before[i])
		}
		after[i] = before[i]
	}
	near(t, "split people", after, before, 1e-9)
}

// TestRowsWithoutWeight adds them to the clusters that are there, one in a cell
// that nobody else is in.
func TestRowsWithoutWeight(t *testing.T) {
	x := invent(11, 120)
	for i := range x.n {
		if x.a.Codes[i] == 2 {
			x.b.Codes[i] = 1
		}
	}
	order := make([]int, 0, x.n+30)
	for i := range x.n + 30 {
		order = append(order, i%x.n)
	}
	z := x.ordered(order)
	z.n = len(order)
	for i := x.n; i < z.n; i++ {
		z.weights[i], z.a.Codes[i], z.b.Codes[i] = 0, 2, 0
	}
	before, after := x.all(t), z.all(t)
	for _, i := range []int{5, 10} {
		after[i] *= float64(x.n) / float64(z.n)
	}
	near(t, "rows without weight", after, before, 1e-9)
}

// TestEqualWeightsGiveThePearsonTest: without design, the eigenvalues are all
// n/(n−1), and the two families of tests meet.
func TestEqualWeightsGiveThePearsonTest(t *testing.T) {
	x := invent(7, 150)
	d := must(kernel.NewDesign(x.n, kernel.Structure{}))(t)
	var rows []int32
	var a, b []int32
	table := hypothesis.Table{N: [][]float64{{0, 0}, {0, 0}, {0, 0}}}
	for i, code := range x.a.Codes {
		if code >= 0 {
			rows, a, b = append(rows, int32(i)), append(a, code), append(b, x.b.Codes[i])
			table.N[code][x.b.Codes[i]]++
		}
	}
	survey := must(hypothesis.Associate(d, rows, hypothesis.Factor{Codes: a}, hypothesis.Factor{Codes: b}, ""))(t)
	classical := must(hypothesis.Pearson(table, false))(t)
	n, total := float64(len(rows)), float64(x.n)
	// Rows without an answer stay in the design, so n/(n−1) is that of all rows.
	for _, l := range survey.Eigenvalues {
		if math.Abs(l-total/(total-1)) > 1e-9 {
			t.Errorf("a design effect of %v among %v of %v people counted alike", l, n, total)
		}
	}
	if want := classical.Statistic / 2 * (total - 1) / total; math.Abs(survey.Statistic-want) > 1e-9 {
		t.Errorf("F = %v, and Pearson gives %v", survey.Statistic, want)
	}
	if math.Abs(survey.CramersV-classical.CramersV) > 1e-12 {
		t.Errorf("V = %v and %v", survey.CramersV, classical.CramersV)
	}
}

func TestTwoRoadsToOneNumber(t *testing.T) {
	square := hypothesis.Table{N: [][]float64{{20, 17}, {6, 30}}}
	m := must(hypothesis.NewMcNemar(square))(t)
	var people [][]bool
	for i, row := range square.N {
		for j, n := range row {
			for range int(n) {
				people = append(people, []bool{i == 1, j == 1})
			}
		}
	}
	near(t, "McNemar, Cochran, Stuart-Maxwell, Bowker of two categories", []float64{
		must(hypothesis.CochranQ(people))(t).Statistic,
		must(hypothesis.NewHomogeneity(square))(t).StuartMaxwell.Statistic,
		must(hypothesis.Bowker(square))(t).Statistic,
	}, []float64{m.Plain.Statistic, m.Plain.Statistic, m.Plain.Statistic}, 1e-12)

	two := must(hypothesis.TwoProportions(kernel.Binomial{X: 17, N: 37}, kernel.Binomial{X: 30, N: 36}, true, 0.95))(t)
	yates := must(hypothesis.Pearson(square, true))(t)
	near(t, "two shares and Yates", []float64{two.Statistic, two.P}, []float64{yates.Statistic, yates.P}, 1e-12)

	// One weight set to twice is a χ²(2), whose tail is exp(−x/2a).
	for _, x := range []float64{0.5, 4, 30, 300} {
		p := must(hypothesis.SumSurvival(x, []float64{1.5, 1.5}, math.Inf(1)))(t)
		if want := math.Exp(-x / 3); math.Abs(p/want-1) > 0.1 {
			t.Errorf("tail at %v is %v, exactly %v", x, p, want)
		}
	}
}

func TestPublishedTables(t *testing.T) {
	// Unaided distance vision of 7,477 women (Stuart 1953, 1955).
	vision := hypothesis.Table{N: [][]float64{{1520, 266, 124, 66}, {234, 1512, 432, 78}, {117, 362, 1772, 205}, {36, 82, 179, 492}}}
	h := must(hypothesis.NewHomogeneity(vision))(t)
	b := must(hypothesis.Bowker(vision))(t)
	near(t, "vision", []float64{h.StuartMaxwell.Statistic, h.Bhapkar.Statistic, b.Statistic}, []float64{11.957, 11.976, 19.107}, 1e-4)

	// Growth on four media (Cochran 1950).
	var media [][]bool
	for _, g := range []struct {
		times int
		on    [4]bool
	}{{4, [4]bool{true, true, true, true}}, {2, [4]bool{true, true, false, true}}, {3, [4]bool{false, true, true, true}},
		{1, [4]bool{false, true, false, true}}, {59, [4]bool{}}} {
		for range g.times {
			media = append(media, g.on[:])
		}
	}
	near(t, "media", []float64{must(hypothesis.CochranQ(media))(t).Statistic}, []float64{8.05}, 1e-3)

	// The lady tasting tea (Fisher 1935).
	near(t, "tea", []float64{must(hypothesis.Fisher(hypothesis.Table{N: [][]float64{{3, 1}, {1, 3}}}))(t).P}, []float64{34. / 70}, 1e-9)
}

func TestExactRanksWithTiesCountAllArrangements(t *testing.T) {
	a, b := []float64{1, 2, 2, 5}, []float64{2, 3, 5, 5, 7}
	all := append(append([]float64{}, a...), b...)
	w := func(chosen []float64, rest []float64) float64 {
		n := 0.0
		for _, x := range chosen {
			for _, y := range rest {
				if x > y {
					n++
				} else if x == y {
					n += 0.5
				}
			}
		}
		return n
	}
	seen := w(a, b)
	below, above, choices := 0.0, 0.0, 0.0
	for set := range 1 << len(all) {
		var chosen, rest []float64
		for i, x := range all {
			if set>>i&1 == 1 {
				chosen = append(chosen, x)
			} else {
				rest = append(rest, x)
			}
		}
		if len(chosen) != len(a) {
			continue
		}
		choices++
		if w(chosen, rest) <= seen {
			below++
		}
		if w(chosen, rest) >= seen {
			above++
		}
	}
	got := must(hypothesis.RankSum(a, b, hypothesis.Exact))(t)
	near(t, "rank sum", []float64{got.Statistic, got.P}, []float64{seen, min(1, 2*min(below, above)/choices)}, 1e-12)
}

// BenchmarkAssociate is a Rao-Scott test of seven by five categories among
// 18,000 people with weights.
func BenchmarkAssociate(b *testing.B) {
	const n = 18_000
	r := rand.New(rand.NewPCG(1, 2))
	x, y, w, rows := make([]int32, n), make([]int32, n), make([]float64, n), make([]int32, n)
	for i := range n {
		x[i], y[i], w[i], rows[i] = int32(r.IntN(7)), int32(r.IntN(5)), r.Float64()+0.5, int32(i)
	}
	d, err := kernel.NewDesign(n, kernel.Structure{Weights: w})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := hypothesis.Associate(d, rows, hypothesis.Factor{Codes: x}, hypothesis.Factor{Codes: y}, ""); err != nil {
			b.Fatal(err)
		}
	}
}
