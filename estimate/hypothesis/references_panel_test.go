package hypothesis_test

import (
	"math"
	"slices"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

func panelAnswers(all map[string]answer, p string) {
	all[p+"_chisq_cl_F"] = associationOf("emp_w1", "agegrp", hypothesis.RaoScottF)
	all[p+"_ttest"] = func(b *bench) map[string]any {
		rows := b.where(b.is("sex", 1, 2))
		return compared(must(hypothesis.MeanDifference(b.design, rows, at(rows, b.frame.Numbers("income_w1")), b.factor("sex", rows), 0.95))(b.t))
	}
	all[p+"_kappa"] = func(b *bench) map[string]any {
		rows := b.where(b.is("in_w2", 1))
		l := must(hypothesis.Kappa(b.design, rows, b.factor("ppl_top2_w1", rows), b.factor("ppl_top2_w2", rows), 2, hypothesis.Identical))(b.t)
		v := b.design.Variance(l)
		se, z := math.Sqrt(v), kernel.NormalQuantile(0.975)
		return map[string]any{"est": []any{l.Value}, "se": []any{se}, "vcov": [][]float64{{v}}, "ci_normal": [][]float64{{l.Value - z*se, l.Value + z*se}}}
	}
	changeAnswers(all, p)
}

func changeAnswers(all map[string]answer, p string) {
	all[p+"_mcnemar"] = func(b *bench) map[string]any {
		t := b.table("ppl_top2_w1", "ppl_top2_w2", nil)
		m := must(hypothesis.NewMcNemar(t))(b.t)
		return map[string]any{"table": t.N, "plain": htest(m.Plain), "cc": htest(m.Corrected), "exact": m.Exact.P, "midp": m.MidP.P,
			"or": must(m.OddsRatio())(b.t), "diff": m.Difference, "diff_se": m.SE}
	}
	all[p+"_stuart"] = func(b *bench) map[string]any {
		rows, levels := b.frame.Codes("emp_w1")
		var cols []int32
		for _, word := range b.frame.Words("emp_w2") {
			cols = append(cols, int32(slices.Index(levels, word)))
		}
		t := tabulate(b.frame.Rows, rows, levels, cols, levels, nil)
		h, s := must(hypothesis.NewHomogeneity(t))(b.t), must(hypothesis.Bowker(t))(b.t)
		// Where a pair of categories is empty R has no statistic, and counts the pair.
		bowker := htest(s.Test)
		bowker["parameter"] = s.Pairs
		return map[string]any{"table": t.N, "stuart_maxwell": h.StuartMaxwell.Statistic, "df": h.StuartMaxwell.DF, "p": h.StuartMaxwell.P,
			"bhapkar": h.Bhapkar.Statistic, "p_bhapkar": h.Bhapkar.P, "bowker": bowker, "coin": h.StuartMaxwell.Statistic}
	}
	all[p+"_cochranq"] = occasions
	all[p+"_wilcox_pair"] = pairs
}

func occasions(b *bench) map[string]any {
	var people [][]bool
	props := make([]float64, 3)
	for _, row := range b.where(func(row int) bool { return b.is("in_w2", 1)(row) && b.is("in_w3", 1)(row) }) {
		person, whole := make([]bool, 3), true
		for k, wave := range []string{"1", "2", "3"} {
			x := b.frame.Numbers("gov_top2_w" + wave)[row]
			whole, person[k] = whole && !isNaN(x), x == 1
		}
		if !whole {
			continue
		}
		people = append(people, person)
		for k, yes := range person {
			if yes {
				props[k]++
			}
		}
	}
	for k := range props {
		props[k] /= float64(len(people))
	}
	q := must(hypothesis.CochranQ(people))(b.t)
	return map[string]any{"n": len(people), "props": props, "Q": q.Statistic, "df": q.DF, "p": q.P}
}

func pairs(b *bench) map[string]any {
	in := b.is("in_w2", 1)
	before, after, w := b.pick("income_w1", in), b.pick("income_w2", in), b.pick("wt", in)
	n, weight, shares, weighted := 0.0, 0.0, make([]float64, 3), make([]float64, 3)
	for i := range before {
		if isNaN(before[i]) || isNaN(after[i]) {
			continue
		}
		k := 1
		if after[i] < before[i] {
			k = 0
		} else if after[i] > before[i] {
			k = 2
		}
		n++
		weight += w[i]
		shares[k]++
		weighted[k] += w[i]
	}
	for k := range shares {
		shares[k] /= n
		weighted[k] /= weight
	}
	return map[string]any{"n": n, "t": compared(must(hypothesis.PairedT(before, after, 0.95))(b.t)),
		"wil":    htest(must(hypothesis.SignedRank(before, after, hypothesis.Normal))(b.t)),
		"shares": shares, "wshares": weighted}
}

func classicalAnswers(all map[string]answer, p string) {
	all[p+"_chisq_unw"] = func(b *bench) map[string]any {
		t, t2 := b.table("emp_w1", "sex", nil), b.table("in_w2", "fear", nil)
		c := must(hypothesis.Pearson(t, false))(b.t)
		observed := func(x hypothesis.Test, t hypothesis.Table) map[string]any {
			m := htest(x)
			m["observed"] = t.N
			return m
		}
		return map[string]any{"p": observed(c.Test, t), "expected": c.Expected, "adjres": c.Residuals, "cramers_v": c.CramersV,
			"yates":   observed(must(hypothesis.Pearson(t2, true))(b.t).Test, t2),
			"noyates": observed(must(hypothesis.Pearson(t2, false))(b.t).Test, t2),
			"fisher":  must(hypothesis.Fisher(t2))(b.t).P}
	}
	all[p+"_diff2_unw"] = func(b *bench) map[string]any {
		t := b.table("in_w2", "fear", nil)
		group := func(i int) kernel.Binomial {
			return kernel.Binomial{X: int(t.N[i][1]), N: int(t.N[i][0] + t.N[i][1])}
		}
		s := must(hypothesis.TwoProportions(group(0), group(1), false, 0.95))(b.t)
		m := compared(s.Comparison)
		m["estimate"] = s.Shares[:]
		return m
	}
	all[p+"_attr_tests"] = attrition
	all[p+"_cor"] = func(b *bench) map[string]any {
		ys := [][]float64{b.frame.Numbers("age"), b.frame.Numbers("income_w1"), b.frame.Numbers("trust_ppl_w1")}
		c := must(hypothesis.Correlate(ys, b.frame.Numbers("wt")))(b.t)
		return map[string]any{"cov_wt": c.Covariance, "cor": c.Correlation, "center": c.Centre,
			"spearman_unw": must(hypothesis.Spearman(ys))(b.t).Correlation}
	}
}

func attrition(b *bench) map[string]any {
	consented := b.is("consent", 1)
	stayed := func(row int) bool { return consented(row) && b.is("in_w2", 1)(row) }
	left := func(row int) bool { return consented(row) && b.is("in_w2", 0)(row) }
	in := b.pick("in_w2", consented)
	sexTable := b.table("sex", "in_w2", consented)
	sex := must(hypothesis.Pearson(sexTable, false))(b.t)
	educ := must(hypothesis.Pearson(b.table("educ", "in_w2", consented), false))(b.t)
	welch := func(name string) hypothesis.TwoMeans {
		return must(hypothesis.Welch(b.pick(name, left), b.pick(name, stayed), 0.95))(b.t)
	}
	form := func(x hypothesis.TwoMeans) map[string]any {
		m := compared(x.Comparison)
		m["estimate"] = x.Means[:]
		return m
	}
	age, income := welch("age"), welch("income_w1")
	raw := []float64{sex.P, educ.P, age.P, income.P}
	sexForm := htest(sex.Test)
	sexForm["observed"] = sexTable.N
	var smd []float64
	for _, name := range []string{"age", "income_w1"} {
		smd = append(smd, must(hypothesis.StandardisedDifference(b.pick(name, stayed), b.pick(name, left)))(b.t))
	}
	return map[string]any{"rate": sum(in) / float64(len(in)), "n": len(in), "sex": sexForm, "age": form(age), "income": form(income),
		"age_w": htest(must(hypothesis.RankSum(b.pick("age", left), b.pick("age", stayed), hypothesis.Normal))(b.t)),
		"smd":   smd, "raw": raw, "holm": must(hypothesis.Holm(raw))(b.t), "bh": must(hypothesis.BenjaminiHochberg(raw))(b.t)}
}
