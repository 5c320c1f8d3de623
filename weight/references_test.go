package weight_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/internal/statref"
	"sojourn/weight"
)

// A bench is the data of a reference case, its design and a weight set made on
// it.
type bench struct {
	t      *testing.T
	frame  *statref.Frame
	data   *dataset.Dataset
	design statref.Design
	set    weight.Set
}

func newBench(t *testing.T, f *statref.Frame, d statref.Design) *bench {
	return &bench{t: t, frame: f, data: f.Dataset(t), design: d}
}

// build makes a set by a recipe on the people who have one of the codes
// listed, "sex=1,2 settl" being those with sex 1 or 2 and any settl.
func (b *bench) build(r weight.Recipe, in string) {
	b.t.Helper()
	r.Name, r.Start = "reference", b.design.Weights
	var err error
	if b.set, err = weight.Build(r, b.data, b.meet(in)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) meet(condition string) []bool {
	in := slices.Repeat([]bool{true}, b.frame.Rows)
	for part := range strings.FieldsSeq(condition) {
		name, codes, listed := strings.Cut(part, "=")
		for i, cell := range b.frame.Words(name) {
			in[i] = in[i] && cell != "" && (!listed || slices.Contains(strings.Split(codes, ","), cell))
		}
	}
	return in
}

// kernel is the design under the set.
func (b *bench) kernel() *kernel.Design {
	b.t.Helper()
	held, err := b.set.Held(b.data)
	if err != nil {
		b.t.Fatal(err)
	}
	s := kernel.Structure{Weights: b.set.Values, Margins: held.Margins, Columns: held.Columns, Raked: held.Calibrated, Regress: held.Regress,
		Population: b.frame.Numbers(b.design.FPC)}
	if b.design.Clusters != "" {
		s.Clusters, _ = b.frame.Codes(b.design.Clusters)
	}
	if b.design.Strata != "" {
		s.Strata, _ = b.frame.Codes(b.design.Strata)
	}
	d, err := kernel.NewDesign(b.frame.Rows, s)
	if err != nil {
		b.t.Fatal(err)
	}
	return d
}

// means answers svymean and totals svytotal of numeric variables among the
// people with a weight who have all of them.
func (b *bench) means(names ...string) map[string]any {
	return b.describe(func(d *kernel.Design, rows []int32, y []float64) kernel.Linear { return d.Mean(rows, y) }, names)
}

func (b *bench) totals(names ...string) map[string]any {
	return b.describe(func(d *kernel.Design, rows []int32, y []float64) kernel.Linear { return d.Total(rows, y) }, names)
}

func (b *bench) describe(estimator func(*kernel.Design, []int32, []float64) kernel.Linear, names []string) map[string]any {
	b.t.Helper()
	design := b.kernel()
	var est, se []float64
	var ci [][]float64
	var all []kernel.Linear
	for _, name := range names {
		rows, y := b.complete(name, names)
		all = append(all, estimator(design, rows, y))
	}
	for _, l := range all {
		sd := math.Sqrt(design.Variance(l))
		est, se = append(est, l.Value), append(se, sd)
		ci = append(ci, []float64{l.Value - kernel.NormalQuantile(.975)*sd, l.Value + kernel.NormalQuantile(.975)*sd})
	}
	return map[string]any{"est": est, "se": se, "ci_normal": ci, "vcov": design.Covariance(all...)}
}

func (b *bench) complete(name string, names []string) (rows []int32, y []float64) {
	var columns [][]float64
	for _, n := range names {
		columns = append(columns, b.frame.Numbers(n))
	}
	of := b.frame.Numbers(name)
	for i := range b.frame.Rows {
		missing := slices.ContainsFunc(columns, func(c []float64) bool { return math.IsNaN(c[i]) })
		if !missing && b.set.Values[i] != 0 {
			rows, y = append(rows, int32(i)), append(y, of[i])
		}
	}
	return rows, y
}

// summary answers pkw.
func (b *bench) summary() map[string]any {
	used := slices.DeleteFunc(slices.Clone(b.set.Values), func(w float64) bool { return w == 0 })
	sum, squares := 0.0, 0.0
	for _, w := range used {
		sum, squares = sum+w, squares+w*w
	}
	return map[string]any{"n": b.set.N, "sum": sum, "min": b.set.Min, "max": b.set.Max, "sum_sq": squares,
		"kish_deff": b.set.Deff, "n_eff": b.set.Effective(), "weights": used}
}

func number(x float64) *float64 { return &x }

// schools are the targets of the school calibrations.
func schools(c weight.Calibration) weight.Recipe {
	return weight.Recipe{Total: 6194, Calibrate: &c,
		Margins: []weight.Margin{{Item: "stype_c", Targets: map[string]float64{"E": 4421, "H": 755, "M": 1018}}},
		Numbers: []weight.Known{{Item: "api99", Total: number(3914069)}}}
}

func TestCalibrationsAgreeWithOutsideSoftware(t *testing.T) {
	refs := statref.Load(t)
	for id, c := range map[string]weight.Calibration{
		"clus1_cal_linear":         {Function: weight.Linear},
		"clus1_cal_raking":         {Function: weight.Raking},
		"clus1_cal_logit":          {Function: weight.Logit, Lower: .6, Upper: 2.2},
		"clus1_cal_linear_bounded": {Lower: .7, Upper: 1.6},
	} {
		t.Run(id, func(t *testing.T) {
			of := refs.Case(t, id)
			b := newBench(t, refs.Of(t, of), refs.Designs[of.Design])
			b.build(schools(c), "")
			if c.Lower > 0 && (b.set.Least < c.Lower*(1-1e-9) || b.set.Most > c.Upper*(1+1e-9)) {
				t.Errorf("g goes from %v to %v, its bounds are %v and %v", b.set.Least, b.set.Most, c.Lower, c.Upper)
			}
			statref.Compare(t, of, map[string]any{"w": b.summary(), "g": map[string]any{"min": b.set.Least, "max": b.set.Most},
				"tot": b.totals("enroll"), "mean": b.means("api00")}, refs.Want(t, id))
		})
	}
}

func TestACalibrationThatItsBoundsForbidIsRefused(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "clus1_cal_infeasible")
	r := schools(weight.Calibration{Lower: .99, Upper: 1.01})
	_, err := weight.Build(r, refs.Of(t, c).Dataset(t), nil)
	for _, part := range []string{"g between 0.99 and 1.01", "its target is", "a gap of"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("the error %v does not say %q", err, part)
		}
	}
}

