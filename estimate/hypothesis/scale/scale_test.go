package scale_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/hypothesis/scale"
	"sojourn/estimate/kernel"
)

func TestScoresNeedEnoughItems(t *testing.T) {
	gap := math.NaN()
	items := scale.Items{{1, 5, gap}, {2, gap, gap}, {3, 3, 4}}
	scores, has, err := scale.PersonMeans(items, 2)
	if err != nil || !slices.Equal(scores, []float64{2, 4, 0}) || !slices.Equal(has, []bool{true, true, false}) {
		t.Errorf("scores %v, %v, %v", scores, has, err)
	}
	if _, _, err := scale.PersonMeans(items, 4); err == nil {
		t.Error("a score from four of three items")
	}
}

func TestTurningAnItemRound(t *testing.T) {
	turned, err := scale.Reverse([]float64{1, 4, math.NaN()}, 1, 5)
	if err != nil || turned[0] != 5 || turned[1] != 2 || !math.IsNaN(turned[2]) {
		t.Errorf("turned to %v, %v", turned, err)
	}
	if _, err := scale.Reverse([]float64{1, 98}, 1, 5); err == nil || !strings.Contains(err.Error(), "row 1 has a value outside 1 to 5") {
		t.Errorf("a code of no answer was turned round: %v", err)
	}
}

// parallel are items that share a trait, with unequal weights.
func parallel(n int) (scale.Items, []float64, []int32) {
	r := rand.New(rand.NewPCG(1, 2))
	items, weights, rows := make(scale.Items, 3), []float64(nil), []int32(nil)
	for i := range n {
		trait := r.NormFloat64()
		for k := range items {
			items[k] = append(items[k], trait+r.NormFloat64())
		}
		weights, rows = append(weights, 0.5+r.Float64()), append(rows, int32(i))
	}
	return items, weights, rows
}

// TestAlphaOfParallelItems: with a trait and noise of equal variance, alpha of
// three items is 3/4 (Spearman 1910; Brown 1910), and the interval holds it.
func TestAlphaOfParallelItems(t *testing.T) {
	items, _, _ := parallel(4000)
	a, err := scale.NewAlpha(items, 0.95)
	if err != nil || math.Abs(a.Raw-0.75) > 0.02 || a.Low > a.Listwise || a.High < a.Listwise {
		t.Errorf("%+v, %v", a, err)
	}
	if a.Raw != a.Listwise || a.N != 4000 {
		t.Errorf("without gaps pairs and whole people differ: %+v", a)
	}
}

// TestDesignAlphaHasTheErrorOfTheJackknife takes two roads to the variance.
func TestDesignAlphaHasTheErrorOfTheJackknife(t *testing.T) {
	items, weights, rows := parallel(400)
	d, err := kernel.NewDesign(len(rows), kernel.Structure{Weights: weights})
	if err != nil {
		t.Fatal(err)
	}
	l, err := scale.DesignAlpha(d, rows, items)
	if err != nil {
		t.Fatal(err)
	}
	n, squares := float64(len(rows)), 0.0
	for out := range rows {
		w := slices.Clone(weights)
		w[out] = 0
		without, err := kernel.NewDesign(len(rows), kernel.Structure{Weights: w})
		if err != nil {
			t.Fatal(err)
		}
		alpha, err := scale.DesignAlpha(without, rows, items)
		if err != nil {
			t.Fatal(err)
		}
		squares += (alpha.Value - l.Value) * (alpha.Value - l.Value)
	}
	if jackknife := squares * (n - 1) / n; math.Abs(d.Variance(l)/jackknife-1) > 0.05 {
		t.Errorf("variance %v, the jackknife gives %v", d.Variance(l), jackknife)
	}
}

func TestScalesThatHaveNoAlpha(t *testing.T) {
	gap := math.NaN()
	for _, tt := range []struct {
		name  string
		items scale.Items
		want  string
	}{
		{"an item that does not vary", scale.Items{{1, 2, 3}, {4, 4, 4}}, "same answer to item 2"},
		{"items that cancel out", scale.Items{{1, 2, 3}, {3, 2, 1}}, "cancel out"},
		{"items that nobody answered both of", scale.Items{{1, 2, gap, gap}, {gap, gap, 1, 2}}, "both item 1 and item 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := scale.NewAlpha(tt.items, 0.95)
			if !errors.Is(err, scale.ErrUndefined) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := scale.NewAlpha(scale.Items{{1, 2}}, 0.95); err == nil {
		t.Error("one item is no scale")
	}
}
