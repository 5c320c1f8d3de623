package estimate_test

import (
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/estimate/kernel"
	"sojourn/study"
	"sojourn/weight"
)

// A bench computes specs on one data file.
type bench struct {
	t    *testing.T
	data *dataset.Dataset
	sets map[string]weight.Set
	spec estimate.Spec // what all specs of the bench have in common
}

// everybody is the study of all benches: one wave, one sample.
var everybody = &study.Study{
	ID: "references", Languages: []study.Lang{"en"},
	Waves:   []study.Wave{{Number: 1}, {Number: 2}, {Number: 3}},
	Samples: []study.Sample{{Name: "all", Waves: []study.WaveID{1}, Min: 1}},
}

// designs are the designs of the manifest in our words: the data file, the
// column of weights and the rest.
var designs = map[string]struct {
	file, weight string
	design       *estimate.Design
}{
	"srs":   {"apisrs", "pw", &estimate.Design{Population: "fpc"}},
	"strat": {"apistrat", "pw", &estimate.Design{Strata: "stype_c", Population: "fpc"}},
	"clus1": {"apiclus1", "pw", &estimate.Design{Clusters: "dnum", Population: "fpc"}},
	"fpc2":  {"fpc", "weight", &estimate.Design{Strata: "stratid", Clusters: "psuid", Population: "Nh"}},
	"pA_w":  {"panelA", "wt", nil},
	"pA_u":  {"panelA", "", nil},
	"pA_cl": {"panelA", "wt", &estimate.Design{Clusters: "chan"}},
	"pC_w":  {"panelC", "wt", nil},
	"pC_u":  {"panelC", "", nil},
	"pC_cl": {"panelC", "wt", &estimate.Design{Clusters: "chan"}},
}

func (r *references) bench(t *testing.T, design string) *bench {
	d := designs[design]
	b := &bench{t: t, data: r.table(t, d.file), sets: map[string]weight.Set{}}
	b.spec = estimate.Spec{Name: "reference", Sample: "all", Design: d.design}
	if d.weight != "" {
		w, err := b.data.Column(d.weight)
		if err != nil {
			t.Fatal(err)
		}
		b.sets["w"] = weight.Set{Name: "w", Values: w.Numbers}
		b.spec.Weight = "w"
	}
	return b
}

// cells computes a spec, its common part filled in.
func (b *bench) cells(s estimate.Spec) []estimate.Cell {
	b.t.Helper()
	s.Name, s.Sample, s.Design = b.spec.Name, b.spec.Sample, b.spec.Design
	if kernel.Interval(s.Interval).Known() || s.Interval == "" || s.Interval == "t" || s.Interval == "normal" {
		s.Weight = b.spec.Weight
	} else {
		s.Design = nil
	}
	e, err := estimate.New(everybody, "cut", b.data, b.sets).Estimate(s)
	if err != nil {
		b.t.Fatal(err)
	}
	return e.Cells
}

// columns lists what cells hold, one slice a kind of number.
func columns(cells []estimate.Cell) map[string]any {
	var est, se, low, high []any
	for _, c := range cells {
		if c.State == estimate.NoInterval && c.N < 2 {
			est, se, low, high = append(est, c.Value), append(se, notEstimable), append(low, notEstimable), append(high, notEstimable)
			continue
		}
		if c.State != estimate.NoData {
			est, se, low, high = append(est, c.Value), append(se, c.SE), append(low, c.Low), append(high, c.High)
		}
	}
	return map[string]any{"est": est, "se": se, "low": low, "high": high}
}

func pairs(of map[string]any) []any {
	var all []any
	for i, low := range of["low"].([]any) {
		all = append(all, []any{low, of["high"].([]any)[i]})
	}
	return all
}

// means answers svymean of numeric variables: means of the people who
// answered all of them.
func (b *bench) means(vars ...string) map[string]any {
	b.t.Helper()
	got := map[string]any{}
	for _, interval := range []string{"normal", "t"} {
		var cells []estimate.Cell
		for _, v := range vars {
			cells = append(cells, b.cells(estimate.Spec{Measure: estimate.Mean, Item: v, Complete: vars, Interval: interval})...)
		}
		of := columns(cells)
		got["est"], got["se"], got["ci_"+interval], got["df"] = of["est"], of["se"], pairs(of), cells[0].DF
	}
	got["vcov"] = b.covariance(vars)
	return got
}

// covariance computes the covariance of means straight in the kernel.
func (b *bench) covariance(vars []string) []any {
	design, rows := b.kernel(vars)
	var all []kernel.Linear
	for _, v := range vars {
		all = append(all, design.Mean(rows, b.values(v, rows)))
	}
	v := design.Covariance(all...)
	var matrix []any
	for i := range vars {
		var row []any
		for j := range vars {
			row = append(row, v.At(i, j))
		}
		matrix = append(matrix, row)
	}
	return matrix
}

