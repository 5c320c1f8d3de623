package clean

import (
	"slices"
	"testing"

	"sojourn/panel"
	"sojourn/study"
)

func TestTwoCutsAreComparedVariableByVariable(t *testing.T) {
	people := []respondent{{"a", 30, []string{"1", "2", "3"}, 1, 600}, {"b", 31, []string{"4", "", "1"}, 1, 610}, {"child", 12, []string{"4", "3", "1"}, 1, 620}}
	make := func(r Recipe, people ...respondent) *Cut {
		r.Completion = study.Completion{Partial: .5, Complete: .8}
		cut, err := r.Cut(people[0].who, []Wave{wave(t, 1, people...)})
		if err != nil {
			t.Fatal(err)
		}
		return cut
	}
	before := make(Recipe{Rules: rules[:3]}, people...)
	same, err := Compare(before, make(Recipe{Rules: rules[:3]}, people...))
	if err != nil || !same.Same() {
		t.Errorf("a cut differs from itself: %+v, %v", same, err)
	}
	after := make(Recipe{Rules: []Rule{rules[1], rules[0]}, Derived: derived(t, "variables: [{name: old, label: {en: Old}, waves: [1], value: '${age} > 30'}]")}, append(people, respondent{"new", 40, nil, 1, 600})...)
	d, err := Compare(before, after)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []Change{{File, "age", Removed}, {File, "again", Moved}, {DeriveFile, "old", Added}} {
		if !slices.Contains(d.Parts, want) {
			t.Errorf("the comparison does not say %v but %v", want, d.Parts)
		}
	}
	if d.Came != 1 || d.Left != 0 || d.Answers || !slices.Contains(d.Moves, Move{1, panel.Ineligible, panel.Complete, 1}) {
		t.Errorf("people: %+v", d)
	}
	at := slices.IndexFunc(d.Variables, func(v VariableChange) bool { return v.Name == "like1_w1" })
	if at < 0 {
		t.Fatal("the change of like1_w1 is not told")
	}
	v := d.Variables[at]
	if v.N != (Pair{1, 3}) || v.Cells != 1 || !slices.Contains(v.Categories, Part{"3", Pair{0, 1}}) || !slices.Contains(v.Missing, Part{"not_in_wave", Pair{1, 0}}) {
		t.Errorf("like1_w1 changed by %+v", v)
	}
}

func TestAChangedThresholdMakesTheRecipeStale(t *testing.T) {
	r := Recipe{Rules: slices.Clone(rules), Completion: study.Completion{Partial: .5, Complete: .8}, Decisions: []Decision{decide("a", 0, Keep)}}
	now := r
	if stale := r.Stale(now); len(stale) != 0 {
		t.Errorf("the same recipe is stale: %v", stale)
	}
	now.Rules = slices.Clone(rules)
	now.Rules[4].Share = 0.4
	now.Completion.Partial = 0.6
	now.Decisions = append(now.Decisions, decide("a", 0, AsRuled))
	want := []Change{{File, "fast", Changed}, {DecisionsFile, string(now.Decisions[0].Response), Removed}, {study.File, "completion", Changed}}
	if got := r.Stale(now); !slices.Equal(got, want) {
		t.Errorf("stale are %v, want %v", got, want)
	}
}
