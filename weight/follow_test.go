package weight_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/weight"
)

// cut hands a dataset out in blocks of some rows.
func cut(t *testing.T, r weight.Recipe, d *dataset.Dataset, in []bool, size int) weight.Blocks {
	return func(take func(weight.Block) error) error {
		for from := 0; from < d.Rows; from += size {
			to := min(from+size, d.Rows)
			part := dataset.New(to - from)
			for _, c := range d.Columns {
				some := dataset.NewColumn(c.Variable, part.Rows, dataset.Present)
				for row := range part.Rows {
					some.Copy(row, c, from+row)
				}
				if err := part.Add(some); err != nil {
					t.Fatal(err)
				}
			}
			b := weight.Block{Data: part, From: from}
			if in != nil {
				b.In = in[from:to]
			}
			var err error
			if b.Start, err = weight.Starting(r, b); err != nil {
				return err
			}
			if err := take(b); err != nil {
				return err
			}
		}
		return nil
	}
}

func recipes() map[string]weight.Recipe {
	forty := 40.0
	age := []weight.Known{{Item: "age", Mean: &forty}}
	some := evenMargins()
	return map[string]weight.Recipe{
		"raked":                       {Margins: some},
		"raked from weights":          {Margins: some, Start: "base", Total: 1e6},
		"post-stratified":             {Margins: some[2:], Start: "base"},
		"crossed":                     {Margins: []weight.Margin{{Item: "v2/v3", Source: "made up", Targets: map[string]float64{"0/0": 1, "0/1": 1, "0/2": 1, "1/0": 1, "1/1": 1, "1/2": 1}}, {Item: "v4", Source: "made up", Targets: map[string]float64{"0": 2, "1": 2, "2": 1, "3": 1}}}},
		"trimmed":                     {Margins: some, Start: "base", Trim: &weight.Bounds{Lower: 0.5, Upper: 1.6}},
		"strictly trimmed":            {Margins: some, Start: "base", Trim: &weight.Bounds{Lower: 0.6, Upper: 1.7, Strict: true}},
		"raked and cut until it fits": {Margins: some, Start: "base", Trim: &weight.Bounds{Upper: 4, Rerake: true}},
		"calibrated":                  {Margins: some, Start: "base", Calibrate: &weight.Calibration{Function: weight.Logit, Lower: 0.2, Upper: 5}},
		"calibrated to a mean":        {Margins: some, Numbers: age, Start: "base", Calibrate: &weight.Calibration{}, Trim: &weight.Bounds{Upper: 3}},
		"given":                       {Start: "base", Total: 5000, Trim: &weight.Bounds{Upper: 1.2}},
	}
}

