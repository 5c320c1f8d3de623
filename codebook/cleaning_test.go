package codebook

import (
	"bytes"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

func TestTheBookTellsWhatCleaningDidAndThePublishedOneOnlyWhy(t *testing.T) {
	s := exile(t)
	s.Logs = []clean.Log{{Wave: 1, Raw: 4321, Clean: 4317, Tallies: []clean.Tally{
		{Wave: 1, Rule: "hurried", Reason: study.Text{"en": "Too fast to have been read", "ru": "Слишком быстро"}, Removed: 4, Left: 4317}}}}
	for profile, told := range map[Profile]bool{Team: true, Published: false} {
		var page bytes.Buffer
		if err := New(s, profile).WritePage(&page, "en"); err != nil {
			t.Fatal(err)
		}
		text := page.String()
		if !strings.Contains(text, "Too fast to have been read") || !strings.Contains(text, "<code>hurried</code>") {
			t.Errorf("profile %d does not give the rule and its reason", profile)
		}
		if strings.Contains(text, "4,317") != told || strings.Contains(text, "4,321") != told {
			t.Errorf("profile %d tells how many were set aside: want %v", profile, told)
		}
	}
}

func TestTheBookTellsHowAVariableWasDerived(t *testing.T) {
	s := exile(t)
	c := dataset.NewColumn(dataset.Variable{Name: "adult", Kind: dataset.Numeric, Label: study.Text{"en": "Adult"}, Formula: "${age_w1} >= 18", Universe: study.Text{"en": "Whoever told their age"}}, s.Data.Rows, dataset.Present)
	if err := s.Data.Add(c); err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := New(s, Team).WritePage(&page, "en"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"${age_w1} &gt;= 18", "Whoever told their age"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
