package hypothesis_test

import (
	"math"
	"time"

	"sojourn/estimate/hypothesis/outcome"
	"sojourn/estimate/hypothesis/precision"
	"sojourn/estimate/hypothesis/quality"
	"sojourn/estimate/hypothesis/scale"
	"sojourn/estimate/kernel"
)

func stress(b *bench) scale.Items {
	items := scale.Items{}
	for _, k := range []string{"1", "2", "3", "4"} {
		items = append(items, b.frame.Numbers("stress"+k))
	}
	items[2] = must(scale.Reverse(items[2], 1, 5))(b.t)
	return items
}

func descriptiveAnswers(all map[string]answer, p string) {
	all[p+"_alpha"] = func(b *bench) map[string]any {
		a := must(scale.NewAlpha(stress(b), 0.95))(b.t)
		return map[string]any{"raw_pairwise": a.Raw, "std": a.Standardised, "avg_r": a.MeanR, "drop": a.IfDropped, "r_drop": a.RestR,
			"listwise": a.Listwise, "feldt": []any{a.Low, a.High}, "n_listwise": a.N}
	}
	all[p+"_alpha_w"] = func(b *bench) map[string]any {
		return map[string]any{"alpha": must(scale.DesignAlpha(b.design, b.rows(), stress(b)))(b.t).Value}
	}
	all[p+"_scale_score"] = func(b *bench) map[string]any {
		b.designed("wt", "", "", "")
		scores, has, err := scale.PersonMeans(stress(b), 3)
		if err != nil {
			b.t.Fatal(err)
		}
		rows := b.where(func(row int) bool { return has[row] })
		l := b.design.Mean(rows, at(rows, scores))
		v := b.design.Variance(l)
		se, z := math.Sqrt(v), kernel.NormalQuantile(0.975)
		return map[string]any{"n": len(rows), "m": map[string]any{"est": []any{l.Value}, "se": []any{se}, "vcov": [][]float64{{v}},
			"ci_normal": [][]float64{{l.Value - z*se, l.Value + z*se}}}, "sd": b.design.Deviation(rows, at(rows, scores)).Value}
	}
	all[p+"_quality"] = durations
	all[p+"_daily"] = func(b *bench) map[string]any {
		var times []time.Time
		for _, word := range b.frame.Words("start_w1") {
			times = append(times, must(time.Parse(time.RFC3339, word))(b.t))
		}
		byDay := func(zone *time.Location) map[string]any {
			m := map[string]any{}
			for _, day := range quality.Daily(times, zone) {
				m[day.Date] = float64(day.N)
			}
			return m
		}
		return map[string]any{"utc": byDay(time.UTC), "tbilisi": byDay(time.FixedZone("Asia/Tbilisi", 4*3600))}
	}
	all[p+"_flow"] = flow
	all[p+"_suppress"] = suppressed
	all[p+"_nchs"] = presented
}

func durations(b *bench) map[string]any {
	d := b.frame.Numbers("dur_w1")
	count := func(marks []bool) float64 {
		n := 0.0
		for _, m := range marks {
			if m {
				n++
			}
		}
		return n
	}
	half := 0.0
	for _, x := range b.frame.Numbers("pct_w1") {
		if x >= 50 {
			half++
		}
	}
	return map[string]any{"median": must(quality.Median(d))(b.t), "mad": must(quality.MAD(d))(b.t), "p05": must(quality.Quantile(d, .05))(b.t),
		"third": count(must(quality.Faster(d, 1./3))(b.t)), "pct48": count(must(quality.Faster(d, .48))(b.t)), "ge50": half,
		"fence": count(must(quality.Beyond(must(quality.Logs(d))(b.t), 1.5))(b.t))}
}

func flow(b *bench) map[string]any {
	var in [][]bool
	for row := range b.frame.Rows {
		in = append(in, []bool{b.is("in_w1", 1)(row), b.is("in_w2", 1)(row), b.is("in_w3", 1)(row)})
	}
	f := must(outcome.NewFlow(in))(b.t)
	var ns []int
	for _, p := range f.Patterns {
		ns = append(ns, p.N)
	}
	consented, people := sum(b.frame.Numbers("consent")), float64(f.People)
	return map[string]any{"n": ns, "consent": consented / people, "ret12": float64(f.In[1]) / consented, "ret13": float64(f.In[2]) / consented,
		"ret23": must(f.Retention(1, 2))(b.t).Value, "cum12": must(f.Retention(0, 1))(b.t).Value, "balanced": f.All, "two_or_more": f.Repeated}
}

// byCountry gives the rows with an answer, their share and its standard error.
func byCountry(b *bench, do func(n int, p, se float64)) {
	codes, levels := b.frame.Codes("country")
	y := b.frame.Numbers("gov_top2_w1")
	for k := range levels {
		rows := b.where(func(row int) bool { return codes[row] == int32(k) && !isNaN(y[row]) })
		l := b.design.Mean(rows, at(rows, y))
		do(len(rows), l.Value, math.Sqrt(b.design.Variance(l)))
	}
}

func suppressed(b *bench) map[string]any {
	of := map[string][]any{}
	byCountry(b, func(n int, p, se float64) {
		v := precision.DefaultRule().Judge(n, p, se)
		of["n"], of["suppress"], of["caution"] = append(of["n"], n), append(of["suppress"], v.Hide), append(of["caution"], v.Caution)
		if v.Hide {
			of["est"] = append(of["est"], nil)
		} else {
			of["est"] = append(of["est"], p)
		}
	})
	return map[string]any{"n": of["n"], "suppress": of["suppress"], "caution": of["caution"], "est": of["est"]}
}

func presented(b *bench) map[string]any {
	of := map[string][]any{}
	byCountry(b, func(n int, p, se float64) {
		s := must(precision.NCHS(p, se, n))(b.t)
		for key, x := range map[string]any{"n": n, "n_eff": s.Effective, "p": p, "lo": s.Low, "hi": s.High, "show": s.Show} {
			of[key] = append(of[key], x)
		}
	})
	all := map[string]any{}
	for key, xs := range of {
		all[key] = xs
	}
	return all
}
