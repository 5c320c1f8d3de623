package estimate_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"runtime"
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

// tables are tables and shares in every design for which they are added up in
// one pass, whole clusters or whole replicates at a time, and in some that are
// told row by row.
func tables(t *testing.T) estimate.Request {
	t.Helper()
	designs := []string{
		"design: {}", "design: {weights: w}", "design: {weights: w, strata: strata}", "design: {weights: w, strata: strata, clusters: psu}",
		"weight: raked", "weight: raked, design: {strata: strata}", "weight: raked, design: {strata: strata, clusters: psu}", "weight: cut",
		"design: {weights: w, strata: strata, clusters: psu, replicates: {kind: JKn}}",
		"design: {weights: w, clusters: psu, replicates: {kind: bootstrap, count: 25, seed: 3}}",
		"design: {strata: strata, replicates: {kind: bootstrap, count: 25, seed: 3}}",
		"weight: raked, design: {clusters: psu, replicates: {kind: bootstrap, count: 12, seed: 3}}",
		"design: {weights: w, strata: strata, population: people}", "design: {weights: w, strata: strata, clusters: psu, population: taken}",
		"weight: raked, design: {strata: strata, clusters: psu, population: taken}", "weight: raked, design: {strata: strata, population: people, residuals: weighted}",
		"weight: somebody", "weight: somebody, design: {strata: strata, clusters: psu}", "weight: linear", "weight: linear, design: {strata: strata, clusters: psu}",
		"design: {weights: w, strata: alone, clusters: psu, lonely: remove}", "weight: raked, design: {strata: alone, clusters: psu, lonely: certainty}",
		"design: {weights: w, strata: alone, clusters: psu, lonely: adjust}", "weight: raked, design: {strata: alone, clusters: psu, lonely: average}",
		"design: {weights: w, strata: strata, clusters: psu, lonely: remove, lonely_domains: true}",
		"design: {weights: w, replicates: {kind: given, columns: [rep_*], scale: 0.1}}",
		"design: {weights: w, replicates: {kind: given, columns: [rep_*], factors: true, scale: 0.1, mse: true, each: [1, 1, 1, 2, 2, 1, 1, 1, 3, 1]}}",
	}
	text := `
weights:
  - {name: raked, start: one, margins: [{item: region, targets: {"1": 3, "2": 4, "3": 5}, source: made up}, {item: kind, targets: {"1": 5, "2": 7}, source: made up}]}
  - {name: somebody, start: w, margins: [{item: region, targets: {"1": 3, "2": 4, "3": 5}, source: made up}, {item: kind, targets: {"1": 5, "2": 7}, source: made up}]}
  - {name: linear, start: one, margins: [{item: region, targets: {"1": 3, "2": 4, "3": 5}, source: made up}], numbers: [{item: one, mean: 1.55, source: made up}], calibrate: {function: linear}}
  - {name: cut, start: one, margins: [{item: region, targets: {"1": 3, "2": 4, "3": 5}, source: made up}], trim: {lower: 0.9, upper: 1.2, strict: true}}
estimates:
`
	for _, design := range designs {
		for _, what := range []string{"measure: table, item: trust, by: country, waves: [1]", "measure: table, item: trust, by: country, waves: [2], where: \"${sex} = '1'\"",
			"measure: share, item: several, by: country", "measure: table, item: kind, by: sex, test: saddlepoint",
			"measure: table, item: trust, by: country/sex, waves: [1]", "measure: table, item: rare, by: country, interval: logit, groups: [\"3\", \"1\"]", "measure: table, item: empty, by: sex",
			"measure: share, item: trust, by: sex, waves: [1, 2], base: total", "measure: share, item: trust, waves: [2], categories: [\"4\", \"5\"], where: \"${kind} = '1'\", interval: logit",
			"measure: share, item: several, base: total"} {
			text += "  - {name: \"" + strings.NewReplacer(`"`, "", "\\", "").Replace(what+", "+design) + "\", " + what + ", " + design + "}\n"
		}
	}
	r, err := estimate.ParseRequest([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestATableInOnePassIsTheTableRowByRow(t *testing.T) {
	r := tables(t)
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

// However many processors there are, a number is summed in one order, of data
// that stay and of data that pass.
func TestNumbersDoNotHangOnTheNumberOfProcessors(t *testing.T) {
	r, d := tables(t), roads(t)
	written := func(processors int) (all []string) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		e, err := r.Engine(nil, nil, "cut", d)
		if err != nil {
			t.Fatal(err)
		}
		stream, err := r.Stream(nil, nil, "cut", &passing{data: d, size: 128})
		if err != nil {
			t.Fatal(err)
		}
		for i, passed := range stream.Estimates(r.Estimates, func(estimate.Whole) {}) {
			if passed.Err != nil {
				t.Fatalf("%s: %v", r.Estimates[i].Name, passed.Err)
			}
			for _, one := range []estimate.Estimate{computedBy(t, e, r.Estimates[i]), passed.Estimate} {
				text, err := json.Marshal(one)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, string(text))
			}
		}
		return all
	}
	alone := written(1)
	for _, processors := range []int{2, 7} {
		for i, text := range written(processors) {
			if text != alone[i] {
				t.Errorf("%d processors: %s is not what a single one computes", processors, r.Estimates[i/2].Name)
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
	for i := range d.Rows {
		if r.IntN(9) == 0 { // of several answers none was given
			d.Columns[len(d.Columns)-1].Missing[i] = dataset.Refused
		}
	}
	add(t, d, categories(d.Rows, "rare", 6, func(i int) int { return r.IntN(2) + r.IntN(2)*r.IntN(2)*r.IntN(3) })) // of two categories hardly anybody
	strata, err := d.Column("strata")
	if err != nil {
		t.Fatal(err)
	}
	psu, err := d.Column("psu")
	if err != nil {
		t.Fatal(err)
	}
	add(t, d, categories(d.Rows, "alone", 4, func(i int) int { // the fourth stratum has a single cluster
		if strata.Codes[i] == 2 && psu.Numbers[i] == 0 {
			return 3
		}
		return int(strata.Codes[i])
	}))
	number := func(name string, of func(i int) float64) {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, d.Rows, dataset.Present)
		for i := range d.Rows {
			c.Numbers[i] = of(i)
		}
		add(t, d, c)
	}
	number("one", func(int) float64 { return 0.5 + r.ExpFloat64() })
	number("people", func(i int) float64 { return 400 + 300*float64(strata.Codes[i]) })
	number("taken", func(i int) float64 { return 0.1 + 0.2*float64(strata.Codes[i]) })
	for k := range 10 {
		number("rep_"+string(rune('a'+k)), func(int) float64 { return float64(r.IntN(3)) * r.Float64() })
	}
	return d
}

// categories is a column of so many.
func categories(rows int, name string, count int, of func(i int) int) *dataset.Column {
	list := &dataset.CodeList{}
	for code := range count {
		list.Categories = append(list.Categories, dataset.Category{Code: string(rune('1' + code))})
	}
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: list}, rows, dataset.Present)
	for i := range rows {
		c.Codes[i] = uint16(of(i))
	}
	return c
}