// panelMargins are sex and age group of the panel files in people of 100000.
func panelMargins() []weight.Margin {
	return []weight.Margin{{Item: "sex_c", Targets: map[string]float64{"1": .54, "2": .46}},
		{Item: "agegrp_c", Targets: map[string]float64{"1": .14, "2": .38, "3": .31, "4": .17}}}
}

func TestPanelCalibrationsAgree(t *testing.T) {
	refs := statref.Load(t)
	for _, p := range []string{"pA", "pC"} {
		t.Run(p+"_cal_linear", func(t *testing.T) {
			c := refs.Case(t, p+"_cal_linear")
			b := newBench(t, refs.Of(t, c), refs.Designs[c.Design])
			b.build(weight.Recipe{Total: 100000, Margins: panelMargins(), Numbers: []weight.Known{{Item: "age", Mean: number(36.5)}}, Calibrate: &weight.Calibration{}}, "sex=1,2")
			statref.Compare(t, c, map[string]any{"w": b.summary(), "mean": b.means("gov_top2_w1"), "neg": b.set.Negative}, refs.Want(t, c.ID))
		})
		t.Run(p+"_cal_raking_eq", func(t *testing.T) {
			c := refs.Case(t, p+"_cal_raking_eq")
			b := newBench(t, refs.Of(t, c), refs.Designs[c.Design])
			b.build(weight.Recipe{Total: 100000, Margins: panelMargins()}, "sex=1,2")
			raked := b.set.Values
			b.build(weight.Recipe{Total: 100000, Margins: panelMargins(), Calibrate: &weight.Calibration{Function: weight.Raking}}, "sex=1,2")
			apart := 0.0
			for i, w := range b.set.Values {
				if w > 0 {
					apart = max(apart, math.Abs(w/raked[i]-1))
				}
			}
			statref.Compare(t, c, map[string]any{"w": b.summary(), "max_rel_diff": apart < 1e-8}, refs.Want(t, c.ID))
		})
	}
}

