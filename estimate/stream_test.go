package estimate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/estimate"
)

// passing hands a dataset out in blocks, and remembers what was asked for.
type passing struct {
	data  *dataset.Dataset
	size  int
	whole []string // columns that were read whole
}

func (p *passing) Rows() int { return p.data.Rows }

func (p *passing) Variables() []dataset.Variable {
	var all []dataset.Variable
	for _, c := range p.data.Columns {
		all = append(all, c.Variable)
	}
	return all
}

func (p *passing) Read(names []string) (*dataset.Dataset, error) {
	p.whole = append(p.whole, names...)
	return p.some(names, 0, p.data.Rows)
}

func (p *passing) Blocks(names []string, take func(*dataset.Dataset) error) error {
	for from := 0; from < p.data.Rows; from += p.size {
		block, err := p.some(names, from, min(from+p.size, p.data.Rows))
		if err != nil {
			return err
		}
		if err := take(block); err != nil {
			return err
		}
	}
	return nil
}

func (p *passing) some(names []string, from, to int) (*dataset.Dataset, error) {
	d := dataset.New(to - from)
	for _, c := range p.data.Columns {
		if !slices.Contains(names, c.Name) {
			continue
		}
		part := dataset.NewColumn(c.Variable, d.Rows, dataset.Present)
		for row := range d.Rows {
			part.Copy(row, c, from+row)
		}
		if err := d.Add(part); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// drawn are made-up people: two waves, strata, clusters within them, weights,
// some of them zero, and answers missing for several reasons.
func drawn(t *testing.T, r *rand.Rand, n int) *dataset.Dataset {
	d := dataset.New(n)
	for _, name := range []string{"disposition_w1", "disposition_w2"} {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: &dataset.CodeList{
			Categories: []dataset.Category{{Code: "complete"}, {Code: "noncontact"}}}}, n, dataset.Present)
		for i := range n {
			c.Codes[i] = uint16(r.IntN(5) / 4)
		}
		add(t, d, c)
	}
	kinds := map[string]int{"country": 6, "sex": 3, "trust_w1": 5, "trust_w2": 5, "strata": 3, "empty": 2}
	for _, name := range []string{"country", "sex", "trust_w1", "trust_w2", "strata", "empty"} {
		list := &dataset.CodeList{}
		for code := range kinds[name] {
			list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprint(code + 1)})
		}
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: list}, n, dataset.Present)
		for i := range n {
			c.Codes[i] = uint16(r.IntN(kinds[name]))
			if name == "empty" {
				c.Codes[i] = 0
			}
			if name != "strata" && r.IntN(9) == 0 {
				c.Missing[i] = []dataset.Missing{dataset.Skipped, dataset.Refused, dataset.NotInWave, dataset.NotAsked}[r.IntN(4)]
			}
		}
		add(t, d, c)
	}
	for _, name := range []string{"age", "income", "w", "psu"} {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, n, dataset.Present)
		for i := range n {
			switch name {
			case "age":
				c.Numbers[i] = 1e5 + 50*r.Float64()
			case "income":
				c.Numbers[i] = 100 * r.ExpFloat64()
			case "w":
				c.Numbers[i] = float64(r.IntN(6)) * r.Float64()
			case "psu":
				c.Numbers[i] = float64(r.IntN(15))
			}
			if name != "w" && name != "psu" && r.IntN(12) == 0 {
				c.Missing[i] = dataset.Skipped
			}
		}
		add(t, d, c)
	}
	words := dataset.NewColumn(dataset.Variable{Name: "town", Kind: dataset.Words}, n, dataset.Present)
	for i := range n {
		words.Texts[i] = []string{"Tbilisi", "Yerevan", "NA", "Belgrade"}[r.IntN(4)]
	}
	add(t, d, words)
	return d
}

// drawnToPass are the same people with numbers that are categories, a population
// and the weights of replicates beside.
func drawnToPass(t *testing.T, r *rand.Rand, n int) *dataset.Dataset {
	d := drawn(t, r, n)
	for _, name := range []string{"whole", "many", "rep_1", "rep_2", "rep_3", "rep_4", "rep_5", "rep_6"} {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, n, dataset.Present)
		for i := range n {
			switch name {
			case "whole":
				c.Numbers[i] = float64(r.IntN(3)) // a block may lack one
			case "many":
				c.Numbers[i] = 1e5
			default:
				c.Numbers[i] = 2 * r.Float64()
			}
		}
		add(t, d, c)
	}
	return d
}

