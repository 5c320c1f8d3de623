package weight_test

import (
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/weight"
)

func TestCalibrationsThatAreRefused(t *testing.T) {
	d := crowd(t, 200, 7)
	half := dataset.NewColumn(dataset.Variable{Name: "half", Kind: dataset.Numeric}, 200, dataset.Skipped)
	for i := range 100 {
		half.Numbers[i], half.Missing[i] = float64(i), dataset.Present
	}
	if err := d.Add(half); err != nil {
		t.Fatal(err)
	}
	mean, far := 40.0, 200.0
	age := weight.Known{Item: "age", Mean: &mean}
	for _, tt := range []struct {
		name string
		r    weight.Recipe
		want string
	}{
		{"a function nobody knows", weight.Recipe{Margins: evenMargins(), Calibrate: &weight.Calibration{Function: "cubic"}}, `no function "cubic"`},
		{"nothing to calibrate to", weight.Recipe{Calibrate: &weight.Calibration{}}, "nothing to calibrate to"},
		{"logit without bounds", weight.Recipe{Margins: evenMargins(), Calibrate: &weight.Calibration{Function: weight.Logit}}, "needs bounds of g"},
		{"bounds that leave out 1", weight.Recipe{Margins: evenMargins(), Calibrate: &weight.Calibration{Lower: 1.2, Upper: 3}}, "leaves out 1"},
		{"bounds the wrong way round", weight.Recipe{Margins: evenMargins(), Calibrate: &weight.Calibration{Lower: 3, Upper: .2}}, "give 0 <= lower < upper"},
		{"a mean beyond everybody", weight.Recipe{Numbers: []weight.Known{{Item: "age", Mean: &far}}, Calibrate: &weight.Calibration{Function: weight.Raking}}, "age stands at"},
		{"a number without a target", weight.Recipe{Numbers: []weight.Known{{Item: "age"}}, Calibrate: &weight.Calibration{}}, "age has not one target"},
		{"a variable that is not there", weight.Recipe{Numbers: []weight.Known{{Item: "height", Mean: &mean}}, Calibrate: &weight.Calibration{}}, "no variable height"},
		{"a number that somebody has not", weight.Recipe{Numbers: []weight.Known{{Item: "half", Mean: &mean}}, Calibrate: &weight.Calibration{}}, "the base has 100 people without a value of half"},
		{"a mean where people are free", weight.Recipe{Numbers: []weight.Known{age}, Calibrate: &weight.Calibration{Free: true}}, "with free, total"},
		{"a response nobody modelled", weight.Recipe{Response: &weight.Response{Formula: "v2 ~ age"}}, "explained by a model"},
		{"margins and a free number of people", weight.Recipe{Margins: evenMargins(), Calibrate: &weight.Calibration{Free: true}}, "free lets it move"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := weight.Build(tt.r, d, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestRecipesOfCalibrationAreRead(t *testing.T) {
	recipes, err := weight.ParseSets([]byte(`
weights:
  - name: calibrated
    sample: all
    total: 6194
    margins:
      - {item: stype, targets: {E: 4421, H: 755, M: 1018}, source: state file}
    numbers:
      - {item: api99, mean: 632, source: state file}
    calibrate: {function: logit, lower: 0.6, upper: 2.2}
  - name: against_attrition
    sample: all
    response: {formula: in_w2 ~ sex + age, classes: 5}
    trim: {upper: 4}
`))
	if err != nil || recipes[0].Calibrate.Upper != 2.2 || *recipes[0].Numbers[0].Mean != 632 || recipes[1].Response.Classes != 5 {
		t.Fatal(recipes, err)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"numbers without calibration", "- {name: a, numbers: [{item: x, mean: 1, source: s}]}", "which raking cannot hold"},
		{"a number without a source", "- {name: a, numbers: [{item: x, mean: 1}], calibrate: {}}", `number x of set "a" has no source`},
		{"a calibration that cannot be", "- {name: a, numbers: [{item: x, mean: 1, source: s}], calibrate: {function: logit}}", "needs bounds of g"},
		{"raking after calibration", "- {name: a, numbers: [{item: x, mean: 1, source: s}], calibrate: {}, trim: {upper: 3, rerake: true}}", "rerake goes with raking"},
		{"a population below zero", "- {name: a, margins: [{item: x, targets: {a: 1}, source: s}], total: -1}", "the total -1"},
		{"a response with one quantile", "- {name: a, response: {formula: y ~ x, between: [0.99]}}", "1 quantiles and 0 classes"},
		{"a response without a formula", "- {name: a, response: {classes: 5}}", "a response without a formula"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := weight.ParseSets([]byte("weights:\n  " + tt.text + "\n"))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}