func TestPartialPostStratificationAgrees(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "o_ps_partial")
	b := newBench(t, refs.Of(t, c), statref.Design{Weights: "w"})
	r := weight.Recipe{Total: 100, Margins: []weight.Margin{{Item: "lik_c", Targets: map[string]float64{"1": 20, "2": 20, "3": 20, "5": 20}}}}
	b.data = withCategory(t, b.data, "lik_c", "4")
	r.Margins[0].Targets["4"] = 20
	if _, err := weight.Build(r, b.data, nil); err == nil || !strings.Contains(err.Error(), `category "4" of lik_c has a target and no people`) {
		t.Errorf("an empty category was taken: %v", err)
	}
	r.Partial = true
	b.build(r, "")
	statref.Compare(t, c, map[string]any{"w": b.summary(), "m": b.means("bin")}, refs.Want(t, c.ID))
}

// withCategory adds a category that nobody chose to a column's code list.
func withCategory(t *testing.T, d *dataset.Dataset, name, code string) *dataset.Dataset {
	c, err := d.Column(name)
	if err != nil {
		t.Fatal(err)
	}
	c.Variable.Codes.Categories = append(c.Variable.Codes.Categories, dataset.Category{Code: code})
	return d
}

func TestRakingIsRefusedWhereTargetsAndPeopleDoNotMeet(t *testing.T) {
	refs := statref.Load(t)
	for _, tt := range []struct {
		id      string
		margins []weight.Margin
		want    string
	}{
		{"o_rake_absent_cat", []weight.Margin{halves("a_c"), {Item: "lik_c", Targets: map[string]float64{"1": 20, "2": 20, "3": 20, "4": 20, "5": 20}}}, `category "4" of lik_c has a target and no people`},
		{"o_rake_missing_target", []weight.Margin{halves("a_c"), {Item: "c_c", Targets: map[string]float64{"1": 100}}}, `category "2" of c_c has`},
		{"o_rake_nonconv", []weight.Margin{{Item: "a_c", Targets: map[string]float64{"1": 80, "2": 20}}, halves("c_c")}, "its target is"},
		{"o_rake_totals_differ", []weight.Margin{halves("a_c"), {Item: "c_c", Targets: map[string]float64{"1": 90, "2": 30}}}, "the targets of c_c add up to 120, those of a_c to 100"},
		{"o_ps_empty", []weight.Margin{{Item: "lik_c", Targets: map[string]float64{"1": 20, "2": 20, "3": 20, "4": 20, "5": 20}}}, `category "4" of lik_c has a target and no people`},
	} {
		t.Run(tt.id, func(t *testing.T) {
			d := withCategory(t, refs.Of(t, refs.Case(t, tt.id)).Dataset(t), "lik_c", "4")
			_, err := weight.Build(weight.Recipe{Start: "w", Margins: tt.margins}, d, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func halves(item string) weight.Margin {
	return weight.Margin{Item: item, Targets: map[string]float64{"1": 50, "2": 50}}
}

// TestRakedReplicatesAgree rakes every jackknife replicate anew.
func TestRakedReplicatesAgree(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "clus1_jk1_rake")
	b := newBench(t, refs.Of(t, c), refs.Designs[c.Design])
	clusters, _ := b.frame.Codes("dnum")
	design, err := kernel.NewDesign(b.frame.Rows, kernel.Structure{Weights: b.frame.Numbers("pw"), Clusters: clusters})
	if err != nil {
		t.Fatal(err)
	}
	replicated, err := design.Replicated(kernel.JK1, 0, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	recipe := weight.Recipe{Total: 6194, Margins: []weight.Margin{schools(weight.Calibration{}).Margins[0],
		{Item: "sch_wide_c", Targets: map[string]float64{"No": 1072, "Yes": 5122}}}}
	raked, err := replicated.Recalibrated(recipe.Remake(b.data, nil))
	if err != nil {
		t.Fatal(err)
	}
	answer := func(l kernel.Linear) map[string]any {
		v := raked.Variance(l)
		half := kernel.NormalQuantile(.975) * math.Sqrt(v)
		return map[string]any{"est": l.Value, "se": math.Sqrt(v), "vcov": [][]float64{{v}}, "ci_normal": [][]float64{{l.Value - half, l.Value + half}}}
	}
	rows := make([]int32, b.frame.Rows)
	for i := range rows {
		rows[i] = int32(i)
	}
	statref.Compare(t, c, map[string]any{"mean": answer(raked.Mean(rows, b.frame.Numbers("api00"))), "tot": answer(raked.Total(rows, b.frame.Numbers("enroll")))}, refs.Want(t, c.ID))
}
