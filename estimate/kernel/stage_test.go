package kernel

import (
	"errors"
	"math"
	"testing"
)

func TestTheVarianceWithinClustersCountsByTheShareOfClustersTaken(t *testing.T) {
	// Two of four clusters, and in them two of five and two of three people.
	s := Structure{
		Clusters: []int32{0, 0, 1, 1}, Population: []float64{4, 4, 4, 4},
		Within: []Stage{{Population: []float64{5, 5, 3, 3}}},
	}
	y := []float64{1, 3, 2, 8}
	d := design(t, 4, s)
	first := (1 - 2.0/4) * 2 * 2 * 9 // clusters' totals 4 and 10 about their mean
	second := 2.0 / 4 * ((1-2.0/5)*2*2 + (1-2.0/3)*2*18)
	l := d.Total(allRows(4), y)
	if got := d.Variance(l); !near(got, first+second, 1e-13) {
		t.Errorf("the total varies by %v, want %v", got, first+second)
	}
	if got := d.Covariance(l, l).At(0, 1); !near(got, first+second, 1e-13) {
		t.Errorf("its covariance with itself is %v, want %v", got, first+second)
	}
	if d.Simple() || d.DF(allRows(4)) != 1 {
		t.Errorf("two clusters have %v degrees of freedom", d.DF(allRows(4)))
	}
	s.Within[0].Population = nil
	if got := design(t, 4, s).Variance(l); !near(got, first, 1e-13) {
		t.Errorf("with nothing known of the second stage the total varies by %v, want %v", got, first)
	}
	s.Within[0].Population = []float64{5, 5, 1, 1}
	var stage *StageError
	if _, err := NewDesign(4, s); !errors.As(err, &stage) || stage.Stage != 2 {
		t.Errorf("two people taken of one: %v", err)
	}
}

func TestStagesUnderRakedWeightsTakeTheMarginsOutFirst(t *testing.T) {
	s, y := made(240)
	s.Population = make([]float64, 240)
	within := Stage{Population: make([]float64, 240)}
	at := make([]int32, 240)
	for i := range at {
		at[i], s.Population[i], within.Population[i] = int32(i%2), 9, 60
	}
	s.Margins, s.Within = [][]int32{at}, []Stage{within}
	d := design(t, 240, s)
	l := d.Mean(allRows(240), y)
	rest := d.residual(l)
	s.Margins = nil
	plain := design(t, 240, s)
	if got, want := d.Variance(l), plain.Variance(rest); !near(got, want, 1e-12) || math.IsNaN(got) {
		t.Errorf("the mean varies by %v, what the margins leave of it by %v", got, want)
	}
	s.Within = nil
	if one := design(t, 240, s).Variance(rest); !(one < plain.Variance(rest)) {
		t.Errorf("a second stage adds nothing to %v", one)
	}
}
