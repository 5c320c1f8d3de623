package estimate_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"sojourn/estimate"
	"sojourn/estimate/hypothesis"
	qualities "sojourn/estimate/hypothesis/quality"
	"sojourn/estimate/kernel"
	"sojourn/weight"
)

// identity is the covariance of one number with variance 1.
type identity struct{}

func (identity) Dims() (int, int)      { return 1, 1 }
func (identity) At(int, int) float64   { return 1 }
func (identity) T() mat.Matrix         { return identity{} }
func (identity) SymmetricDim() int     { return 1 }
func normalTail(z float64) float64     { return kernel.NormalSurvival(z) }
func chiSquared(x, df float64) float64 { return kernel.ChiSquaredSurvival(x, df) }

// fitted answers a regression: coefficients, their errors and covariance.
func (b *bench) fitted(yaml string) results {
	b.t.Helper()
	e := b.estimate("{measure: model, covariance: true, " + yaml + "}")
	terms := narrow(e.Cells, "term")
	k := len(terms)
	var v [][]float64
	for i := range k {
		v = append(v, e.Covariance[i][:k])
	}
	got := results{"coef": values(terms), "se": ses(terms), "vcov": v, "ci": intervals(terms), "nobs": terms[0].N,
		"t": column(terms, func(c estimate.Cell) float64 { return c.Test.Statistic }, true), "p": column(terms, func(c estimate.Cell) float64 { return c.Test.P }, true),
		"df": column(terms, func(c estimate.Cell) float64 { return c.Test.DF }, true)}
	got["stat"] = got["t"]
	for key, fit := range map[string]string{"dispersion": "dispersion", "df_resid": "residual-df", "deviance": "deviance"} {
		for _, c := range narrow(e.Cells, "fit="+fit) {
			got[key] = c.Value
		}
	}
	return got
}

