package estimate_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/kernel"
)

func TestAgreesWithOutsideSoftware(t *testing.T) {
	refs := openReferences(t)
	answers := answers()
	for _, id := range slices.Sorted(maps.Keys(answers)) {
		c, known := refs.cases[id]
		if !known {
			t.Errorf("there is no case %s", id)
			continue
		}
		t.Run(id, func(t *testing.T) {
			b := refs.bench(t, answers[id].design)
			compare(t, c, id, answers[id].compute(b), refs.want(t, id), answers[id].besides...)
		})
	}
}

func TestDistributionsAgree(t *testing.T) {
	refs := openReferences(t)
	for _, tt := range []struct {
		id, part string
		args     []string
		compute  func(a []float64) float64
	}{
		{"o_dist_norm", "sf", []string{"q"}, func(a []float64) float64 { return kernel.NormalSurvival(a[0]) }},
		{"o_dist_norm", "q", []string{"p"}, func(a []float64) float64 { return kernel.NormalQuantile(a[0]) }},
		{"o_dist_t", "sf", []string{"q", "df"}, func(a []float64) float64 { return kernel.StudentSurvival(a[0], a[1]) }},
		{"o_dist_t", "q", []string{"p", "df"}, func(a []float64) float64 { return kernel.StudentQuantile(a[0], a[1]) }},
		{"o_dist_f", "sf", []string{"q", "df1", "df2"}, func(a []float64) float64 { return kernel.FSurvival(a[0], a[1], a[2]) }},
		{"o_dist_f", "q", []string{"p", "df1", "df2"}, func(a []float64) float64 { return kernel.FQuantile(a[0], a[1], a[2]) }},
		{"o_dist_chisq", "sf", []string{"q", "df"}, func(a []float64) float64 { return kernel.ChiSquaredSurvival(a[0], a[1]) }},
		{"o_dist_chisq", "q", []string{"p", "df"}, func(a []float64) float64 { return kernel.ChiSquaredQuantile(a[0], a[1]) }},
		{"o_dist_beta", "q", []string{"p", "a", "b"}, func(a []float64) float64 { return kernel.BetaQuantile(a[0], a[1], a[2]) }},
	} {
		t.Run(tt.id+" "+tt.part, func(t *testing.T) {
			part := refs.want(t, tt.id)[tt.part].(map[string]any)
			for i, want := range part["value"].([]any) {
				args := make([]float64, len(tt.args))
				for k, name := range tt.args {
					args[k] = part[name].([]any)[i].(float64)
				}
				compare(t, refs.cases[tt.id], fmt.Sprint(tt.id, tt.part, args), tt.compute(args), want)
			}
		})
	}
}

// TestAreasNotCoveredYet says by name what the engine does not answer so far.
func TestAreasNotCoveredYet(t *testing.T) {
	refs := openReferences(t)
	answered := answers()
	open := map[string]int{}
	for id, c := range refs.cases {
		if _, ok := answered[id]; !ok && !c.Informational {
			open[c.Area]++
		}
	}
	var areas []string
	for _, area := range slices.Sorted(maps.Keys(open)) {
		areas = append(areas, fmt.Sprintf("%s %d", area, open[area]))
	}
	if len(areas) > 0 {
		t.Skipf("%d of %d cases answered; open: %s", len(answered), len(refs.cases), strings.Join(areas, ", "))
	}
}
