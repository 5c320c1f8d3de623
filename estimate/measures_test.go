package estimate_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/estimate"
	"sojourn/weight"
)

// read reads one spec in the words of estimates.yaml.
func read(t *testing.T, yaml string) (estimate.Spec, error) {
	t.Helper()
	if !strings.Contains(yaml, "sample:") {
		yaml = strings.TrimSuffix(yaml, "}") + ", sample: wave1}"
	}
	specs, err := estimate.ParseSpecs([]byte("estimates:\n  - " + strings.Replace(yaml, "{", "{name: x, ", 1)))
	if err != nil {
		return estimate.Spec{}, err
	}
	return specs[0], nil
}

// everyMeasure lists specs on a village, one or more a measure.
var everyMeasure = []string{
	"{measure: share, item: trust, waves: [1, 2], by: country}", "{measure: share, item: trust, waves: [1], categories: ['5'], base: total, by: country/sex}",
	"{measure: share, item: news, waves: [1], by: sex}", "{measure: mean, item: trust, waves: [1, 2], by: country/sex}", "{measure: mean, items: [income, hours], by: country}",
	"{measure: mean, item: trust, waves: [1], standard: {by: sex, shares: {f: .5, m: .5}}, by: country}",
	"{measure: total, item: hours, by: country}", "{measure: total, item: sex}", "{measure: ratio, item: income, over: hours, by: sex}",
	"{measure: quantile, item: income, quantiles: [.1, .5, .9], by: country, rule: hf6, interval: beta}", "{measure: variance, items: [income, hours], by: country}",
	"{measure: deviation, item: income}", "{measure: correlation, items: [income, hours], by: country}", "{measure: difference, item: trust, waves: [1, 2], by: country}",
	"{measure: transition, from: {item: work, wave: 1}, to: {item: work, wave: 2}}", "{measure: table, item: work, waves: [1], by: country}",
	"{measure: test, item: income, by: sex, test: t}", "{measure: test, items: [income, hours], by: country, test: KruskalWallis, adjust: holm}",
	"{measure: test, from: {item: trust, wave: 1}, to: {item: trust, wave: 2}, test: kappa-quadratic}",
	`{measure: model, model: {formula: "income ~ hours + country", terms: [country], margins: country}}`,
	`{measure: model, waves: [1, 2], model: {formula: "trust ~ wave + sex", family: ordinal}}`,
	"{measure: scale, items: [trust_w1, trust_w2], at_least: 1, by: sex}",
}

// TestSumsTellWhatLinearisationTells computes every measure twice: as it is,
// and with covariances, for which every number is linearised on its own.
func TestSumsTellWhatLinearisationTells(t *testing.T) {
	p := village(t)
	w := must(p.d.Column("w")).Numbers
	engine := p.engine(map[string]weight.Set{"w": {Name: "w", Values: w}})
	for _, yaml := range everyMeasure {
		for _, weighted := range []string{"", "weight: w"} {
			spec, err := read(t, with(yaml, weighted+""))
			if weighted == "" {
				spec, err = read(t, yaml)
			}
			if err != nil {
				t.Fatal(err)
			}
			quick, err := engine.Estimate(spec)
			if err != nil {
				t.Fatalf("%s: %v", yaml, err)
			}
			spec.Covariance = true
			slow, err := engine.Estimate(spec)
			if err != nil {
				t.Fatalf("%s: %v", yaml, err)
			}
			if diff := cmp.Diff(slow.Cells, quick.Cells, cmpopts.EquateApprox(1e-9, 1e-12), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: linearised and by sums:\n%s", yaml, diff)
			}
			for i, c := range slow.Cells {
				if v := slow.Covariance[i][i]; v != 0 && math.Abs(math.Sqrt(v)-c.SE) > 1e-9*c.SE {
					t.Errorf("%s: cell %d has the standard error %v and the variance %v", yaml, i, c.SE, v)
				}
				if finiteCell(c) != nil {
					t.Errorf("%s: %v", yaml, finiteCell(c))
				}
			}
		}
	}
}

func finiteCell(c estimate.Cell) any {
	for _, x := range []float64{c.Value, c.SE, c.Low, c.High, c.DF, c.WeightedN, c.Effective, c.Effect} {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return c
		}
	}
	return nil
}

