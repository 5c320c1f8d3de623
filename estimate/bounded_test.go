package estimate_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
)

// endless hands out people who are made up as they are asked for, and watches
// what stays in memory meanwhile.
type endless struct {
	rows, size int
	held       uint64 // bytes at most
}

func (e *endless) Rows() int { return e.rows }

func (e *endless) Variables() []dataset.Variable {
	var all []dataset.Variable
	for _, v := range []struct {
		name       string
		categories int
	}{{"sex", 3}, {"country", 20}, {"trust", 5}, {"region", 8}, {"town", 200}, {"w", 0}, {"age", 0}, {"income", 0}, {"rep_1", 0}, {"rep_2", 0}, {"rep_3", 0}, {"rep_4", 0}} {
		one := dataset.Variable{Name: v.name, Kind: dataset.Numeric}
		if v.categories > 0 {
			one.Kind, one.Codes = dataset.Categorical, &dataset.CodeList{}
			for c := range v.categories {
				one.Codes.Categories = append(one.Codes.Categories, dataset.Category{Code: fmt.Sprint(c + 1)})
			}
		}
		all = append(all, one)
	}
	return all
}

func (e *endless) Read([]string) (*dataset.Dataset, error) {
	return nil, fmt.Errorf("the columns are not there as a whole")
}

func (e *endless) Blocks(names []string, take func(*dataset.Dataset) error) error {
	for from := 0; from < e.rows; from += e.size {
		d := dataset.New(min(e.size, e.rows-from))
		for k, v := range e.Variables() {
			if !slices.Contains(names, v.Name) {
				continue
			}
			c := dataset.NewColumn(v, d.Rows, dataset.Present)
			for i := range d.Rows {
				drawn := mixed(uint64(from+i)*31 + uint64(k))
				if v.Codes != nil {
					c.Codes[i] = uint16(drawn % uint64(len(v.Codes.Categories)))
				} else {
					c.Numbers[i] = 1 + float64(drawn%10_000)/5_000
				}
			}
			if err := d.Add(c); err != nil {
				return err
			}
		}
		if err := take(d); err != nil {
			return err
		}
		if from/e.size%8 == 7 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			e.held = max(e.held, m.HeapAlloc)
		}
	}
	return nil
}

// mixed is a number that looks drawn (the finaliser of SplitMix64: Steele, Lea &
// Flood 2014).
func mixed(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

const boundedSpecs = `
weights:
  - {name: raked, start: w, margins: [&sex {item: sex, targets: {"1": 3, "2": 3, "3": 3}, source: census}, {item: trust, targets: {"1": 1, "2": 2, "3": 2, "4": 2, "5": 2}, source: poll}]}
  - {name: trimmed, start: w, margins: [*sex], trim: {upper: 1.3, strict: true}}
  - {name: mean, start: w, margins: [*sex], numbers: [{item: age, mean: 2, source: census}], calibrate: {}}
estimates:
  - {name: raked, measure: mean, item: income, by: country, weight: raked}
  - {name: table, measure: table, item: trust, by: country, weight: raked, design: {strata: region}}
  - {name: towns, measure: share, item: trust, by: country, weight: trimmed, design: {clusters: town}}
  - {name: held, measure: ratio, item: income, over: age, weight: mean}
  - {name: given, measure: mean, item: income, by: country, design: {weights: w, replicates: {kind: given, columns: [rep_*], scale: 0.5}}}
  - {name: made, measure: total, item: income, design: {clusters: town, replicates: {kind: bootstrap, count: 40, seed: 1}}}
`

// Four times the rows leave no more behind.
func TestWhatIsHeldOfDataThatPassDoesNotGrowWithTheRows(t *testing.T) {
	if testing.Short() {
		t.Skip("the data are long")
	}
	held := func(rows int) uint64 {
		request, err := estimate.ParseRequest([]byte(boundedSpecs))
		if err != nil {
			t.Fatal(err)
		}
		source := &endless{rows: rows, size: 2048}
		stream, err := request.Stream(nil, nil, "cut", source)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range stream.Estimates(request.Estimates, func(w estimate.Whole) { t.Errorf("%s is read whole: %s", w.Spec.Name, w.Why) }) {
			if o.Err != nil || len(o.Estimate.Cells) == 0 || !(o.Estimate.Cells[0].SE > 0) && i != 1 {
				t.Errorf("%s: %v, %v", request.Estimates[i].Name, o.Err, o.Estimate.Cells)
			}
		}
		return source.held
	}
	few, many := held(32_768), held(131_072)
	t.Logf("%d bytes at most of 32,768 rows, %d of 131,072", few, many)
	if many > few+few/10 {
		t.Errorf("of 32,768 rows %d bytes were held, of 131,072 rows %d", few, many)
	}
}
