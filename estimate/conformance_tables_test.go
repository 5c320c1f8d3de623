package estimate_test

import (
	"fmt"
	"math"

	"sojourn/estimate"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/hypothesis/precision"
)

func half(n float64) float64 { return root(.25 / n) }

func root(x float64) float64 { return math.Sqrt(x) }

// suppressed answers the floor on people, standardOfNCHS the presentation
// standard: what is shown of shares by country.
func suppressed(b *bench) any {
	var n, est []any
	var hide, caution []any
	for _, c := range b.cells("{measure: mean, item: gov_top2_w1, by: country_c}") {
		if c.N == 0 {
			continue
		}
		v := precision.DefaultRule().Judge(c.N, c.Value, c.SE)
		n, hide, caution = append(n, c.N), append(hide, v.Hide), append(caution, v.Caution)
		est = append(est, c.Value)
	}
	return results{"n": n, "suppress": hide, "caution": caution, "est": est}
}

func standardOfNCHS(b *bench) any {
	var n, effective, p, lo, hi, show []any
	for _, c := range b.cells("{measure: mean, item: gov_top2_w1, by: country_c}") {
		if c.N == 0 {
			continue
		}
		s, err := precision.NCHS(c.Value, c.SE, c.N)
		if err != nil {
			b.t.Fatal(err)
		}
		n, effective, p = append(n, c.N), append(effective, s.Effective), append(p, c.Value)
		lo, hi, show = append(lo, s.Low), append(hi, s.High), append(show, s.Show)
	}
	return results{"n": n, "n_eff": effective, "p": p, "lo": lo, "hi": hi, "show": show}
}

func tableAnswers(all table) {
	chisq := func(id, statistic, item, by string) {
		all.put(id, func(b *bench) any { return b.associated(statistic, item, by) })
	}
	for _, statistic := range []string{"F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"} {
		chisq("strat_chisq_"+statistic, statistic, "sch_wide_c", "stype_c")
		chisq("clus1_chisq_"+statistic, statistic, "sch_wide_c", "stype_c")
	}
	for _, design := range []string{"strat", "clus1"} {
		all.put(design+"_table", func(b *bench) any {
			cells := b.cells("{measure: table, item: sch_wide_c, by: stype_c}")
			rows := narrow(cells, "category", "stype_c", "of=row")
			got := results{"est__": []any{}, "se__": []any{}}
			for k, name := range []string{"E", "H", "M"} {
				var of []estimate.Cell
				for i := k; i < len(rows); i += 3 {
					of = append(of, rows[i])
				}
				got["ff"+name], got["se.ff"+name] = values(of), ses(of)
				got["est__"], got["se__"] = append(got["est__"].([]any), values(of)...), append(got["se__"].([]any), ses(of)...)
			}
			return results{"counts": laid(cells, "weight"), "row": laid(cells, "row"), "col": laid(cells, "column"), "cell": laid(cells, "all"), "by": got}
		})
	}
	for _, p := range panels {
		for _, statistic := range []string{"F", "Chisq", "Wald", "adjWald"} {
			chisq(p+"_chisq_"+statistic, statistic, "emp_w1_c", "sex_c")
		}
		chisq(p+"_chisq_cl_F", "F", "emp_w1_c", "agegrp_c")
		all.put(p+"_chisq_unw", unweighted)
		all.put(p+"_tab_rowpct", func(b *bench) any {
			cells := b.cells("{measure: table, item: educ_c, by: sex_c}")
			return results{"w": laid(cells, "weight"), "row": laid(cells, "row"), "col": laid(cells, "column"), "n": laid(cells, "count")}
		})
		all.put(p+"_tab3", func(b *bench) any {
			cells := b.cells("{measure: share, item: agegrp_c, by: sex_c/educ_c, interval: wald}")
			whole := b.cells("{measure: share, item: cross, derive: [{name: cross, value: \"concat(${sex_c}, '/', ${educ_c})\", categories: ['*']}]}")
			of := map[string]float64{}
			for _, c := range whole {
				of[c.Key("category")] = c.Value
			}
			var all []any
			for _, c := range cells {
				all = append(all, 1000*c.Value*of[c.Key("sex_c/educ_c")])
			}
			return results{"Freq": all}
		})
	}
}

