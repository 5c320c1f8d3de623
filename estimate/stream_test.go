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
  - {name: derived, measure: mean, item: rich, by: town, derive: [{name: rich, value: "${income} > 100"}], %s}
  - {name: against, measure: share, item: sex, categories: ["1"], compare: {title: {en: elsewhere}, source: poll, value: 0.3, n: 900}, %s}
`

func TestDataThatPassGiveTheNumbersOfDataThatStay(t *testing.T) {
	designs := []string{"level: 0.95", "design: {weights: w}", "design: {weights: w, strata: strata}",
		"design: {weights: w, strata: strata, clusters: psu, lonely: adjust}", "design: {clusters: psu}",
		"design: {weights: w, strata: country_all, lonely: average, lonely_domains: true}", `design: {weights: w, rows: "${age} < 100040"}`}
	r := rand.New(rand.NewPCG(21, 22))
	for at, design := range designs {
		data := drawn(t, r, 200+r.IntN(400))
		country, _ := data.Column("strata")
		all := *country
		all.Variable.Name = "country_all"
		add(t, data, &all)
		text := strings.ReplaceAll(passingSpecs, "%s", design)
		request, err := estimate.ParseRequest([]byte(text + "  - {name: people, measure: count, item: trust, waves: [1, 2], by: sex}\n"))
		if err != nil {
			t.Fatal(err)
		}
		source := &passing{data: data, size: 7 + r.IntN(80)}
		stream, err := request.Stream(nil, nil, "cut", source)
		if err != nil {
			t.Fatal(err)
		}
		engine, err := request.Engine(nil, nil, "cut", data)
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range stream.Estimates(request.Estimates) {
			want, err := engine.Estimate(request.Estimates[i])
			name := fmt.Sprintf("design %d, %s", at, request.Estimates[i].Name)
			if fmt.Sprint(got.Err) != fmt.Sprint(err) {
				t.Errorf("%s: %v in blocks, %v together", name, got.Err, err)
				continue
			}
			if diff := cmp.Diff(want, got.Estimate, cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" {
				t.Errorf("%s differs (-together +in blocks):\n%s", name, diff)
			}
		}
		if len(source.whole) > 0 {
			t.Errorf("design %d: %v were read whole", at, source.whole)
		}
	}
}

// sameNumber allows for sums in another order.
func sameNumber(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-10*max(math.Abs(a), math.Abs(b)) || math.Abs(a-b) < 1e-13
}

func TestDataThatPassAreRefusedForTheSameReasons(t *testing.T) {
	data := drawn(t, rand.New(rand.NewPCG(61, 62)), 300)
	lonely, _ := data.Column("strata")
	lonely.Codes[5], lonely.Missing[5] = 2, dataset.Present
	for i := range lonely.Codes {
		if i != 5 {
			lonely.Codes[i] = uint16(i % 2)
		}
	}
	gap, _ := data.Column("psu")
	gap.Missing[200] = dataset.Skipped
	zero := dataset.NewColumn(dataset.Variable{Name: "zero", Kind: dataset.Numeric}, 300, dataset.Present)
	add(t, data, zero)
	for _, tt := range []struct{ name, spec, says string }{
		{"a stratum of one", "measure: mean, item: age, design: {weights: w, strata: strata}", "stratum 3 of strata has a single primary unit"},
		{"a cluster that is not there", "measure: mean, item: age, design: {clusters: psu}", "row 201 has no value of psu"},
		{"a variable that is not there", "measure: mean, item: height", "no variable height"},
		{"words", "measure: mean, item: town", "town"},
		{"no weight above zero", "measure: mean, item: age, design: {weights: zero}", "zero is zero for all 300 people"},
		{"nobody to test", `measure: table, item: sex, by: country, where: "${age} < 0"`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			request, err := estimate.ParseRequest([]byte("estimates:\n  - {name: one, " + tt.spec + "}\n"))
			if err != nil {
				t.Fatal(err)
			}
			stream, err := request.Stream(nil, nil, "cut", &passing{data: data, size: 41})
			if err != nil {
				t.Fatal(err)
			}
			engine, err := request.Engine(nil, nil, "cut", data)
			if err != nil {
				t.Fatal(err)
			}
			got := stream.Estimates(request.Estimates)[0]
			want, wanted := engine.Estimate(request.Estimates[0])
			if fmt.Sprint(got.Err) != fmt.Sprint(wanted) || tt.says != "" && !strings.Contains(fmt.Sprint(wanted), tt.says) {
				t.Errorf("in blocks %v, together %v", got.Err, wanted)
			}
			if diff := cmp.Diff(want, got.Estimate, cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" {
				t.Errorf("(-together +in blocks):\n%s", diff)
			}
		})
	}
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
	stream, err := request.Stream(nil, nil, "cut", source)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := request.Engine(nil, nil, "cut", data)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range stream.Estimates(request.Estimates) {
		want, err := engine.Estimate(request.Estimates[i])
		if err != nil || got.Err != nil {
			t.Fatal(err, got.Err)
		}
		if diff := cmp.Diff(want, got.Estimate, cmp.Comparer(sameNumber), cmpopts.IgnoreUnexported(estimate.External{})); diff != "" || (got.Whole == "") != (i == 2) {
			t.Errorf("%s, whole because %q (-together +passing):\n%s", got.Estimate.Spec.Name, got.Whole, diff)
		}
	}
	slices.Sort(source.whole)
	want := []string{"age", "country", "disposition_w1", "disposition_w2", "income", "sex", "w"}
	if diff := cmp.Diff(want, slices.Compact(source.whole)); diff != "" {
		t.Errorf("read whole (-want +got):\n%s", diff)
	}
}