func TestATableAddsUp(t *testing.T) {
	p := village(t)
	e := p.estimate(must(read(t, "{measure: table, item: work, waves: [1], by: country}")))
	sums := map[string]float64{}
	people := 0
	for _, c := range e.Cells {
		switch of := c.Key("of"); {
		case c.Key("category") == "" || c.Key("country") == "":
			continue
		case of == "count":
			people += c.Count
		case of == "row":
			sums["row "+c.Key("category")] += c.Value
		case of == "column":
			sums["column "+c.Key("country")] += c.Value
		case of == "all":
			sums["all"] += c.Value
		}
	}
	if len(sums) != 7 {
		t.Errorf("the shares are of %d bases, want 3 rows, 3 columns and the whole", len(sums))
	}
	for base, sum := range sums {
		if math.Abs(sum-1) > 1e-12 {
			t.Errorf("the shares of %s add up to %v", base, sum)
		}
	}
	if whole := cell(t, e, "wave=1", "of=count"); whole.Count != people || whole.N != people {
		t.Errorf("the whole is %d of %d people, the cells hold %d", whole.Count, whole.N, people)
	}
	test := cell(t, e, "wave=1", "test=F")
	if test.Test == nil || !(test.Test.P > 0 && test.Test.P < 1) || test.Test.DF2 == 0 {
		t.Errorf("the test is %+v", test.Test)
	}
}

func TestATableWithoutAssociationToTestSaysSo(t *testing.T) {
	p := newPeople(t, 4).took("1", times("x", 4)).took("2", times("o", 4)).took("3", times("o", 4)).
		column("a", "1 2", "1 1 1 1").column("b", "x y", "x y x y")
	e := p.estimate(must(read(t, "{measure: table, item: a, by: b}")))
	if e.Notes[0].Text["en"] != "The test is not defined for these data: fewer than two categories of a have people in them, and an association needs two." {
		t.Errorf("the notes are %v", e.Notes)
	}
	for _, c := range e.Cells {
		if c.Test != nil {
			t.Errorf("there is a test: %+v", c)
		}
	}
}

func TestADerivedVariableIsMissingWhereItsSourceIs(t *testing.T) {
	p := newPeople(t, 5).took("1", times("x", 5)).took("2", times("o", 5)).took("3", times("o", 5)).column("a", "1 2 3", "1 . 3 ? 2")
	e := p.estimate(must(read(t, `{measure: share, item: high, derive: [{name: high, value: "if(${a} >= 2, 'yes', 'no')", categories: ['yes', 'no']}]}`)))
	if yes := cell(t, e, "category=yes"); yes.Count != 2 || yes.N != 3 {
		t.Errorf("%d of %d are high, want 2 of 3", yes.Count, yes.N)
	}
	if len(e.Notes) != 1 {
		t.Errorf("the notes are %v, want that 2 gave no answer", e.Notes)
	}
}

func TestAContrastKnowsWhomItsPartsShare(t *testing.T) {
	p := village(t)
	change := cell(t, p.estimate(must(read(t, "{measure: difference, item: trust, waves: [1, 2]}"))), "wave=2", "minus=1")
	specs, err := estimate.ParseSpecs([]byte(`
estimates:
  - {name: trust, measure: mean, item: trust, waves: [1, 2], sample: wave1}
  - {name: gain, measure: contrast, sample: wave1, expression: after - before, parts: [{name: before, estimate: trust, keys: {wave: '1'}}, {name: after, estimate: trust, keys: {wave: '2'}}]}
`))
	if err != nil {
		t.Fatal(err)
	}
	gain := p.estimate(specs[1]).Cells[0]
	if math.Abs(gain.Value-change.Value) > 1e-12 || math.Abs(gain.SE-change.SE) > 1e-12 || gain.Test == nil {
		t.Errorf("the contrast is %v ± %v, the difference %v ± %v", gain.Value, gain.SE, change.Value, change.SE)
	}
}

func TestRatesOfAnOpenLinkComeFromTheStudysOwnCounts(t *testing.T) {
	p := newPeople(t, 10).took("1", times("x", 10)).took("3", times("o", 10))
	p.column("disposition_w2", "complete partial breakoff noncontact notinvited", "complete complete complete partial breakoff breakoff noncontact noncontact complete notinvited")
	p.column("invited_w2", "no yes", "yes yes yes yes yes yes yes yes no no")
	e := p.estimate(must(read(t, "{measure: rate, waves: [2], rates: [completion, breakoff, usable, wave-participation, wave-breakoff]}")))
	for rate, want := range map[string]float64{"completion": 4. / 7, "breakoff": 3. / 7, "usable": 5. / 7, "wave-participation": 3. / 8, "wave-breakoff": 3. / 6} {
		if got := cell(t, e, "wave=2", "rate="+rate).Value; math.Abs(got-want) > 1e-15 {
			t.Errorf("%s is %v, want %v", rate, got, want)
		}
	}
	if _, err := p.engine(nil).Estimate(must(read(t, "{measure: rate, waves: [2], rates: [view]}"))); err == nil || !strings.Contains(err.Error(), "fill in counts: {visits") {
		t.Errorf("a rate of people who saw a page: %v", err)
	}
	open := p.estimate(must(read(t, "{measure: rate, waves: [1], rates: [completion]}")))
	if c := cell(t, open, "wave=1", "rate=completion"); c.Value != 1 || len(open.Notes) != 0 {
		t.Errorf("of an open wave in which all answered: %+v, %v", c, open.Notes)
	}
	if _, err := p.engine(nil).Estimate(must(read(t, "{measure: rate, waves: [1], rates: [wave-participation]}"))); err == nil {
		t.Error("a wave to which nobody is known to have been invited has a rate of the invited")
	}
}