func modelAnswers(all table) {
	all.put("strat_glm", func(b *bench) any { return b.fitted("model: {formula: api00 ~ ell + meals + mobility}") })
	all.put("clus1_logit", func(b *bench) any {
		return b.fitted(`model: {formula: "is(sch_wide_c, Yes) ~ ell + meals", family: quasibinomial}`)
	})
	all.put("strat_regterm", func(b *bench) any {
		t := b.one("{measure: model, model: {formula: api00 ~ ell + stype_c + mobility, terms: [stype_c]}}", "test=stype_c").Test
		return results{"F": t.Statistic, "df": t.DF, "ddf": t.DF2, "p": t.P}
	})
	all.put("panelC_olr", func(b *bench) any {
		b.on(b.refs.Raw(b.t, b.c.Data[0]))
		b.designed("wt", "", "", "", `rows: "${income_w1} <= 6 and ${trust_ppl_w1} <= 5 and ${income_w1} >= 0 and ${trust_ppl_w1} >= 0"`)
		cells := b.cells("{measure: model, model: {formula: trust_ppl_w1_c ~ age + income_w1, family: ordinal}}", "term")
		coef := results{}
		for _, c := range cells {
			coef[c.Key("term")] = c.Value
		}
		return results{"coef": coef, "se": ses(cells)}
	})
	for _, p := range panels {
		all.put(p+"_glm_gauss", func(b *bench) any {
			b.where = "${educ} >= 3 and (${sex} = 1 or ${sex} = 2)"
			return b.fitted("model: {formula: income_w1 ~ age + sexf_c * educf_c}")
		})
		all.put(p+"_glm_logit", func(b *bench) any {
			return b.fitted("model: {formula: gov_top2_w1 ~ age + income_w1 + agef_c, family: quasibinomial}")
		})
		all.put(p+"_trend_gee", func(b *bench) any {
			// Who was not in a wave has no answer there.
			for _, w := range []string{"1", "2", "3"} {
				y, in := b.frame.Numbers("gov_top2_w"+w), b.frame.Numbers("in_w"+w)
				for i := range y {
					if in[i] != 1 {
						y[i] = math.NaN()
					}
				}
				b.frame.Put("gov_top2_w"+w, y)
			}
			b.on(b.frame)
			b.designed("wt", "", "", "")
			const model = "waves: [1, 2, 3], model: {formula: gov_top2 ~ wave, family: quasibinomial, terms: [wave]}"
			got := b.fitted(model)
			t := b.one("{measure: model, "+model+"}", "test=wave").Test
			got["F"], got["ddf"], got["pF"], got["df"] = t.Statistic, t.DF2, t.P, t.DF
			return got
		})
		all.put(p+"_listexp", func(b *bench) any {
			design := b.design
			weighted := b.fitted("model: {formula: list_y ~ list_t}")
			b.design = ""
			cells := b.cells("{measure: model, model: {formula: list_y ~ list_t, errors: HC2}}", "term")
			welch := tested(b.one("{measure: test, item: list_y, by: list_t_c, test: welch}"))
			welch["estimate"] = values(b.cells("{measure: mean, item: list_y, by: list_t_c}"))
			b.design = design
			return results{"est": cells[1].Value, "welch": welch, "w": weighted,
				"hc2": results{"coef": values(cells), "se": ses(cells), "ci": []any{cells[1].Low, cells[1].High}}}
		})
	}
	conjoint := func(id, outcome, errors string) {
		all.put(id, func(b *bench) any {
			if errors == "survey" {
				b.designed("wt", "", "rid", "")
			} else {
				b.designed("", "", "rid", "")
			}
			return b.fitted(`model: {formula: "` + outcome + ` ~ factor(dest_c, CentralAsia) + factor(visa_c, none) + factor(cost_c, low) + lang_c", errors: ` + errors + `}`)
		})
	}
	conjoint("o_amce_stata", "chosen", "CR1S")
	conjoint("o_amce_CR0", "chosen", "CR0")
	conjoint("o_amce_CR2", "chosen", "CR2")
	conjoint("o_amce_rating", "rating", "CR2")
	conjoint("o_amce_w", "chosen", "survey")
	levels := map[string]string{"dest": "CentralAsia, EU, Israel, SouthCaucasus", "visa": "none, humanitarian, work", "cost": "low, high, mid", "lang": "not, ru_spoken"}
	all.put("o_mm", func(b *bench) any {
		b.designed("", "", "rid", "")
		got := results{}
		for attribute, order := range levels {
			got[attribute] = by("chosen", b.cells("{measure: mean, item: chosen, by: "+attribute+"_c, groups: ["+order+"]}"))
		}
		return got
	})
	all.put("o_conjoint_diag", func(b *bench) any {
		n := results{}
		for attribute := range levels {
			of := results{}
			for _, c := range b.cells("{measure: count, item: " + attribute + "_c}") {
				of[c.Key("category")] = c.Count
			}
			n[attribute] = of
		}
		order := results{}
		for _, c := range b.cells("{measure: mean, item: chosen, by: profile_c}") {
			order[c.Key("profile_c")] = c.Value
		}
		return results{"n": n, "order": order}
	})
	all.put("o_mi_pool", pooled)
}

// pooled answers the pooling of completions: each is estimated by specs.
func pooled(b *bench) any {
	var estimates, variances [3][]float64
	for imputation := 1; imputation <= 5; imputation++ {
		b.designed("w", "", "", "", `rows: "${imp} = `+strconv.Itoa(imputation)+`"`)
		cells := append(b.cells("{measure: mean, item: y}"), b.cells("{measure: model, model: {formula: y ~ x}}", "term")...)
		for k, c := range cells {
			estimates[k], variances[k] = append(estimates[k], c.Value), append(variances[k], c.SE*c.SE)
		}
	}
	part := func(ks ...int) results {
		of := map[string][]any{}
		for _, k := range ks {
			p, err := hypothesis.Pool(estimates[k], variances[k], 0)
			if err != nil {
				b.t.Fatal(err)
			}
			for key, x := range map[string]float64{"est": p.Estimate, "se": p.SE, "df": p.DF, "fmi": p.Missing} {
				of[key] = append(of[key], x)
			}
		}
		return results{"est": of["est"], "se": of["se"], "df": of["df"], "fmi": of["fmi"]}
	}
	return results{"mean": part(0), "reg": part(1, 2)}
}

