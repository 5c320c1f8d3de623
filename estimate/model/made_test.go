package model_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
)

// A table is made-up data: columns by name, NaN and "" being missing.
type table struct {
	numbers map[string][]float64
	words   map[string][]string
	order   map[string][]string // code lists that are not to be sorted
}

func (tb table) dataset(t testing.TB) *dataset.Dataset {
	t.Helper()
	rows := 0
	for _, c := range tb.numbers {
		rows = len(c)
	}
	d := dataset.New(rows)
	for name, xs := range tb.numbers {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, rows, dataset.Skipped)
		for i, x := range xs {
			if !math.IsNaN(x) {
				c.Numbers[i], c.Missing[i] = x, dataset.Present
			}
		}
		must(t, d.Add(c))
	}
	for name, xs := range tb.words {
		codes := tb.order[name]
		if codes == nil {
			codes = slices.Compact(slices.Sorted(slices.Values(xs)))
		}
		list := &dataset.CodeList{}
		for _, code := range codes {
			if code != "" {
				list.Categories = append(list.Categories, dataset.Category{Code: code})
			}
		}
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: list}, rows, dataset.Skipped)
		for i, x := range xs {
			if x != "" {
				c.Codes[i], c.Missing[i] = uint16(list.Index(x)), dataset.Present
			}
		}
		must(t, d.Add(c))
	}
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// crowd is n people with an age, a group of three, a weight, a cluster, a
// count, a score and an outcome that depends on age and group.
func crowd(n int, seed uint64) table {
	random := rand.New(rand.NewPCG(seed, 11))
	tb := table{numbers: map[string][]float64{}, words: map[string][]string{}}
	for range n {
		age, group := 18+60*random.Float64(), random.IntN(3)
		eta := -2 + .03*age + .5*float64(group)
		put := func(name string, x float64) { tb.numbers[name] = append(tb.numbers[name], x) }
		put("age", age)
		put("w", .3+2*random.Float64())
		put("cluster", float64(random.IntN(25)))
		put("score", eta+random.NormFloat64())
		put("count", math.Floor(-math.Log(random.Float64())*math.Exp(eta/2)))
		out := 0.0
		if random.Float64() < 1/(1+math.Exp(-eta)) {
			out = 1
		}
		put("out", out)
		tb.words["group"] = append(tb.words["group"], string(rune('a'+group)))
	}
	return tb
}

func frame(t testing.TB, formula string, d *dataset.Dataset, o model.Options) *model.Frame {
	t.Helper()
	f, err := model.Parse(formula)
	must(t, err)
	fr, err := model.NewFrame(f, d, o)
	must(t, err)
	return fr
}

func fitted(t testing.TB, formula string, family model.Family, d *dataset.Dataset, o model.Options) *model.Fit {
	t.Helper()
	f, err := frame(t, formula, d, o).Fit(family)
	must(t, err)
	return f
}

func near(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tolerance*(1+math.Abs(want[i]))) {
			t.Errorf("%s: value %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

var families = []struct {
	formula string
	family  model.Family
}{{"score ~ age*group", model.Gaussian}, {"out ~ age*group", model.Binomial}, {"count ~ age*group", model.Poisson}}

func clusters(xs []float64) []int32 {
	all := make([]int32, len(xs))
	for i, x := range xs {
		all[i] = int32(x)
	}
	return all
}

func surveyed(t *testing.T, f *model.Fit, rows int, w, cluster []float64) model.Inference {
	t.Helper()
	d, err := kernel.NewDesign(rows, kernel.Structure{Weights: w, Clusters: clusters(cluster)})
	must(t, err)
	in, err := f.Survey(d, .95)
	must(t, err)
	return in
}

func variance(xs []float64) float64 {
	m, sum := mean(xs, nil), 0.0
	for _, x := range xs {
		sum += (x - m) * (x - m)
	}
	return sum / float64(len(xs)-1)
}