// laid lays the cells of a table out by category and group.
func laid(cells []estimate.Cell, of string) []any {
	var pairs []estimate.Cell
	for _, c := range cells {
		if len(c.Keys) == 3 && c.Key("of") == of {
			pairs = append(pairs, c)
		}
	}
	return matrix(pairs, value)
}

// associated answers svychisq: the test, and the weighted table scaled to the
// number of people.
func (b *bench) associated(statistic, item, by string) any {
	cells := b.cells(fmt.Sprintf("{measure: table, item: %s, by: %s, test: %s}", item, by, statistic))
	scale := float64(b.data.Rows) / narrow(cells, "of=weight")[0].Value
	pairs := narrow(cells, "category", by, "of=weight")
	got := tested(narrow(cells, "test")[0])
	got["observed"] = matrix(pairs, func(c estimate.Cell) float64 { return c.Value * scale })
	return got
}

// unweighted answers the tests of people counted once and alike.
func unweighted(b *bench) any {
	b.design = ""
	test := func(kind, item, by string) results {
		return tested(b.one(fmt.Sprintf("{measure: test, item: %s, by: %s, test: %s}", item, by, kind)))
	}
	cells := b.cells("{measure: table, item: emp_w1_c, by: sex_c, test: pearson}")
	p := tested(narrow(cells, "test")[0])
	p["observed"] = laid(cells, "count")
	second := func(kind string) results {
		t := test(kind, "in_w2_c", "fear_c")
		t["observed"] = laid(b.cells("{measure: table, item: in_w2_c, by: fear_c}"), "count")
		return t
	}
	emp, levels := b.frame.Codes("emp_w1")
	sex, sexes := b.frame.Codes("sex")
	t := hypothesis.Table{N: make([][]float64, len(levels))}
	for i := range t.N {
		t.N[i] = make([]float64, len(sexes))
	}
	for row := range emp {
		if emp[row] >= 0 && sex[row] >= 0 {
			t.N[emp[row]][sex[row]]++
		}
	}
	c, err := hypothesis.Pearson(t, false)
	if err != nil {
		b.t.Fatal(err)
	}
	return results{"p": p, "expected": c.Expected, "adjres": c.Residuals, "cramers_v": narrow(cells, "test")[0].Value,
		"yates": second("yates"), "noyates": second("pearson"), "fisher": second("fisher")["p_value"]}
}

