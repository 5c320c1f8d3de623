package clean

import (
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/panel"
	"sojourn/study"
)

// takenFor is a decision about the responses in the first rows of two waves.
func takenFor(a study.WaveID, first string, b study.WaveID, second string, v MatchVerdict) Match {
	return Match{Waves: [2]study.WaveID{a, b}, Responses: [2]Handle{HandleOf(a, first, "r0"), HandleOf(b, second, "r0")}, Verdict: v, By: "M.", On: "2022-05-01", Why: "equal codes"}
}

func TestPeopleAreJoinedByDecisionAndPartedAgain(t *testing.T) {
	honest := []string{"1", "2", "3"}
	waves := []Wave{wave(t, 1, respondent{"anna", 30, honest, 1, 600}), wave(t, 2, respondent{"boris", 31, honest, 1, 600}), wave(t, 3, respondent{"clara", 32, honest, 1, 600})}
	waves[1].Invitations = map[string]panel.Disposition{"boris": panel.NonContact}
	same := takenFor(1, "anna", 2, "boris", Same)
	for _, tt := range []struct {
		name    string
		matches []Match
		people  int
	}{
		{"nobody decided", nil, 3},
		{"two of three waves", []Match{same}, 2},
		{"all three", []Match{same, takenFor(2, "boris", 3, "clara", Same)}, 1},
		{"all three, the other way round", []Match{takenFor(1, "anna", 3, "clara", Same), takenFor(2, "boris", 3, "clara", Same)}, 1},
		{"taken back", []Match{same, takenFor(1, "anna", 2, "boris", Undecided)}, 3},
		{"different", []Match{takenFor(1, "anna", 2, "boris", Different)}, 3},
		{"withdrawn since", []Match{takenFor(1, "gone", 2, "boris", Same)}, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Recipe{Rules: rules, Completion: study.Completion{Partial: 0.5, Complete: 0.8}, Matches: tt.matches}
			cut, err := r.Cut("raw", waves)
			if err != nil {
				t.Fatal(err)
			}
			if cut.Data.Rows != tt.people {
				t.Errorf("%d people, want %d", cut.Data.Rows, tt.people)
			}
			plain, err := Recipe{Rules: rules, Completion: r.Completion}.Cut("raw", waves)
			if err != nil || (cut.Hash == plain.Hash) != (tt.matches == nil) {
				t.Errorf("the cut is named %.8s, and without decisions %.8s, %v", cut.Hash, plain.Hash, err)
			}
		})
	}
	cut, err := Recipe{Rules: rules, Completion: study.Completion{Partial: 0.5, Complete: 0.8}, Matches: []Match{same}}.Cut("raw", waves)
	if err != nil {
		t.Fatal(err)
	}
	invited, err := cut.Data.Column("invited_w2")
	who, _ := cut.Data.Column(PanelistColumn)
	if err != nil || who.Texts[0] != "anna" || invited.CodeAt(0) != "yes" {
		t.Errorf("the invitation of who was joined is lost: %v, %v", who.Texts, err)
	}
	if text, _ := waves[1].Table.Column(PanelistColumn); text.Texts[0] != "boris" {
		t.Error("joining altered the raw table")
	}
}

func TestTwoWhoBothAnsweredAWaveAreNotOne(t *testing.T) {
	honest := []string{"1", "2", "3"}
	waves := []Wave{wave(t, 1, respondent{"anna", 30, honest, 1, 600}, respondent{"olga", 40, honest, 1, 600}), wave(t, 2, respondent{"anna", 30, honest, 1, 600}, respondent{"boris", 31, honest, 1, 600})}
	m := takenFor(1, "anna", 2, "boris", Same)
	m.Responses[1] = HandleOf(2, "boris", "r1")
	_, err := Recipe{Rules: rules, Completion: study.Completion{Partial: 0.5, Complete: 0.8}, Matches: []Match{m}}.Cut("raw", waves)
	if err == nil || !strings.Contains(err.Error(), "both answered wave 2") || strings.Contains(err.Error(), "boris") {
		t.Errorf("joining them is answered with %v", err)
	}
}

func TestWhoRecruitedIsFollowedThroughJoining(t *testing.T) {
	honest := []string{"1", "2", "3"}
	w2 := wave(t, 2, respondent{"boris", 30, honest, 1, 600}, respondent{"recruit", 31, honest, 1, 600})
	by := dataset.NewColumn(dataset.Variable{Name: recruiterColumn, Kind: dataset.Words}, 2, dataset.Present)
	by.Texts[1], by.Missing[0] = "boris", dataset.NotApplicable
	if err := w2.Table.Add(by); err != nil {
		t.Fatal(err)
	}
	cut, err := Recipe{Rules: rules, Completion: study.Completion{Partial: 0.5, Complete: 0.8}, Matches: []Match{takenFor(1, "anna", 2, "boris", Same)}}.
		Cut("raw", []Wave{wave(t, 1, respondent{"anna", 30, honest, 1, 600}), w2})
	if err != nil {
		t.Fatal(err)
	}
	c, err := cut.Data.Column("recruiter_w2")
	if err != nil || c.Texts[1] != "anna" {
		t.Errorf("the recruit came by %v, %v", c.Texts, err)
	}
}

func TestAMatchWithoutWhoAndWhyIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"matches: [{waves: [2, 1], responses: [a, b], verdict: same, by: M., on: 2022-05-01, why: x}]":   "the earlier first",
		"matches: [{waves: [1, 2], responses: [a, b], verdict: join, by: M., on: 2022-05-01, why: x}]":   "verdict",
		"matches: [{waves: [1, 2], responses: [a, b], verdict: same, by: M., on: 2022-05-01}]":           "why",
		"matches: [{waves: [1, 2], responses: [a, b], verdict: same, by: M., on: 2022-05, why: x}]":      "on is the day",
		"matches: [{waves: [1, 2, 3], responses: [a, b], verdict: same, by: M., on: 2022-05, why: x}]":   "",
		"matches: [{wave: 1, responses: [a, b], verdict: same, by: M., on: 2022-05-01, why: x}]":         "wave",
		"matches: [{waves: [1, 2], responses: [a], verdict: same, by: M., on: 2022-05-01, why: a hole}]": "",
	} {
		if _, err := ParseMatches([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n%v", text, err)
		}
	}
}
