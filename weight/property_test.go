package weight_test

import (
	"math"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate/kernel"
	"sojourn/weight"
)

// TestEverySetReachesItsTargets goes by all functions over several crowds.
func TestEverySetReachesItsTargets(t *testing.T) {
	forty := 40.0
	age := []weight.Known{{Item: "age", Mean: &forty}}
	for seed := range uint64(8) {
		d := crowd(t, 400, seed)
		for name, r := range map[string]weight.Recipe{
			"raking":                   {Margins: evenMargins(), Start: "base"},
			"linear calibration":       {Margins: evenMargins(), Numbers: age, Calibrate: &weight.Calibration{}, Start: "base"},
			"raking calibration":       {Margins: evenMargins(), Numbers: age, Calibrate: &weight.Calibration{Function: weight.Raking}},
			"logit calibration":        {Margins: evenMargins(), Numbers: age, Calibrate: &weight.Calibration{Function: weight.Logit, Lower: .05, Upper: 8}, Start: "base"},
			"linear within bounds":     {Margins: evenMargins(), Numbers: age, Calibrate: &weight.Calibration{Lower: .1, Upper: 6}, Total: 10000},
			"linear with an upper one": {Margins: evenMargins(), Calibrate: &weight.Calibration{Upper: 6}},
		} {
			s := made(t, d, r)
			for _, m := range s.Reached {
				if math.Abs(m.Reached-m.Target) > 1e-9 {
					t.Errorf("%s, crowd %d: %s %s stands at %v, its target is %v", name, seed, m.Item, m.Code, m.Reached, m.Target)
				}
			}
			for _, m := range s.Means {
				if math.Abs(m.Reached-forty) > 1e-7 {
					t.Errorf("%s, crowd %d: the mean of %s is %v", name, seed, m.Item, m.Reached)
				}
			}
			if c := r.Calibrate; c != nil && c.Upper > 0 && (s.Least < c.Lower-1e-12 || s.Most > c.Upper+1e-12) {
				t.Errorf("%s, crowd %d: g goes from %v to %v", name, seed, s.Least, s.Most)
			}
			for _, b := range s.Balance() {
				if b.After > 1e-8 || b.Before < b.After {
					t.Errorf("%s, crowd %d: the balance of %s is %v before and %v after", name, seed, b.Item, b.Before, b.After)
				}
			}
		}
	}
}

func TestRakingIsCalibrationByTheRakingFunction(t *testing.T) {
	for seed := range uint64(8) {
		d := crowd(t, 300, seed)
		raked := made(t, d, weight.Recipe{Margins: evenMargins(), Start: "base"})
		calibrated := made(t, d, weight.Recipe{Margins: evenMargins(), Start: "base", Calibrate: &weight.Calibration{Function: weight.Raking}})
		for i, w := range raked.Values {
			if math.Abs(w/calibrated.Values[i]-1) > 1e-8 {
				t.Fatalf("crowd %d: person %d weighs %v by raking and %v by calibration", seed, i, w, calibrated.Values[i])
			}
		}
	}
}

func TestOneMarginIsTheSameByEveryFunction(t *testing.T) {
	d := crowd(t, 300, 1)
	margin := []weight.Margin{even("v4", 4)}
	want := made(t, d, weight.Recipe{Margins: margin, Start: "base"})
	for _, c := range []weight.Calibration{{}, {Function: weight.Raking}, {Function: weight.Logit, Lower: .01, Upper: 20}} {
		got := made(t, d, weight.Recipe{Margins: margin, Start: "base", Calibrate: &c})
		for i, w := range want.Values {
			if math.Abs(w-got.Values[i]) > 1e-9 {
				t.Fatalf("%s: person %d weighs %v, by post-stratification %v", c.Function, i, got.Values[i], w)
			}
		}
	}
}

func TestStartingWeightsOnAnotherScaleChangeNothing(t *testing.T) {
	d := crowd(t, 300, 2)
	base, _ := d.Column("base")
	times := dataset.NewColumn(dataset.Variable{Name: "times", Kind: dataset.Numeric}, d.Rows, dataset.Present)
	for i, w := range base.Numbers {
		times.Numbers[i] = 1000 * w
	}
	if err := d.Add(times); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*weight.Calibration{nil, {}, {Function: weight.Logit, Lower: .05, Upper: 8}} {
		a := made(t, d, weight.Recipe{Margins: evenMargins(), Start: "base", Calibrate: c})
		b := made(t, d, weight.Recipe{Margins: evenMargins(), Start: "times", Calibrate: c})
		for i, w := range a.Values {
			if math.Abs(w-b.Values[i]) > 1e-9 {
				t.Fatalf("person %d weighs %v and %v", i, w, b.Values[i])
			}
		}
	}
}

