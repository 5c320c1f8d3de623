package weight

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
)

// people builds a dataset of categorical variables from one word a person:
// "f1 m2" is a woman of the first age group and a man of the second. A dot is
// a missing answer.
func people(t *testing.T, words string) *dataset.Dataset {
	t.Helper()
	all := strings.Fields(words)
	d := dataset.New(len(all))
	for at, v := range []struct{ name, codes string }{{"sex", "fmx"}, {"age", "123"}} {
		list := &dataset.CodeList{}
		for _, code := range v.codes {
			list.Categories = append(list.Categories, dataset.Category{Code: string(code)})
		}
		c := dataset.NewColumn(dataset.Variable{Name: v.name, Kind: dataset.Categorical, Codes: list}, d.Rows, dataset.Skipped)
		for i, word := range all {
			if code := list.Index(word[at : at+1]); code >= 0 {
				c.Codes[i], c.Missing[i] = uint16(code), dataset.Present
			}
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func margin(item string, targets map[string]float64) Margin {
	return Margin{Item: item, Targets: targets, Source: "made up"}
}

var (
	sexes = margin("sex", map[string]float64{"f": .5, "m": .5})
	ages  = margin("age", map[string]float64{"1": .3, "2": .7})
)

const six = "f1 f1 f2 f2 m1 m2"

func TestRakedMarginsEqualTheirTargets(t *testing.T) {
	s, err := Rake(people(t, six), []Margin{sexes, ages}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Reached) != 4 {
		t.Errorf("%d categories are reported, want 4", len(s.Reached))
	}
	for _, r := range s.Reached {
		if math.Abs(r.Reached-r.Target) > 1e-10 {
			t.Errorf("%s %s stands at %v, its target is %v", r.Item, r.Code, r.Reached, r.Target)
		}
	}
	if s.Reached[0].Before != 4.0/6 || s.Reached[0].People != 4 {
		t.Errorf("before raking women are %v, %d people", s.Reached[0].Before, s.Reached[0].People)
	}
	sum := 0.0
	for _, w := range s.Values {
		sum += w
	}
	if math.Abs(sum-6) > 1e-9 || s.N != 6 {
		t.Errorf("the weights of %d people add up to %v, want 6", s.N, sum)
	}
}

func TestOneMarginByTwoRoads(t *testing.T) {
	d := people(t, six)
	raked, err := Rake(d, []Margin{ages}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	stratified, err := PostStratify(d, ages, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(raked.Values, stratified.Values); diff != "" {
		t.Errorf("raking to one margin and post-stratification differ: %s", diff)
	}
	for i, w := range raked.Values {
		want := []float64{.6, .6, 1.4, 1.4, .6, 1.4}[i]
		if math.Abs(w-want) > 1e-12 {
			t.Errorf("person %d weighs %v, want %v", i, w, want)
		}
	}
}

func TestPercentagesAndCountsServeAsTargets(t *testing.T) {
	d := people(t, six)
	shares, err := Rake(d, []Margin{sexes, ages}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	percent, err := Rake(d, []Margin{margin("sex", map[string]float64{"f": 50, "m": 50}), margin("age", map[string]float64{"1": 30, "2": 70})}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range shares.Values {
		if math.Abs(shares.Values[i]-percent.Values[i]) > 1e-12 {
			t.Errorf("person %d weighs %v by shares and %v by percentages", i, shares.Values[i], percent.Values[i])
		}
	}
}

func TestACrossedMargin(t *testing.T) {
	s, err := PostStratify(people(t, six), margin("sex/age", map[string]float64{"f/1": 1, "f/2": 1, "m/1": 2, "m/2": 2}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{.5, .5, .5, .5, 2, 2}, s.Values); diff != "" {
		t.Error(diff)
	}
}

func TestPeopleOutsideTheBaseHaveNoWeight(t *testing.T) {
	d := people(t, "f1 m2 x1 .2 f2 m1")
	s, err := Rake(d, []Margin{sexes, ages}, Options{In: []bool{true, true, false, false, true, true}})
	if err != nil {
		t.Fatal(err)
	}
	if s.N != 4 || s.Values[2] != 0 || s.Values[3] != 0 {
		t.Errorf("%d people weigh %v", s.N, s.Values)
	}
}

func TestWeightsThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name, people string
		margins      []Margin
		o            Options
		want         string
	}{
		{"nobody in the base", six, []Margin{sexes}, Options{In: make([]bool, 6)}, "nobody belongs to the base"},
		{"no margin", six, nil, Options{}, "there is no margin"},
		{"an item that was not asked", six, []Margin{margin("income", nil)}, Options{}, "no variable income"},
		{"a category that does not exist", six, []Margin{margin("sex", map[string]float64{"f": 1, "woman": 1})}, Options{}, `"woman", which is no category of sex`},
		{"a target below zero", six, []Margin{margin("sex", map[string]float64{"f": 2, "m": -1})}, Options{}, `target of "m" is -1`},
		{"a target that is no number", six, []Margin{margin("sex", map[string]float64{"f": 2, "m": math.NaN()})}, Options{}, `target of "m" is NaN`},
		{"a target and no people", six, []Margin{margin("sex", map[string]float64{"f": 1, "m": 1, "x": 1})}, Options{}, `category "x" of sex has a target and no people`},
		{"people and no target", six, []Margin{margin("sex", map[string]float64{"f": 1})}, Options{}, `category "m" of sex has 2 people and no target`},
		{"people without an answer", "f1 .2 m1", []Margin{sexes}, Options{}, "the base has 1 person without an answer to sex"},
		{"totals that differ", six, []Margin{sexes, margin("age", map[string]float64{"1": .3, "2": .9})}, Options{}, "the targets of age add up to 1.2, those of sex to 1"},
		{"margins that contradict each other", "f1 f1 f1 m2 m2", []Margin{margin("sex", map[string]float64{"f": .8, "m": .2}), halves()}, Options{}, "a gap of"},
		{"a starting weight below zero", six, []Margin{sexes}, Options{Start: []float64{1, 1, 1, 1, 1, -2}}, "starting weight -2"},
		{"starting weights that sum to zero", six, []Margin{sexes}, Options{Start: make([]float64, 6)}, `category "f" of sex stands at 0`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Rake(people(t, tt.people), tt.margins, tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

// halves are ages, one half each.
func halves() Margin { return margin("age", map[string]float64{"1": .5, "2": .5}) }

func TestAContradictionNamesMarginCategoryAndGap(t *testing.T) {
	d := people(t, "f1 f1 f1 m2 m2")
	_, err := Rake(d, []Margin{margin("sex", map[string]float64{"f": .8, "m": .2}), halves()}, Options{})
	for _, want := range []string{"category", "sex", "its target is", "gap"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error %v does not name %q", err, want)
		}
	}
}

func TestTrimming(t *testing.T) {
	w := []float64{0, 1, 1, 2, 8}
	once, cut, err := Trim(w, 0, 4, false)
	if err != nil || cut != 1 {
		t.Fatal(once, cut, err)
	}
	for i, want := range []float64{0, 7.0 / 3, 7.0 / 3, 10.0 / 3, 4} {
		if math.Abs(once[i]-want) > 1e-12 {
			t.Errorf("weight %v became %v, want %v", w[i], once[i], want)
		}
	}
	strict, _, err := Trim([]float64{1, 1, 3.5, 8}, 0, 4, true)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, x := range strict {
		if x > 4 {
			t.Errorf("%v is beyond the bound", x)
		}
		sum += x
	}
	if math.Abs(sum-13.5) > 1e-12 {
		t.Errorf("the sum 13.5 became %v", sum)
	}
	if _, _, err := Trim([]float64{1, 1, 3.5, 8}, 0, 3, true); err == nil {
		t.Error("13.5 was fitted into four weights of at most 3")
	}
	if diff := cmp.Diff([]float64{0, 1, 1, 2, 8}, w); diff != "" {
		t.Error("the weights handed in were altered")
	}
}

func TestRakingAndCuttingUntilBothHold(t *testing.T) {
	words := strings.Repeat("f1 ", 60) + strings.Repeat("m2 ", 30) + strings.Repeat("m1 ", 8) + "f2 f2"
	margins := []Margin{margin("sex", map[string]float64{"f": .5, "m": .5}), margin("age", map[string]float64{"1": .5, "2": .5})}
	d := people(t, words)
	start := make([]float64, d.Rows)
	for i := range start {
		start[i] = 1 + 9*float64(i%10/9) // every tenth person weighs ten times as much
	}
	const bound = 3
	free, err := Rake(d, margins, Options{Start: start})
	if err != nil || free.Max <= bound {
		t.Fatalf("without a bound the largest weight is %v, %v", free.Max, err)
	}
	s, err := RakeAndTrim(d, margins, Bounds{Upper: bound, Rerake: true}, Options{Start: start})
	if err != nil {
		t.Fatal(err)
	}
	if s.Max > bound*(1+1e-8) || s.Trimmed == 0 {
		t.Errorf("the largest weight is %v with the bound %v; %d were trimmed", s.Max, bound, s.Trimmed)
	}
	for _, r := range s.Reached {
		if math.Abs(r.Reached-r.Target) > 1e-8 {
			t.Errorf("%s %s stands at %v, its target is %v", r.Item, r.Code, r.Reached, r.Target)
		}
	}
}

func TestReadingRecipes(t *testing.T) {
	recipes, err := ParseSets([]byte(`
weights:
  - name: demo
    sample: combined_w3
    wave: 3
    base: "${age_w3} >= 18"
    margins:
      - item: sex
        targets: {f: 0.54, m: 0.46}
        source: statistical office, 2021
    trim: {upper: 5, rerake: true}
`))
	if err != nil || len(recipes) != 1 || recipes[0].Margins[0].Targets["f"] != 0.54 || !recipes[0].Trim.Rerake {
		t.Fatal(recipes, err)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"a key nobody knows", "weights:\n  - name: a\n    tirm: {}\n", "tirm"},
		{"a name twice", "weights:\n  - {name: a, margins: [{item: s, source: x}]}\n  - {name: a, margins: [{item: s, source: x}]}\n", `two sets are named "a"`},
		{"no source", "weights:\n  - {name: a, margins: [{item: s}]}\n", "margin s of set \"a\" has no source"},
		{"no margin", "weights:\n  - {name: a}\n", "has no margin"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseSets([]byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestAProblemNamesTheSet(t *testing.T) {
	_, err := Build(Recipe{Name: "demo", Margins: []Margin{margin("sex", map[string]float64{"f": 1})}}, people(t, six), nil)
	if err == nil || !strings.Contains(err.Error(), "weights.yaml demo") {
		t.Errorf("the error is %v", err)
	}
}

// BenchmarkRake rakes a million people to four margins.
func BenchmarkRake(b *testing.B) {
	const n = 1_000_000
	d := dataset.New(n)
	var margins []Margin
	for m := range 4 {
		list := &dataset.CodeList{}
		targets := map[string]float64{}
		for c := range 5 {
			code := fmt.Sprint(c)
			list.Categories = append(list.Categories, dataset.Category{Code: code})
			targets[code] = float64(3 + c)
		}
		c := dataset.NewColumn(dataset.Variable{Name: fmt.Sprint("m", m), Kind: dataset.Categorical, Codes: list}, n, dataset.Present)
		for i := range n {
			c.Codes[i] = uint16((i*2654435761>>(4*m+8) + m) % 5)
		}
		if err := d.Add(c); err != nil {
			b.Fatal(err)
		}
		margins = append(margins, margin(c.Name, targets))
	}
	for b.Loop() {
		if _, err := Rake(d, margins, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
