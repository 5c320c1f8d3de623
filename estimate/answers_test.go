package estimate_test

import (
	"fmt"
	"math"
	"strings"

	"sojourn/estimate"
	"sojourn/estimate/kernel"
	"sojourn/study"
	"sojourn/weight"
)

// An answer says by which calls we answer a case; besides lists what of the
// result we do not compute yet.
type answer struct {
	design  string
	compute func(b *bench) map[string]any
	besides []string
}

// answers is the only place that knows a case.
func answers() map[string]answer {
	all := map[string]answer{}
	meansAnswers(all)
	shareAnswers(all)
	domainAnswers(all)
	weightAnswers(all)
	schoolWeightAnswers(all)
	panelAnswers(all)
	return all
}

func meansAnswers(all map[string]answer) {
	means := func(id, design string, vars ...string) {
		all[id] = answer{design, func(b *bench) map[string]any { return b.means(vars...) }, []string{"deff"}}
	}
	means("srs_mean", "srs", "api00", "enroll")
	means("strat_mean", "strat", "api00", "enroll")
	means("clus1_mean", "clus1", "api00", "api99")
	for _, p := range []string{"pA", "pC"} {
		means(p+"_means", p+"_w", "age", "dur_w1", "income_w1", "trust_gov_w1")
		means(p+"_means_unw", p+"_u", "age", "dur_w1")
		means(p+"_means_cl", p+"_cl", "age", "dur_w1", "income_w1")
	}
	all["fpc_mean"] = answer{"fpc2", func(b *bench) map[string]any {
		design, rows := b.kernel([]string{"x"})
		total := design.Total(rows, b.values("x", rows))
		variance := design.Variance(total)
		half := kernel.NormalQuantile(.975) * math.Sqrt(variance)
		return map[string]any{"mean": b.means("x"), "tot": map[string]any{"est": []any{total.Value}, "se": []any{math.Sqrt(variance)},
			"vcov": []any{[]any{variance}}, "ci_normal": []any{[]any{total.Value - half, total.Value + half}}}}
	}, nil}
}

func shareAnswers(all map[string]answer) {
	besides := []string{"vcov", "ci_normal"}
	for _, design := range []string{"srs", "strat", "clus1"} {
		all[design+"_prop"] = answer{design, func(b *bench) map[string]any { return b.shares("stype_c") }, besides}
	}
	for _, p := range []string{"pA", "pC"} {
		all[p+"_prop_income"] = answer{p + "_w", func(b *bench) map[string]any {
			c := b.cells(estimate.Spec{Measure: estimate.Share, Item: "income_w1_c"})[0]
			return map[string]any{"p": b.shares("income_w1_c"), "n_valid": float64(c.N), "n_total": float64(b.data.Rows), "w_valid": c.WeightedN}
		}, besides}
		all[p+"_prop_with_dk"] = answer{p + "_w", func(b *bench) map[string]any { return b.shares("income_w1_raw") }, besides}
		for _, method := range []string{"logit", "beta", "xlogit", "asin", "mean"} {
			all[p+"_rare_"+method] = answer{p + "_w", func(b *bench) map[string]any { return b.proportion("${news_tv} = 1", method) }, nil}
			all[p+"_ppl2cl_"+method] = answer{p + "_cl", func(b *bench) map[string]any { return b.proportion("${ppl_top2_w1} = 1", method) }, nil}
		}
		all[p+"_wilson"] = answer{p + "_u", binomial, nil}
	}
	for design, condition := range map[string]string{"srs": "${api00} > 700", "strat": "${sch_wide_c} = 'Yes'", "clus1": "${awards_c} = 'Yes'"} {
		for _, method := range []string{"logit", "likelihood", "asin", "beta", "mean", "xlogit"} {
			all[design+"_ciprop_"+method] = answer{design, func(b *bench) map[string]any { return b.proportion(condition, method) }, nil}
		}
	}
	for _, v := range []string{"fear", "news_tv"} {
		all["pA_wilson_"+v] = answer{"pA_cl", func(b *bench) map[string]any { return b.proportion("${"+v+"} = 1", "wilson") }, nil}
	}
}

// binomial answers the intervals for people drawn alike.
func binomial(b *bench) map[string]any {
	got := map[string]any{}
	for name, interval := range map[string]string{"wilson": "binomial-wilson", "wilson_cc": "binomial-wilson-corrected",
		"clopper": "clopper-pearson", "agresti": "agresti-coull", "wald": "binomial-wald"} {
		c := b.cells(estimate.Spec{Measure: estimate.Share, Meets: "${news_tv} = 1", Interval: interval})[0]
		got[name], got["k"], got["n"] = []any{c.Low, c.High}, float64(c.Count), float64(c.N)
	}
	return got
}

