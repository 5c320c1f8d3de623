package release

import (
	"fmt"
	"slices"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

func TestWhoDidNotAgreeToAnArchiveIsInNoRelease(t *testing.T) {
	s := people(t, 400)
	answers := list("consent", "yes", "no")
	said := map[int]*dataset.Column{}
	for wave := 1; wave <= 2; wave++ {
		said[wave] = dataset.NewColumn(dataset.Variable{Name: fmt.Sprint("consent_archive_w", wave), Wave: study.WaveID(wave), Kind: dataset.Categorical, Codes: answers}, 400, dataset.Present)
		if err := s.Data.Add(said[wave]); err != nil {
			t.Fatal(err)
		}
	}
	said[1].Codes[0], said[2].Missing[0] = 1, dataset.NotInWave                  // declined
	said[2].Codes[1] = 1                                                         // agreed and took it back
	said[1].Missing[2], said[2].Missing[2] = dataset.NotAsked, dataset.NotInWave // was never asked
	said[1].Codes[3] = 1                                                         // declined and agreed later
	o := protected(t, s, planned(t, plan+"  - {name: consent_archive, role: free}\n"), Scientific)
	shown, err := o.Data.Column(clean.PanelistColumn)
	if err != nil {
		t.Fatal(err)
	}
	for row := range 3 {
		if slices.Contains(shown.Texts, pseudonym(s.Secret, "once "+o.ID, fmt.Sprintf("person-%05d", row))) {
			t.Errorf("person %d is in the release", row)
		}
	}
	if o.Declined != 3 {
		t.Errorf("%d people are kept out, want 3", o.Declined)
	}
}

func TestNobodyIsQuotedWhoDidNotAgreeToIt(t *testing.T) {
	s, p := people(t, 400), planned(t, plan+"  - {name: consent_quotation, role: free}\n")
	said := dataset.NewColumn(dataset.Variable{Name: "consent_quotation_w1", Wave: 1, Kind: dataset.Categorical, Codes: list("consent", "yes", "no")}, 400, dataset.Present)
	story, err := s.Data.Column("story_w1")
	if err != nil {
		t.Fatal(err)
	}
	for row := range said.Codes {
		said.Codes[row] = uint16(row % 2)
		story.Texts[row], story.Missing[row] = fmt.Sprint("text of ", []string{"who agreed", "who did not"}[row%2]), dataset.Present
	}
	if err := s.Data.Add(said); err != nil {
		t.Fatal(err)
	}
	s.Screened = Screening{{Variable: "story", Text: "text of who agreed", Passed: true, By: "Anna"}, {Variable: "story", Text: "text of who did not", Passed: true, By: "Anna"}}
	o := protected(t, s, p, Scientific)
	told := map[string]int{}
	for _, c := range o.Data.Columns {
		for i, text := range c.Texts {
			if c.Missing[i] == dataset.Present {
				told[text]++
			}
		}
	}
	if told["text of who agreed"] == 0 || told["text of who did not"] > 0 {
		t.Errorf("%d quotations of those who agreed, %d of those who did not", told["text of who agreed"], told["text of who did not"])
	}
}
