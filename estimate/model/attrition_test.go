package model_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/model"
	"sojourn/weight"
)

func TestARecipeWeightsWhoeverTookPart(t *testing.T) {
	tb := crowd(500, 17)
	d := tb.dataset(t)
	a, err := model.ResponseWeights(weight.Response{Formula: "out ~ age + group", Classes: 5}, d, nil, nil, nil)
	must(t, err)
	part := make([]bool, 500)
	for i, w := range a.Weights {
		part[i] = tb.numbers["out"][i] == 1
		if (w > 0) != part[i] {
			t.Fatalf("person %d has the weight %v and the outcome %v", i, w, tb.numbers["out"][i])
		}
	}
	age := tb.numbers["age"]
	all, raw, weighted := mean(age, nil), mean(age, tb.numbers["out"]), mean(age, a.Weights)
	if math.Abs(weighted-all) > math.Abs(raw-all)/2 {
		t.Errorf("the mean age is %v of all, %v of those who took part, and weighted %v", all, raw, weighted)
	}
	thirds := []weight.Margin{{Item: "group", Targets: map[string]float64{"a": 1, "b": 1, "c": 1}, Source: "made up"}}
	for method, margins := range map[weight.Method][]weight.Margin{weight.PostStratified: thirds, weight.Given: nil} {
		s, err := weight.BuildFrom(weight.Recipe{Name: "back", Margins: margins, Response: &weight.Response{}}, d, part, a.Weights)
		if err != nil || s.Method != method || s.N != len(a.Positive()) {
			t.Errorf("%d people by %q, %v, want %q", s.N, s.Method, err, method)
		}
	}
}

func TestResponsesThatAreRefused(t *testing.T) {
	tb := crowd(500, 17)
	tb.numbers["height"] = slices.Repeat([]float64{170, 180}, 250)
	tb.numbers["height"][7] = math.NaN()
	d := tb.dataset(t)
	for _, tt := range []struct {
		name string
		r    weight.Response
		want string
	}{
		{"somebody without an answer", weight.Response{Formula: "out ~ age + height"}, "the base has 1 person without an answer to all of out ~ age + height"},
		{"a formula that ends too soon", weight.Response{Formula: "out ~"}, "it ends where"},
		{"no yes or no", weight.Response{Formula: "age ~ out"}, "from 0 to 1"},
		{"a variable that is not there", weight.Response{Formula: "out ~ weight"}, "no variable weight"},
		{"one quantile", weight.Response{Formula: "out ~ age", Between: []float64{.1}}, "two quantiles"},
		{"quantiles the wrong way round", weight.Response{Formula: "out ~ age", Between: []float64{.9, .1}}, "give 0 <= low < high <= 1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := model.ResponseWeights(tt.r, d, nil, nil, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

// TestTheAdjustedIndicatorIsUnbiased knows everybody's true probability.
// Estimated ones spread more; the adjustment is to take the surplus out, on
// average over what may happen to the same people.
func TestTheAdjustedIndicatorIsUnbiased(t *testing.T) {
	const rounds, n = 500, 80
	tb := crowd(n, 100)
	rho := make([]float64, n)
	for i, age := range tb.numbers["age"] {
		rho[i] = 1 / (1 + math.Exp(2.4-.05*age))
	}
	truth, plain, adjusted := variance(rho), 0.0, 0.0
	random := rand.New(rand.NewPCG(100, 5))
	for range rounds {
		for i, p := range rho {
			tb.numbers["out"][i] = 0
			if random.Float64() < p {
				tb.numbers["out"][i] = 1
			}
		}
		f := fitted(t, "out ~ age + score", model.Binomial, tb.dataset(t), model.Options{})
		r, err := f.Representativity()
		must(t, err)
		plain, adjusted = plain+(1-r.R)*(1-r.R)/4/rounds, adjusted+(1-r.Adjusted)*(1-r.Adjusted)/4/rounds
	}
	surplus, left := plain-truth, adjusted-truth
	if surplus < .003 || math.Abs(left) > surplus/4 {
		t.Errorf("the variance of probabilities is %v in truth, %v as estimated and %v adjusted", truth, plain, adjusted)
	}
}

func TestProbabilitiesSortPeopleIntoClasses(t *testing.T) {
	tb := crowd(103, 18)
	f := fitted(t, "out ~ age", model.Binomial, tb.dataset(t), model.Options{})
	a, err := f.ByClass(nil, 4)
	must(t, err)
	people, last := 0, 0.0
	for _, c := range a.Classes {
		people += c.People
		if c.People < 25 || c.People > 27 || c.Low < last {
			t.Errorf("the classes are %+v", a.Classes)
		}
		last = c.High
	}
	if people != 103 {
		t.Errorf("%d people are in classes", people)
	}
	for k, want := range map[int]string{1: "not sorted into 1", 104: "not sorted into 104", 80: "nobody of class"} {
		if _, err := f.ByClass(nil, k); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d classes: the error is %v, want %q", k, err, want)
		}
	}
}
