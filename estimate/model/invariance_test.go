package model_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
)

func TestWeightsTimesAConstantChangeNothing(t *testing.T) {
	tb := crowd(400, 1)
	d, w := tb.dataset(t), tb.numbers["w"]
	w1000 := make([]float64, len(w))
	for i := range w {
		w1000[i] = 1000 * w[i]
	}
	for _, m := range families {
		a := surveyed(t, fitted(t, m.formula, m.family, d, model.Options{Weights: w}), d.Rows, w, tb.numbers["cluster"])
		b := surveyed(t, fitted(t, m.formula, m.family, d, model.Options{Weights: w1000}), d.Rows, w1000, tb.numbers["cluster"])
		near(t, m.formula+" coefficients", b.Coef, a.Coef, 1e-10)
		near(t, m.formula+" standard errors", b.SE, a.SE, 1e-9)
	}
}

func TestTheOrderOfRowsChangesNothing(t *testing.T) {
	tb := crowd(400, 2)
	order := rand.New(rand.NewPCG(1, 1)).Perm(400)
	turned := table{numbers: map[string][]float64{}, words: map[string][]string{}}
	for _, i := range order {
		for name, xs := range tb.numbers {
			turned.numbers[name] = append(turned.numbers[name], xs[i])
		}
		turned.words["group"] = append(turned.words["group"], tb.words["group"][i])
	}
	for _, m := range families {
		a := surveyed(t, fitted(t, m.formula, m.family, tb.dataset(t), model.Options{Weights: tb.numbers["w"]}), 400, tb.numbers["w"], tb.numbers["cluster"])
		b := surveyed(t, fitted(t, m.formula, m.family, turned.dataset(t), model.Options{Weights: turned.numbers["w"]}), 400, turned.numbers["w"], turned.numbers["cluster"])
		near(t, m.formula+" coefficients", b.Coef, a.Coef, 1e-10)
		near(t, m.formula+" standard errors", b.SE, a.SE, 1e-9)
	}
}

func TestARowInTwoHalvesIsTheSameRow(t *testing.T) {
	tb := crowd(300, 3)
	split := table{numbers: map[string][]float64{}, words: map[string][]string{}}
	for i := range 300 {
		for half := range 2 {
			for name, xs := range tb.numbers {
				x := xs[i]
				if name == "w" {
					x /= 2
				}
				split.numbers[name] = append(split.numbers[name], x)
			}
			_ = half
			split.words["group"] = append(split.words["group"], tb.words["group"][i])
		}
	}
	for _, m := range families { // clusters keep the halves together, so that errors stay too
		a := surveyed(t, fitted(t, m.formula, m.family, tb.dataset(t), model.Options{Weights: tb.numbers["w"]}), 300, tb.numbers["w"], tb.numbers["cluster"])
		b := surveyed(t, fitted(t, m.formula, m.family, split.dataset(t), model.Options{Weights: split.numbers["w"]}), 600, split.numbers["w"], split.numbers["cluster"])
		near(t, m.formula+" coefficients", b.Coef, a.Coef, 1e-10)
		near(t, m.formula+" standard errors", b.SE, a.SE, 1e-9)
	}
}

// TestAModelOfGroupsAloneGivesTheirMeans takes the two roads to a domain mean.
func TestAModelOfGroupsAloneGivesTheirMeans(t *testing.T) {
	tb := crowd(400, 4)
	d, w := tb.dataset(t), tb.numbers["w"]
	design, err := kernel.NewDesign(d.Rows, kernel.Structure{Weights: w, Clusters: clusters(tb.numbers["cluster"])})
	must(t, err)
	var means, errors []float64
	for _, g := range []string{"a", "b", "c"} {
		var rows []int32
		var y []float64
		for i, x := range tb.words["group"] {
			if x == g {
				rows, y = append(rows, int32(i)), append(y, tb.numbers["out"][i])
			}
		}
		l := design.Mean(rows, y)
		means, errors = append(means, l.Value), append(errors, math.Sqrt(design.Variance(l)))
	}
	linear, err := fitted(t, "out ~ 0 + group", model.Gaussian, d, model.Options{Weights: w}).Survey(design, .95)
	must(t, err)
	near(t, "coefficients without an intercept", linear.Coef, means, 1e-12)
	near(t, "their standard errors", linear.SE, errors, 1e-12)
	margins, err := fitted(t, "out ~ group", model.Binomial, d, model.Options{Weights: w}).Margins(design, "group")
	must(t, err)
	for i, m := range margins {
		near(t, "margin of "+m.At, []float64{m.Estimate.Value, math.Sqrt(design.Variance(m.Estimate))}, []float64{means[i], errors[i]}, 1e-9)
	}
}

