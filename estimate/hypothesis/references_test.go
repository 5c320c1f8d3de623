package hypothesis_test

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/hypothesis/outcome"
	"sojourn/estimate/kernel"
	"sojourn/internal/statref"
)

// An answer computes what a reference case asks for.
type answer func(b *bench) map[string]any

func TestAgreesWithOutsideSoftware(t *testing.T) {
	refs := statref.Load(t)
	answers := answers(refs)
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		t.Run(id, func(t *testing.T) {
			c := refs.Case(t, id)
			statref.Compare(t, c, answers[id](newBench(t, refs, c)), refs.Want(t, id))
		})
	}
}

func TestWhatOutsideSoftwareRefusesIsRefused(t *testing.T) {
	refs := statref.Load(t)
	b := newBench(t, refs, refs.Case(t, "o_chisq_one_row"))
	b.designed("w", "", "", "")
	_, err := hypothesis.Associate(b.design, b.rows(), b.factor("one", b.rows()), b.factor("a", b.rows()), hypothesis.RaoScottF)
	if !errors.Is(err, hypothesis.ErrUndefined) || !strings.Contains(err.Error(), "categories of one") {
		t.Errorf("a variable with one category: %v", err)
	}
	_, err = hypothesis.NewMcNemar(hypothesis.Table{N: [][]float64{{10, 0}, {0, 5}}})
	if !errors.Is(err, hypothesis.ErrUndefined) || !strings.Contains(err.Error(), "nobody of 15 changed") {
		t.Errorf("McNemar without change: %v", err)
	}
}

func answers(refs *statref.References) map[string]answer {
	all := map[string]answer{}
	statistics := []hypothesis.Statistic{hypothesis.RaoScottF, hypothesis.RaoScottChi, hypothesis.WaldF,
		hypothesis.AdjustedF, hypothesis.LinearSum, hypothesis.Saddlepoint}
	for _, s := range statistics {
		for _, design := range []string{"strat", "clus1"} {
			all[design+"_chisq_"+string(s)] = associationOf("sch.wide", "stype", s)
		}
		if s == hypothesis.LinearSum || s == hypothesis.Saddlepoint {
			continue
		}
		for _, p := range []string{"pA", "pC"} {
			all[p+"_chisq_"+string(s)] = associationOf("emp_w1", "sex", s)
		}
	}
	for _, p := range []string{"pA", "pC"} {
		panelAnswers(all, p)
		classicalAnswers(all, p)
		descriptiveAnswers(all, p)
	}
	schoolAnswers(all)
	oddAnswers(all)
	countAnswers(all, refs)
	return all
}

func associationOf(a, b string, s hypothesis.Statistic) func(*bench) map[string]any {
	return func(x *bench) map[string]any {
		return associated(must(hypothesis.Associate(x.design, x.rows(), x.factor(a, x.rows()), x.factor(b, x.rows()), s))(x.t))
	}
}

func schoolAnswers(all map[string]answer) {
	all["strat_ttest"] = func(b *bench) map[string]any {
		return compared(must(hypothesis.MeanDifference(b.design, b.rows(), b.frame.Numbers("api00"), b.factor("sch.wide", b.rows()), 0.95))(b.t))
	}
	all["clus1_ttest_paired"] = func(b *bench) map[string]any {
		now, before := b.frame.Numbers("api00"), b.frame.Numbers("api99")
		for i := range now {
			now[i] -= before[i]
		}
		return compared(must(hypothesis.OneMean(b.design, b.rows(), now, 0, 0.95))(b.t))
	}
	for _, test := range []hypothesis.RankTest{hypothesis.WilcoxonScores, hypothesis.KruskalWallis, hypothesis.VanDerWaerden, hypothesis.MedianScores} {
		all["strat_rank_"+string(test)] = func(b *bench) map[string]any {
			return compared(must(hypothesis.Ranks(b.design, b.rows(), b.frame.Numbers("api00"), b.factor("sch.wide", b.rows()), test, hypothesis.InOrder, 0.95))(b.t))
		}
	}
	all["clus1_gof"] = func(b *bench) map[string]any {
		w := must(hypothesis.GoodnessOfFit(b.design, b.rows(), b.factor("stype", b.rows()), []float64{.7, .13, .17}))(b.t)
		return map[string]any{"W": w.Chi.Statistic, "df": w.Chi.DF, "p": w.Chi.P, "F": w.F.Statistic, "ddf": w.F.DF2, "pF": w.F.P}
	}
}

