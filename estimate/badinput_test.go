package estimate_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/format/tabular"
)

// badPeople are forty people: two groups of twenty, a, then b.
func badPeople() string {
	var b strings.Builder
	b.WriteString("id,g,h,y,w,negative,zero,gap,alone,empty,same,twin,kind,town,nearly\n")
	for i := range 40 {
		group, alone, gap, same, negative, nearly := "a", "others", "1", 0, 1, "0.000001"
		if i >= 20 {
			group, same = "b", 1
		}
		switch i {
		case 0:
			alone, nearly = "one", "1000000"
		case 3:
			negative = -1
		case 5:
			gap = ""
		}
		fmt.Fprintf(&b, "%d,%s,%s,%v,%v,%d,0,%s,%s,,%d,%d,%s,%d,%s\n", i, group, []string{"p", "q"}[i%2], 5+math.Sin(float64(i)), 1+float64(i%5)/4, negative, gap, alone,
			same, 2*i, []string{"u", "v", "w"}[i%3], i%4, nearly)
	}
	return b.String()
}

// TestBadInputIsNamedAndNeverBecomesANumber has a row for each way in which
// data or a request can be wrong: an error, or what the numbers say of it.
func TestBadInputIsNamedAndNeverBecomesANumber(t *testing.T) {
	set := func(recipe string) string {
		return "{weights: [{name: s, " + recipe + "}], estimates: [{name: a, measure: mean, item: y, weight: s}]}"
	}
	const half = "{item: g, targets: {a: 0.5, b: 0.5}, source: x}"
	for _, tt := range []struct{ name, request, refused, told string }{
		{"margins of different totals", set("margins: [" + half + ", {item: kind, targets: {u: 30, v: 40, w: 30}, source: x}]"), "the targets of kind add up to 100, those of g to 1", ""},
		{"margins that contradict each other", set("margins: [" + half + ", {item: same, targets: {'0': 0.8, '1': 0.2}, source: x}]"), `category "a" of g stands at 0.8 of the base and its target is 0.5, a gap of 0.3`, ""},
		{"a category in the data without a target", set("margins: [{item: kind, targets: {u: 0.5, v: 0.5}, source: x}]"), `category "w" of kind has 13 people and no target`, ""},
		{"a target for a category that is not in the data", set("margins: [{item: g, targets: {a: 0.5, b: 0.3, c: 0.2}, source: x}]"), `a target for "c", which is no category of g`, ""},
		{"a margin nobody answered", set("margins: [{item: empty, targets: {a: 1}, source: x}]"), "no category of empty", ""},
		{"a starting weight below zero", set("start: negative, margins: [" + half + "]"), "row 4", ""},
		{"a starting weight that is missing", set("start: gap, margins: [" + half + "]"), "row 6 of the base has no starting weight gap", ""},
		{"bounds that cannot hold", set("margins: [{item: g, targets: {a: 0.9, b: 0.1}, source: x}], calibrate: {function: logit, lower: 0.9, upper: 1.1}"), "category", ""},
		{"a weight below zero", "{measure: mean, item: y, design: {weights: negative}}", "row 4 has -1 for the weight negative", ""},
		{"a weight that is missing", "{measure: mean, item: y, design: {weights: gap}}", "row 6 has no value of gap", ""},
		{"weights that are all zero", "{measure: mean, item: y, design: {weights: zero}}", "zero is zero for all 40 people", ""},
		{"nearly all weight on one person", "{measure: mean, item: y, design: {weights: nearly}}", "", "effective-n-near-1"},
		{"a group of one person", "{measure: mean, item: y, by: alone}", "", "se-not-estimable"},
		{"one person in the data", `{measure: share, item: g, where: "${id} = 1"}`, "", "se-not-estimable"},
		{"nobody in the data", `{measure: total, item: y, where: "${id} = 100"}`, "", "no-data"},
		{"a group nobody is in", `{measure: mean, item: y, by: g, where: "${g} = 'a'"}`, "", "no-data"},
		{"a mean of what nobody answered", "{measure: mean, item: empty}", "", "no-data"},
		{"a share of what nobody answered", "{measure: share, item: empty}", "nobody has an answer to empty", ""},
		{"a ratio to nothing", "{measure: ratio, item: y, over: zero}", "", "no-data"},
		{"a correlation with what does not vary", "{measure: correlation, items: [y, zero]}", "", "no-data"},
		{"a variance of one person", `{measure: variance, item: y, where: "${id} = 1"}`, "", "no-data"},
		{"a difference from a group without people", `{measure: difference, item: y, by: g, groups: [a, b], where: "${g} = 'a'"}`, "", "no-data"},
		{"a contrast that divides by zero", "{measure: contrast, parts: [{name: a, spec: {measure: mean, item: y}}, {name: b, spec: {measure: mean, item: zero}}], expression: a / b}", "a / b is not defined", ""},
		{"a quantile of nobody", `{measure: quantile, item: y, quantiles: [0.5], where: "${id} = 100"}`, "", "no-data"},
		{"a test of one group", `{measure: test, test: F, item: g, by: alone, where: "${id} > 0"}`, "two categories of alone have people", ""},
		{"a test of two people", `{measure: test, test: t, item: y, by: g, where: "${id} = 0 or ${id} = 20"}`, "0 degrees of freedom", ""},
		{"change where nobody changed", "{measure: test, test: mcnemar, from: {item: g, wave: 0}, to: {item: g, wave: 0}}", "nobody of 40 changed", ""},
		{"an outcome that a variable determines", "{measure: model, model: {formula: same ~ g, family: binomial}}", "same is separated: whoever has certain values of g[b]", ""},
		{"a variable that another determines", "{measure: model, model: {formula: y ~ id + twin}}", "", "twin"},
		{"more coefficients than people", "{measure: model, model: {formula: y ~ factor(id)}}", "40 coefficients leave no degrees of freedom", ""},
		{"a model of what nobody answered", "{measure: model, model: {formula: y ~ empty}}", "nobody has an answer to all of y ~ empty", ""},
		{"a scale of what nobody answered", "{measure: scale, items: [zero, empty]}", "", "no-data"},
		{"an outcome that does not vary", `{measure: model, model: {formula: zero ~ y}}`, "zero is 0 for all 40 people of the model", ""},
		{"an item of a scale that does not vary", "{measure: scale, items: [zero, id]}", "", "everybody gave the same answer to item zero"},
		{"means of what does not vary", "{measure: test, test: welch, item: zero, by: g}", "all values are alike", ""},
		{"a correlation of two people", `{measure: correlation, items: [y, id], where: "${id} < 2"}`, "", "se-not-estimable"},
		{"a correlation with its own multiple", "{measure: correlation, items: [id, twin]}", "", ""},
		{"strata of one person", "{measure: mean, item: y, design: {strata: id}}", "single primary unit", ""},
		{"a stratum with one cluster", "{measure: mean, item: y, design: {strata: alone, clusters: town, rows: \"${id} < 21\"}}", "stratum one of alone has a single primary unit", ""},
		{"a population smaller than what was drawn", "{measure: mean, item: y, design: {population: w}}", "stratum", ""},
		{"a standard without a share for somebody", "{measure: mean, item: y, standard: {by: g, shares: {a: 1}}}", "no share to category b of g", ""},
		{"a standard with a category nobody is in", `{measure: mean, item: y, by: h, standard: {by: g, shares: {a: 1, b: 1}}, where: "${g} = 'a'"}`, "", "empty-category"},
		{"a variable that is not there", "{measure: mean, item: income}", "the data have no variable income", ""},
		{"a measure that is not there", "{measure: median, item: y}", `the measure "median" is not known; use contrast, correlation`, ""},
		{"an interval that is not there", "{measure: share, item: g, interval: clopper}", `"clopper" is not for a share of this kind; use agresti-coull`, ""},
		{"a test that is not there", "{measure: test, test: anova, item: y, by: g}", `the test "anova" is not known here; use one of Chisq`, ""},
		{"a category that is not there", "{measure: share, item: g, categories: [z]}", `"z" is no category of g; use a, b`, ""},
		{"a key that is not there", "{measure: mean, item: y, weigth: w}", `there is no key "weigth" here`, ""},
		{"a key without effect", "{measure: mean, item: y, rule: hf7}", "a mean makes no use of rule", ""},
		{"categories of numbers with fractions", "{measure: mean, item: y, by: w}", "w has values that are no whole numbers", ""},
		{"a described value that is no category", "{variables: {g: {categories: [a]}}, estimates: [{name: a, measure: share, item: g}]}", `the value "b" is none of its categories`, ""},
		{"a described variable that is not there", "{variables: {k: {categories: [a]}}, estimates: [{name: a, measure: share, item: g}]}", "no variable of this name; use one of id, g", ""},
		{"a reason that is none", "{variables: {g: {missing: {a: vague}}}, estimates: [{name: a, measure: share, item: g}]}", `"vague" is no reason for an empty cell`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := requested(t, tt.request, badPeople())
			if tt.refused != "" {
				if err == nil || !strings.Contains(err.Error(), tt.refused) {
					t.Errorf("the error is %v, want %q", err, tt.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			told := fmt.Sprint(e.Notes)
			for _, c := range e.Cells {
				told += fmt.Sprint(c.State, c.Flags)
				if c.Key("with") != "" && math.Abs(c.Value) > 1 {
					t.Errorf("a correlation beyond 1: %v", c.Value)
				}
				if c.State == estimate.NoData && (c.Value != 0 || c.SE != 0 || c.Low != 0 || c.High != 0) {
					t.Errorf("a cell without data has numbers: %+v", c)
				}
			}
			if !strings.Contains(told, tt.told) {
				t.Errorf("it tells %s, want %q", told, tt.told)
			}
		})
	}
}

// TestWhatIsNotThereIsWrittenAsNull reads the JSON, in which a zero would look
// like a number.
func TestWhatIsNotThereIsWrittenAsNull(t *testing.T) {
	for where, want := range map[string]string{
		"${id} = 100": `"value":null,"se":null,"low":null,"high":null`,
		"${id} = 1":   `"value":5.841470984807897,"se":null,"low":null,"high":null`,
	} {
		e, err := requested(t, fmt.Sprintf("{measure: mean, item: y, where: %q}", where), badPeople())
		if err != nil {
			t.Fatal(err)
		}
		written, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(written), want) {
			t.Errorf("where %s: %s", where, written)
		}
		var back estimate.Estimate
		if err := json.Unmarshal(written, &back); err != nil || !slices.EqualFunc(back.Cells, e.Cells, func(a, b estimate.Cell) bool { return a.Value == b.Value && a.SE == b.SE && a.State == b.State }) {
			t.Errorf("read back: %v, %v", back.Cells, err)
		}
	}
}

// TestASetThatCannotBeMadeRefusesOnlyWhatNamesIt has one estimate with the set
// and one without.
func TestASetThatCannotBeMadeRefusesOnlyWhatNamesIt(t *testing.T) {
	r, err := estimate.ParseRequest([]byte("{weights: [{name: s, margins: [{item: kind, targets: {u: 0.5, v: 0.5}, source: x}]}], estimates: [{name: a, measure: mean, item: y, weight: s}, {name: b, measure: mean, item: y}]}"))
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := tabular.ReadWords([]byte(badPeople()))
	if err != nil {
		t.Fatal(err)
	}
	engine, err := r.Engine(nil, nil, "cut", d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Estimate(r.Estimates[0]); err == nil || !strings.Contains(err.Error(), `category "w" of kind has 13 people and no target`) {
		t.Errorf("with the set: %v", err)
	}
	if e, err := engine.Estimate(r.Estimates[1]); err != nil || e.Cells[0].N != 40 {
		t.Errorf("without: %v, %v", e.Cells, err)
	}
}

// TestARankTestOfThreeGroupsHasItsStatisticForAValue holds it against a zero,
// which would read as no difference.
func TestARankTestOfThreeGroupsHasItsStatisticForAValue(t *testing.T) {
	e, err := requested(t, "{measure: test, test: KruskalWallis, item: y, by: kind}", badPeople())
	if err != nil || e.Cells[0].Value != e.Cells[0].Test.Statistic || e.Cells[0].Value == 0 {
		t.Errorf("%+v, %v", e.Cells, err)
	}
}

func TestDataWithAHeadingAloneAreNamed(t *testing.T) {
	if _, err := requested(t, "{measure: mean, item: y}", "id,y\n"); err == nil || !strings.Contains(err.Error(), "nobody below it") {
		t.Errorf("%v", err)
	}
}

// requested computes the first estimate of a request on a CSV.
func requested(t *testing.T, request, data string) (estimate.Estimate, error) {
	t.Helper()
	r, err := estimate.ParseRequest([]byte(request))
	if err != nil {
		return estimate.Estimate{}, err
	}
	d, _, err := tabular.ReadWords([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	engine, err := r.Engine(nil, nil, "cut", d)
	if err != nil {
		return estimate.Estimate{}, err
	}
	return engine.Estimate(r.Estimates[0])
}

// TestAShareThatRakingFixesHasNoError draws people and weighs them to margins
// of which one is asked for: what rounding leaves of its error is nothing.
func TestAShareThatRakingFixesHasNoError(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 12 {
		data := "a,b\n"
		for range 400 {
			data += string("xyz"[random.IntN(3)]) + "," + string("pq"[random.IntN(2)]) + "\n"
		}
		e, err := requested(t, `{weights: [{name: r, margins: [{item: a, source: x, targets: {x: .2, y: .5, z: .3}}, {item: b, source: x, targets: {p: .35, q: .65}}]}],
			estimates: [{name: made-up, measure: share, item: a, weight: r}]}`, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range e.Cells {
			if c.SE != 0 || c.Low != c.Value {
				t.Errorf("%v has the error %v", c.Keys, c.SE)
			}
		}
	}
}