// schools' margins and the panel's, as weights.yaml has them.
const (
	schoolMargins = "margins: [{item: stype_c, source: census, targets: {E: 4421, H: 755, M: 1018}}, {item: sch_wide_c, source: census, targets: {'No': 1072, 'Yes': 5122}}], total: 6194"
	fourMargins   = "margins: [{item: sex_c, source: census, targets: {'1': .54, '2': .46}}, {item: agegrp_c, source: census, targets: {'1': .14, '2': .38, '3': .31, '4': .17}}, " +
		"{item: educ_c, source: census, targets: {'1': .05, '2': .12, '3': .2, '4': .48, '5': .15}}, {item: settl_c, source: census, targets: {'1': .04, '2': .1, '3': .16, '4': .25, '5': .45}}], " +
		`total: 100000, base: "(${sex} = 1 or ${sex} = 2) and ${settl} >= 1"`
	schoolTotals = "margins: [{item: stype_c, source: census, targets: {E: 4421, H: 755, M: 1018}}], numbers: [{item: api99, source: census, total: 3914069}], total: 6194"
)

// weigh makes a set by a recipe in the words of weights.yaml and lets all
// specs use it.
func (b *bench) weigh(recipe string) weight.Set {
	b.t.Helper()
	set, err := b.tryWeigh(recipe)
	if err != nil {
		b.t.Fatal(err)
	}
	return set
}

func (b *bench) tryWeigh(recipe string) (weight.Set, error) {
	b.t.Helper()
	recipes, err := weight.ParseSets([]byte("weights:\n  - {name: set, sample: all, " + recipe + "}\n"))
	if err != nil {
		return weight.Set{}, err
	}
	sets, ps := estimate.Weigh(recipes, everybody, b.data)
	if len(ps) > 0 {
		return weight.Set{}, ps
	}
	b.sets["set"] = sets["set"]
	return sets["set"], nil
}

// summary answers pkw: a weight vector by its sums and values.
func summary(w []float64) results {
	var used []float64
	sum, squares := 0.0, 0.0
	for _, x := range w {
		if x != 0 {
			used = append(used, x)
			sum += x
			squares += x * x
		}
	}
	n := float64(len(used))
	return results{"n": n, "sum": sum, "min": slices.Min(used), "max": slices.Max(used), "sum_sq": squares,
		"kish_deff": n * squares / (sum * sum), "n_eff": sum * sum / squares, "weights": used, "weights_every": every(used)}
}

// every lists the rows 1, 101, 201, …
func every(w []float64) []float64 {
	var some []float64
	for i := 0; i < len(w); i += 100 {
		some = append(some, w[i])
	}
	return some
}

// underSet lets all specs use the set, with the design of a cluster column.
func (b *bench) underSet(clusters, population string) {
	b.designed("", "", clusters, population)
	b.design = strings.TrimSuffix(b.design, "}") + "}"
	if b.design == "{}" {
		b.design = ""
	}
}

// set describes an estimate under the set.
func (b *bench) set(yaml string, dims ...string) results {
	return b.described(with(yaml, "weight: set"), dims...)
}