func testAnswers(all table) {
	all.put("strat_ttest", func(b *bench) any {
		return tested(b.one("{measure: test, item: api00, by: sch_wide_c, test: t}"))
	})
	all.put("clus1_ttest_paired", func(b *bench) any {
		return tested(b.one(`{measure: test, item: gain, test: mean, derive: [{name: gain, value: "${api00} - ${api99}"}]}`))
	})
	for _, test := range []string{"wilcoxon", "vanderWaerden", "median", "KruskalWallis"} {
		all.put("strat_rank_"+test, func(b *bench) any {
			return tested(b.one("{measure: test, item: api00, by: sch_wide_c, ties: in-order, test: " + test + "}"))
		})
	}
	all.put("clus1_gof", func(b *bench) any {
		t := b.one("{measure: test, item: stype_c, test: goodness-of-fit, against: [.7, .13, .17]}").Test
		w, err := hypothesis.NewWald([]float64{root(t.Statistic * t.DF)}, identity{}, t.DF2)
		if err != nil {
			b.t.Fatal(err)
		}
		chi := chiSquared(w.Chi.Statistic, t.DF)
		return results{"W": w.Chi.Statistic, "df": t.DF, "p": chi, "F": t.Statistic, "ddf": t.DF2, "pF": t.P}
	})
	for _, p := range panels {
		all.put(p+"_ttest", func(b *bench) any {
			return tested(b.one(`{measure: test, item: income_w1, by: sex_c, groups: ['1', '2'], test: t, where: "${sex} = 1 or ${sex} = 2"}`))
		})
		all.put(p+"_diff2", func(b *bench) any {
			b.where = "${gov_top2_w1} >= 0"
			groups := by("gov_top2_w1", b.cells("{measure: mean, item: gov_top2_w1, by: in_w2_c}"))
			groups["in_w2"] = []any{0., 1.}
			mean := "spec: {name: m, measure: mean, item: gov_top2_w1, by: in_w2_c}"
			parts := fmt.Sprintf("parts: [{name: stay, %s, keys: {in_w2_c: '1'}}, {name: leave, %s, keys: {in_w2_c: '0'}}]", mean, mean)
			contrast := "{measure: contrast, " + parts + ", expression: stay - leave}"
			c := b.one(with(contrast, "interval: normal"))
			return results{"by": groups, "diff": b.described(contrast), "z": c.Test.Statistic, "p_normal": 2 * normalTail(math.Abs(c.Test.Statistic))}
		})
		all.put(p+"_diff2_unw", func(b *bench) any {
			got := tested(b.one("{measure: test, item: fear_c, categories: ['1'], by: in_w2_c, test: proportions}"))
			got["estimate"] = values(b.cells(`{measure: share, item: fear_c, categories: ['1'], by: in_w2_c}`))
			return got
		})
	}
}

func scaleAnswers(all table) {
	const stress = "items: [stress1, stress2, stress3, stress4], reverse: [{item: stress3, low: 1, high: 5}]"
	for _, p := range panels {
		all.put(p+"_alpha", func(b *bench) any {
			cells := b.cells("{measure: scale, " + stress + "}")
			one := func(name string) estimate.Cell { return narrow(cells, "fit="+name)[0] }
			a := one("alpha")
			return results{"raw_pairwise": one("alpha-pairwise").Value, "std": one("alpha-standardised").Value, "avg_r": one("mean-correlation").Value,
				"drop": values(narrow(cells, "fit=alpha-if-dropped", "item")), "r_drop": values(narrow(cells, "fit=rest-correlation", "item")),
				"listwise": a.Value, "feldt": []any{a.Low, a.High}, "n_listwise": a.N}
		})
		all.put(p+"_alpha_w", func(b *bench) any {
			return results{"alpha": b.one("{measure: scale, "+stress+"}", "fit=alpha-design").Value}
		})
		all.put(p+"_scale_score", func(b *bench) any {
			b.designed("wt", "", "", "")
			spec := "{measure: scale, at_least: 3, " + stress + "}"
			score := b.one(spec, "fit=mean")
			half := z975 * score.SE
			m := results{"est": score.Value, "se": score.SE, "ci_normal": []any{[]any{score.Value - half, score.Value + half}}, "vcov": []any{[]any{score.SE * score.SE}}}
			return results{"n": score.N, "m": m, "sd": b.one(spec, "fit=deviation").Value}
		})
	}
}

func countAnswers(all table) {
	all.put("o_aapor", func(b *bench) any {
		cells := b.cells("{measure: rate, rates: [RR1, RR2, RR3, RR4, RR5, RR6, COOP1, COOP2, COOP3, COOP4, REF1, REF2, REF3, CON1, CON2, CON3], " +
			"counts: {cases: {complete: 1032, partial: 90, refusal: 210, noncontact: 340, other: 12, unknownhh: 55, unknown: 400, eligible: 0.8}}}")
		return rated(cells, nil)
	})
	all.put("o_web_rates", func(b *bench) any {
		cells := b.cells("{measure: rate, rates: [view, participation, completion, breakoff, usable, consent, wave-participation, wave-breakoff, retention, cumulative], " +
			"counts: {visits: {site: 41000, first: 5210, agreed: 2390, finished: 1510, usable: 1680, consented: 1032, invited: 1019, started: 690, completed: 611}}}")
		return rated(cells, map[string]string{"usable": "usable_rate", "consent": "consent_rate", "wave-participation": "wave2_participation", "wave-breakoff": "wave2_breakoff"})
	})
	for _, p := range panels {
		all.put(p+"_quality", quality)
		all.put(p+"_daily", daily)
		all.put(p+"_flow", flow)
		all.put(p+"_trans", transitions)
		all.put(p+"_trans3", paths)
	}
}

