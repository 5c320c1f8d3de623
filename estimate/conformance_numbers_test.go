package estimate_test

import (
	"fmt"
	"strings"

	"sojourn/estimate"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

var schools, panels = []string{"srs", "strat", "clus1"}, []string{"pA", "pC"}

func numberAnswers(all table) {
	means := func(id, items string) {
		all.put(id, func(b *bench) any { return b.described("{measure: mean, effect: without, items: [" + items + "]}") })
	}
	means("srs_mean", "api00, enroll")
	means("strat_mean", "api00, enroll")
	means("clus1_mean", "api00, api99")
	for _, p := range panels {
		means(p+"_means", "age, dur_w1, income_w1, trust_gov_w1")
		means(p+"_means_unw", "age, dur_w1")
		means(p+"_means_cl", "age, dur_w1, income_w1")
		all.put(p+"_cor", correlations)
		all.put(p+"_kish", kish)
		all.put(p+"_refcmp", compared)
		all.put(p+"_std", func(b *bench) any {
			b.where = "${country_c} = 'GE' or ${country_c} = 'AM' or ${country_c} = 'TR'"
			cells := b.cells("{measure: mean, item: income_w1, by: country_c, standard: {by: agegrp_c, shares: {'1': .15, '2': .4, '3': .3, '4': .15}}}")
			return by("income_w1", cells)
		})
	}
	for _, design := range schools {
		all.put(design+"_total", func(b *bench) any { return b.described("{measure: total, item: api00}") })
		all.put(design+"_count", func(b *bench) any { return b.described("{measure: total, item: stype_c}") })
		all.put(design+"_mean_deff", func(b *bench) any {
			return results{"wor": b.described("{measure: mean, effect: without, item: api00}"), "wr": b.described("{measure: mean, effect: with, item: api00}")}
		})
		second := map[string]string{"srs": "enroll", "strat": "enroll", "clus1": "api99"}[design]
		all.put(design+"_ratio", func(b *bench) any {
			c := b.one("{measure: ratio, item: api00, over: " + second + "}")
			return results{"est": c.Value, "se": c.SE}
		})
		all.put(design+"_var", func(b *bench) any {
			cells := b.cells("{measure: variance, items: [api00, " + second + "]}")
			r := b.one("{measure: correlation, items: [api00, " + second + "]}").Value
			return results{"var": square(values(cells)), "cor": square([]any{1., r, 1.}), "se": []float64{cells[0].SE, cells[1].SE, cells[1].SE, cells[2].SE}}
		})
	}
	all.put("fpc_mean", func(b *bench) any {
		return results{"mean": b.described("{measure: mean, item: x}"), "tot": b.described("{measure: total, item: x}")}
	})
	all.put("clus1_std", func(b *bench) any {
		return by("api00", b.cells("{measure: mean, item: api00, by: awards_c, standard: {by: stype_c, shares: {E: 4421, H: 755, M: 1018}}}"))
	})
	all.put("strat_contrast", func(b *bench) any {
		mean := "spec: {name: m, measure: mean, item: api00, by: stype_c}"
		parts := fmt.Sprintf("parts: [{name: E, %s, keys: {stype_c: E}}, {name: H, %s, keys: {stype_c: H}}]", mean, mean)
		of := func(expression string) results {
			return b.described("{measure: contrast, " + parts + ", expression: " + expression + "}")
		}
		return results{"diff": of("E - H"), "ratio": of("E / H"), "V": b.estimate("{measure: mean, item: api00, by: stype_c, covariance: true}").Covariance}
	})
}

// square lays the lower triangle of a symmetric matrix of two out whole.
func square(lower []any) []any {
	return []any{[]any{lower[0], lower[1]}, []any{lower[1], lower[2]}}
}

// correlations answers cov.wt and Spearman's correlation, which know no design.
func correlations(b *bench) any {
	var ys [][]float64
	for _, name := range []string{"age", "income_w1", "trust_ppl_w1"} {
		ys = append(ys, b.frame.Numbers(name))
	}
	weighted, err := hypothesis.Correlate(ys, b.frame.Numbers("wt"))
	if err != nil {
		b.t.Fatal(err)
	}
	ranked, err := hypothesis.Spearman(ys)
	if err != nil {
		b.t.Fatal(err)
	}
	return results{"cov_wt": weighted.Covariance, "cor": weighted.Correlation, "center": weighted.Centre, "spearman_unw": ranked.Correlation}
}

// kish answers design effects of weights, overall and by country.
func kish(b *bench) any {
	b.designed("wt", "", "", "")
	overall := b.one("{measure: mean, item: wt}")
	n := float64(overall.N)
	of := func(c estimate.Cell) float64 { return float64(c.N) / c.Effective }
	cells := b.cells("{measure: mean, item: wt, by: country_c}")
	worst := 1.96 * half(overall.Effective)
	return results{"overall": results{"n": n, "deff": of(overall), "neff": overall.Effective}, "cv2": of(overall) - 1, "moe95_worst": worst,
		"deff": column(cells, of, true), "neff": column(cells, func(c estimate.Cell) float64 { return c.Effective }, true)}
}

// compared answers the comparison of a share with a figure from elsewhere.
func compared(b *bench) any {
	cells := b.cells("{measure: mean, item: ppl_top2_w1, compare: {title: {en: poll}, source: poll, value: .23, se: " + fmt.Sprint(half(1600/1.5)*2*root(.23*.77)) + "}}")
	share := b.cells(`{measure: share, meets: "${ppl_top2_w1} = 1", compare: {title: {en: poll}, source: poll, value: .23, n: 1600, effect: 1.5}}`)
	if d := cells[1].SE - share[1].SE; d > 1e-15 || d < -1e-15 {
		b.t.Errorf("the difference has the standard errors %v and %v", cells[1].SE, share[1].SE)
	}
	d := share[1]
	return results{"p": share[0].Value, "se": share[0].SE, "ref_se": root(1.5 * .23 * .77 / 1600), "diff": d.Value, "se_diff": d.SE, "z": d.Test.Statistic, "p_value": d.Test.P, "ci": []any{d.Low, d.High}}
}

func shareAnswers(all table) {
	for _, design := range schools {
		all.put(design+"_prop", func(b *bench) any { return b.shares("{measure: share, item: stype_c}") })
	}
	proportion := func(id, condition, method string) {
		all.put(id, func(b *bench) any { return b.proportion(condition, method) })
	}
	for design, condition := range map[string]string{"srs": "${api00} > 700", "strat": "${sch_wide_c} = 'Yes'", "clus1": "${awards_c} = 'Yes'"} {
		for _, method := range []string{"logit", "likelihood", "asin", "beta", "mean", "xlogit"} {
			proportion(design+"_ciprop_"+method, condition, method)
		}
	}
	for _, v := range []string{"fear", "news_tv"} {
		proportion("pA_wilson_"+v, "${"+v+"} = 1", "wilson")
	}
	for _, p := range panels {
		for _, method := range []string{"logit", "beta", "xlogit", "asin", "mean"} {
			proportion(p+"_rare_"+method, "${news_tv} = 1", method)
			proportion(p+"_ppl2cl_"+method, "${ppl_top2_w1} = 1", method)
		}
		all.put(p+"_prop_income", func(b *bench) any {
			c := b.cells("{measure: share, item: income_w1_c}")[0]
			return results{"p": b.shares("{measure: share, item: income_w1_c}"), "n_valid": c.N, "n_total": b.data.Rows, "w_valid": c.WeightedN}
		})
		all.put(p+"_prop_with_dk", func(b *bench) any {
			b.on(b.refs.Raw(b.t, b.c.Data[0]))
			return b.shares("{measure: share, item: income_w1_c}")
		})
		all.put(p+"_wilson", binomial)
		all.put(p+"_multi", multiple)
		all.put(p+"_likert", likert)
	}
}

// proportion answers svyciprop: of people who meet a condition.
func (b *bench) proportion(condition, method string) any {
	b.t.Helper()
	if method == "mean" {
		method = "wald"
	}
	c := b.one(fmt.Sprintf("{measure: share, meets: %q, interval: %s}", condition, method))
	return results{"est": c.Value, "ci": []any{c.Low, c.High}, "var": c.SE * c.SE, "df": c.DF}
}

// binomial answers the intervals for people drawn alike.
func binomial(b *bench) any {
	b.design = ""
	got := results{}
	for name, interval := range map[string]string{"wilson": "binomial-wilson", "wilson_cc": "binomial-wilson-corrected",
		"clopper": "clopper-pearson", "agresti": "agresti-coull", "wald": "binomial-wald"} {
		c := b.one(`{measure: share, meets: "${news_tv} = 1", interval: ` + interval + `}`)
		got[name], got["k"], got["n"] = []any{c.Low, c.High}, c.Count, c.N
	}
	return got
}

const channels = "news_tg, news_yt, news_media, news_tv, news_vk"

// multiple answers multiple response: shares of people and of mentions.
func multiple(b *bench) any {
	cells := b.cells("{measure: mean, items: [" + channels + "]}")
	sum := "value: \"${" + strings.ReplaceAll(channels, ", ", "} + ${") + "}\""
	derive := "derive: [{name: mentions, " + sum + "}, {name: nothing, value: \"${mentions} = 0\"}]"
	mentions := b.one("{measure: mean, item: mentions, " + derive + "}")
	none := b.one("{measure: mean, item: nothing, " + derive + "}")
	var mentioned []float64
	for _, name := range strings.Split(channels, ", ") {
		mentioned = append(mentioned, b.one("{measure: ratio, item: "+name+", over: mentions, "+derive+"}").Value)
	}
	return results{"base_n": cells[0].N, "base_w": cells[0].WeightedN, "pct_cases": values(cells), "pct_resp": mentioned, "mean_n": mentions.Value, "none": none.Value, "se": ses(cells)}
}

// likert answers the figures of a five-point item with coded non-answers.
func likert(b *bench) any {
	b.frame.Add("raw", b.refs.Raw(b.t, b.c.Data[0]).Words("trust_gov_w1"))
	b.on(b.frame)
	net := func(categories, base string) float64 {
		return b.one("{measure: share, item: trust_gov_w1_c, categories: [" + categories + "]" + base + "}").Value
	}
	total := func(categories string) float64 {
		return b.one("{measure: share, item: raw_c, categories: [" + categories + "], where: \"${raw} != 97\"}").Value
	}
	top, bottom := net("'4', '5'", ""), net("'1', '2'", "")
	return results{"top2_valid": top, "bot2_valid": bottom, "net": top - bottom, "top2_total": total("'4', '5'"), "dk": total("'98'"), "refused": total("'99'"),
		"mean": b.one("{measure: mean, item: trust_gov_w1}").Value, "sd": b.one("{measure: deviation, item: trust_gov_w1}").Value}
}

func quantileAnswers(all table) {
	quantiles := func(b *bench, yaml string) (whole []any, cells []estimate.Cell) {
		cells = b.cells("{measure: quantile, " + yaml + "}")
		for _, c := range cells {
			whole = append(whole, []any{c.Value, c.Low, c.High, c.SE})
		}
		return whole, cells
	}
	for _, design := range schools {
		all.put(design+"_quant", func(b *bench) any {
			whole, cells := quantiles(b, "item: api00, quantiles: [.1, .25, .5, .75, .9]")
			return results{"q": whole, "se": ses(cells)}
		})
	}
	for name, interval := range map[string]string{"mean": "wald", "beta": "beta", "xlogit": "xlogit", "asin": "asin", "score": "score"} {
		all.put("strat_quant_"+name, func(b *bench) any {
			whole, _ := quantiles(b, "item: api00, quantiles: [.25, .5], interval: "+interval)
			return results{"q": whole}
		})
	}
	for _, rule := range []kernel.Rule{kernel.Math, kernel.School, kernel.Shahvaish, kernel.HF2, kernel.HF4, kernel.HF7, kernel.HF8} {
		all.put("qrule_"+string(rule), func(b *bench) any {
			_, cells := quantiles(b, "item: api00, quantiles: [.05, .25, .5, .75, .95], rule: "+string(rule))
			return results{"q": values(cells)}
		})
	}
	for _, p := range panels {
		all.put(p+"_median_age", func(b *bench) any {
			age, _ := quantiles(b, "item: age, quantiles: [.25, .5, .75]")
			dur, _ := quantiles(b, "item: dur_w1, quantiles: [.05, .5, .95]")
			return results{"age": age, "dur": dur}
		})
		all.put(p+"_median_by", func(b *bench) any {
			_, cells := quantiles(b, "item: dur_w1, quantiles: [.5], by: educ_c")
			return results{"g": groupNumbers(cells, "educ_c"), "q": values(cells), "se": ses(cells)}
		})
	}
}

func groupAnswers(all table) {
	for _, design := range schools {
		all.put(design+"_by", func(b *bench) any {
			return by("api00", b.cells("{measure: mean, item: api00, by: stype_c, interval: normal}"))
		})
		all.put(design+"_by_deff", func(b *bench) any {
			return by("api00", b.cells("{measure: mean, item: api00, by: stype_c, interval: normal, effect: without}"))
		})
	}
	for _, p := range panels {
		for _, id := range []string{"_by_country", "_by_country_cl"} {
			all.put(p+id, func(b *bench) any {
				cells := b.cells("{measure: mean, item: gov_top2_w1, by: country_c, interval: normal}")
				got := by("gov_top2_w1", cells)
				got["n"] = column(cells, func(c estimate.Cell) float64 { return float64(c.N) }, true)
				got["n_eff"] = column(cells, func(c estimate.Cell) float64 { return c.Effective }, true)
				return got
			})
		}
		all.put(p+"_by_country_sex", func(b *bench) any {
			return by("income_w1", b.cells("{measure: mean, item: income_w1, by: sex_c/country_c, interval: normal}"))
		}, "sex")
		all.put(p+"_by_ciprop", func(b *bench) any {
			cells := b.cells(`{measure: share, meets: "${ppl_top2_w1} = 1", by: educ_c}`)
			got := by("ppl_top2_w1", cells)
			got["educ"] = groupNumbers(cells, "educ_c")
			return got
		})
		all.put(p+"_suppress", suppressed)
		all.put(p+"_nchs", standardOfNCHS)
	}
}
