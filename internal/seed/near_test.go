package seed

import (
	"math/rand/v2"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// TestNearCopiesOfTheSyntheticPeopleAreFound plants near-copies among the
// synthetic responses, whose answers hang together as those of the published
// reports do.
func TestNearCopiesOfTheSyntheticPeopleAreFound(t *testing.T) {
	rule := clean.Rule{Name: "near_copy", Kind: clean.Similar, Share: 0.9, Least: 30, Reason: study.Text{"en": "near copy"}}
	rng := rand.New(rand.NewPCG(3, 5))
	planted, found, honest, wrong := 0, 0, 0, 0
	for _, w := range open(t).waves {
		table := copied(t, w.Table)
		near := map[int]bool{}
		for range 100 {
			from, to := rng.IntN(table.Rows/2), table.Rows/2+rng.IntN(table.Rows/2)
			if near[to] = nearCopy(rng, table, from, to); !near[to] {
				delete(near, to)
			}
		}
		flags, _, err := clean.Apply([]clean.Rule{rule}, nil, clean.Wave{Number: w.Number, Table: table})
		if err != nil {
			t.Fatal(err)
		}
		exact, _, err := clean.Apply([]clean.Rule{{Name: "copy", Kind: clean.Duplicate, Least: 20}}, nil, w)
		if err != nil {
			t.Fatal(err)
		}
		for row := range table.Rows {
			switch {
			case near[row]:
				planted++
				found += len(flags[row])
			case len(exact[row]) == 0: // the synthetic study has whole copies of its own
				honest++
				wrong += len(flags[row])
			}
		}
	}
	t.Logf("%d of %d near-copies are flagged, and %d of %d others", found, planted, wrong, honest)
	if planted < 150 || float64(found) < 0.95*float64(planted) || float64(wrong) > 0.01*float64(honest) {
		t.Errorf("%d of %d near-copies are flagged, and %d of %d others", found, planted, wrong, honest)
	}
}

func copied(t *testing.T, d *dataset.Dataset) *dataset.Dataset {
	t.Helper()
	own := dataset.New(d.Rows)
	for _, c := range d.Columns {
		to := dataset.NewColumn(c.Variable, d.Rows, dataset.Skipped)
		for row := range d.Rows {
			to.Copy(row, c, row)
		}
		if err := own.Add(to); err != nil {
			t.Fatal(err)
		}
	}
	return own
}

// nearCopy gives a row the answers of another with a few of them changed; false
// where there are too few for the rule to speak.
func nearCopy(rng *rand.Rand, d *dataset.Dataset, from, to int) bool {
	answered := 0
	for _, c := range d.Columns {
		if c.Item == "" {
			continue
		}
		c.Copy(to, c, from)
		if c.Missing[to] != dataset.Present {
			continue
		}
		answered++
		if c.Kind == dataset.Categorical && rng.Float64() < 0.05 {
			c.Codes[to] = uint16(rng.IntN(len(c.Variable.Codes.Categories)))
		}
	}
	return answered >= 40
}
