package estimate_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
	"sojourn/estimate/model"
)

func replicateAnswers(all table) {
	all.put("strat_jkn", func(b *bench) any {
		b.designed("pw", "stype", "", "", "replicates: {kind: JKn}")
		cells := b.cells("{measure: mean, item: api00}")
		z := b.one("{measure: ratio, item: api_stu, over: enroll}")
		return results{"mean": b.described("{measure: mean, items: [api00, enroll]}"), "tot": b.described("{measure: total, item: enroll}"),
			"ratio": results{"est": z.Value, "se": z.SE}, "df": cells[0].DF, "nrep": b.data.Rows}
	})
	all.put("clus1_jk1", func(b *bench) any {
		b.designed("pw", "", "dnum", "", "replicates: {kind: JK1}")
		clusters, _ := b.frame.Codes("dnum")
		d, err := kernel.NewDesign(b.data.Rows, kernel.Structure{Weights: b.frame.Numbers("pw"), Clusters: clusters})
		if err != nil {
			b.t.Fatal(err)
		}
		if d, err = d.Replicated(kernel.JK1, 0, 0, nil); err != nil {
			b.t.Fatal(err)
		}
		return results{"mean": b.described("{measure: mean, items: [api00, enroll]}"), "prop": b.shares("{measure: share, item: stype_c}"),
			"by": by("api00", b.cells("{measure: mean, item: api00, by: stype_c}")), "glm": b.fitted("model: {formula: api00 ~ ell + meals}"),
			"df": b.cells("{measure: mean, item: api00}")[0].DF, "repweights": firstRows(d.Replication().Weights, clusters, 20)}
	})
	all.put("clus1_jk1_rake", func(b *bench) any {
		b.weigh("start: pw, " + schoolMargins)
		b.designed("", "", "dnum", "", "replicates: {kind: JK1}")
		return results{"mean": b.set("{measure: mean, item: api00}"), "tot": b.set("{measure: total, item: enroll}")}
	})
	all.put("scd_brr", func(b *bench) any {
		var columns []string
		for i, half := range []string{"202020", "200202", "022002", "020220"} {
			var w []float64
			for _, x := range half {
				w = append(w, float64(x-'0'))
			}
			columns = append(columns, fmt.Sprint("half", i+1))
			b.frame.Put(columns[i], w)
		}
		b.on(b.frame)
		b.designed("", "", "", "", "replicates: {kind: given, factors: true, scale: 0.25, columns: [half*]}")
		z := b.one("{measure: ratio, item: alive, over: arrests}")
		return results{"ratio": z.Value, "se": z.SE, "tot": b.described("{measure: total, item: arrests}"), "mean": b.described("{measure: mean, item: alive}")}
	})
	all.put("crowd_jkn", func(b *bench) any {
		ratio := func(more ...string) results {
			b.designed("weight", "stratum", "cluster", "", more...)
			z := b.one("{measure: ratio, item: person, over: rooms}")
			return results{"est": z.Value, "se": z.SE}
		}
		return results{"lin": ratio(), "rep": ratio("replicates: {kind: JKn}")}
	})
	for _, p := range panels {
		all.put(p+"_jk1_chan", func(b *bench) any {
			b.designed("wt", "", "chan", "", "replicates: {kind: JK1}")
			cells := b.cells("{measure: mean, item: gov_top2_w1, by: agegrp_c}")
			groups := by("gov_top2_w1", cells)
			groups["agegrp"] = groupNumbers(cells, "agegrp_c")
			return results{"mean": b.described("{measure: mean, items: [age, income_w1]}"), "tot": b.described("{measure: total, item: fear}"), "by": groups}
		})
	}
	const given = "replicates: {kind: given, columns: [rw*], scale: 0.01694915254237288"
	all.put("o_bootw", func(b *bench) any {
		b.designed("wt", "", "", "", given+"}")
		cells := b.cells("{measure: mean, item: fear, by: educ_c}")
		groups := by("fear", cells)
		groups["educ"] = groupNumbers(cells, "educ_c")
		return results{"scale": 1. / 59, "mean": b.described("{measure: mean, items: [age, fear]}"), "tot": b.described("{measure: total, item: fear}"), "by": groups,
			"glm": b.fitted("model: {formula: fear ~ age, family: quasibinomial}")}
	})
	all.put("o_bootw_mse", func(b *bench) any {
		b.designed("wt", "", "", "", given+", mse: true}")
		return b.described("{measure: mean, items: [age, fear]}")
	})
}

