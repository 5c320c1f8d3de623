package estimate_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/estimate"
)

// computed computes the estimates that any data can pass through, under a
// stratified and clustered design.
func computed(t *testing.T, d *dataset.Dataset) []estimate.Estimate {
	t.Helper()
	design := "design: {weights: w, strata: strata, clusters: psu, lonely: adjust}"
	r, err := estimate.ParseRequest([]byte(strings.ReplaceAll(passingSpecs, "%s", design)))
	if err != nil {
		t.Fatal(err)
	}
	engine, err := r.Engine(nil, nil, "cut", d)
	if err != nil {
		t.Fatal(err)
	}
	var all []estimate.Estimate
	for _, spec := range r.Estimates {
		e, err := engine.Estimate(spec)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// rearranged is a dataset of the rows listed, some perhaps twice.
func rearranged(t *testing.T, d *dataset.Dataset, rows []int) *dataset.Dataset {
	to := dataset.New(len(rows))
	for _, c := range d.Columns {
		column := dataset.NewColumn(c.Variable, len(rows), dataset.Present)
		for i, row := range rows {
			column.Copy(i, c, row)
		}
		add(t, to, column)
	}
	return to
}

func weigh(t *testing.T, d *dataset.Dataset, by float64) {
	t.Helper()
	w, err := d.Column("w")
	if err != nil {
		t.Fatal(err)
	}
	for i := range w.Numbers {
		w.Numbers[i] *= by
	}
}

func TestTheOrderOfPeopleChangesNoEstimate(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	d := drawnToPass(t, r, 500)
	if diff := cmp.Diff(computed(t, d), computed(t, rearranged(t, d, r.Perm(500))), cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" {
		t.Errorf("in another order (-before +after):\n%s", diff)
	}
}

// What scales with the weights, the weighted people and totals, is brought
// back before it is compared.
func TestScalingAllWeightsScalesTotalsAlone(t *testing.T) {
	const by = 7.25
	d := drawnToPass(t, rand.New(rand.NewPCG(43, 44)), 500)
	before := computed(t, d)
	weigh(t, d, by)
	after := computed(t, d)
	for _, e := range after {
		for i := range e.Cells {
			c := &e.Cells[i]
			c.WeightedN /= by
			if c.Key("of") == "weight" || e.Spec.Measure == estimate.Sum {
				c.Value, c.SE, c.Low, c.High = c.Value/by, c.SE/by, c.Low/by, c.High/by
			}
		}
	}
	if diff := cmp.Diff(before, after, cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" {
		t.Errorf("with weights %v as large (-before +after):\n%s", by, diff)
	}
}

// Two halves of a person, in the same cluster and with half the weight each,
// are that person, but for the numbers of rows.
func TestSplittingPeopleWithinClustersChangesNoStandardError(t *testing.T) {
	d := drawnToPass(t, rand.New(rand.NewPCG(45, 46)), 400)
	var twice []int
	for i := range 400 {
		twice = append(twice, i, i)
	}
	halves := rearranged(t, d, twice)
	weigh(t, halves, 0.5)
	type number struct{ Value, SE, WeightedN, DF float64 }
	numbers := func(all []estimate.Estimate) (n []number) {
		for _, e := range all {
			for _, c := range e.Cells {
				if c.Key("of") != "count" && c.Test == nil {
					n = append(n, number{c.Value, c.SE, c.WeightedN, c.DF})
				}
			}
		}
		return n
	}
	if diff := cmp.Diff(numbers(computed(t, d)), numbers(computed(t, halves)), cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" {
		t.Errorf("with everybody in halves (-before +after):\n%s", diff)
	}
}
