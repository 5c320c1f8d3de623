package estimate_test

import (
	"gonum.org/v1/gonum/mathext"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
)

func distributionAnswers(all table) {
	distribution := func(id string, parts map[string]func(a []float64) float64, args map[string][]string) {
		all.put(id, func(b *bench) any {
			got := results{}
			for part, compute := range parts {
				want := b.refs.Want(b.t, id)[part].(map[string]any)
				of := results{}
				var values []float64
				for i := range want["value"].([]any) {
					var a []float64
					for _, name := range args[part] {
						a = append(a, want[name].([]any)[i].(float64))
					}
					values = append(values, compute(a))
				}
				for _, name := range args[part] {
					of[name] = want[name]
				}
				of["value"] = values
				got[part] = of
			}
			return got
		})
	}
	type calls = map[string]func(a []float64) float64
	distribution("o_dist_norm", calls{"sf": func(a []float64) float64 { return kernel.NormalSurvival(a[0]) }, "q": func(a []float64) float64 { return kernel.NormalQuantile(a[0]) }},
		map[string][]string{"sf": {"q"}, "q": {"p"}})
	distribution("o_dist_t", calls{"sf": func(a []float64) float64 { return kernel.StudentSurvival(a[0], a[1]) }, "q": func(a []float64) float64 { return kernel.StudentQuantile(a[0], a[1]) }},
		map[string][]string{"sf": {"q", "df"}, "q": {"p", "df"}})
	distribution("o_dist_f", calls{"sf": func(a []float64) float64 { return kernel.FSurvival(a[0], a[1], a[2]) }, "q": func(a []float64) float64 { return kernel.FQuantile(a[0], a[1], a[2]) }},
		map[string][]string{"sf": {"q", "df1", "df2"}, "q": {"p", "df1", "df2"}})
	distribution("o_dist_chisq", calls{"sf": func(a []float64) float64 { return kernel.ChiSquaredSurvival(a[0], a[1]) }, "q": func(a []float64) float64 { return kernel.ChiSquaredQuantile(a[0], a[1]) }},
		map[string][]string{"sf": {"q", "df"}, "q": {"p", "df"}})
	distribution("o_dist_beta", calls{"q": func(a []float64) float64 { return kernel.BetaQuantile(a[0], a[1], a[2]) }, "cdf": func(a []float64) float64 { return mathext.RegIncBeta(a[1], a[2], a[0]) }},
		map[string][]string{"q": {"p", "a", "b"}, "cdf": {"q", "a", "b"}})
	all.put("o_dist_binom", func(b *bench) any {
		ks, ns := []int{0, 3, 17, 40, 250}, []int{5, 9, 30, 61, 600}
		var ps []float64
		for i := range ks {
			t, err := hypothesis.Binomial(ks[i], ns[i], .5)
			if err != nil {
				b.t.Fatal(err)
			}
			ps = append(ps, t.P)
		}
		return results{"k": ks, "n": ns, "p": ps}
	})
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}