// kernel is the design of the bench and the rows complete in vars.
func (b *bench) kernel(vars []string) (*kernel.Design, []int32) {
	b.t.Helper()
	s := kernel.Structure{Weights: b.sets["w"].Values}
	if set := b.sets["w"]; set.Method != weight.Given {
		var err error
		if s.Margins, err = weight.Places(b.data, set.Recipe.Margins, 0); err != nil {
			b.t.Fatal(err)
		}
		s.Raked, s.ByRow = set.Raked, set.Method == weight.Raked
	}
	if d := b.spec.Design; d != nil {
		s.Strata, s.Clusters = b.codes(d.Strata), b.codes(d.Clusters)
		if s.Strata != nil && s.Clusters != nil { // numbered anew within strata
			for i := range s.Clusters {
				s.Clusters[i] += 1000 * s.Strata[i]
			}
		}
		if d.Population != "" {
			c, _ := b.data.Column(d.Population)
			s.Population = c.Numbers
		}
	}
	design, err := kernel.NewDesign(b.data.Rows, s)
	if err != nil {
		b.t.Fatal(err)
	}
	var rows []int32
	for i := range b.data.Rows {
		complete := true
		for _, v := range vars {
			c, err := b.data.Column(v)
			complete = complete && err == nil && c.Missing[i] == dataset.Present
		}
		if complete {
			rows = append(rows, int32(i))
		}
	}
	return design, rows
}

func (b *bench) codes(name string) []int32 {
	if name == "" {
		return nil
	}
	c, err := b.data.Column(strings.TrimSuffix(name, "_c") + "_c")
	if err != nil {
		b.t.Fatal(err)
	}
	all := make([]int32, c.Len())
	for i, code := range c.Codes {
		all[i] = int32(code)
	}
	return all
}

func (b *bench) values(name string, rows []int32) []float64 {
	c, err := b.data.Column(name)
	if err != nil {
		b.t.Fatal(err)
	}
	y := make([]float64, len(rows))
	for j, row := range rows {
		y[j] = c.Numbers[row]
	}
	return y
}

// shares answers svymean of a factor.
func (b *bench) shares(item string) map[string]any {
	b.t.Helper()
	cells := b.cells(estimate.Spec{Measure: estimate.Share, Item: item, Interval: "wald"})
	of := columns(cells)
	return map[string]any{"est": of["est"], "se": of["se"], "ci_t": pairs(of), "df": cells[0].DF}
}

// proportion answers svyciprop: of people who meet a condition.
func (b *bench) proportion(condition, interval string) map[string]any {
	b.t.Helper()
	if interval == "mean" {
		interval = "wald"
	}
	c := b.cells(estimate.Spec{Measure: estimate.Share, Meets: condition, Interval: interval})[0]
	return map[string]any{"est": c.Value, "ci": []any{c.Low, c.High}, "var": c.SE * c.SE, "df": c.DF}
}

// by answers svyby of means.
func (b *bench) by(item, by string) map[string]any {
	b.t.Helper()
	of := columns(b.cells(estimate.Spec{Measure: estimate.Mean, Item: item, By: by, Interval: "normal"}))
	return map[string]any{item: of["est"], "se": of["se"], "est__": of["est"], "se__": of["se"],
		"ci_l": of["low"], "ci_u": of["high"]}
}

// rake makes a weight set by raking the panel file's weights and puts it in
// the place of the bench's.
func (b *bench) rake(in string, total float64, trim *weight.Bounds, margins ...weight.Margin) weight.Set {
	b.t.Helper()
	o := weight.Options{Start: b.sets["w"].Values, Total: total, In: b.meet(in)}
	var set weight.Set
	var err error
	switch {
	case trim != nil:
		set, err = weight.RakeAndTrim(b.data, margins, *trim, o)
	case len(margins) == 1:
		set, err = weight.PostStratify(b.data, margins[0], o)
	default:
		set, err = weight.Rake(b.data, margins, o)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	set.Name = "w"
	b.sets["w"] = set
	return set
}

// fix makes a new file of the people in, with the weights taken as given.
func (b *bench) fix(set weight.Set, in string) {
	b.t.Helper()
	people := b.meet(in)
	b.data = keep(b.t, b.data, people)
	given := weight.Set{Name: "w"}
	for i, w := range set.Values {
		if people[i] {
			given.Values = append(given.Values, w)
		}
	}
	b.sets["w"] = given
}

// meet lists who has a value of every variable named, and one of the
// categories listed with it: "sex_c=1,2 settl_c".
func (b *bench) meet(condition string) []bool {
	b.t.Helper()
	in := slices.Repeat([]bool{true}, b.data.Rows)
	for _, part := range strings.Fields(condition) {
		name, codes, _ := strings.Cut(part, "=")
		c, err := b.data.Column(name)
		if err != nil {
			b.t.Fatal(err)
		}
		for i := range in {
			in[i] = in[i] && c.Missing[i] == dataset.Present && (codes == "" || slices.Contains(strings.Split(codes, ","), c.CodeAt(i)))
		}
	}
	return in
}

// summary answers pkw: a weight vector by its sums and values.
func summary(set weight.Set) map[string]any {
	var used []float64
	sum, squares := 0.0, 0.0
	for _, w := range set.Values {
		if w > 0 {
			used = append(used, w)
			sum += w
			squares += w * w
		}
	}
	return map[string]any{"n": float64(set.N), "sum": sum, "min": set.Min, "max": set.Max, "sum_sq": squares,
		"kish_deff": set.Deff, "n_eff": set.Effective(), "weights": list(used)}
}
