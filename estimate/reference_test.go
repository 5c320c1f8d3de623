package estimate_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/estimate"
	"sojourn/library"
	"sojourn/study"
)

// published finds two findings of one work.
func published(work library.ID, id string) (library.Work, library.Finding, error) {
	w := library.Work{ID: "kim-2022", Type: library.Report, Title: "The road", Language: "en", Date: "2022", Authors: []library.Name{{Family: "Kim", Given: "Lee"}}}
	found, ok := map[string]library.Finding{
		"poll": {ID: "poll", Work: "kim-2022", Page: 7, LabelEN: "Trusts people", LabelRU: "Доверяет людям", Group: "population=georgia", Value: "31", Unit: "percent", Base: 1600},
		"bare": {ID: "bare", Work: "kim-2022", LabelEN: "Trusts people", Value: "31", Unit: "percent"},
		"mean": {ID: "mean", Work: "kim-2022", LabelEN: "Trust", Value: "3,34", Unit: "mean"},
		"word": {ID: "word", Work: "kim-2022", Value: "almost half", Unit: "percent"},
	}[id]
	if !ok || work != "kim-2022" {
		return w, found, study.ErrNotFound
	}
	return w, found, nil
}

func referred(t *testing.T, yaml string) (estimate.Estimate, error) {
	t.Helper()
	spec, err := read(t, yaml)
	if err != nil {
		t.Fatal(err)
	}
	specs := []estimate.Spec{spec}
	estimate.Refer(specs, published)
	return village(t).engine(nil).Estimate(specs[0])
}

// TestAFindingGivesTheNumbersOfTheFigureTypedByHand holds the comparison with a
// finding against that with the same figure typed, which the outside cases judge.
func TestAFindingGivesTheNumbersOfTheFigureTypedByHand(t *testing.T) {
	for finding, typed := range map[string]string{
		"{measure: share, item: trust, waves: [1], categories: ['4', '5'], by: country, compare: {finding: kim-2022#poll, effect: 1.4}}": "{measure: share, item: trust, waves: [1], categories: ['4', '5'], by: country, compare: {source: 'Kim (2022, p. 7)', value: .31, n: 1600, effect: 1.4}}",
		"{measure: share, item: trust, waves: [1], categories: ['4', '5'], compare: {finding: kim-2022#bare}}":                           "{measure: share, item: trust, waves: [1], categories: ['4', '5'], compare: {source: 'Kim (2022)', value: .31}}",
		"{measure: mean, item: trust, waves: [1], compare: {finding: kim-2022#mean, se: .02}}":                                           "{measure: mean, item: trust, waves: [1], compare: {source: 'Kim (2022)', value: 3.34, se: .02}}",
	} {
		got, err := referred(t, finding)
		if err != nil {
			t.Fatal(err)
		}
		want, err := referred(t, typed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Cells, got.Cells, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Label" }, cmp.Ignore())); diff != "" {
			t.Errorf("%s:\n%s", finding, diff)
		}
	}
}

func TestAnEstimateTellsOfTheFindingItIsHeldAgainst(t *testing.T) {
	e, err := referred(t, "{measure: share, item: trust, waves: [1], categories: ['4', '5'], compare: {finding: kim-2022#poll}}")
	if err != nil {
		t.Fatal(err)
	}
	if notes := e.Notes[0].Text; notes["en"] != "Compared with Kim (2022, p. 7), worded “Trusts people”; of whom: population=georgia." || !strings.Contains(notes["ru"], "Kim (2022, с. 7), формулировка «Доверяет людям»") {
		t.Errorf("%v", e.Notes)
	}
	e, err = referred(t, "{measure: share, item: trust, waves: [1], categories: ['4', '5'], compare: {finding: kim-2022#bare}}")
	if err != nil || !strings.Contains(e.Notes[0].Text["en"], "the interval is too narrow") {
		t.Errorf("a figure on unknown people: %v, %v", e.Notes, err)
	}
}

func TestAFindingThatCannotBeComparedIsRefused(t *testing.T) {
	for yaml, says := range map[string]string{
		"{measure: share, item: trust, waves: [1], categories: ['5'], compare: {finding: kim-2022#none}}":             "no finding",
		"{measure: share, item: trust, waves: [1], categories: ['5'], compare: {finding: kim-2022#mean}}":             "share against a percentage",
		"{measure: mean, item: trust, waves: [1], compare: {finding: kim-2022#poll}}":                                 "share against a percentage",
		"{measure: share, item: trust, waves: [1], categories: ['5'], compare: {finding: kim-2022#word}}":             "almost half",
		"{measure: share, item: trust, waves: [1], categories: ['5'], compare: {finding: kim-2022#poll, value: .31}}": "typed beside it",
	} {
		if _, err := referred(t, yaml); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", yaml, err)
		}
	}
	spec, err := read(t, "{measure: share, item: trust, waves: [1], categories: ['5'], compare: {finding: kim-2022#poll}}")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := village(t).engine(nil).Estimate(spec); err == nil || !strings.Contains(err.Error(), "was not read") {
		t.Errorf("without a library: %v", err)
	}
}
