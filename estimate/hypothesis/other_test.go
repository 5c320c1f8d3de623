package hypothesis_test

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/hypothesis/scale"
	"sojourn/estimate/kernel"
)

// TestAgreesWithROnMadeUpData sets the tests against testdata/expected.csv,
// which testdata/other.R computes on data with strata, clusters, unequal
// weights, ties and gaps.
func TestAgreesWithROnMadeUpData(t *testing.T) {
	want := expected(t)
	got := map[string]float64{}
	m := readMadeUp(t)
	m.design(got)
	m.classical(got)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		g, ok := got[name]
		if !ok {
			t.Errorf("%s was not computed", name)
		} else if w := want[name]; math.Abs(g-w) > 1e-7*math.Abs(w)+1e-10 {
			t.Errorf("%s = %v, want %v", name, g, w)
		}
	}
}

// madeUp is the file other.csv under its design.
type madeUp struct {
	t       *testing.T
	columns map[string][]float64
	d       *kernel.Design
	all, k  []int32 // the rows, and those of the domain k = 1
}

func readMadeUp(t *testing.T) *madeUp {
	m := &madeUp{t: t, columns: map[string][]float64{}}
	records := readCSV(t, "testdata/other.csv")
	s := kernel.Structure{}
	for j, name := range records[0] {
		for _, record := range records[1:] {
			x, err := strconv.ParseFloat(record[j], 64)
			if err != nil {
				x = math.NaN()
			}
			m.columns[name] = append(m.columns[name], x)
		}
	}
	s.Weights, s.Strata, s.Clusters = m.columns["w"], codes(m.columns["s"]), codes(m.columns["c"])
	m.d = must(kernel.NewDesign(len(s.Weights), s))(t)
	for row, k := range m.columns["k"] {
		m.all = append(m.all, int32(row))
		if k == 1 {
			m.k = append(m.k, int32(row))
		}
	}
	return m
}

func (m *madeUp) factor(name string, rows []int32) hypothesis.Factor {
	return hypothesis.Factor{Name: name, Codes: at(rows, codes(m.columns[name]))}
}

func (m *madeUp) design(got map[string]float64) {
	domains := map[string][]int32{"all": m.all, "k": m.k}
	for _, s := range []hypothesis.Statistic{"F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"} {
		for on, rows := range domains {
			a := must(hypothesis.Associate(m.d, rows, m.factor("a", rows), m.factor("b", rows), s))(m.t)
			put(got, fmt.Sprintf("associate %s %s", s, on), a.Test)
		}
	}
	for _, test := range []hypothesis.RankTest{"wilcoxon", "vanderWaerden", "median", "KruskalWallis"} {
		two := must(hypothesis.Ranks(m.d, m.all, m.columns["y"], m.factor("b", m.all), test, hypothesis.InOrder, 0.95))(m.t)
		put(got, fmt.Sprintf("ranks %s two", test), two.Test)
		three := must(hypothesis.Ranks(m.d, m.k, at(m.k, m.columns["y"]), m.factor("g", m.k), test, hypothesis.InOrder, 0.95))(m.t)
		put(got, fmt.Sprintf("ranks %s three", test), three.Test)
	}
	put(got, "t", must(hypothesis.MeanDifference(m.d, m.k, at(m.k, m.columns["y"]), m.factor("b", m.k), 0.95))(m.t).Test)
	put(got, "t one", must(hypothesis.OneMean(m.d, m.k, at(m.k, m.columns["y"]), 0, 0.95))(m.t).Test)
	m.replicated(got)
	kappa := must(hypothesis.Kappa(m.d, m.all, m.factor("a", m.all), m.factor("a2", m.all), 4, hypothesis.Identical))(m.t)
	got["kappa.value"], got["kappa.se"] = kappa.Value, math.Sqrt(m.d.Variance(kappa))
	items := scale.Items{at(m.k, m.columns["i1"]), at(m.k, m.columns["i2"]), at(m.k, m.columns["i3"])}
	got["alpha"] = must(scale.DesignAlpha(m.d, m.k, items))(m.t).Value
}

func (m *madeUp) replicated(got map[string]float64) {
	d := must(m.d.Replicated(kernel.JKn, 0, 0, nil))(m.t)
	for _, s := range []hypothesis.Statistic{"F", "Chisq"} {
		a := must(hypothesis.Associate(d, m.all, m.factor("a", m.all), m.factor("b", m.all), s))(m.t)
		put(got, fmt.Sprintf("replicates %s", s), a.Test)
	}
}

