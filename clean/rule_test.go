package clean

import (
	"fmt"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

// more gives a wave what only some rules look at.
func more(t *testing.T, w Wave, channels, days []string) Wave {
	t.Helper()
	for name, texts := range map[string][]string{ChannelColumn: channels, DayColumn: days} {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words}, w.Table.Rows, dataset.Present)
		copy(c.Texts, texts)
		if err := w.Table.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	w.Doors = []study.Door{{Kind: study.OpenDoor, Opens: "2022-03-01", Closes: "2022-03-31"}}
	return w
}

func caughtBy(t *testing.T, r Rule, w Wave) string {
	t.Helper()
	r.Name, r.Reason = "rule", study.Text{"en": "for a reason"}
	if what := r.fault(); what != "" {
		t.Fatalf("the rule is refused: %s", what)
	}
	flags, _, err := Apply([]Rule{r}, nil, w)
	if err != nil {
		t.Fatal(err)
	}
	var who []string
	ids, _ := w.Table.Column(PanelistColumn)
	for row, names := range flags {
		if len(names) > 0 {
			who = append(who, ids.Texts[row])
		}
	}
	return strings.Join(who, " ")
}

func TestRulesThatReadAnswersAndDays(t *testing.T) {
	w := more(t, wave(t, 1,
		respondent{"attentive", 30, []string{"1", "2", "3"}, 1, 600},
		respondent{"asleep", 31, []string{"5", "5", "3"}, 1, 600},
		respondent{"silent", 32, []string{"", "", ""}, 1, 600},
		respondent{"ourselves", 70, []string{"1", "2", "4"}, 1, 600},
		respondent{"late", 33, []string{"1", "2", "5"}, 1, 600},
	), []string{"friends", "friends", "friends", "pilot", "friends"}, []string{"2022-03-02", "2022-03-31", "2022-04-03", "2022-02-20", "2022-05-01"})
	for want, r := range map[string]Rule{
		"asleep":                {Kind: Attention, Checks: map[string][]string{"like0": {"1", "2"}, "like1": {"2"}}, Least: 2},
		"asleep late":           {Kind: Attention, Checks: map[string][]string{"like0": {"1"}, "like2": {"3", "4"}}},
		"ourselves":             {Kind: Test, Channels: []string{"pilot"}},
		"attentive":             {Kind: Consistency, When: "${like0} = '1' and ${age} < 31"},
		"asleep silent":         {Kind: Eligibility, When: "${age} > 30 and ${age} <= 32"},
		"silent ourselves late": {Kind: OutOfField},
		"ourselves late":        {Kind: OutOfField, Days: 5},
		"":                      {Kind: Consistency, When: "${height} > 3"}, // the wave did not ask it
	} {
		if got := caughtBy(t, r, w); got != want {
			t.Errorf("%s %s%v flags %q, want %q", r.Kind, r.When, r.Checks, got, want)
		}
	}
}

func TestAStraightLineNeedsAsManyGridsAsTheRuleSays(t *testing.T) {
	w := wave(t, 1, respondent{"one", 30, []string{"4", "4", "1"}, 1, 600}, respondent{"both", 31, []string{"4", "4", "4"}, 1, 600})
	r := Rule{Kind: StraightLine, Grids: [][]string{{"like0", "like1"}, {"like1", "like2"}}, Least: 2}
	if got := caughtBy(t, r, w); got != "one both" {
		t.Errorf("one straight grid flags %q", got)
	}
	if r.Straight = 2; caughtBy(t, r, w) != "both" {
		t.Errorf("two straight grids flag %q", caughtBy(t, r, w))
	}
}

func TestAKeyThatARuleDoesNotKnowIsRefused(t *testing.T) {
	for want, text := range map[string]string{
		"has no key min":        "{name: a, kind: speeder, share: 0.3, min: 2, reason: {en: x}}",
		"has no key share":      "{name: a, kind: range, item: b, min: 1, share: 0.3, reason: {en: x}}",
		"between 0 and 1":       "{name: a, kind: repeat, share: 80, reason: {en: x}}",
		"give one of the two":   "{name: a, kind: straightline, items: [a, b], grids: [[a, b]], least: 2, reason: {en: x}}",
		"what people decided":   "{name: decision, kind: repeat, reason: {en: x}}",
		"cannot be understood":  "{name: a, kind: consistency, when: '${a} =', reason: {en: x}}",
		"how many answers must": "{name: a, kind: similar, share: 0.5, least: 3, reason: {en: x}}",
		"which answers":         "{name: a, kind: attention, reason: {en: x}}",
	} {
		if _, err := ParseRules([]byte("rules: [" + text + "]")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

func TestWhatARuleNamesMustBeSomewhere(t *testing.T) {
	waves := []Wave{wave(t, 1), wave(t, 2)}
	reason := study.Text{"en": "x"}
	for want, r := range map[string]Rule{
		"":                         {Name: "a", Kind: Range, Item: "age", Min: adult(), Reason: reason},
		"variable height":          {Name: "a", Kind: Range, Item: "height", Min: adult(), Reason: reason},
		"no variable height":       {Name: "a", Kind: Consistency, When: "${height} > 2", Reason: reason},
		`like0 has no code "six"`:  {Name: "a", Kind: Consistency, When: "${like0} = 'six'", Reason: reason},
		"no channel pilot":         {Name: "a", Kind: Test, Channels: []string{"pilot"}, Reason: reason},
		"none of the waves":        {Name: "a", Kind: Repeat, Waves: []study.WaveID{9}, Reason: reason},
		`like1 has no code "sixx"`: {Name: "a", Kind: Attention, Checks: map[string][]string{"like1": {"sixx"}}, Reason: reason},
	} {
		ps := Recipe{Rules: []Rule{r}, Completion: study.Completion{Partial: .5, Complete: .8}}.Check(waves, []string{"friends"})
		if want == "" && len(ps) > 0 || want != "" && (ps.Err() == nil || !strings.Contains(ps.Error(), want)) {
			t.Errorf("the check says %v, want %q", ps, want)
		}
	}
}

func TestOfTwoCompleteResponsesOfAPersonTheFirstStaysWhereTheRuleSaysWhatIsComplete(t *testing.T) {
	w := wave(t, 1, respondent{"ann", 30, nil, 0.85, 600}, respondent{"ann", 30, nil, 1, 600},
		respondent{"bob", 31, nil, 0.4, 600}, respondent{"bob", 31, nil, 0.9, 600})
	for share, want := range map[float64]string{0: "0 2", 0.8: "1 2"} {
		caught, err := Rule{Kind: Repeat, Share: share}.catch(w, make(Flags, w.Table.Rows))
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for row, hit := range caught {
			if hit {
				rows = append(rows, fmt.Sprint(row))
			}
		}
		if got := strings.Join(rows, " "); got != want {
			t.Errorf("share %v: rows %s are flagged, want %s", share, got, want)
		}
	}
}