// TestWhatASetHoldsCannotVary turns held margins and means into estimates.
func TestWhatASetHoldsCannotVary(t *testing.T) {
	forty := 40.0
	d := crowd(t, 300, 3)
	age, _ := d.Column("age")
	v3, _ := d.Column("v3")
	rows, share := make([]int32, d.Rows), make([]float64, d.Rows)
	for i := range rows {
		rows[i] = int32(i)
		if v3.Codes[i] == 1 {
			share[i] = 1
		}
	}
	for name, r := range map[string]weight.Recipe{
		"raked":      {Margins: evenMargins(), Start: "base"},
		"calibrated": {Margins: evenMargins(), Numbers: []weight.Known{{Item: "age", Mean: &forty}}, Calibrate: &weight.Calibration{}, Start: "base"},
		"trimmed":    {Margins: evenMargins(), Numbers: []weight.Known{{Item: "age", Mean: &forty}}, Calibrate: &weight.Calibration{}, Start: "base", Trim: &weight.Bounds{Upper: 3}},
	} {
		s := made(t, d, r)
		held, err := s.Held(d)
		if err != nil {
			t.Fatal(err)
		}
		design, err := kernel.NewDesign(d.Rows, kernel.Structure{Weights: s.Values, Margins: held.Margins, Columns: held.Columns, Raked: held.Calibrated, Regress: held.Regress})
		if err != nil {
			t.Fatal(err)
		}
		if v := design.Variance(design.Total(rows, share)); name != "trimmed" && v > 1e-15 {
			t.Errorf("%s: the share of a margin's category has the variance %v", name, v)
		}
		if v := design.Variance(design.Mean(rows, age.Numbers)); name == "calibrated" && v > 1e-15 {
			t.Errorf("%s: a mean that is held has the variance %v", name, v)
		}
		if v := design.Variance(design.Mean(rows, age.Numbers)); name == "raked" && v < 1e-3 {
			t.Errorf("%s: a mean that is not held has the variance %v", name, v)
		}
	}
}

func TestARatioEstimatorHoldsATotalAlone(t *testing.T) {
	d := crowd(t, 300, 4)
	total := 50000.0
	s := made(t, d, weight.Recipe{Start: "base", Numbers: []weight.Known{{Item: "age", Total: &total}}, Calibrate: &weight.Calibration{Free: true}})
	got, age := 0.0, 0.0
	c, _ := d.Column("age")
	for i, w := range s.Values {
		got += w * c.Numbers[i]
		age += c.Numbers[i]
	}
	if math.Abs(got-total) > 1e-6 || s.Means[0].Target != total {
		t.Errorf("the total of age is %v, want %v", got, total)
	}
}

func TestTrimmingSaysWhatBecameOfTheTargets(t *testing.T) {
	d := crowd(t, 400, 5)
	for _, c := range []*weight.Calibration{nil, {}} {
		free := made(t, d, weight.Recipe{Margins: evenMargins(), Start: "base", Calibrate: c})
		s := made(t, d, weight.Recipe{Margins: evenMargins(), Start: "base", Calibrate: c, Trim: &weight.Bounds{Upper: 1.5, Strict: true}})
		if s.Trimmed == 0 || s.Max >= free.Max {
			t.Fatalf("%d weights were cut, the largest is %v", s.Trimmed, s.Max)
		}
		off := 0.0
		for _, m := range s.Reached {
			off = max(off, math.Abs(m.Reached-m.Target))
		}
		if off < 1e-4 {
			t.Errorf("after trimming every margin is still said to hold, within %v", off)
		}
	}
}

func TestAMarginKeptOutIsComparedWith(t *testing.T) {
	d := crowd(t, 400, 6)
	s := made(t, d, weight.Recipe{Margins: []weight.Margin{even("v2", 2), even("v3", 3)}})
	reached, b, err := s.Compare(d, even("v4", 4))
	if err != nil {
		t.Fatal(err)
	}
	if len(reached) != 4 || b.Item != "v4" || !(b.After > 0) {
		t.Errorf("%v, %v", reached, b)
	}
}

func TestAPartialMarginLosesItsPartOfTheTotal(t *testing.T) {
	d := crowd(t, 100, 8)
	empty := even("v2", 2)
	c, _ := d.Column("v2")
	c.Variable.Codes.Categories = append(c.Variable.Codes.Categories, dataset.Category{Code: "nobody"})
	empty.Targets["nobody"] = 12
	for _, tt := range []struct{ total, want float64 }{{1000, 500}, {0, 100}} {
		s := made(t, d, weight.Recipe{Margins: []weight.Margin{empty}, Partial: true, Total: tt.total})
		sum := 0.0
		for _, w := range s.Values {
			sum += w
		}
		if math.Abs(sum-tt.want) > 1e-9 {
			t.Errorf("with the total %v the weights sum to %v, want %v", tt.total, sum, tt.want)
		}
	}
}

// BenchmarkCalibrate calibrates 18,000 people to three margins and a mean.
func BenchmarkCalibrate(b *testing.B) {
	d := crowd(b, 18000, 9)
	forty := 40.0
	r := weight.Recipe{Margins: evenMargins(), Numbers: []weight.Known{{Item: "age", Mean: &forty}}, Calibrate: &weight.Calibration{Function: weight.Logit, Lower: .1, Upper: 6}}
	for b.Loop() {
		if _, err := weight.Build(r, d, nil); err != nil {
			b.Fatal(err)
		}
	}
}