func domainAnswers(all map[string]answer) {
	besides := []string{"cv", "cv%", "var", "DEff.api00", "stype", "country", "sex", "educ"}
	for _, design := range []string{"srs", "strat", "clus1"} {
		all[design+"_by"] = answer{design, func(b *bench) map[string]any { return b.by("api00", "stype_c") }, besides}
		all[design+"_by_deff"] = all[design+"_by"]
	}
	for _, p := range []string{"pA", "pC"} {
		all[p+"_by_country"] = answer{p + "_w", func(b *bench) map[string]any {
			got := b.by("gov_top2_w1", "country_c")
			var n, effective []any
			for _, c := range b.cells(estimate.Spec{Measure: estimate.Mean, Item: "gov_top2_w1", By: "country_c"}) {
				n, effective = append(n, float64(c.N)), append(effective, c.Effective)
			}
			got["n"], got["n_eff"] = n, effective
			return got
		}, besides}
		all[p+"_by_country_cl"] = answer{p + "_cl", func(b *bench) map[string]any { return b.by("gov_top2_w1", "country_c") }, besides}
		all[p+"_by_country_sex"] = answer{p + "_w", func(b *bench) map[string]any { return b.by("income_w1", "sex_c/country_c") }, besides}
		all[p+"_by_ciprop"] = answer{p + "_w", func(b *bench) map[string]any {
			of := columns(b.cells(estimate.Spec{Measure: estimate.Share, Meets: "${ppl_top2_w1} = 1", By: "educ_c"}))
			return map[string]any{"ppl_top2_w1": of["est"], "ci_l": of["low"], "ci_u": of["high"]}
		}, besides}
	}
}

func weightAnswers(all map[string]answer) {
	for _, p := range []string{"pA", "pC"} {
		all[p+"_rake4"] = answer{p + "_w", func(b *bench) map[string]any {
			set := b.rake(inFour, 100000, nil, fourMargins()...)
			got := map[string]any{"w": summary(set), "mean": b.means("age", "gov_top2_w1")}
			reached := map[string]any{}
			for _, r := range set.Reached {
				key := strings.TrimSuffix(r.Item, "_c")
				if key == "agegrp" {
					key = "age"
				}
				before, _ := reached[key].([]any)
				reached[key] = append(before, r.Reached*100000)
			}
			got["margins"] = reached
			b.fix(set, inFour)
			got["naive"] = b.means("age", "gov_top2_w1")
			return got
		}, nil}
		all[p+"_rake4_trim"] = answer{p + "_w", func(b *bench) map[string]any {
			return map[string]any{"w": summary(b.rake(inFour, 100000, &weight.Bounds{Lower: .3, Upper: 3, Strict: true}, fourMargins()...)),
				"mean": b.means("age", "gov_top2_w1")}
		}, nil}
		all[p+"_rake_iter_trim"] = answer{p + "_w", func(b *bench) map[string]any {
			set := b.rake(inFour, 100000, &weight.Bounds{Upper: 5, Rerake: true}, fourMargins()...)
			return map[string]any{"rounds": float64(set.Rounds), "w": summary(set)}
		}, nil}
		all[p+"_ps"] = answer{p + "_w", func(b *bench) map[string]any {
			return map[string]any{"w": summary(b.rake("sex_c=1,2", 100000, nil, crossedMargin())), "mean": b.means("age", "income_w1")}
		}, nil}
		all[p+"_kish"] = answer{p + "_w", kish, []string{"cv2", "country", "moe95_worst"}}
	}
}

func schoolWeightAnswers(all map[string]answer) {
	besides := []string{"tot", "cnt"}
	all["clus1_ps"] = answer{"clus1", func(b *bench) map[string]any {
		return map[string]any{"w": summary(b.rake("", 6194, nil, schoolTypes())), "mean": b.means("api00")}
	}, besides}
	all["clus1_rake"] = answer{"clus1", func(b *bench) map[string]any {
		return map[string]any{"w": summary(b.rake("", 6194, nil, schoolTypes(), schoolGoals())), "mean": b.means("api00"), "by": b.by("api00", "stype_c")}
	}, []string{"tot", "stype"}}
	all["clus1_rake_naive"] = answer{"clus1", func(b *bench) map[string]any {
		set := b.rake("", 6194, nil, schoolTypes(), schoolGoals())
		b.fix(set, "")
		b.spec.Design = &estimate.Design{Clusters: "dnum"}
		return b.means("api00", "enroll")
	}, nil}
	mean := 6194.0 / 183
	all["clus1_rake_trim"] = answer{"clus1", func(b *bench) map[string]any {
		return map[string]any{"w": summary(b.rake("", 6194, &weight.Bounds{Lower: 20 / mean, Upper: 45 / mean, Strict: true}, schoolTypes(), schoolGoals())),
			"mean": b.means("api00")}
	}, nil}
	all["clus1_rake_trim_nonstrict"] = answer{"clus1", func(b *bench) map[string]any {
		return map[string]any{"w": summary(b.rake("", 6194, &weight.Bounds{Lower: 25 / mean, Upper: 36 / mean}, schoolTypes(), schoolGoals()))}
	}, nil}
}