func weightAnswers(all table) {
	school := func(id, recipe string, compute func(b *bench, set weight.Set) results) {
		all.put(id, func(b *bench) any {
			set := b.weigh("start: pw, " + recipe)
			b.underSet("dnum", "fpc")
			return compute(b, set)
		})
	}
	mean, total := "{measure: mean, item: api00}", "{measure: total, item: enroll}"
	school("clus1_ps", "margins: [{item: stype_c, source: census, targets: {E: 4421, H: 755, M: 1018}}], total: 6194", func(b *bench, set weight.Set) results {
		return results{"w": summary(set.Values), "tot": b.set(total), "mean": b.set(mean), "cnt": b.set("{measure: total, item: stype_c}")}
	})
	school("clus1_rake", schoolMargins, func(b *bench, set weight.Set) results {
		return results{"w": summary(set.Values), "tot": b.set(total), "mean": b.set(mean),
			"by": by("api00", b.cells("{measure: mean, item: api00, by: stype_c, weight: set}"))}
	})
	all.put("clus1_rake_naive", func(b *bench) any {
		set := b.weigh("start: pw, " + schoolMargins)
		b.frame.Put("rw", set.Values)
		b.on(b.frame)
		b.designed("rw", "", "dnum", "")
		return b.described("{measure: mean, items: [api00, enroll]}")
	})
	for id, trim := range map[string]string{"clus1_rake_trim": "lower: 20, upper: 45, strict: true", "clus1_rake_trim_nonstrict": "lower: 25, upper: 36"} {
		var lower, upper float64
		strict := strings.Contains(trim, "strict")
		fmt.Sscanf(trim, "lower: %f, upper: %f", &lower, &upper)
		per := 6194. / 183
		recipe := fmt.Sprintf("%s, trim: {lower: %v, upper: %v, strict: %v}", schoolMargins, lower/per, upper/per, strict)
		school(id, recipe, func(b *bench, set weight.Set) results { return results{"w": summary(set.Values), "mean": b.set(mean)} })
	}
	for id, function := range map[string]string{"clus1_cal_linear": "linear", "clus1_cal_raking": "raking", "clus1_cal_logit": "logit, lower: 0.6, upper: 2.2", "clus1_cal_linear_bounded": "linear, lower: 0.7, upper: 1.6"} {
		school(id, schoolTotals+", calibrate: {function: "+function+"}", func(b *bench, set weight.Set) results {
			return results{"w": summary(set.Values), "g": results{"min": set.Least, "max": set.Most}, "tot": b.set(total), "mean": b.set(mean)}
		})
	}
	all.put("clus1_cal_infeasible", func(b *bench) any {
		_, err := b.tryWeigh("start: pw, " + schoolTotals + ", calibrate: {function: linear, lower: 0.99, upper: 1.01}")
		return refused(b.t, err, "stype_c", "gap")
	})
	for _, p := range panels {
		panelWeightAnswers(all, p)
	}
}

