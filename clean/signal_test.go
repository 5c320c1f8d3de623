package clean

import (
	"fmt"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

// signal adds a column of numbers about how responses came about.
func signal(t *testing.T, w Wave, name string, numbers ...float64) {
	t.Helper()
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, len(numbers), dataset.Present)
	copy(c.Numbers, numbers)
	if err := w.Table.Add(c); err != nil {
		t.Fatal(err)
	}
}

func TestSignalsAreFlaggedWithTheirReasonAndCounted(t *testing.T) {
	w := wave(t, 1, respondent{who: "honest"}, respondent{who: "bot"}, respondent{who: "quick"}, respondent{who: "one of many"}, respondent{who: "of old"})
	signal(t, w, TrapColumn, 0, 1, 0, 0, 0)
	signal(t, w, BurstColumn, 0, 1, 0, 1, 0)
	signal(t, w, PaceColumn, 14, 900, 61, 20, 0)
	nobody := 60.0
	signals := []Rule{
		{Name: "trapped", Kind: Trap, Reason: study.Text{"en": "wrote where no person sees a line"}},
		{Name: "too_fast", Kind: Pace, Max: &nobody, Reason: study.Text{"en": "faster than anybody reads"}},
		{Name: "rush", Kind: Burst, Reason: study.Text{"en": "came in a burst"}},
	}
	flags, log, err := Apply(signals, nil, w)
	if err != nil {
		t.Fatal(err)
	}
	want := "[[] [trapped too_fast rush] [too_fast] [rush] []]"
	if got := fmt.Sprint(flags); got != want {
		t.Errorf("flagged are %s, want %s", got, want)
	}
	for i, n := range []int{1, 2, 2} {
		if log.Tallies[i].Caught != n || log.Tallies[i].Reason["en"] == "" {
			t.Errorf("the log says of %s: %+v", signals[i].Name, log.Tallies[i])
		}
	}
	if log.Raw != 5 || log.Clean != 2 {
		t.Errorf("of %d responses %d stand", log.Raw, log.Clean)
	}
}

func TestAWaveWithoutSignalsIsPassedBy(t *testing.T) {
	limit := 60.0
	for _, kind := range []Kind{Trap, Burst, Pace} {
		flags, _, err := Apply([]Rule{{Name: "r", Kind: kind, Max: &limit, Reason: study.Text{"en": "x"}}}, nil, wave(t, 1, respondent{who: "of old"}))
		if err != nil || flags.clean() != 1 {
			t.Errorf("%s flags what was collected before there were signals: %v", kind, err)
		}
	}
}

func TestRulesOfSignalsSayWhatTheyLack(t *testing.T) {
	for text, fails := range map[string]bool{
		"rules: [{name: a, kind: trap, reason: {en: x}}]":             false,
		"rules: [{name: a, kind: burst, reason: {en: x}}]":            false,
		"rules: [{name: a, kind: pace, max: 60, reason: {en: x}}]":    false,
		"rules: [{name: a, kind: pace, reason: {en: x}}]":             true,
		"rules: [{name: a, kind: pace, max: -1, reason: {en: x}}]":    true,
		"rules: [{name: a, kind: trap, share: 0.5, reason: {en: x}}]": true,
	} {
		if _, err := ParseRules([]byte(text)); (err != nil) != fails {
			t.Errorf("%s: %v", text, err)
		}
	}
}
