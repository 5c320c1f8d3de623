package clean

import (
	"strings"
	"testing"

	"sojourn/panel"
	"sojourn/study"
)

// decide is a decision about the response in a row of wave 1.
func decide(who string, row int, v Verdict) Decision {
	return Decision{Wave: 1, Response: HandleOf(1, who, "r"+string(rune('0'+row))), Verdict: v, By: "M.", On: "2022-05-01", Why: "spoke to them"}
}

func TestPeopleDecideAgainstARuleAndTakeItBack(t *testing.T) {
	w := wave(t, 1, respondent{"honest", 30, []string{"1", "2", "3"}, 1, 600}, respondent{"child", 12, []string{"2", "1", "3"}, 1, 600})
	for _, tt := range []struct {
		name      string
		decisions []Decision
		want      [2]panel.Disposition
		clean     int
	}{
		{"nobody decided", nil, [2]panel.Disposition{panel.Complete, panel.Ineligible}, 1},
		{"kept", []Decision{decide("child", 1, Keep)}, [2]panel.Disposition{panel.Complete, panel.Complete}, 2},
		{"set aside", []Decision{decide("honest", 0, SetAside)}, [2]panel.Disposition{panel.Ineligible, panel.Ineligible}, 0},
		{"kept and taken back", []Decision{decide("child", 1, Keep), decide("child", 1, AsRuled)}, [2]panel.Disposition{panel.Complete, panel.Ineligible}, 1},
		{"decided twice", []Decision{decide("child", 1, SetAside), decide("child", 1, Keep)}, [2]panel.Disposition{panel.Complete, panel.Complete}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cut, err := Recipe{Rules: rules, Completion: study.Completion{Partial: 0.5, Complete: 0.8}, Decisions: tt.decisions}.Cut("raw", []Wave{w})
			if err != nil {
				t.Fatal(err)
			}
			who, _ := cut.Data.Column(PanelistColumn)
			outcome, _ := cut.Data.Column("disposition_w1")
			for i, id := range who.Texts {
				want := tt.want[map[string]int{"honest": 0, "child": 1}[id]]
				if got := panel.Disposition(outcome.Codes[i]); got != want {
					t.Errorf("%s is %v, want %v", id, got, want)
				}
			}
			log := cut.Logs[0]
			if left := log.Raw; log.Clean != tt.clean {
				t.Errorf("%d of %d are clean, want %d", log.Clean, left, tt.clean)
			}
			left := log.Raw
			for _, tally := range log.Tallies {
				if left -= tally.Removed; left != tally.Left {
					t.Errorf("after %s %d are left, but %d were before and %d were set aside", tally.Rule, tally.Left, left+tally.Removed, tally.Removed)
				}
			}
			if left != log.Clean {
				t.Errorf("the flow ends with %d and says that %d are clean", left, log.Clean)
			}
		})
	}
}

func TestADecisionAboutAnUnknownResponseIsNamed(t *testing.T) {
	r := Recipe{Completion: study.Completion{Partial: .5, Complete: .8}, Decisions: []Decision{decide("nobody", 0, Keep)}}
	cut, err := r.Cut("raw", []Wave{wave(t, 1, respondent{"honest", 30, nil, 1, 600})})
	if err != nil {
		t.Fatal(err)
	}
	if ps := r.Unmatched(cut.Logs); len(ps) != 1 || ps.Err() != nil {
		t.Errorf("said %v, want one warning", ps)
	}
}

func TestADecisionNeedsANameADayAndAReason(t *testing.T) {
	whole := "{wave: 1, response: 0123456789ab, verdict: keep, by: M., on: 2022-05-01, why: spoke to them}"
	if _, err := ParseDecisions([]byte("decisions: [" + whole + "]")); err != nil {
		t.Errorf("a whole decision is refused: %v", err)
	}
	for _, part := range []string{"by: M.", "on: 2022-05-01", "why: spoke to them", "verdict: keep", "wave: 1", "response: 0123456789ab"} {
		text := strings.Replace(strings.Replace(whole, part+", ", "", 1), ", "+part, "", 1)
		if _, err := ParseDecisions([]byte("decisions: [" + text + "]")); err == nil {
			t.Errorf("a decision without %q is taken", part)
		}
	}
}

func TestAHandleSaysNothingWithoutThePseudonym(t *testing.T) {
	if HandleOf(1, "a", "r") == HandleOf(1, "b", "r") || HandleOf(1, "a", "r") == HandleOf(2, "a", "r") {
		t.Error("the handle does not depend on the pseudonym and the wave")
	}
}
