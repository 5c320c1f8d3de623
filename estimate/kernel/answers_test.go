package kernel_test

import (
	"math"
	"slices"

	"sojourn/estimate/kernel"
	"sojourn/internal/statref"
)

var schoolDesigns = []string{"srs", "strat", "clus1"}
var panels = []string{"pA", "pC"}

func meanAnswers(all map[string]func(s sample) any) {
	means := func(id string, names ...string) {
		all[id] = func(s sample) any { return s.means(s.where(names...), names...) }
	}
	means("srs_mean", "api00", "enroll")
	means("strat_mean", "api00", "enroll")
	means("clus1_mean", "api00", "api99")
	for _, p := range panels {
		means(p+"_means", "age", "dur_w1", "income_w1", "trust_gov_w1")
		means(p+"_means_unw", "age", "dur_w1")
		means(p+"_means_cl", "age", "dur_w1", "income_w1")
	}
	for _, design := range schoolDesigns {
		all[design+"_mean_deff"] = func(s sample) any {
			without := s.means(s.all(), "api00")
			with := s.means(s.all(), "api00")
			y := s.f.Values("api00", s.all())
			with["deff"] = []float64{s.d.Effect(s.d.Mean(s.all(), y), s.all(), y)}
			return results{"wor": without, "wr": with}
		}
		all[design+"_prop"] = func(s sample) any { return s.shares(s.all(), "stype") }
	}
}

func totalAnswers(all map[string]func(s sample) any) {
	for _, design := range schoolDesigns {
		all[design+"_total"] = func(s sample) any {
			return s.described(s.d.DF(s.all()), s.d.Total(s.all(), s.f.Values("api00", s.all())))
		}
		all[design+"_count"] = func(s sample) any {
			var ls []kernel.Linear
			s.categories(s.all(), "stype", func(_ string, in []float64) { ls = append(ls, s.d.Total(s.all(), in)) })
			return s.described(s.d.DF(s.all()), ls...)
		}
	}
	all["fpc_mean"] = func(s sample) any {
		return results{"mean": s.means(s.all(), "x"), "tot": s.described(s.d.DF(s.all()), s.d.Total(s.all(), s.f.Values("x", s.all())))}
	}
}

func momentAnswers(all map[string]func(s sample) any) {
	for _, design := range schoolDesigns {
		second := map[string]string{"srs": "enroll", "strat": "enroll", "clus1": "api99"}[design]
		all[design+"_ratio"] = func(s sample) any {
			rows := s.where("api00", second)
			l := s.d.Ratio(rows, s.f.Values("api00", rows), s.f.Values(second, rows))
			return results{"est": l.Value, "se": s.d.SE(l)}
		}
		all[design+"_var"] = func(s sample) any {
			rows := s.where("api00", second)
			x, y := s.f.Values("api00", rows), s.f.Values(second, rows)
			m := s.d.Moments(rows, x, y)
			r := s.d.Correlation(rows, x, y).Value
			return results{"var": [][]float64{{m[0][0].Value, m[0][1].Value}, {m[1][0].Value, m[1][1].Value}}, "cor": [][]float64{{1, r}, {r, 1}},
				"se": []float64{s.d.SE(m[0][0]), s.d.SE(m[1][0]), s.d.SE(m[0][1]), s.d.SE(m[1][1])}}
		}
	}
}

func quantileAnswers(all map[string]func(s sample) any) {
	for _, design := range schoolDesigns {
		all[design+"_quant"] = func(s sample) any {
			whole, _, ses := s.quantiles(s.all(), "api00", kernel.Math, kernel.Wald, .1, .25, .5, .75, .9)
			return results{"q": whole, "se": ses}
		}
	}
	for name, method := range map[string]kernel.Interval{"mean": kernel.Wald, "beta": kernel.Beta, "xlogit": kernel.XLogit, "asin": kernel.Asin, "score": kernel.Score} {
		all["strat_quant_"+name] = func(s sample) any {
			whole, _, _ := s.quantiles(s.all(), "api00", kernel.Math, method, .25, .5)
			return results{"q": whole}
		}
	}
	for _, rule := range []kernel.Rule{kernel.Math, kernel.School, kernel.Shahvaish, kernel.HF2, kernel.HF4, kernel.HF7, kernel.HF8} {
		all["qrule_"+string(rule)] = func(s sample) any {
			_, values, _ := s.quantiles(s.all(), "api00", rule, kernel.Wald, .05, .25, .5, .75, .95)
			return results{"q": values}
		}
	}
	for _, p := range panels {
		all[p+"_median_age"] = func(s sample) any {
			age, _, _ := s.quantiles(s.all(), "age", kernel.Math, kernel.Wald, .25, .5, .75)
			dur, _, _ := s.quantiles(s.where("dur_w1"), "dur_w1", kernel.Math, kernel.Wald, .05, .5, .95)
			return results{"age": age, "dur": dur}
		}
		all[p+"_median_by"] = func(s sample) any {
			var values, ses []float64
			for _, group := range s.groups(s.all(), "educ") {
				_, value, se := s.quantiles(group, "dur_w1", kernel.Math, kernel.Wald, .5)
				values, ses = append(values, value...), append(ses, se...)
			}
			return results{"g": s.numbered("educ"), "q": values, "se": ses}
		}
	}
}