// firstRows lays replicate weights out by row, the replicates in the order in
// which their clusters first occur.
func firstRows(weights [][]float64, clusters []int32, n int) [][]float64 {
	var seen []int32
	for _, c := range clusters {
		if !slices.Contains(seen, c) {
			seen = append(seen, c)
		}
	}
	all := make([][]float64, n)
	for row := range all {
		for _, c := range seen {
			all[row] = append(all[row], weights[c][row])
		}
	}
	return all
}

func changeAnswers(all table) {
	const trust = "from: {item: ppl_top2_w1_c, wave: 0}, to: {item: ppl_top2_w2_c, wave: 0}"
	const work = "from: {item: emp_w1_c, wave: 0}, to: {item: emp_w2_c, wave: 0}"
	for _, p := range panels {
		all.put(p+"_mcnemar", func(b *bench) any {
			plain := b.one("{measure: test, test: mcnemar, " + trust + "}")
			cells := b.cells("{measure: transition, "+trust+"}", "from", "to", "of=count")
			m := matrix(cells, value)
			return results{"table": m, "plain": tested(plain), "cc": tested(b.one("{measure: test, test: mcnemar-corrected, " + trust + "}")),
				"exact": b.one("{measure: test, test: mcnemar-exact, " + trust + "}").Test.P, "midp": b.one("{measure: test, test: mcnemar-midp, " + trust + "}").Test.P,
				"or": cells[1].Value / cells[2].Value, "diff": plain.Value, "diff_se": plain.SE}
		})
		all.put(p+"_stuart", func(b *bench) any {
			test := func(kind string) *estimate.Test {
				return b.one("{measure: test, test: " + kind + ", " + work + "}").Test
			}
			w, bh := test("stuart-maxwell"), test("bhapkar")
			got := results{"table": matrix(b.cells("{measure: transition, "+work+"}", "from", "to", "of=count"), value), "stuart_maxwell": w.Statistic, "df": w.DF, "p": w.P,
				"bhapkar": bh.Statistic, "p_bhapkar": bh.P, "coin": w.Statistic, "bowker": tested(b.one("{measure: test, test: bowker, " + work + "}"))}
			return got
		}, bowkerWithoutPairs(p)...)
		all.put(p+"_cochranq", func(b *bench) any {
			b.where = "${in_w2} = 1 and ${in_w3} = 1"
			const items = "items: [gov_top2_w1_c, gov_top2_w2_c, gov_top2_w3_c]"
			c := b.one("{measure: test, test: cochran, categories: ['1'], " + items + "}")
			return results{"n": c.N, "props": values(b.cells("{measure: mean, items: [gov_top2_w1, gov_top2_w2, gov_top2_w3]}")), "Q": c.Test.Statistic, "df": c.Test.DF, "p": c.Test.P}
		})
		all.put(p+"_wilcox_pair", func(b *bench) any {
			b.where = "${in_w2} = 1"
			const points = "from: {item: income_w1, wave: 0}, to: {item: income_w2, wave: 0}"
			t := b.one("{measure: test, test: paired-t, " + points + "}")
			const moved = `derive: [{name: moved, value: "if(${income_w2} < ${income_w1}, 'down', if(${income_w2} > ${income_w1}, 'up', 'same'))", categories: [down, same, up]}]`
			shares := func() []any { return values(b.cells("{measure: share, item: moved, " + moved + "}")) }
			plain := shares()
			b.designed("wt", "", "", "")
			weighted := shares()
			b.design = ""
			return results{"n": t.N, "t": tested(t), "wil": tested(b.one("{measure: test, test: signed-rank, ranking: normal, " + points + "}")), "shares": plain, "wshares": weighted}
		})
		all.put(p+"_kappa", func(b *bench) any {
			b.where = "${in_w2} = 1"
			c := b.one("{measure: test, test: kappa, " + trust + "}")
			half := z975 * c.SE
			return results{"est": []any{c.Value}, "se": []any{c.SE}, "ci_normal": []any{[]any{c.Value - half, c.Value + half}}, "vcov": []any{[]any{c.SE * c.SE}}}
		})
		all.put(p+"_pairchange", func(b *bench) any {
			b.where = "${in_w2} = 1 and ${gov_top2_w1} >= 0 and ${gov_top2_w2} >= 0"
			m := b.described("{measure: mean, item: gov_top2, waves: [1, 2]}")
			change := b.described("{measure: difference, item: gov_top2, waves: [1, 2]}")
			cells := b.cells("{measure: mean, item: gov_top2, waves: [1, 2]}")
			return results{"n": cells[0].N, "m": m, "change": change, "se_if_independent": math.Hypot(cells[0].SE, cells[1].SE)}
		})
		all.put(p+"_pairchange_overlap", func(b *bench) any {
			y, in := b.frame.Numbers("gov_top2_w2"), b.frame.Numbers("in_w2")
			for i := range y {
				if in[i] != 1 {
					y[i] = math.NaN()
				}
			}
			b.frame.Put("gov_top2_w2", y)
			b.on(b.frame)
			b.designed("wt", "", "", "", `rows: "string(${gov_top2_w1}) != '' or string(${gov_top2_w2}) != ''"`)
			return b.described("{measure: difference, item: gov_top2, waves: [1, 2]}")
		})
	}
}