// passingSpecs are estimates that need no columns whole.
const passingSpecs = `
estimates:
  - {name: shares, measure: share, item: trust, waves: [1, 2], by: country, %s}
  - {name: total base, measure: share, item: trust, waves: [1, 2], base: total, %s}
  - {name: net, measure: share, item: trust, waves: [1], categories: ["4", "5"], by: country/sex, interval: beta, %s}
  - {name: meets, measure: share, meets: "${age} > 100025", by: sex, complete: [income], %s}
  - {name: means, measure: mean, item: age, by: country, groups: ["2", "1"], %s}
  - {name: scores, measure: mean, item: trust, waves: [2], where: "${sex} != '3'", %s}
  - {name: totals, measure: total, item: income, by: sex, %s}
  - {name: weighted people, measure: total, item: sex, %s}
  - {name: ratios, measure: ratio, item: income, over: age, by: sex, %s}
  - {name: a table, measure: table, item: trust, waves: [1], by: country, %s}
  - {name: some columns, measure: table, item: trust, waves: [2], by: country, groups: ["3", "1"], test: Chisq, complete: [income], %s}
  - {name: sums of F, measure: table, item: sex, by: country, test: lincom, %s}
  - {name: no test, measure: table, item: empty, by: sex, %s}
  - {name: numbers, measure: share, item: whole, by: whole/sex, %s}
  - {name: derived, measure: mean, item: rich, by: town, derive: [{name: rich, value: "${income} > 100"}], %s}
  - {name: against, measure: share, item: trust, waves: [1], categories: ["1"], compare: {title: {en: elsewhere}, source: poll, value: 0.3, n: 900}, %s}
`

func TestDataThatPassGiveTheNumbersOfDataThatStay(t *testing.T) {
	designs := []string{"level: 0.95", "design: {weights: w}", "design: {weights: w, strata: strata}",
		"design: {weights: w, strata: strata, clusters: psu, lonely: adjust}", "design: {clusters: psu}",
		"design: {weights: w, strata: country_all, lonely: average, lonely_domains: true}", `design: {weights: w, rows: "${age} < 100040"}`}
	r := rand.New(rand.NewPCG(21, 22))
	for at, design := range designs {
		samePassing(t, fmt.Sprint("design ", at), design, drawnToPass(t, r, 200+r.IntN(400)), 7+r.IntN(80))
	}
}

// passingSets are weight sets of every kind.
const passingSets = `
weights:
  - {name: raked, start: w, base: "${sex} < 9 and ${country} < 9", margins: [&sex {item: sex, targets: {"1": 3, "2": 4, "3": 5}, source: census}, &country {item: country, targets: {"1": 2, "2": 2, "3": 2, "4": 2, "5": 2, "6": 2}, source: register}]}
  - {name: stratified, base: "${sex} < 9", margins: [{item: sex/strata, targets: {"1/1": 1, "1/2": 1, "1/3": 1, "2/1": 1, "2/2": 1, "2/3": 1, "3/1": 1, "3/2": 2, "3/3": 2}, source: census}], total: 90000}
  - {name: by_number, base: "${sex} < 9", margins: [*sex, {item: whole, targets: {"0": 4, "1": 4, "2": 4}, source: census}]}
  - {name: trimmed, start: w, base: "${sex} < 9 and ${country} < 9", margins: [*sex, *country], trim: {lower: 0.3, upper: 2, strict: true}}
  - {name: cut, base: "${sex} < 9 and ${country} < 9", margins: [*sex, *country], trim: {upper: 1.6, rerake: true}}
  - {name: calibrated, start: w, base: "${sex} < 9 and ${country} < 9", margins: [*sex, *country], calibrate: {}}
  - {name: bounded, start: w, base: "${sex} < 9 and ${age} > 0", margins: [*sex], numbers: [{item: age, mean: 100026, source: census}], calibrate: {function: logit, lower: 0.2, upper: 4}, trim: {upper: 3}}
`

// A weight set is made while the data pass, in several readings, and the
// variance knows what it holds without having kept a row.
func TestDataThatPassUnderAWeightSetGiveTheNumbersOfDataThatStay(t *testing.T) {
	ways := []string{"weight: raked", "weight: stratified", "weight: trimmed, design: {strata: strata}", "weight: raked, design: {strata: strata, clusters: psu}",
		"weight: calibrated", "weight: bounded, design: {clusters: psu}", "weight: bounded, design: {strata: strata, lonely: remove}", "weight: by_number",
		"weight: raked, design: {strata: strata, population: many, residuals: weighted}", "weight: cut, design: {strata: strata}",
		`weight: raked, design: {rows: "${age} < 100040"}`, "weight: stratified, design: {clusters: psu, strata: strata}"}
	r := rand.New(rand.NewPCG(23, 24))
	for _, way := range ways {
		samePassing(t, way, way, drawnToPass(t, r, 400+r.IntN(400)), 7+r.IntN(80))
	}
	if !testing.Short() {
		samePassing(t, "20,000 rows", "weight: trimmed, design: {strata: strata, clusters: psu}", drawnToPass(t, r, 20000), 4096)
	}
}