func oddAnswers(all map[string]answer) {
	all["o_chisq_zero_cell"] = func(b *bench) map[string]any {
		b.designed("w", "", "", "")
		a := must(hypothesis.Associate(b.design, b.rows(), b.factor("a", b.rows()), b.factor("c", b.rows()), hypothesis.RaoScottF))(b.t)
		total := b.design.Total(b.rows(), slices.Repeat([]float64{1}, b.frame.Rows)).Value
		weighted := [][]float64{}
		for _, row := range a.Observed.N {
			weighted = append(weighted, nil)
			for _, n := range row {
				weighted[len(weighted)-1] = append(weighted[len(weighted)-1], n/float64(b.frame.Rows)*total)
			}
		}
		return map[string]any{"F": associated(a), "t": weighted}
	}
	all["o_mi_pool"] = pooled
	all["o_dist_binom"] = func(b *bench) map[string]any {
		ks, ns := []int{0, 3, 17, 40, 250}, []int{5, 9, 30, 61, 600}
		var ps []float64
		for i := range ks {
			ps = append(ps, must(hypothesis.Binomial(ks[i], ns[i], 0.5))(b.t).P)
		}
		return map[string]any{"k": ks, "n": ns, "p": ps}
	}
}

// pooled estimates mean and regression in each completion and pools them.
func pooled(b *bench) map[string]any {
	var estimates, variances [3][]float64
	for imputation := 1.0; imputation <= 5; imputation++ {
		in := b.is("imp", imputation)
		x, y, w := b.pick("x", in), b.pick("y", in), b.pick("w", in)
		d := must(kernel.NewDesign(len(y), kernel.Structure{Weights: w}))(b.t)
		rows := make([]int32, len(y))
		for i := range rows {
			rows[i] = int32(i)
		}
		mean := d.Mean(rows, y)
		mx, sxx, sxy := d.Mean(rows, x).Value, 0.0, 0.0
		for i := range x {
			sxx += w[i] * (x[i] - mx) * (x[i] - mx)
			sxy += w[i] * (x[i] - mx) * (y[i] - mean.Value)
		}
		slope := sxy / sxx
		// The influence on the coefficients of a weighted regression.
		onSlope, onConstant := make([]float64, len(y)), make([]float64, len(y))
		for i := range y {
			residual := y[i] - mean.Value - slope*(x[i]-mx)
			onSlope[i] = residual * (x[i] - mx) / sxx
			onConstant[i] = residual/sum(w) - mx*onSlope[i]
		}
		constant := mean.Value - slope*mx
		for k, of := range []struct {
			value float64
			l     kernel.Linear
		}{{mean.Value, mean}, {constant, d.Total(rows, onConstant)}, {slope, d.Total(rows, onSlope)}} {
			estimates[k], variances[k] = append(estimates[k], of.value), append(variances[k], d.Variance(of.l))
		}
	}
	part := func(ks ...int) map[string]any {
		of := map[string][]any{}
		for _, k := range ks {
			p := must(hypothesis.Pool(estimates[k], variances[k], 0))(b.t)
			for key, x := range map[string]float64{"est": p.Estimate, "se": p.SE, "df": p.DF, "fmi": p.Missing} {
				of[key] = append(of[key], x)
			}
		}
		return map[string]any{"est": of["est"], "se": of["se"], "df": of["df"], "fmi": of["fmi"]}
	}
	return map[string]any{"mean": part(0), "reg": part(1, 2)}
}

func sum(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s
}

func countAnswers(all map[string]answer, refs *statref.References) {
	args := func(b *bench, id string) map[string]float64 {
		var of map[string]float64
		if err := json.Unmarshal(refs.Case(b.t, id).Args, &of); err != nil {
			b.t.Fatal(err)
		}
		return of
	}
	all["o_aapor"] = func(b *bench) map[string]any {
		a := args(b, "o_aapor")
		cases := outcome.Cases{Complete: a["I"], Partial: a["P"], Refusal: a["R"], NonContact: a["NC"], Other: a["O"],
			UnknownHH: a["UH"], Unknown: a["UO"], Eligible: a["e"]}
		got := map[string]any{}
		for _, name := range outcome.AAPOR() {
			got[name] = must(cases.Rate(name))(b.t).Value
		}
		return got
	}
	all["o_web_rates"] = func(b *bench) map[string]any {
		a := args(b, "o_web_rates")
		v := outcome.Visits{Site: a["site"], First: a["first"], Agreed: a["agreed"], Finished: a["finished"], Usable: a["usable"],
			Consented: a["consent"], Invited: a["invited"], Started: a["started2"], Completed: a["completed2"]}
		got := map[string]any{}
		for _, name := range outcome.Web() {
			key := map[string]string{"usable": "usable_rate", "consent": "consent_rate", "wave-participation": "wave2_participation", "wave-breakoff": "wave2_breakoff"}[name]
			if key == "" {
				key = name
			}
			got[key] = must(v.Rate(name))(b.t).Value
		}
		return got
	}
}