// quantiles gives value, interval and SE of each level.
func (s sample) quantiles(domain []int32, name string, rule kernel.Rule, method kernel.Interval, levels ...float64) (whole [][]float64, values, ses []float64) {
	rows := s.present(domain, name)
	reach := kernel.NewReach(.95, s.d.DF(rows))
	qs, err := s.d.Quantiles(rows, s.f.Values(name, rows), levels, rule, method, len(domain), reach)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, q := range qs {
		whole = append(whole, []float64{q.Value, q.Low, q.High, q.SE})
		values, ses = append(values, q.Value), append(ses, q.SE)
	}
	return whole, values, ses
}

func domainAnswers(all map[string]func(s sample) any) {
	for _, design := range schoolDesigns {
		all[design+"_by"] = func(s sample) any { return s.by("api00", s.groups(s.all(), "stype")) }
		all[design+"_by_deff"] = all[design+"_by"]
	}
	all["strat_contrast"] = func(s sample) any {
		var ls []kernel.Linear
		for _, group := range s.groups(s.all(), "stype") {
			ls = append(ls, s.d.Mean(group, s.f.Values("api00", group)))
		}
		e, h := ls[0].Value, ls[1].Value
		return results{"diff": s.described(0, ls[0].Minus(ls[1])), "V": s.d.Covariance(ls...),
			"ratio": s.described(0, kernel.Function(e/h, []float64{1 / h, -e / (h * h)}, ls[:2]))}
	}
	for _, p := range panels {
		all[p+"_by_country_cl"] = func(s sample) any { return s.by("gov_top2_w1", s.groups(s.where("gov_top2_w1"), "country")) }
		all[p+"_by_country_sex"] = func(s sample) any {
			got := s.by("income_w1", s.groups(s.all(), "country", "sex"))
			got["sex"] = s.firsts(s.groups(s.all(), "country", "sex"), "sex")
			return got
		}
		all[p+"_std"] = func(s sample) any {
			return s.standardised("income_w1", s.groups(s.where("country=GE,AM,TR"), "country"), "agegrp", .15, .4, .3, .15)
		}
	}
	all["clus1_std"] = func(s sample) any {
		return s.standardised("api00", s.groups(s.all(), "awards"), "stype", 4421./6194, 755./6194, 1018./6194)
	}
}

// firsts gives the number that the rows of each group have in common.
func (s sample) firsts(groups [][]int32, name string) []float64 {
	var xs []float64
	for _, g := range groups {
		xs = append(xs, s.f.Values(name, g[:1])[0])
	}
	return xs
}

func (s sample) standardised(name string, groups [][]int32, by string, shares ...float64) any {
	var est, se []float64
	codes, _ := s.f.Codes(by)
	for _, group := range groups {
		of, has := make([]int32, len(group)), make([]bool, len(group))
		y := s.f.Values(name, group)
		for j, row := range group {
			of[j], has[j] = codes[row], !math.IsNaN(y[j])
		}
		l, empty := s.d.Standardised(group, of, y, has, shares)
		if len(empty) > 0 {
			s.t.Errorf("the categories %v have nobody", empty)
		}
		est, se = append(est, l.Value), append(se, s.d.SE(l))
	}
	return results{name: est, "se": se, "est__": est, "se__": se}
}

func changeAnswers(all map[string]func(s sample) any) {
	for _, p := range panels {
		all[p+"_pairchange"] = func(s sample) any {
			rows := s.where("in_w2=1", "gov_top2_w1", "gov_top2_w2")
			a, b := s.d.Mean(rows, s.f.Values("gov_top2_w1", rows)), s.d.Mean(rows, s.f.Values("gov_top2_w2", rows))
			return results{"n": len(rows), "m": s.described(0, a, b), "change": s.described(s.d.DF(rows), b.Minus(a)),
				"se_if_independent": math.Hypot(s.d.SE(a), s.d.SE(b))}
		}
		all[p+"_pairchange_overlap"] = func(s sample) any {
			var weights, y []float64
			var who, first, second []int32
			for wave, in := range [][]int32{s.where("gov_top2_w1"), s.where("gov_top2_w2", "in_w2=1")} {
				for _, row := range in {
					if wave == 0 {
						first = append(first, int32(len(who)))
					} else {
						second = append(second, int32(len(who)))
					}
					who = append(who, row)
					weights = append(weights, s.f.Numbers("wt")[row])
					y = append(y, s.f.Numbers([]string{"gov_top2_w1", "gov_top2_w2"}[wave])[row])
				}
			}
			s.f = &statref.Frame{Rows: len(who)}
			s = s.under(kernel.Structure{Weights: weights, Clusters: numbered(who)})
			a, b := s.d.Mean(first, y[:len(first)]), s.d.Mean(second, y[len(first):])
			return s.described(0, b.Minus(a))
		}
	}
}

// numbered numbers the distinct values in the order of their first occurrence.
func numbered(of []int32) []int32 {
	var seen []int32
	all := make([]int32, len(of))
	for i, x := range of {
		k := slices.Index(seen, x)
		if k < 0 {
			k = len(seen)
			seen = append(seen, x)
		}
		all[i] = int32(k)
	}
	return all
}