// bowkerWithoutPairs: where some pairs of categories have nobody, other
// software gives no number, and we leave those pairs out.
func bowkerWithoutPairs(p string) []string {
	if p == "pC" {
		return []string{"bowker"}
	}
	return nil
}

const attrition = "in_w2 ~ sex_c + age + educ + income_w1"

func attritionAnswers(all table) {
	const asked = "${consent} = 1 and (${sex} = 1 or ${sex} = 2)"
	for _, p := range panels {
		all.put(p+"_attr_logit", func(b *bench) any {
			b.where = asked
			yaml := "model: {formula: " + attrition + ", family: binomial, errors: classical}"
			m := b.fitted(yaml)
			cells := b.cells("{measure: model, " + yaml + "}")
			fit := func(name string) float64 { return narrow(cells, "fit="+name)[0].Value }
			overall := narrow(cells, "test=overall")[0].Test
			var or, ci []any
			for _, c := range narrow(cells, "term") {
				or, ci = append(or, math.Exp(c.Value)), append(ci, []any{math.Exp(c.Low), math.Exp(c.High)})
			}
			delete(m, "df")
			return results{"m": m, "LR": overall.Statistic, "df": overall.DF, "p": overall.P, "mcfadden": fit("mcfadden"), "auc": fit("auc"), "or": or, "or_ci": ci}
		})
		all.put(p+"_attr_tests", nonresponse)
		all.put(p+"_ipw", inverse)
		all.put(p+"_ipw_est", func(b *bench) any {
			b.weigh(`start: wt, base: "` + asked + ` and ${income_w1} >= 0", response: {formula: ` + attrition + "}")
			const took = `rows: "` + asked + ` and ${income_w1} >= 0 and ${in_w2} = 1"`
			b.designed("", "", "", "", took)
			ipw := b.set("{measure: mean, item: gov_top2_w2}")
			b.designed("wt", "", "", "", took)
			return results{"ipw": ipw, "raw": b.described("{measure: mean, item: gov_top2_w2}")}
		})
	}
}

