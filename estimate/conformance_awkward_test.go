package estimate_test

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate"
)

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
		if len(e.Notes) == 0 || !strings.Contains(e.Notes[0].Text["en"], "gave no answer") {
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
		return refused(b.t, err, "categories of one_c")
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
		all = append(all, n.Text["en"])
	}
	return all
}
