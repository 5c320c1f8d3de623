package model_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate/model"
	"sojourn/study"
)

func TestACategoryListOrderDecidesWhatIsComparedWith(t *testing.T) {
	tb := crowd(200, 9)
	tb.order = map[string][]string{"group": {"c", "a", "b"}}
	d := tb.dataset(t)
	if got := frame(t, "score ~ group", d, model.Options{}).Names(); !slices.Equal(got, []string{"(intercept)", "group[a]", "group[b]"}) {
		t.Errorf("the columns are %v", got)
	}
	if got := frame(t, "score ~ factor(group, b)", d, model.Options{}).Names(); !slices.Equal(got, []string{"(intercept)", "group[c]", "group[a]"}) {
		t.Errorf("compared with b the columns are %v", got)
	}
	in := make([]bool, d.Rows)
	for i, g := range tb.words["group"] {
		in[i] = g != "c"
	}
	if got := frame(t, "score ~ group", d, model.Options{In: in}).Names(); !slices.Equal(got, []string{"(intercept)", "group[b]"}) {
		t.Errorf("without c the columns are %v", got)
	}
}

func TestCrossedCategoriesThatNeverMeetAreNamed(t *testing.T) {
	tb := table{numbers: map[string][]float64{"y": {1, 2, 4, 3, 5, 7}},
		words: map[string][]string{"a": {"1", "1", "1", "2", "2", "2"}, "b": {"x", "y", "y", "x", "x", "x"}}}
	f := fitted(t, "y ~ a*b", model.Gaussian, tb.dataset(t), model.Options{})
	if len(f.Dropped) != 1 || f.Dropped[0].String() != "a[2]:b[y] is zero for everybody in the model" {
		t.Errorf("dropped: %v", f.Dropped)
	}
}

func TestAColumnThatOthersMakeUpIsNamed(t *testing.T) {
	tb := crowd(100, 10)
	for i, age := range tb.numbers["age"] {
		tb.numbers["born"] = append(tb.numbers["born"], 2023-age)
		tb.numbers["twice"] = append(tb.numbers["twice"], 2*age+tb.numbers["score"][i])
	}
	for _, tt := range []struct{ formula, want string }{
		{"out ~ age + born", "born is determined by (intercept), age"},
		{"out ~ age + score + twice", "twice is determined by age, score"},
		{"out ~ born + age", "age is determined by (intercept), born"},
	} {
		f := fitted(t, tt.formula, model.Binomial, tb.dataset(t), model.Options{})
		if len(f.Dropped) != 1 || f.Dropped[0].String() != tt.want {
			t.Errorf("%s: dropped %v, want %s", tt.formula, f.Dropped, tt.want)
		}
	}
}

func TestALargeOffsetCostsNoDigits(t *testing.T) {
	tb := crowd(200, 12)
	near1 := fitted(t, "score ~ age", model.Gaussian, tb.dataset(t), model.Options{}).Coef[1]
	for i := range tb.numbers["age"] {
		tb.numbers["age"][i] += 1e6
	}
	far := fitted(t, "score ~ age", model.Gaussian, tb.dataset(t), model.Options{})
	if len(far.Dropped) > 0 || math.Abs(far.Coef[1]/near1-1) > 1e-8 {
		t.Errorf("far from zero the slope is %v, near it %v; dropped %v", far.Coef, near1, far.Dropped)
	}
}

func TestWavesAreStackedByPerson(t *testing.T) {
	d := table{numbers: map[string][]float64{"age": {30, 40, 50}, "sat_w1": {1, 2, math.NaN()}, "sat_w2": {3, math.NaN(), 4}}}.dataset(t)
	f, err := model.Parse("sat ~ wave + age")
	must(t, err)
	long, persons, err := model.Long(f, d, []study.WaveID{1, 2})
	must(t, err)
	if !slices.Equal(persons, []int32{0, 0, 1, 2}) {
		t.Errorf("the rows are of the persons %v", persons)
	}
	sat, _ := long.Column("sat")
	wave, _ := long.Column("wave")
	age, _ := long.Column("age")
	if !slices.Equal(sat.Numbers, []float64{1, 3, 2, 4}) || wave.CodeAt(3) != "2" || age.Numbers[3] != 50 {
		t.Errorf("sat %v, wave %v, age %v", sat.Numbers, wave.Codes, age.Numbers)
	}
	for formula, want := range map[string]string{"height ~ wave": "no variable height", "sat ~ wave": "not asked in all of the waves"} {
		f, _ := model.Parse(formula)
		if _, _, err := model.Long(f, d, []study.WaveID{1, 2, 3}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %q", formula, err, want)
		}
	}
}

func TestWithoutAnInterceptOnlyTheFirstFactorHasAllCategories(t *testing.T) {
	tb := crowd(200, 22)
	for i := range 200 {
		tb.words["half"] = append(tb.words["half"], []string{"x", "y"}[i%2])
	}
	f := fitted(t, "score ~ 0 + group + half", model.Gaussian, tb.dataset(t), model.Options{})
	if want := []string{"group[a]", "group[b]", "group[c]", "half[y]"}; !slices.Equal(f.Names(), want) || len(f.Dropped) > 0 {
		t.Errorf("the columns are %v, dropped %v, want %v", f.Names(), f.Dropped, want)
	}
	crossed := fitted(t, "score ~ group:half", model.Gaussian, tb.dataset(t), model.Options{})
	if len(crossed.Names()) != 6 || len(crossed.Dropped) != 1 {
		t.Errorf("a crossing alone has the columns %v, dropped %v", crossed.Names(), crossed.Dropped)
	}
}

func TestPeopleOfWeightZeroTakeNoPart(t *testing.T) {
	tb := crowd(200, 23)
	w := slices.Clone(tb.numbers["w"])
	in := make([]bool, 200)
	for i, g := range tb.words["group"] {
		if in[i] = g != "c"; !in[i] {
			w[i] = 0
		}
	}
	d := tb.dataset(t)
	a, b := fitted(t, "score ~ age + group", model.Gaussian, d, model.Options{Weights: w}), fitted(t, "score ~ age + group", model.Gaussian, d, model.Options{Weights: tb.numbers["w"], In: in})
	near(t, "coefficients", a.Coef, b.Coef, 1e-12)
	if a.N() != b.N() || a.N() == 200 {
		t.Errorf("%d and %d people are in the models", a.N(), b.N())
	}
}