// A set that is made of data that pass is that made of data that stay, to the
// last digit: an estimate's name hangs on its weights.
func TestASetMadeBlockByBlockIsTheSetMadeAtOnce(t *testing.T) {
	for seed := range uint64(3) {
		d := crowd(t, 700, seed)
		in := make([]bool, d.Rows)
		v3, _ := d.Column("v3")
		for i := range in {
			in[i] = i%9 > 0
			if !in[i] {
				v3.Missing[i] = dataset.Skipped
			}
		}
		for name, r := range recipes() {
			r.Name = "made"
			start, err := weight.Starting(r, weight.Block{Data: d, In: in})
			if err != nil {
				t.Fatal(err)
			}
			want, err := weight.BuildFrom(r, d, in, start)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			blocks := cut(t, r, d, in, 64)
			made, err := weight.Follow(r, blocks)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if r.Trim != nil && want.Trimmed == 0 {
				t.Errorf("%s: no weight was cut, so that nothing is seen of it", name)
			}
			got := made.Set()
			if err := blocks(func(b weight.Block) error {
				part, err := made.On(b)
				got.Values, got.Raked = append(got.Values, part.Values...), append(got.Raked, part.Raked...)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(weight.Set{})); diff != "" {
				t.Errorf("%s differs (-at once +in blocks):\n%s", name, diff)
			}
		}
	}
}

// What cannot be made is refused in the same words.
func TestASetMadeBlockByBlockIsRefusedInTheSameWords(t *testing.T) {
	contrary := []weight.Margin{even("v2", 2), even("v3", 3)}
	contrary[1].Targets = map[string]float64{"0": 4, "1": 4, "2": 5}
	forty := 40.0
	for name, tt := range map[string]struct {
		r     weight.Recipe
		spoil func(d *dataset.Dataset, in []bool)
	}{
		"totals that differ":           {r: weight.Recipe{Margins: contrary}},
		"people without a category":    {weight.Recipe{Margins: evenMargins()}, func(d *dataset.Dataset, _ []bool) { d.Columns[1].Missing[150] = dataset.Refused }},
		"a category without a target":  {r: weight.Recipe{Margins: []weight.Margin{{Item: "v3", Targets: map[string]float64{"0": 1}, Source: "made up"}}}},
		"a target that is no category": {r: weight.Recipe{Margins: []weight.Margin{{Item: "v3", Targets: map[string]float64{"9": 1}, Source: "made up"}}}},
		"a variable that is not there": {r: weight.Recipe{Margins: []weight.Margin{even("v9", 2)}}},
		"a start below zero":           {weight.Recipe{Margins: evenMargins(), Start: "base"}, func(d *dataset.Dataset, _ []bool) { d.Columns[4].Numbers[131] = -1 }},
		"a start that is missing":      {weight.Recipe{Margins: evenMargins(), Start: "base"}, func(d *dataset.Dataset, _ []bool) { d.Columns[4].Missing[131] = dataset.Skipped }},
		"a number that is missing":     {weight.Recipe{Numbers: []weight.Known{{Item: "age", Mean: &forty}}, Calibrate: &weight.Calibration{}}, func(d *dataset.Dataset, _ []bool) { d.Columns[3].Missing[170] = dataset.Skipped }},
		"nobody":                       {weight.Recipe{Margins: evenMargins()}, func(_ *dataset.Dataset, in []bool) { clear(in) }},
		"bounds that nothing fits":     {r: weight.Recipe{Margins: evenMargins(), Start: "base", Trim: &weight.Bounds{Lower: 1.1, Upper: 1.2, Strict: true}}},
		"a mean out of reach":          {r: weight.Recipe{Numbers: []weight.Known{{Item: "age", Mean: new(float64)}}, Calibrate: &weight.Calibration{Function: weight.Raking}}},
		"no weight of anybody":         {weight.Recipe{Start: "base"}, func(d *dataset.Dataset, _ []bool) { clear(d.Columns[4].Numbers) }},
		"a rerake with a lower bound":  {r: weight.Recipe{Margins: evenMargins(), Trim: &weight.Bounds{Lower: 0.1, Upper: 5, Rerake: true}}},
		"margins that never hold":      {weight.Recipe{Margins: []weight.Margin{{Item: "v2", Targets: map[string]float64{"0": 9, "1": 3}, Source: "made up"}, even("v3", 3)}}, func(d *dataset.Dataset, _ []bool) { tie(d) }},
		"a function that nobody knows": {r: weight.Recipe{Margins: evenMargins(), Calibrate: &weight.Calibration{Function: "square"}}},
	} {
		d := crowd(t, 200, 5)
		in := make([]bool, d.Rows)
		for i := range in {
			in[i] = true
		}
		if tt.spoil != nil {
			tt.spoil(d, in)
		}
		tt.r.Name = "made"
		_, want := weight.Build(tt.r, d, in)
		_, got := weight.Follow(tt.r, cut(t, tt.r, d, in, 37))
		if want == nil || fmt.Sprint(want) != fmt.Sprint(got) {
			t.Errorf("%s: %v at once, %v in blocks", name, want, got)
		}
	}
}

// tie makes the first margin follow from the second, so that both cannot hold.
func tie(d *dataset.Dataset) {
	for i, code := range d.Columns[1].Codes {
		d.Columns[0].Codes[i] = min(code, 1)
	}
}

func TestMarginsThatCrossInTooManyCellsAreNotFollowed(t *testing.T) {
	const n = weight.MostCells + 5
	d := dataset.New(n)
	r := weight.Recipe{Name: "made"}
	for m := range 2 {
		list := &dataset.CodeList{}
		targets := map[string]float64{}
		for c := range 600 {
			list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprint(c)})
			targets[fmt.Sprint(c)] = 1
		}
		c := dataset.NewColumn(dataset.Variable{Name: fmt.Sprint("v", m), Kind: dataset.Categorical, Codes: list}, n, dataset.Present)
		for i := range n {
			c.Codes[i] = uint16([]int{i % 600, i / 600 % 600}[m])
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
		r.Margins = append(r.Margins, weight.Margin{Item: c.Name, Targets: targets, Source: "made up"})
	}
	if _, err := weight.Follow(r, cut(t, r, d, nil, 1<<16)); !errors.Is(err, weight.ErrManyCells) {
		t.Errorf("the error is %v", err)
	}
}