func TestDataThatPassUnderReplicatesGiveTheNumbersOfDataThatStay(t *testing.T) {
	ways := []string{"design: {weights: w, replicates: {kind: given, columns: [rep_*], scale: 0.125}}",
		"design: {weights: w, replicates: {kind: given, columns: [rep_1, rep_2, rep_5], scale: 0.3, factors: true, mse: true}}",
		"design: {weights: w, strata: strata, clusters: psu, replicates: {kind: JKn}}", "design: {clusters: psu, replicates: {kind: JK1, mse: true}}",
		"design: {weights: w, clusters: psu, replicates: {kind: bootstrap, count: 30, seed: 5}}"}
	r := rand.New(rand.NewPCG(25, 26))
	for _, way := range ways {
		samePassing(t, way, way, drawnToPass(t, r, 400+r.IntN(400)), 7+r.IntN(80))
	}
}

// samePassing computes all specs one way, on data that pass and on data that
// stay.
func samePassing(t *testing.T, name, way string, data *dataset.Dataset, size int) {
	t.Helper()
	country, _ := data.Column("strata")
	all := *country
	all.Variable.Name = "country_all"
	add(t, data, &all)
	text := strings.ReplaceAll(passingSpecs, "%s", way) + "  - {name: people, measure: count, item: trust, waves: [1, 2], by: sex}\n"
	if strings.Contains(way, "weight:") {
		text = passingSets + text
	}
	request, err := estimate.ParseRequest([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	source := &passing{data: data, size: size}
	stream, engine := bothWays(t, request, source)
	for i, got := range stream.Estimates(request.Estimates, func(estimate.Whole) {}) {
		want, err := engine.Estimate(request.Estimates[i])
		name := name + ", " + request.Estimates[i].Name
		if fmt.Sprint(got.Err) != fmt.Sprint(err) {
			t.Errorf("%s: %v in blocks, %v together", name, got.Err, err)
			continue
		}
		if diff := cmp.Diff(want, got.Estimate, cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" {
			t.Errorf("%s differs (-together +in blocks):\n%s", name, diff)
		}
	}
	if len(source.whole) > 0 {
		t.Errorf("%s: %v were read whole", name, source.whole)
	}
}

// bothWays are the two that compute a request: while data pass, and on data that
// stay.
func bothWays(t *testing.T, request estimate.Request, source *passing) (*estimate.Stream, *estimate.Engine) {
	t.Helper()
	stream, err := request.Stream(nil, nil, "cut", source)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := request.Engine(nil, nil, "cut", source.data)
	if err != nil {
		t.Fatal(err)
	}
	return stream, engine
}

// sameNumber allows for sums in another order.
func sameNumber(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-10*max(math.Abs(a), math.Abs(b)) || math.Abs(a-b) < 1e-13
}

// What needs its columns whole has these read and no others.
func TestOnlyTheColumnsThatAreNeededAreReadWhole(t *testing.T) {
	data := drawn(t, rand.New(rand.NewPCG(63, 64)), 300)
	request, err := estimate.ParseRequest([]byte(`
weights:
  - {name: raked, start: w, base: "${sex} = '1' or ${sex} = '2'", margins: [{item: sex, targets: {"1": 0.5, "2": 0.5}, source: census}]}
estimates:
  - {name: median, measure: quantile, item: age, by: country, quantiles: [0.5]}
  - {name: raked, measure: mean, item: income, weight: raked}
  - {name: mean, measure: mean, item: trust, waves: [1]}
  - {name: gap, measure: contrast, weight: raked, expression: a - b, parts: [{name: a, estimate: raked}, {name: b, spec: {name: b, measure: mean, item: age, weight: raked}}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	source := &passing{data: data, size: 50}
	stream, engine := bothWays(t, request, source)
	var told []string
	for i, got := range stream.Estimates(request.Estimates, func(w estimate.Whole) {
		if len(source.whole) > 0 || w.PerRow == 0 || w.Rows != 300 {
			t.Errorf("%s is told of with %d bytes for %d rows, after %v", w.Spec.Name, w.PerRow, w.Rows, source.whole)
		}
		told = append(told, w.Spec.Name)
	}) {
		want, err := engine.Estimate(request.Estimates[i])
		if err != nil || got.Err != nil {
			t.Fatal(err, got.Err)
		}
		if diff := cmp.Diff(want, got.Estimate, cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" || (got.Whole == "") != (i == 1 || i == 2) {
			t.Errorf("%s, whole because %q (-together +passing):\n%s", got.Estimate.Spec.Name, got.Whole, diff)
		}
	}
	if diff := cmp.Diff([]string{"median", "gap"}, told); diff != "" {
		t.Errorf("told of (-want +got):\n%s", diff)
	}
	slices.Sort(source.whole)
	want := []string{"age", "country", "disposition_w1", "disposition_w2", "income", "sex", "w"}
	if diff := cmp.Diff(want, slices.Compact(source.whole)); diff != "" {
		t.Errorf("read whole (-want +got):\n%s", diff)
	}
}
