package estimate_test

import (
	"fmt"
	"slices"

	"sojourn/estimate/kernel"
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