// nonresponse answers the comparison of those who came back with the others.
func nonresponse(b *bench) any {
	b.where = "${consent} = 1"
	test := func(kind, item string) estimate.Cell {
		return b.one(fmt.Sprintf("{measure: test, item: %s, by: in_w2_c, test: %s}", item, kind))
	}
	welch := func(item string) results {
		got := tested(test("welch", item))
		got["estimate"] = values(b.cells("{measure: mean, item: " + item + ", by: in_w2_c}"))
		return got
	}
	sex := tested(test("pearson", "sex_c"))
	sex["observed"] = laid(b.cells("{measure: table, item: sex_c, by: in_w2_c}"), "count")
	var ps []float64
	for _, t := range []estimate.Cell{test("pearson", "sex_c"), test("pearson", "educ_c"), test("welch", "age"), test("welch", "income_w1")} {
		ps = append(ps, t.Test.P)
	}
	adjusted, err := hypothesis.Holm(ps)
	if err != nil {
		b.t.Fatal(err)
	}
	found, err := hypothesis.BenjaminiHochberg(ps)
	if err != nil {
		b.t.Fatal(err)
	}
	var apart []float64
	for _, item := range []string{"age", "income_w1"} {
		mean, spread := b.cells("{measure: mean, item: "+item+", by: in_w2_c}"), b.cells("{measure: variance, item: "+item+", by: in_w2_c}")
		apart = append(apart, (mean[1].Value-mean[0].Value)/root((spread[0].Value+spread[1].Value)/2))
	}
	rate := b.one("{measure: mean, item: in_w2}")
	return results{"rate": rate.Value, "n": rate.N, "sex": sex, "age": welch("age"), "income": welch("income_w1"),
		"age_w": tested(b.one("{measure: test, item: age, by: in_w2_c, test: rank-sum, ranking: normal}")), "smd": apart, "raw": ps, "holm": adjusted, "bh": found}
}

// inverse answers weights against attrition by the calls of package model:
// weight sets say the same scaled to the people.
func inverse(b *bench) any {
	f, err := model.Parse(attrition)
	if err != nil {
		b.t.Fatal(err)
	}
	in := make([]bool, b.data.Rows)
	sex, consent := b.frame.Words("sex"), b.frame.Words("consent")
	for i := range in {
		in[i] = consent[i] == "1" && (sex[i] == "1" || sex[i] == "2")
	}
	frame, err := model.NewFrame(f, b.data, model.Options{In: in})
	if err != nil {
		b.t.Fatal(err)
	}
	fit, err := frame.Fit(model.Binomial)
	if err != nil {
		b.t.Fatal(err)
	}
	base := b.frame.Numbers("wt")
	single, err := fit.InverseProbability(base)
	if err != nil {
		b.t.Fatal(err)
	}
	trimmed, err := single.Trimmed(.01, .99)
	if err != nil {
		b.t.Fatal(err)
	}
	classes, err := fit.ByClass(base, 5)
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := fit.Representativity()
	if err != nil {
		b.t.Fatal(err)
	}
	var rates []float64
	for _, c := range classes.Classes {
		rates = append(rates, c.Rate)
	}
	kept := trimmed.Normalised().Positive()
	sum := 0.0
	for _, w := range kept {
		sum += w
	}
	ages := results{}
	b.where = "${consent} = 1 and (${sex} = 1 or ${sex} = 2) and ${income_w1} >= 0"
	b.designed("wt", "", "", "")
	ages["all"] = b.one("{measure: mean, item: age}").Value
	ages["resp"] = b.one(`{measure: mean, item: age, where: "` + b.where + ` and ${in_w2} = 1"}`).Value
	b.weigh(`start: wt, base: "` + b.where + `", response: {formula: ` + attrition + "}")
	b.design = ""
	ages["ipw"] = b.one("{measure: mean, item: age, weight: set}").Value
	return results{"w": summary(single.Positive()), "cut": []float64{trimmed.Low, trimmed.High}, "trim": summary(trimmed.Positive()), "norm_mean": sum / float64(len(kept)),
		"class_rate": rates, "class_w": summary(classes.Positive()), "R_indicator": r.R, "age": ages}
}