func TestOutcomeRatesComeFromTheDispositions(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).took("3", times("o", 6))
	p.column("disposition_w2", "complete partial breakoff refusal noncontact undelivered notinvited", "complete complete partial refusal undelivered notinvited")
	e := p.estimate(must(read(t, "{measure: rate, waves: [2], rates: [RR1, RR6, REF1]}")))
	for rate, want := range map[string]float64{"RR1": 2. / 5, "RR6": 3. / 4, "REF1": 1. / 5} {
		if got := cell(t, e, "wave=2", "rate="+rate).Value; math.Abs(got-want) > 1e-15 {
			t.Errorf("%s is %v, want %v", rate, got, want)
		}
	}
}

func TestAStandardWithAnEmptyCategoryIsFlagged(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).took("2", times("o", 6)).took("3", times("o", 6)).
		column("sex", "f m", "f f f f m m").column("place", "a b", "a a a a b b").number("age", 20, 30, 40, 50, 60, 70)
	e := p.estimate(must(read(t, "{measure: mean, item: age, by: place, standard: {by: sex, shares: {f: 1, m: 1}}}")))
	for _, c := range e.Cells {
		if len(c.Flags) != 1 || c.Flags[0] != estimate.Gap {
			t.Errorf("%v has the flags %v", c.Keys, c.Flags)
		}
	}
	if len(e.Notes) != 2 || !strings.Contains(e.Notes[0].Text["en"], "A: nobody is in the category M") {
		t.Errorf("the notes are %v", e.Notes)
	}
}

