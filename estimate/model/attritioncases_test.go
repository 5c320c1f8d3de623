package model_test

import (
	"math"
	"slices"
	"testing"

	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
	"sojourn/internal/statref"
)

// consenters are the people whom the attrition cases ask about.
func consenters(f *statref.Frame) *statref.Frame {
	sex, consent, income := f.Numbers("sex"), f.Numbers("consent"), f.Numbers("income_w1")
	return f.Keep(func(row int) bool {
		return consent[row] == 1 && (sex[row] == 1 || sex[row] == 2) && !math.IsNaN(income[row])
	})
}

const attrition = "in_w2 ~ sex_c + age + educ + income_w1"

func TestAttritionModelsAgree(t *testing.T) {
	refs := statref.Load(t)
	for _, id := range []string{"pA_attr_logit", "pC_attr_logit"} {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			b := newBench(t, consenters(refs.Of(t, c)), statref.Design{})
			f := b.fit(attrition, model.Binomial, nil)
			in, err := f.Classical(.95)
			if err != nil {
				t.Fatal(err)
			}
			lr, err := f.Overall()
			if err != nil {
				t.Fatal(err)
			}
			mcfadden, err := f.McFadden()
			if err != nil {
				t.Fatal(err)
			}
			auc, err := f.AUC()
			if err != nil {
				t.Fatal(err)
			}
			statref.Compare(t, c, map[string]any{
				"m":  map[string]any{"coef": in.Coef, "se": in.SE, "stat": in.Statistic, "p": in.P, "df_resid": in.ResidualDF, "deviance": f.Deviance, "nobs": f.N()},
				"LR": lr.Statistic, "df": lr.DF, "p": lr.P, "mcfadden": mcfadden, "auc": auc,
				"or": exponentials(in.Coef), "or_ci": pairs(exponentials(in.Low), exponentials(in.High)),
			}, refs.Want(t, id))
		})
	}
}

func exponentials(xs []float64) []float64 {
	all := make([]float64, len(xs))
	for i, x := range xs {
		all[i] = math.Exp(x)
	}
	return all
}

func TestWeightsAgainstAttritionAgree(t *testing.T) {
	refs := statref.Load(t)
	for _, id := range []string{"pA_ipw", "pC_ipw"} {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			b := newBench(t, consenters(refs.Of(t, c)), statref.Design{})
			base := b.frame.Numbers("wt")
			f := b.fit(attrition, model.Binomial, nil)
			single, err := f.InverseProbability(base)
			if err != nil {
				t.Fatal(err)
			}
			trimmed, err := single.Trimmed(.01, .99)
			if err != nil {
				t.Fatal(err)
			}
			classes, err := f.ByClass(base, 5)
			if err != nil {
				t.Fatal(err)
			}
			r, err := f.Representativity()
			if err != nil {
				t.Fatal(err)
			}
			var rates []float64
			for _, class := range classes.Classes {
				rates = append(rates, class.Rate)
			}
			age, took := b.frame.Numbers("age"), b.frame.Numbers("in_w2")
			statref.Compare(t, c, map[string]any{
				"w": summary(single.Positive()), "cut": []float64{trimmed.Low, trimmed.High}, "trim": summary(trimmed.Positive()),
				"norm_mean": mean(trimmed.Normalised().Positive(), nil), "class_rate": rates, "class_w": summary(classes.Positive()), "R_indicator": r.R,
				"age": map[string]any{"all": mean(age, base), "resp": mean(age, times(base, took)), "ipw": mean(age, single.Weights)},
			}, refs.Want(t, id))
		})
	}
}

func TestEstimatesWithAndWithoutAttritionWeightsAgree(t *testing.T) {
	refs := statref.Load(t)
	for _, id := range []string{"pA_ipw_est", "pC_ipw_est"} {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			b := newBench(t, consenters(refs.Of(t, c)), statref.Design{})
			base := b.frame.Numbers("wt")
			a, err := b.fit(attrition, model.Binomial, nil).InverseProbability(base)
			if err != nil {
				t.Fatal(err)
			}
			statref.Compare(t, c, map[string]any{
				"raw": b.mean("gov_top2_w2", times(base, b.frame.Numbers("in_w2"))), "ipw": b.mean("gov_top2_w2", a.Weights),
			}, refs.Want(t, id), "deff")
		})
	}
}

// mean answers svymean of one variable among the people with a weight.
func (b *bench) mean(name string, weights []float64) map[string]any {
	b.t.Helper()
	in := b.frame.Keep(func(row int) bool { return weights[row] > 0 })
	var used []float64
	for _, w := range weights {
		if w > 0 {
			used = append(used, w)
		}
	}
	design, err := kernel.NewDesign(in.Rows, kernel.Structure{Weights: used})
	if err != nil {
		b.t.Fatal(err)
	}
	var rows []int32
	var values []float64
	for i, y := range in.Numbers(name) {
		if !math.IsNaN(y) {
			rows, values = append(rows, int32(i)), append(values, y)
		}
	}
	l := design.Mean(rows, values)
	v := design.Variance(l)
	half := kernel.NormalQuantile(.975) * math.Sqrt(v)
	return map[string]any{"est": l.Value, "se": math.Sqrt(v), "vcov": [][]float64{{v}}, "ci_normal": [][]float64{{l.Value - half, l.Value + half}}}
}

func times(a, b []float64) []float64 {
	all := make([]float64, len(a))
	for i := range a {
		all[i] = a[i] * b[i]
	}
	return all
}

func mean(xs, w []float64) float64 {
	sum, total := 0.0, 0.0
	for i, x := range xs {
		weight := 1.0
		if w != nil {
			weight = w[i]
		}
		sum, total = sum+weight*x, total+weight
	}
	return sum / total
}

// summary answers pkw.
func summary(w []float64) map[string]any {
	sum, squares := 0.0, 0.0
	for _, x := range w {
		sum, squares = sum+x, squares+x*x
	}
	n := float64(len(w))
	return map[string]any{"n": n, "sum": sum, "min": slices.Min(w), "max": slices.Max(w), "sum_sq": squares,
		"kish_deff": n * squares / (sum * sum), "n_eff": sum * sum / squares, "weights": w}
}
