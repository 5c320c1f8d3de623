package estimate_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
)

// byRow computes the same with every cell told row by row, which a covariance
// asks for.
func byRow(t *testing.T, e *estimate.Engine, s estimate.Spec) estimate.Estimate {
	t.Helper()
	s.Covariance = true
	return computedBy(t, e, s)
}

func computedBy(t *testing.T, e *estimate.Engine, s estimate.Spec) estimate.Estimate {
	t.Helper()
	got, err := e.Estimate(s)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return got
}

// The designs of this test are those for which a table is added up in one
// pass, whole clusters or whole replicates at a time.
func TestATableInOnePassIsTheTableRowByRow(t *testing.T) {
	designs := []string{
		"design: {}", "design: {weights: w}", "design: {weights: w, strata: strata}", "design: {weights: w, strata: strata, clusters: psu}",
		"weight: raked", "weight: raked, design: {strata: strata}", "weight: raked, design: {strata: strata, clusters: psu}", "weight: cut",
		"design: {weights: w, strata: strata, clusters: psu, replicates: {kind: JKn}}",
		"design: {weights: w, clusters: psu, replicates: {kind: bootstrap, count: 25, seed: 3}}",
		"design: {strata: strata, replicates: {kind: bootstrap, count: 25, seed: 3}}",
		"weight: raked, design: {clusters: psu, replicates: {kind: bootstrap, count: 12, seed: 3}}",
	}
	text := `
weights:
  - {name: raked, start: one, margins: [{item: region, targets: {"1": 3, "2": 4, "3": 5}, source: made up}, {item: kind, targets: {"1": 5, "2": 7}, source: made up}]}
  - {name: cut, start: one, margins: [{item: region, targets: {"1": 3, "2": 4, "3": 5}, source: made up}], trim: {lower: 0.9, upper: 1.2, strict: true}}
estimates:
`
	for _, design := range designs {
		for _, what := range []string{"measure: table, item: trust, by: country, waves: [1]", "measure: table, item: trust, by: country, waves: [2], where: \"${sex} = '1'\"",
			"measure: share, item: several, by: country", "measure: table, item: kind, by: sex, test: saddlepoint"} {
			text += "  - {name: \"" + strings.NewReplacer(`"`, "", "\\", "").Replace(what+", "+design) + "\", " + what + ", " + design + "}\n"
		}
	}
	r, err := estimate.ParseRequest([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	e, err := r.Engine(nil, nil, "cut", roads(t))
	if err != nil {
		t.Fatal(err)
	}
	near := func(got, want, size float64) bool { return math.Abs(got-want) <= 1e-10*(math.Abs(want)+size) }
	for _, s := range r.Estimates {
		fast, slow := computedBy(t, e, s), byRow(t, e, s)
		if len(fast.Cells) != len(slow.Cells) {
			t.Fatalf("%s: %d cells, %d row by row", s.Name, len(fast.Cells), len(slow.Cells))
		}
		for i, got := range fast.Cells {
			want := slow.Cells[i]
			// Where margins hold a number fast there is only rounding to compare.
			size := 1e-3 * math.Abs(want.Value)
			if !near(got.Value, want.Value, 0) || !near(got.SE, want.SE, size) || !near(got.Low, want.Low, size) || !near(got.High, want.High, size) || got.State != want.State {
				t.Errorf("%s %v: %v ± %v from %v to %v, row by row %v ± %v from %v to %v", s.Name, got.Keys, got.Value, got.SE, got.Low, got.High, want.Value, want.SE, want.Low, want.High)
			}
			if got.Test != nil && (!near(got.Test.Statistic, want.Test.Statistic, 0) || !near(got.Test.P, want.Test.P, 1e-6) || !near(got.Test.DF, want.Test.DF, 0)) {
				t.Errorf("%s: the test says %+v, row by row %+v", s.Name, *got.Test, *want.Test)
			}
		}
	}
}

// roads are people of whom nobody lacks what weights and designs need.
func roads(t *testing.T) *dataset.Dataset {
	r := rand.New(rand.NewPCG(8, 9))
	d := drawn(t, r, 900)
	for _, v := range []struct {
		name  string
		codes string
	}{{"region", "1 2 3"}, {"kind", "1 2"}, {"several", "a b c d e"}} {
		list := &dataset.CodeList{}
		for code := range strings.FieldsSeq(v.codes) {
			list.Categories = append(list.Categories, dataset.Category{Code: code})
		}
		kind := dataset.Categorical
		if v.name == "several" {
			kind = dataset.Multiple
		}
		c := dataset.NewColumn(dataset.Variable{Name: v.name, Kind: kind, Codes: list}, d.Rows, dataset.Present)
		for i := range d.Rows {
			if kind == dataset.Multiple {
				c.Sets[i] = r.Uint64() % 32
			} else {
				c.Codes[i] = uint16(r.IntN(len(list.Categories)))
			}
		}
		add(t, d, c)
	}
	one := dataset.NewColumn(dataset.Variable{Name: "one", Kind: dataset.Numeric}, d.Rows, dataset.Present)
	for i := range d.Rows {
		one.Numbers[i] = 0.5 + r.ExpFloat64()
	}
	add(t, d, one)
	return d
}