func TestMarginsOfALinearModelAreItsLine(t *testing.T) {
	tb := crowd(300, 5)
	d, w := tb.dataset(t), tb.numbers["w"]
	design, err := kernel.NewDesign(d.Rows, kernel.Structure{Weights: w})
	must(t, err)
	f := fitted(t, "score ~ age + square(age) + is(group, a)", model.Gaussian, d, model.Options{Weights: w})
	margins, err := f.Margins(design, "age", 20, 50)
	must(t, err)
	slope := margins[1].Estimate.Minus(margins[0].Estimate)
	want := 30*f.Coef[1] + (2500-400)*f.Coef[2]
	near(t, "difference of margins", []float64{slope.Value}, []float64{want}, 1e-9)
	in, err := f.Survey(design, .95)
	must(t, err)
	v := 900*in.Cov.At(1, 1) + 2*30*2100*in.Cov.At(1, 2) + 2100*2100*in.Cov.At(2, 2)
	near(t, "its variance", []float64{design.Variance(slope)}, []float64{v}, 1e-8)
	if _, err := f.Margins(design, "group"); err == nil {
		t.Error("an indicator was given margins")
	}
	if _, err := f.Margins(design, "age"); err == nil || !strings.Contains(err.Error(), "say at which values") {
		t.Errorf("the error is %v", err)
	}
}

func TestReplicatesAgreeWithLinearisation(t *testing.T) {
	tb := crowd(800, 6)
	d, w := tb.dataset(t), tb.numbers["w"]
	design, err := kernel.NewDesign(d.Rows, kernel.Structure{Weights: w})
	must(t, err)
	jackknife, err := design.Replicated(kernel.JK1, 0, 0, nil)
	must(t, err)
	for _, m := range families[1:] {
		f := fitted(t, m.formula, m.family, d, model.Options{Weights: w})
		a, err := f.Survey(design, .95)
		must(t, err)
		b, err := f.Survey(jackknife, .95)
		must(t, err)
		near(t, m.formula+" standard errors", b.SE, a.SE, .03)
		ma, err := f.Margins(design, "group")
		must(t, err)
		mb, err := f.Margins(jackknife, "group")
		must(t, err)
		for i := range ma {
			near(t, m.formula+" error of a margin", []float64{math.Sqrt(jackknife.Variance(mb[i].Estimate))}, []float64{math.Sqrt(design.Variance(ma[i].Estimate))}, .03)
		}
	}
}

func TestTwoModelsAreComparedByLikelihood(t *testing.T) {
	tb := crowd(300, 15)
	d := tb.dataset(t)
	large, small := fitted(t, "out ~ age + group", model.Binomial, d, model.Options{}), fitted(t, "out ~ age", model.Binomial, d, model.Options{})
	lr, err := large.LikelihoodRatio(small)
	must(t, err)
	in, err := large.Classical(.95)
	must(t, err)
	wald, err := in.Wald("group")
	must(t, err)
	if lr.DF != 2 || wald.DF != 2 || math.Abs(lr.Statistic/wald.Statistic-1) > .15 {
		t.Errorf("the likelihood ratio is %+v, Wald's test %+v", lr, wald)
	}
	if _, err := small.LikelihoodRatio(large); err == nil || !strings.Contains(err.Error(), "do not nest") {
		t.Errorf("the error is %v", err)
	}
}

func TestTwoOrderedCategoriesWouldBeALogit(t *testing.T) {
	tb := crowd(400, 16)
	for i, x := range tb.numbers["score"] {
		level := "1"
		switch {
		case x > 1:
			level = "3"
		case x > 0:
			level = "2"
		}
		tb.words["level"] = append(tb.words["level"], level)
		_ = i
	}
	d := tb.dataset(t)
	o, err := frame(t, "level ~ age + group", d, model.Options{Weights: tb.numbers["w"]}).FitOrdinal()
	must(t, err)
	design, err := kernel.NewDesign(d.Rows, kernel.Structure{Weights: tb.numbers["w"]})
	must(t, err)
	in, err := o.Survey(design, .95)
	must(t, err)
	test, err := in.Wald("age")
	must(t, err)
	if in.Coef[0] < .02 || test.P > .01 || len(in.Coef) != 5 {
		t.Errorf("age moves the level by %v, p %v", in.Coef, test.P)
	}
	_, err = frame(t, "is(level, 2) ~ age", d, model.Options{}).FitOrdinal()
	if err == nil || !strings.Contains(err.Error(), "needs three") {
		t.Errorf("the error is %v", err)
	}
}

func BenchmarkLogit(b *testing.B) {
	for _, n := range []int{18_000, 200_000} {
		tb := crowd(n, 19)
		d := tb.dataset(b)
		fr := frame(b, "out ~ age*group + score", d, model.Options{Weights: tb.numbers["w"]})
		design, err := kernel.NewDesign(n, kernel.Structure{Weights: tb.numbers["w"], Clusters: clusters(tb.numbers["cluster"])})
		must(b, err)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				f, err := fr.Fit(model.Binomial)
				must(b, err)
				_, err = f.Survey(design, .95)
				must(b, err)
			}
		})
	}
}