func TestSpecsOfNewMeasuresThatAreRefused(t *testing.T) {
	p := village(t)
	for _, tt := range []struct{ yaml, want string }{
		{"{measure: ratio, item: income}", "a ratio has an item below the line"},
		{"{measure: ratio, item: income, over: sex}", "sex has no numbers"},
		{"{measure: quantile, item: income}", "no quantile is named"},
		{"{measure: quantile, item: income, quantiles: [50]}", "there is no quantile at 50"},
		{"{measure: quantile, item: income, quantiles: [.5], rule: spss}", `the rule "spss" is not known`},
		{"{measure: mean, item: income, items: [hours]}", "a mean is of an item, or of several items"},
		{"{measure: correlation, items: [income]}", "a correlation is of several items"},
		{"{measure: correlation, items: [income, sex]}", "sex has no numbers"},
		{"{measure: contrast, expression: a - b}", "a contrast has parts"},
		{"{measure: contrast, expression: a - b, parts: [{name: a, estimate: y}]}", `there is no estimate "y"`},
		{"{measure: contrast, expression: a ** b, parts: [{name: a, spec: {name: m, measure: mean, item: income}}]}", "a contrast is made of names, numbers"},
		{"{measure: contrast, expression: a - c, parts: [{name: a, spec: {name: m, measure: mean, item: income}}]}", "there is no part c"},
		{"{measure: contrast, expression: log(a - a), parts: [{name: a, spec: {name: m, measure: mean, item: income}}]}", "not defined at these values"},
		{"{measure: contrast, expression: a, parts: [{name: a, spec: {name: m, measure: mean, item: income, by: sex}, keys: {sex: x}}]}", "no cell of part a has the keys sex=x"},
		{"{measure: table, item: sex}", "a table crosses an item with another"},
		{"{measure: table, item: sex, by: country, test: welch}", `the test "welch" is not known here`},
		{"{measure: table, item: news, waves: [1], by: country}", "one category a person is needed"},
		{"{measure: test, item: sex, by: country}", `the test "" is not known`},
		{"{measure: test, item: sex, test: F}", "the test F compares groups"},
		{"{measure: test, test: mcnemar, item: sex}", "the same people at two points"},
		{"{measure: test, item: income, by: country, test: welch}", "two groups are compared, and country has 3"},
		{"{measure: test, item: income, by: sex, test: welch, design: {weights: w}}", "takes neither weights nor a design"},
		{"{measure: test, item: sex, test: binomial, against: [.5]}", "is of the share of some categories"},
		{"{measure: test, item: income, by: sex, test: t, adjust: bonferroni}", `the correction "bonferroni" is not known`},
		{"{measure: model}", "a model has a formula"},
		{"{measure: model, model: {formula: 'income ~'}}", "the formula cannot be read"},
		{"{measure: model, model: {formula: income ~ hours, family: tweedie}}", `the family "tweedie" is not known`},
		{"{measure: model, model: {formula: income ~ hours, errors: HC9}}", `the errors "HC9" are not known`},
		{"{measure: model, model: {formula: income ~ height}}", "height"},
		{"{measure: scale, items: [trust_w1, trust_w2], reverse: [{item: trust_w3, low: 1, high: 5}]}", "none of the items"},
		{"{measure: scale, items: [trust_w1, trust_w2], at_least: 3}", "3 answers cannot be asked of 2 items"},
		{"{measure: scale, items: [trust_w1, trust_w2], reverse: [{item: trust_w1, low: 1, high: 3}]}", "scale"},
		{"{measure: rate, waves: [1]}", "no rate is named"},
		{"{measure: rate, waves: [1], rates: [RR9]}", "the rate RR9"},
		{"{measure: rate, waves: [1], rates: [view]}", "the rate view"},
		{"{measure: mean, item: income, effect: kish}", `the design effect "kish" is not known`},
		{"{measure: mean, item: income, standard: {by: sex, shares: {f: 1}}}", "gives no share to category m"},
		{"{measure: mean, item: income, standard: {by: sex, shares: {x: 1}}}", `the share of "x"`},
		{"{measure: share, item: sex, compare: {title: {en: a}, value: .2}}", "the figure has no source"},
		{"{measure: share, item: sex, compare: {title: {en: a}, source: b, value: 20}}", "a share lies between 0 and 1"},
		{"{measure: mean, item: income, derive: [{name: y, value: '${nobody} + 1'}]}", "no variable nobody"},
		{"{measure: mean, item: y, derive: [{name: y, value: '${hours} + 1', categories: ['1']}]}", "none of its categories"},
		{"{measure: mean, item: income, design: {lonely: sometimes}}", `the rule "sometimes"`},
		{"{measure: mean, item: income, design: {weights: w}, weight: w}", "the design names weights, and the estimate a weight set"},
		{"{measure: mean, item: income, design: {residuals: weighted}}", "residuals are those of a raked weight set"},
		{"{measure: mean, item: income, design: {rows: '${hours} > 1000'}}", "no row meets the condition of the design"},
		{"{measure: mean, item: income, design: {replicates: {kind: JK2}}}", `no replicates of the kind "JK2"`},
		{"{measure: mean, item: income, design: {strata: stratum, replicates: {kind: JK1}}}", "JK1 is for designs without strata"},
		{"{measure: mean, item: income, design: {strata: stratum, replicates: {kind: BRR}}}", "half samples need two primary units"},
		{"{measure: mean, item: income, design: {replicates: {kind: bootstrap}}}", "a bootstrap has a count"},
		{"{measure: mean, item: income, design: {replicates: {kind: given, columns: [rep*], scale: 1}}}", "no numeric variable rep*"},
	} {
		t.Run(tt.yaml, func(t *testing.T) {
			spec, err := read(t, tt.yaml)
			if err == nil {
				_, err = p.engine(map[string]weight.Set{"w": {Name: "w", Values: must(p.d.Column("w")).Numbers}}).Estimate(spec)
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "estimates.yaml") {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

// TestATotalInASingleClusterHasNoStandardError: the other clusters of the
// stratum hold nothing of it, and its error would come out as the total itself.
func TestATotalInASingleClusterHasNoStandardError(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).took("2", times("o", 6)).took("3", times("o", 6)).number("age", 20, 30, 40, 50, 60, 70).column("place", "a b c", "a a b b c c")
	e := p.estimate(must(read(t, `{measure: total, item: age, by: place, design: {clusters: place}}`)))
	for _, c := range e.Cells {
		if all := c.Key("place") == ""; (c.State == "") != all || c.Value == 0 {
			t.Errorf("%+v", c)
		}
	}
}

func TestADesignOfLonelyUnitsAloneHasNoStandardError(t *testing.T) {
	p := newPeople(t, 4).took("1", times("x", 4)).took("2", times("o", 4)).took("3", times("o", 4)).number("age", 20, 30, 40, 50).column("place", "a b c d", "a b c d")
	for _, rule := range []string{"remove", "certainty", "adjust", "average"} {
		e := p.estimate(must(read(t, "{measure: mean, item: age, design: {strata: place, lonely: "+rule+"}}")))
		if c := e.Cells[0]; c.State != estimate.NoInterval || c.SE != 0 || c.Value != 35 {
			t.Errorf("%s: %+v", rule, c)
		}
	}
}
