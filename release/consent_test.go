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