// kish answers design effects overall and by country.
func kish(b *bench) map[string]any {
	var deff, effective []any
	for _, c := range b.cells(estimate.Spec{Measure: estimate.Mean, Item: "wt", By: "country_c"}) {
		deff, effective = append(deff, float64(c.N)/c.Effective), append(effective, c.Effective)
	}
	overall, err := weight.KishDeff(b.sets["w"].Values)
	if err != nil {
		b.t.Fatal(err)
	}
	n := float64(b.data.Rows)
	return map[string]any{"overall": map[string]any{"n": n, "deff": overall, "neff": n / overall}, "deff": deff, "neff": effective}
}

func panelAnswers(all map[string]answer) {
	both := "${in_w2} = 1 and ${gov_top2_w1} >= 0 and ${gov_top2_w2} >= 0"
	for _, p := range []string{"pA", "pC"} {
		all[p+"_pairchange"] = answer{p + "_w", func(b *bench) map[string]any {
			of := columns(b.cells(estimate.Spec{Measure: estimate.Mean, Item: "gov_top2", Waves: []study.WaveID{1, 2}, Where: both, Interval: "normal"}))
			change := b.cells(estimate.Spec{Measure: estimate.Difference, Item: "gov_top2", Waves: []study.WaveID{1, 2}, Where: both})[0]
			return map[string]any{"n": float64(change.N), "m": map[string]any{"est": of["est"], "se": of["se"], "ci_normal": pairs(of)},
				"change": map[string]any{"est": []any{change.Value}, "se": []any{change.SE}, "df": change.DF, "ci_t": []any{[]any{change.Low, change.High}}}}
		}, []string{"vcov", "ci_normal", "se_if_independent"}}
		all[p+"_diff2"] = answer{p + "_w", func(b *bench) map[string]any {
			where := "${gov_top2_w1} >= 0"
			of := columns(b.cells(estimate.Spec{Measure: estimate.Mean, Item: "gov_top2_w1", By: "in_w2_c", Where: where}))
			d := b.cells(estimate.Spec{Measure: estimate.Difference, Item: "gov_top2_w1", By: "in_w2_c", Groups: []string{"0", "1"}, Where: where, Interval: "normal"})[0]
			return map[string]any{"by": map[string]any{"gov_top2_w1": of["est"], "se": of["se"], "est__": of["est"], "se__": of["se"]},
				"diff": map[string]any{"est": []any{d.Value}, "se": []any{d.SE}, "ci_normal": []any{[]any{d.Low, d.High}}}, "z": d.Value / d.SE,
				"p_normal": 2 * kernel.NormalSurvival(math.Abs(d.Value/d.SE))}
		}, []string{"vcov", "in_w2"}}
		all[p+"_trans"] = answer{p + "_w", transitions, []string{"row_se"}}
	}
}

// transitions answers a transition matrix: people, row shares, joint shares.
func transitions(b *bench) map[string]any {
	cells := b.cells(estimate.Spec{Measure: estimate.Transition, Where: "${in_w2} = 1",
		From: &estimate.Point{Item: "emp_w1_c"}, To: &estimate.Point{Item: "emp_w2_c"}})
	of := map[string][]any{}
	rows := map[string][]any{}
	stay, last := 0.0, ""
	for _, c := range cells {
		from, to, what := c.Key("from"), c.Key("to"), c.Key("of")
		if from == "" || to == "" {
			continue
		}
		if from != last {
			for key := range rows {
				of[key] = append(of[key], rows[key])
			}
			rows, last = map[string][]any{}, from
		}
		rows[what] = append(rows[what], c.Value)
		if what == "all" && from == to {
			stay += c.Value
		}
	}
	for key := range rows {
		of[key] = append(of[key], rows[key])
	}
	return map[string]any{"n": of["count"], "row": of["origin"], "joint": of["all"], "stay": stay}
}

func targets(item string, xs ...float64) weight.Margin {
	m := weight.Margin{Item: item, Targets: map[string]float64{}}
	for i, x := range xs {
		m.Targets[fmt.Sprint(i+1)] = x
	}
	return m
}

func fourMargins() []weight.Margin {
	return []weight.Margin{targets("sex_c", .54, .46), targets("agegrp_c", .14, .38, .31, .17),
		targets("educ_c", .05, .12, .2, .48, .15), targets("settl_c", .04, .1, .16, .25, .45)}
}

// inFour are the people who have a category of every one of fourMargins.
const inFour = "sex_c=1,2 settl_c"

func crossedMargin() weight.Margin {
	m := weight.Margin{Item: "sex_c/agegrp_c", Targets: map[string]float64{}}
	for i, x := range []float64{7, 7, 20, 18, 16, 15, 9, 8} {
		m.Targets[fmt.Sprintf("%d/%d", i%2+1, i/2+1)] = 1000 * x
	}
	return m
}

func schoolTypes() weight.Margin {
	return weight.Margin{Item: "stype_c", Targets: map[string]float64{"E": 4421, "H": 755, "M": 1018}}
}

func schoolGoals() weight.Margin {
	return weight.Margin{Item: "sch_wide_c", Targets: map[string]float64{"No": 1072, "Yes": 5122}}
}