func (m *madeUp) classical(got map[string]float64) {
	one, two, y := m.columns["z"][:13], m.columns["z"][13:30], m.columns["y"]
	var in, out []float64
	for row, k := range m.columns["k"] {
		if k == 1 {
			in = append(in, y[row])
		} else {
			out = append(out, y[row])
		}
	}
	put(got, "sum exact", must(hypothesis.RankSum(one, two, hypothesis.Automatic))(m.t))
	put(got, "sum normal", must(hypothesis.RankSum(one, two, hypothesis.Normal))(m.t))
	put(got, "sum ties", must(hypothesis.RankSum(in, out, hypothesis.Automatic))(m.t))
	put(got, "signed exact", must(hypothesis.SignedRank(one, two[:13], hypothesis.Automatic))(m.t))
	put(got, "signed normal", must(hypothesis.SignedRank(one, two[:13], hypothesis.Normal))(m.t))
	put(got, "student", must(hypothesis.EqualVarianceT(one, two, 0.95))(m.t).Test)
	got["fisher.p"] = must(hypothesis.Fisher(hypothesis.Table{N: [][]float64{{3, 11}, {9, 2}}}))(m.t).P
	got["fisher.equal"] = must(hypothesis.Fisher(hypothesis.Table{N: [][]float64{{5, 5}, {5, 5}}}))(m.t).P
	for i, b := range []struct {
		x int
		p float64
	}{{3, .3}, {11, .3}, {0, .01}} {
		got[fmt.Sprintf("binomial.p%d", i+1)] = must(hypothesis.Binomial(b.x, 20, b.p))(m.t).P
	}
	put(got, "one share.plain", must(hypothesis.OneProportion(31, 80, .5, false))(m.t))
	put(got, "one share.corrected", must(hypothesis.OneProportion(31, 80, .5, true))(m.t))
	shares := must(hypothesis.TwoProportions(kernel.Binomial{X: 15, N: 50}, kernel.Binomial{X: 25, N: 40}, true, 0.95))(m.t)
	put(got, "two shares", shares.Test)
	got["two shares.ci1"], got["two shares.ci2"] = shares.Low, shares.High
	put(got, "mcnemar even", must(hypothesis.NewMcNemar(hypothesis.Table{N: [][]float64{{4, 6}, {6, 9}}}))(m.t).Corrected)
	sum := func(x, df float64) float64 { return must(hypothesis.SumSurvival(x, []float64{2.1, .7, .3}, df))(m.t) }
	got["sum of chi.finite"], got["sum of chi.infinite"], got["sum of chi.small"] = sum(9, 14), sum(9, math.Inf(1)), sum(.4, math.Inf(1))
	ps := []float64{.01, .04, .03, .8, .005, .03}
	holm, bh := must(hypothesis.Holm(ps))(m.t), must(hypothesis.BenjaminiHochberg(ps))(m.t)
	for i := range ps {
		got[fmt.Sprintf("families.holm%d", i+1)], got[fmt.Sprintf("families.bh%d", i+1)] = holm[i], bh[i]
	}
}

func put(got map[string]float64, name string, x hypothesis.Test) {
	got[name+".statistic"], got[name+".p"] = x.Statistic, x.P
	if x.DF2 == 0 {
		got[name+".df"] = x.DF
		return
	}
	got[name+".df1"], got[name+".df2"] = x.DF, x.DF2
}

// codes turns whole numbers into codes; a missing one is -1.
func codes(xs []float64) []int32 {
	all := make([]int32, len(xs))
	for i, x := range xs {
		all[i] = -1
		if !math.IsNaN(x) {
			all[i] = int32(x)
		}
	}
	return all
}

func expected(t *testing.T) map[string]float64 {
	want := map[string]float64{}
	for _, record := range readCSV(t, "testdata/expected.csv")[1:] {
		want[record[0]] = must(strconv.ParseFloat(record[1], 64))(t)
	}
	return want
}

func readCSV(t *testing.T, name string) [][]string {
	file := must(os.Open(name))(t)
	defer file.Close()
	return must(csv.NewReader(file).ReadAll())(t)
}