func awkwardAnswers(all table) {
	for _, rule := range []string{"remove", "certainty", "adjust", "average"} {
		all.put("o_lonely_"+rule, func(b *bench) any {
			b.designed("w", "stratum", "psu", "", "lonely: "+rule)
			return results{"mean": b.described("{measure: mean, item: y}"), "tot": b.described("{measure: total, item: y}"), "by": by("y", b.cells("{measure: mean, item: y, by: g_c}"))}
		})
	}
	all.put("o_lonely_fail", func(b *bench) any {
		b.designed("w", "stratum", "psu", "")
		_, err := b.try("{measure: mean, item: y}")
		return refused(b.t, err, "stratum z of stratum", "single primary unit")
	})
	all.put("o_lonely_domain_adjust", func(b *bench) any {
		b.designed("w", "stratum", "psu", "", "lonely: adjust", "lonely_domains: true")
		b.where = "not(${stratum_c} = 'c' and ${psu} > 1)"
		return b.described("{measure: mean, item: y}")
	})
	all.put("o_lonely_jkn", func(b *bench) any {
		b.designed("w", "stratum", "psu", "", "lonely: remove", "replicates: {kind: JKn}")
		return b.described("{measure: mean, item: y}")
	})
	weighted := func(id, weights string, compute func(b *bench) any, besides ...string) {
		all.put(id, func(b *bench) any {
			b.designed(weights, "", "", "")
			return compute(b)
		}, besides...)
	}
	mean := "{measure: mean, item: y}"
	weighted("o_zero_w", "w0", func(b *bench) any {
		kept := b.described(mean)
		b.designed("w0", "", "", "", `rows: "${w0} > 0"`)
		return results{"kept": kept, "dropped": kept, "file_dropped": b.described(mean)}
	})
	weighted("o_extreme_w", "wx", func(b *bench) any {
		c := b.one("{measure: mean, item: one}")
		if !slices.Contains(c.Flags, estimate.Concentrated) {
			b.t.Error("nobody is told that the effective n is near 1")
		}
		p := b.one(`{measure: share, meets: "${bin} = 1", interval: beta}`)
		return results{"m": b.described(mean), "deff": float64(c.N) / c.Effective, "neff": c.Effective, "bin": []any{p.Value, p.Low, p.High}}
	})
	weighted("o_na_w", "wna", func(b *bench) any {
		_, err := b.try("{measure: mean, item: bin}")
		return refused(b.t, err, "no value of wna")
	})
	weighted("o_all_missing_group", "w", func(b *bench) any {
		cells := b.cells("{measure: mean, item: y, by: grp_c}")
		for group, state := range map[string]estimate.State{"allmiss": estimate.NoData, "one": estimate.NoInterval} {
			if c := cells[slices.IndexFunc(cells, func(c estimate.Cell) bool { return c.Key("grp_c") == group })]; c.State != state {
				b.t.Errorf("group %s is %q, want %q", group, c.State, state)
			}
		}
		return results{"y": values(cells), "se": ses(cells), "est__": values(cells), "se__": ses(cells)}
	})
	weighted("o_no_narm", "w", func(b *bench) any {
		e := b.estimate(mean)
		if len(e.Notes) == 0 || !strings.Contains(e.Notes[0]["en"], "gave no answer") {
			b.t.Errorf("nobody is told of the missing answers: %v", e.Notes)
		}
		return nil
	})
	all.put("o_single_n1", func(b *bench) any {
		b.designed("w", "", "", "", `rows: "${id} = 1"`)
		_, err := b.try(mean)
		return refused(b.t, err, "single primary unit")
	})
	all.put("o_n2", func(b *bench) any {
		b.designed("w", "", "", "", `rows: "${id} <= 2"`)
		return results{"m": b.described(mean), "q": b.one("{measure: quantile, item: y, quantiles: [.5]}").Value}
	})
	weighted("o_empty_level", "w", func(b *bench) any {
		const derive = "derive: [{name: f, value: \"${lik}\", categories: ['1', '2', '3', '4', '5']}]"
		return results{"m": b.shares("{measure: share, item: f, " + derive + "}"), "t": laid(b.cells("{measure: table, item: grp_c, by: f, "+derive+"}"), "weight")}
	})
	for _, share := range []string{"zero", "one"} {
		for _, method := range []string{"beta", "mean", "xlogit", "asin"} {
			weighted("o_p_"+share+"_"+method, "w", func(b *bench) any {
				c := b.one(fmt.Sprintf("{measure: share, meets: \"${%s} = 1\", interval: %s}", share, strings.Replace(method, "mean", "wald", 1)))
				if !(c.High > c.Low) || c.Low < 0 || c.High > 1 || !strings.Contains(c.Method, "wilson") {
					b.t.Errorf("the interval is %v to %v by %s", c.Low, c.High, c.Method)
				}
				return results{"est": c.Value}
			}, "ci")
		}
	}
	weighted("o_constant_var", "w", func(b *bench) any {
		return results{"m": b.described("{measure: mean, item: one}"), "v": b.one("{measure: variance, item: one}").Value}
	})
	weighted("o_big_offset", "w", func(b *bench) any {
		v := b.one("{measure: variance, item: big}").Value
		m := b.described("{measure: mean, item: big}")
		b.design = ""
		return results{"m": m, "v": v, "exact_unweighted_var": b.one("{measure: variance, item: big}").Value}
	})
	weighted("o_chisq_zero_cell", "w", func(b *bench) any {
		return results{"F": b.associated("F", "a_c", "c_c"), "t": laid(b.cells("{measure: table, item: a_c, by: c_c}"), "weight")}
	})
	weighted("o_chisq_one_row", "w", func(b *bench) any {
		_, err := b.try("{measure: test, item: one_c, by: a_c, test: F}")
		return refused(b.t, err, "one_c has 1 categories")
	})
	all.put("o_mcnemar_zero", func(b *bench) any {
		b.on(b.frame.Keep(func(row int) bool { return row < 15 }))
		_, err := b.try(`{measure: test, test: mcnemar, from: {item: was, wave: 0}, to: {item: is, wave: 0}, derive: [{name: was, value: "${id} > 10", categories: ['0', '1']}, {name: is, value: "${was}", categories: ['0', '1']}]}`)
		return refused(b.t, err, "nobody of 15 changed")
	})
	rake := func(id, margins string, causes ...string) {
		all.put(id, func(b *bench) any {
			_, err := b.tryWeigh("start: w, " + margins)
			return refused(b.t, err, causes...)
		})
	}
	const a = "{item: a_c, source: none, targets: {'1': 50, '2': 50}}"
	rake("o_rake_absent_cat", "margins: ["+a+", {item: lik_c, source: none, targets: {'1': 20, '2': 20, '3': 20, '4': 20, '5': 20}}]", "lik_c", "4")
	rake("o_rake_missing_target", "margins: ["+a+", {item: c_c, source: none, targets: {'1': 100}}]", "c_c", "2")
	rake("o_rake_nonconv", "margins: [{item: a_c, source: none, targets: {'1': 80, '2': 20}}, {item: c_c, source: none, targets: {'1': 50, '2': 50}}]", "a_c", "gap")
	rake("o_rake_totals_differ", "margins: ["+a+", {item: c_c, source: none, targets: {'1': 90, '2': 30}}]", "c_c", "120", "100")
	rake("o_ps_empty", "margins: [{item: lik_c, source: none, targets: {'1': 20, '2': 20, '3': 20, '4': 20, '5': 20}}]", "lik_c", "4")
	all.put("o_ps_partial", func(b *bench) any {
		list := must(b.data.Column("lik_c")).Variable.Codes // category 4, which nobody has, stands before the last
		list.Categories = slices.Insert(list.Categories, 3, dataset.Category{Code: "4"})
		for i, code := range must(b.data.Column("lik_c")).Codes {
			if code == 3 {
				must(b.data.Column("lik_c")).Codes[i] = 4
			}
		}
		set := b.weigh("start: w, partial: true, total: 100, margins: [{item: lik_c, source: none, targets: {'1': 20, '2': 20, '3': 20, '4': 20, '5': 20}}]")
		b.design = ""
		return results{"w": summary(set.Values), "m": b.set("{measure: mean, item: bin}")}
	})
	weighted("o_collinear", "w", func(b *bench) any {
		e := b.estimate(`{measure: model, model: {formula: y ~ a + a2}, derive: [{name: a2, value: "2 * ${a}"}]}`)
		if len(e.Notes) == 0 || !slices.ContainsFunc(notes(e), func(n string) bool { return strings.Contains(n, "a2") }) {
			b.t.Errorf("nobody is told which column was dropped: %v", e.Notes)
		}
		return results{"coef": values(narrow(e.Cells, "term"))}
	})
	weighted("o_separation", "w", func(b *bench) any {
		_, err := b.try(`{measure: model, model: {formula: s ~ id, family: quasibinomial}, derive: [{name: s, value: "${id} > 30"}]}`)
		return refused(b.t, err, "id")
	})
	weighted("o_labels", "w", func(b *bench) any {
		got := by("as.numeric(ans == \"да\")", b.cells("{measure: share, item: ans_c, categories: [да], by: country_c, interval: wald}"))
		return results{"t": laid(b.cells("{measure: table, item: country_c, by: ans_c}"), "weight"), "by": got}
	})
}

