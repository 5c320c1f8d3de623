package estimate_test

import (
	"math"

	"sojourn/estimate"
)

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
