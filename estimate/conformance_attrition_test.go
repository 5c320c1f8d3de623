package estimate_test

import (
	"fmt"
	"math"

	"sojourn/estimate"
	"sojourn/estimate/hypothesis"
	"sojourn/estimate/model"
)

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
