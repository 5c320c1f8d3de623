package model_test

import (
	"math"
	"strings"
	"testing"

	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
	"sojourn/internal/statref"
	"sojourn/study"
)

func TestAProportionalOddsModelAgrees(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "panelC_olr")
	f := refs.Raw(t, "panelC.csv")
	income, trust := f.Numbers("income_w1"), f.Numbers("trust_ppl_w1")
	b := newBench(t, f.Keep(func(row int) bool { return income[row] <= 6 && trust[row] <= 5 }), statref.Design{Weights: "wt"})
	formula, err := model.Parse("trust_ppl_w1_c ~ age + income_w1")
	if err != nil {
		t.Fatal(err)
	}
	frame, err := model.NewFrame(formula, b.data, model.Options{Weights: b.weights})
	if err != nil {
		t.Fatal(err)
	}
	o, err := frame.FitOrdinal()
	if err != nil {
		t.Fatal(err)
	}
	in, err := o.Survey(b.design, .95)
	if err != nil {
		t.Fatal(err)
	}
	coef := map[string]any{}
	for j, name := range in.Names {
		coef[name] = in.Coef[j]
	}
	statref.Compare(t, c, map[string]any{"coef": coef, "se": in.SE}, refs.Want(t, c.ID))
}

func TestALogitOnStackedWavesAgrees(t *testing.T) {
	refs := statref.Load(t)
	for _, id := range []string{"pA_trend_gee", "pC_trend_gee"} {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			fit, persons, weights := stacked(t, refs.Of(t, c), "gov_top2", "gov_top2 ~ wave")
			design, err := kernel.NewDesign(len(persons), kernel.Structure{Weights: weights, Clusters: renumbered(persons)})
			if err != nil {
				t.Fatal(err)
			}
			in, err := fit.Survey(design, .95)
			if err != nil {
				t.Fatal(err)
			}
			w, err := in.Wald("wave")
			if err != nil {
				t.Fatal(err)
			}
			got := glm(fit, in)
			got["F"], got["df"], got["ddf"], got["pF"] = w.Statistic, w.DF, w.DF2, w.P
			statref.Compare(t, c, got, refs.Want(t, id))
		})
	}
}

// stacked fits a formula to the answers of three waves, those of people who
// were not in a wave left out.
func stacked(t *testing.T, raw *statref.Frame, item, text string) (fit *model.Fit, persons []int32, weights []float64) {
	t.Helper()
	for _, w := range []string{"1", "2", "3"} {
		in, y := raw.Numbers("in_w"+w), raw.Numbers(item+"_w"+w)
		for i := range y {
			if in[i] != 1 {
				y[i] = math.NaN()
			}
		}
		raw.Put(item+"_w"+w, y)
	}
	formula, err := model.Parse(text)
	must(t, err)
	long, persons, err := model.Long(formula, raw.Dataset(t), []study.WaveID{1, 2, 3})
	must(t, err)
	wt := raw.Numbers("wt")
	for _, p := range persons {
		weights = append(weights, wt[p])
	}
	frame, err := model.NewFrame(formula, long, model.Options{Weights: weights})
	must(t, err)
	fit, err = frame.Fit(model.Quasibinomial)
	must(t, err)
	return fit, persons, weights
}

// renumbered numbers what occurs from 0.
func renumbered(xs []int32) []int32 {
	number := map[int32]int32{}
	all := make([]int32, len(xs))
	for i, x := range xs {
		if _, known := number[x]; !known {
			number[x] = int32(len(number))
		}
		all[i] = number[x]
	}
	return all
}

func TestACollinearColumnIsNamed(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "o_collinear")
	raw := refs.Of(t, c)
	doubled := raw.Numbers("a")
	for i := range doubled {
		doubled[i] *= 2
	}
	raw.Put("a2", doubled)
	f := newBench(t, raw, statref.Design{Weights: "w"}).fit("y ~ a + a2", model.Gaussian, nil)
	if len(f.Dropped) != 1 || f.Dropped[0].String() != "a2 is determined by a" {
		t.Errorf("dropped: %v", f.Dropped)
	}
	statref.Compare(t, c, map[string]any{"coef": f.Coef}, refs.Want(t, c.ID))
}

func TestSeparationIsRefusedByName(t *testing.T) {
	refs := statref.Load(t)
	raw := refs.Of(t, refs.Case(t, "o_separation"))
	s := raw.Numbers("id")
	for i, id := range s {
		s[i] = 0
		if id > 30 {
			s[i] = 1
		}
	}
	raw.Put("s", s)
	b := newBench(t, raw, statref.Design{Weights: "w"})
	formula, err := model.Parse("s ~ id")
	if err != nil {
		t.Fatal(err)
	}
	frame, err := model.NewFrame(formula, b.data, model.Options{Weights: b.weights})
	if err != nil {
		t.Fatal(err)
	}
	_, err = frame.Fit(model.Quasibinomial)
	if err == nil || !strings.Contains(err.Error(), "s is separated: whoever has certain values of id always has the same outcome") {
		t.Errorf("the error is %v", err)
	}
}

func TestRegressionsOnGivenReplicatesAgree(t *testing.T) {
	refs := statref.Load(t)
	c := refs.Case(t, "o_bootw")
	b := newBench(t, refs.Of(t, c), statref.Design{Weights: "wt"})
	var r kernel.Replication
	for _, name := range b.frame.Names() {
		if strings.HasPrefix(name, "rw") {
			r.Weights = append(r.Weights, b.frame.Numbers(name))
		}
	}
	r.Scale = 1 / float64(len(r.Weights)-1)
	var err error
	if b.design, err = kernel.NewReplicated(b.frame.Rows, b.weights, r); err != nil {
		t.Fatal(err)
	}
	f := b.fit("fear ~ age", model.Quasibinomial, nil)
	statref.Compare(t, c, glm(f, b.survey(f)), refs.Want(t, c.ID)["glm"])
}