func rated(cells []estimate.Cell, renamed map[string]string) results {
	got := results{}
	for _, c := range cells {
		name := c.Key("rate")
		if to, ok := renamed[name]; ok {
			name = to
		}
		got[name] = c.Value
	}
	return got
}

// flow answers how people came and went.
func flow(b *bench) any {
	pattern := `derive: [{name: pattern, value: "concat(${in_w1}, ${in_w2}, ${in_w3})", categories: ['*']}]`
	n := column(b.cells("{measure: count, item: pattern, "+pattern+"}"), count, true)
	ratio := func(above, below string) float64 {
		return b.one("{measure: ratio, item: above, over: below, derive: [{name: above, value: \"" + above + "\"}, {name: below, value: \"" + below + "\"}]}").Value
	}
	return results{"n": n, "consent": b.one("{measure: mean, item: consent}").Value, "ret12": ratio("${in_w2}", "${consent}"), "ret13": ratio("${in_w3}", "${consent}"),
		"ret23": ratio("${in_w2} * ${in_w3}", "${in_w2}"), "cum12": b.one("{measure: mean, item: in_w2}").Value,
		"balanced":    b.one(`{measure: total, item: all3, derive: [{name: all3, value: "${in_w2} * ${in_w3}"}]}`).Value,
		"two_or_more": b.one(`{measure: total, item: two, derive: [{name: two, value: "${in_w1} + ${in_w2} + ${in_w3} >= 2"}]}`).Value}
}

// transitions answers a transition matrix: people, row shares, joint shares.
func transitions(b *bench) any {
	b.where = "${in_w2} = 1"
	cells := b.cells("{measure: transition, from: {item: emp_w1_c, wave: 0}, to: {item: emp_w2_c, wave: 0}}", "from", "to", "of")
	of := func(what string) []any {
		var some []estimate.Cell
		for _, c := range cells {
			if c.Key("of") == what {
				some = append(some, c)
			}
		}
		return matrix(some, value)
	}
	stay := 0.0
	got := results{"est__": []any{}, "se__": []any{}}
	for _, c := range cells {
		if c.Key("of") == "all" && c.Key("from") == c.Key("to") {
			stay += c.Value
		}
	}
	for _, to := range b.data.Columns {
		if to.Name != "emp_w2_c" {
			continue
		}
		for _, category := range to.Variable.Codes.Categories {
			var some []estimate.Cell
			for _, c := range cells {
				if c.Key("of") == "origin" && c.Key("to") == category.Code {
					some = append(some, c)
				}
			}
			got["e2"+category.Code], got["se.e2"+category.Code] = values(some), ses(some)
			got["est__"], got["se__"] = append(got["est__"].([]any), values(some)...), append(got["se__"].([]any), ses(some)...)
		}
	}
	return results{"n": of("count"), "row": of("origin"), "joint": of("all"), "stay": stay, "row_se": got}
}

// paths answers the ways through three waves, people and weights of each.
func paths(b *bench) any {
	b.designed("wt", "", "", "")
	b.where = "${in_w2} = 1 and ${in_w3} = 1"
	var n, weights []any
	for _, c := range b.cells("{measure: total, item: emp_w1_c, by: emp_w3_c/emp_w2_c}") {
		if c.Value > 0 {
			weights = append(weights, c.Value)
		}
	}
	b.design = ""
	for _, c := range b.cells("{measure: count, item: emp_w1_c, by: emp_w3_c/emp_w2_c}") {
		if c.Count > 0 {
			n = append(n, c.Count)
		}
	}
	return results{"wt": weights, "n": n}
}