func notes(e estimate.Estimate) []string {
	var all []string
	for _, n := range e.Notes {
		all = append(all, n["en"])
	}
	return all
}

func distributionAnswers(all table) {
	distribution := func(id string, parts map[string]func(a []float64) float64, args map[string][]string) {
		all.put(id, func(b *bench) any {
			got := results{}
			for part, compute := range parts {
				want := b.refs.Want(b.t, id)[part].(map[string]any)
				of := results{}
				var values []float64
				for i := range want["value"].([]any) {
					var a []float64
					for _, name := range args[part] {
						a = append(a, want[name].([]any)[i].(float64))
					}
					values = append(values, compute(a))
				}
				for _, name := range args[part] {
					of[name] = want[name]
				}
				of["value"] = values
				got[part] = of
			}
			return got
		})
	}
	type calls = map[string]func(a []float64) float64
	distribution("o_dist_norm", calls{"sf": func(a []float64) float64 { return kernel.NormalSurvival(a[0]) }, "q": func(a []float64) float64 { return kernel.NormalQuantile(a[0]) }},
		map[string][]string{"sf": {"q"}, "q": {"p"}})
	distribution("o_dist_t", calls{"sf": func(a []float64) float64 { return kernel.StudentSurvival(a[0], a[1]) }, "q": func(a []float64) float64 { return kernel.StudentQuantile(a[0], a[1]) }},
		map[string][]string{"sf": {"q", "df"}, "q": {"p", "df"}})
	distribution("o_dist_f", calls{"sf": func(a []float64) float64 { return kernel.FSurvival(a[0], a[1], a[2]) }, "q": func(a []float64) float64 { return kernel.FQuantile(a[0], a[1], a[2]) }},
		map[string][]string{"sf": {"q", "df1", "df2"}, "q": {"p", "df1", "df2"}})
	distribution("o_dist_chisq", calls{"sf": func(a []float64) float64 { return kernel.ChiSquaredSurvival(a[0], a[1]) }, "q": func(a []float64) float64 { return kernel.ChiSquaredQuantile(a[0], a[1]) }},
		map[string][]string{"sf": {"q", "df"}, "q": {"p", "df"}})
	distribution("o_dist_beta", calls{"q": func(a []float64) float64 { return kernel.BetaQuantile(a[0], a[1], a[2]) }, "cdf": func(a []float64) float64 { return mathext.RegIncBeta(a[1], a[2], a[0]) }},
		map[string][]string{"q": {"p", "a", "b"}, "cdf": {"q", "a", "b"}})
	all.put("o_dist_binom", func(b *bench) any {
		ks, ns := []int{0, 3, 17, 40, 250}, []int{5, 9, 30, 61, 600}
		var ps []float64
		for i := range ks {
			t, err := hypothesis.Binomial(ks[i], ns[i], .5)
			if err != nil {
				b.t.Fatal(err)
			}
			ps = append(ps, t.P)
		}
		return results{"k": ks, "n": ns, "p": ps}
	})
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}
