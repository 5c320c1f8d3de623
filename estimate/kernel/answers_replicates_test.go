package kernel_test

import (
	"slices"
	"strconv"

	"sojourn/estimate/kernel"
	"sojourn/weight"
)

// replicated is the sample under replicates made from its design.
func (s sample) replicated(way kernel.Resampling) sample {
	d, err := s.d.Replicated(way, 0, 0, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.d = d
	return s
}

// given is the sample under replicate weights that are given.
func (s sample) given(weights []float64, r kernel.Replication) sample {
	d, err := kernel.NewReplicated(s.f.Rows, weights, r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.d = d
	return s
}

func replicateAnswers(all map[string]func(s sample) any) {
	all["strat_jkn"] = func(s sample) any {
		s = s.replicated(kernel.JKn)
		z := s.d.Ratio(s.all(), s.f.Values("api.stu", s.all()), s.f.Values("enroll", s.all()))
		return results{"mean": s.means(s.all(), "api00", "enroll"), "tot": s.described(0, s.d.Total(s.all(), s.f.Values("enroll", s.all()))),
			"ratio": results{"est": z.Value, "se": s.d.SE(z)}, "df": s.d.DF(nil), "nrep": len(s.d.Replication().Weights)}
	}
	all["clus1_jk1_rake"] = func(s sample) any {
		s = s.replicated(kernel.JK1)
		d, err := s.d.Recalibrated(s.rakeSchools())
		if err != nil {
			s.t.Fatal(err)
		}
		s.d = d
		return results{"mean": s.means(s.all(), "api00"), "tot": s.described(0, s.d.Total(s.all(), s.f.Values("enroll", s.all())))}
	}
	all["scd_brr"] = func(s sample) any {
		r := kernel.Replication{Scale: 1. / 4}
		for _, half := range []string{"202020", "200202", "022002", "020220"} {
			var w []float64
			for _, x := range half {
				w = append(w, float64(x-'0'))
			}
			r.Weights = append(r.Weights, w)
		}
		s = s.given(nil, r)
		z := s.d.Ratio(s.all(), s.f.Values("alive", s.all()), s.f.Values("arrests", s.all()))
		return results{"ratio": z.Value, "se": s.d.SE(z), "tot": s.described(0, s.d.Total(s.all(), s.f.Values("arrests", s.all()))), "mean": s.means(s.all(), "alive")}
	}
	all["crowd_jkn"] = func(s sample) any {
		strata, _ := s.f.Codes("stratum")
		clusters, _ := s.f.Codes("cluster")
		for i := range clusters {
			clusters[i] += 100 * strata[i]
		}
		s = s.under(kernel.Structure{Weights: s.f.Numbers("weight"), Strata: strata, Clusters: clusters})
		ratio := func(s sample) any {
			z := s.d.Ratio(s.all(), s.f.Values("person", s.all()), s.f.Values("rooms", s.all()))
			return results{"est": z.Value, "se": s.d.SE(z)}
		}
		return results{"lin": ratio(s), "rep": ratio(s.replicated(kernel.JKn))}
	}
	for _, p := range panels {
		all[p+"_jk1_chan"] = func(s sample) any {
			s = s.replicated(kernel.JK1)
			by := s.by("gov_top2_w1", s.groups(s.where("gov_top2_w1"), "agegrp"))
			by["agegrp"] = s.numbered("agegrp")
			return results{"mean": s.means(s.where("age", "income_w1"), "age", "income_w1"), "tot": s.described(0, s.d.Total(s.all(), s.f.Values("fear", s.all()))), "by": by}
		}
	}
	all["o_bootw_mse"] = func(s sample) any { return s.bootstrapped(true).means(s.all(), "age", "fear") }
}

// bootstrapped reads the bootstrap weights of the file.
func (s sample) bootstrapped(mse bool) sample {
	r := kernel.Replication{Scale: 1. / 59, MSE: mse}
	for i := 1; i <= 60; i++ {
		r.Weights = append(r.Weights, s.f.Numbers("rw"+strconv.Itoa(i)))
	}
	return s.given(s.f.Numbers("wt"), r)
}

// rakeSchools rakes any weights of the schools to their types and goals.
func (s sample) rakeSchools() kernel.Recalibration {
	d := s.f.Dataset(s.t)
	margins := []weight.Margin{{Item: "stype_c", Targets: map[string]float64{"E": 4421, "H": 755, "M": 1018}},
		{Item: "sch_wide_c", Targets: map[string]float64{"No": 1072, "Yes": 5122}}}
	return func(weights []float64) ([]float64, error) {
		in := make([]bool, d.Rows)
		for i, w := range weights {
			in[i] = w > 0
		}
		set, err := weight.Rake(d, margins, weight.Options{Start: weights, In: in, Total: 6194})
		return set.Values, err
	}
}

func lonelyAnswers(all map[string]func(s sample) any) {
	structure := func(s sample, rule kernel.Lonely) kernel.Structure {
		strata, _ := s.f.Codes("stratum")
		clusters, _ := s.f.Codes("psu")
		for i := range clusters {
			clusters[i] += 100 * strata[i]
		}
		return kernel.Structure{Weights: s.f.Numbers("w"), Strata: strata, Clusters: clusters, Lonely: rule}
	}
	for _, rule := range []kernel.Lonely{kernel.Remove, kernel.Certainty, kernel.Adjust, kernel.Average} {
		all["o_lonely_"+string(rule)] = func(s sample) any {
			s = s.under(structure(s, rule))
			return results{"mean": s.means(s.all(), "y"), "tot": s.described(0, s.d.Total(s.all(), s.f.Values("y", s.all()))), "by": s.by("y", s.groups(s.all(), "g"))}
		}
	}
	all["o_lonely_domain_adjust"] = func(s sample) any {
		in := structure(s, kernel.Adjust)
		in.LonelyDomains = true
		rows := append(s.where("stratum=a,b,z"), s.where("stratum=c", "psu=1")...)
		slices.Sort(rows)
		return s.under(in).means(rows, "y")
	}
	all["o_lonely_jkn"] = func(s sample) any {
		return s.under(structure(s, kernel.Remove)).replicated(kernel.JKn).means(s.all(), "y")
	}
}

func oddAnswers(all map[string]func(s sample) any) {
	all["o_constant_var"] = func(s sample) any {
		s = s.weighted("w")
		return results{"m": s.means(s.all(), "one"), "v": s.d.Moments(s.all(), s.f.Values("one", s.all()))[0][0].Value}
	}
	all["o_big_offset"] = func(s sample) any {
		exact := float64(s.f.Rows*(s.f.Rows+1)) / 12 / 64
		s = s.weighted("w")
		return results{"m": s.means(s.all(), "big"), "v": s.d.Moments(s.all(), s.f.Values("big", s.all()))[0][0].Value, "exact_unweighted_var": exact}
	}
	all["o_zero_w"] = func(s sample) any {
		s = s.weighted("w0")
		rows := s.where("y")
		weighty := s
		weighty.f = s.f.Keep(func(row int) bool { return s.d.Weight(int32(row)) > 0 })
		weighty = weighty.weighted("w0")
		return results{"kept": s.means(rows, "y"), "dropped": s.means(rows, "y"), "file_dropped": weighty.means(weighty.where("y"), "y")}
	}
	all["o_all_missing_group"] = func(s sample) any {
		s = s.weighted("w")
		return s.by("y", s.groups(s.all(), "grp"))
	}
	all["o_labels"] = func(s sample) any {
		s = s.weighted("w")
		in := make([]float64, s.f.Rows)
		for i, word := range s.f.Words("ans") {
			if word == "да" {
				in[i] = 1
			}
		}
		s.f.Put("yes", in)
		got := s.by("yes", s.groups(s.all(), "country"))
		got["as.numeric(ans == \"да\")"] = got["yes"]
		return results{"by": got, "t": s.table("country", "ans")}
	}
}

// table sums the weights of two crossed columns.
func (s sample) table(rows, columns string) [][]float64 {
	a, left := s.f.Codes(rows)
	b, right := s.f.Codes(columns)
	t := make([][]float64, len(left))
	for i := range t {
		t[i] = make([]float64, len(right))
	}
	for i := range a {
		if a[i] >= 0 && b[i] >= 0 {
			t[a[i]][b[i]] += s.d.Weight(int32(i))
		}
	}
	return t
}