func panelWeightAnswers(all table, p string) {
	all.put(p+"_rake4", func(b *bench) any {
		set := b.weigh("start: wt, " + fourMargins)
		b.underSet("", "")
		got := results{"w": summary(set.Values), "mean": b.set("{measure: mean, items: [age, gov_top2_w1]}")}
		margins := results{}
		for key, name := range map[string]string{"sex": "sex_c", "age": "agegrp_c", "educ": "educ_c", "settl": "settl_c"} {
			var reached []any
			for _, r := range set.Reached {
				if r.Item == name {
					reached = append(reached, r.Reached*100000)
				}
			}
			margins[key] = reached
		}
		got["margins"] = margins
		b.frame.Put("rw", set.Values)
		b.on(b.frame)
		b.designed("rw", "", "", "", `rows: "${rw} > 0"`)
		got["naive"] = b.described("{measure: mean, items: [age, gov_top2_w1]}")
		return got
	})
	all.put(p+"_rake4_trim", func(b *bench) any {
		set := b.weigh("start: wt, " + fourMargins + ", trim: {lower: .3, upper: 3, strict: true}")
		b.underSet("", "")
		return results{"w": summary(set.Values), "mean": b.set("{measure: mean, items: [age, gov_top2_w1]}")}
	})
	all.put(p+"_rake_iter_trim", func(b *bench) any {
		set := b.weigh("start: wt, " + fourMargins + ", trim: {upper: 5, rerake: true}")
		return results{"rounds": set.Rounds, "w": summary(set.Values)}
	})
	all.put(p+"_ps", func(b *bench) any {
		set := b.weigh(`start: wt, base: "${sex} = 1 or ${sex} = 2", total: 100000, margins: [{item: sex_c/agegrp_c, source: census, targets: {1/1: 7, 2/1: 7, 1/2: 20, 2/2: 18, 1/3: 16, 2/3: 15, 1/4: 9, 2/4: 8}}]`)
		b.underSet("", "")
		return results{"w": summary(set.Values), "mean": b.set("{measure: mean, items: [age, income_w1]}")}
	})
	const two = `start: wt, base: "${sex} = 1 or ${sex} = 2", total: 100000, margins: [{item: sex_c, source: census, targets: {'1': .54, '2': .46}}, {item: agegrp_c, source: census, targets: {'1': .14, '2': .38, '3': .31, '4': .17}}]`
	all.put(p+"_cal_linear", func(b *bench) any {
		set := b.weigh(two + ", numbers: [{item: age, source: census, mean: 36.5}], calibrate: {function: linear}")
		b.underSet("", "")
		return results{"w": summary(set.Values), "mean": b.set("{measure: mean, item: gov_top2_w1}"), "neg": set.Negative}
	})
	all.put(p+"_cal_raking_eq", func(b *bench) any {
		calibrated := b.weigh(two + ", calibrate: {function: raking}")
		raked := b.weigh(two)
		worst := 0.0
		for i, w := range raked.Values {
			if w > 0 {
				worst = max(worst, math.Abs(calibrated.Values[i]/w-1))
			}
		}
		return results{"w": summary(calibrated.Values), "max_rel_diff": worst < 1e-8}
	})
}

// refused checks that something was refused by an error that names the cause.
func refused(t *testing.T, err error, causes ...string) any {
	t.Helper()
	if err == nil {
		t.Fatal("a number was given where none can be")
	}
	for _, cause := range causes {
		if !strings.Contains(err.Error(), cause) {
			t.Errorf("the refusal does not name %q: %v", cause, err)
		}
	}
	return nil
}

// quality answers the arithmetic of durations.
func quality(b *bench) any {
	xs := b.frame.Numbers("dur_w1")
	logs, err := qualities.Logs(xs)
	median := b.one("{measure: quantile, item: dur_w1, quantiles: [.5], rule: hf7}").Value
	marked := func(in []bool, err2 error) int {
		if err2 != nil {
			b.t.Fatal(err2)
		}
		n := 0
		for _, is := range in {
			if is {
				n++
			}
		}
		return n
	}
	if err != nil {
		b.t.Fatal(err)
	}
	mad, err := qualities.MAD(xs)
	if err != nil {
		b.t.Fatal(err)
	}
	return results{"median": median, "third": marked(qualities.Faster(xs, 1./3)), "pct48": marked(qualities.Faster(xs, .48)), "fence": marked(qualities.Beyond(logs, 1.5)),
		"ge50": b.one(`{measure: total, item: half, derive: [{name: half, value: "${pct_w1} >= 50"}]}`).Value, "mad": mad,
		"p05": b.one("{measure: quantile, item: dur_w1, quantiles: [.05], rule: hf7}").Value}
}

func daily(b *bench) any {
	var times []time.Time
	for _, word := range b.frame.Words("start_w1") {
		if at, err := time.Parse(time.RFC3339, word); err == nil {
			times = append(times, at)
		}
	}
	by := func(zone *time.Location) results {
		got := results{}
		for _, d := range qualities.Daily(times, zone) {
			got[d.Date] = d.N
		}
		return got
	}
	return results{"utc": by(time.UTC), "tbilisi": by(time.FixedZone("Tbilisi", 4*3600))}
}
