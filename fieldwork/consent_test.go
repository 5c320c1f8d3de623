package fieldwork_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// whole goes through an interview without an answer but one and gives the
// token and the phrase.
func (s *stage) whole(r fieldwork.StartRequest) (token, words string) {
	s.t.Helper()
	if r.Secret == "" {
		e, err := s.Enter(ctx, "", "")
		if err != nil {
			s.t.Fatal(err)
		}
		r.Secret, r.Draft = e.Secret, e.Draft
	}
	r.Language, r.Consent = "ru", s.study.CurrentConsent().Version
	token, err := s.Start(ctx, r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.save(token, "work", "work", "no")
	s.save(token, "end", "comment", "bye")
	thanks, err := s.Thanks(ctx, token)
	if err != nil {
		s.t.Fatal(err)
	}
	return token, thanks.Phrase
}

// asking is a stage whose consent asks about two purposes.
func asking(t *testing.T) *stage {
	s := newStage(t)
	s.study.Consent = []study.Consent{{Version: 2, Text: study.Text{"en": "Yes?", "ru": "Да?"}, Purposes: []study.Purpose{
		{Name: "interview", Text: study.Text{"en": "You may ask me to talk.", "ru": "Можно позвать меня на разговор."}},
		{Name: "archive", Text: study.Text{"en": "Others may study it.", "ru": "Можно передать в архив."}}}}}
	return s
}

func TestTheSealedBodySaysWhatWasAgreedToInWhichWords(t *testing.T) {
	s := asking(t)
	s.whole(fieldwork.StartRequest{Purposes: []string{"archive", "unheard_of"}})
	of := func(text string) string { return seal.HashOf([]byte(text)).String() }
	want := []fieldwork.ConsentLine{
		{Given: true, Version: 2, Language: "ru", Text: of("Да?"), Day: "2022-03-28"},
		{Purpose: "interview", Version: 2, Language: "ru", Text: of("Можно позвать меня на разговор."), Day: "2022-03-28"},
		{Purpose: "archive", Given: true, Version: 2, Language: "ru", Text: of("Можно передать в архив."), Day: "2022-03-28"},
	}
	if diff := cmp.Diff(want, s.opened(0).Consents); diff != "" {
		t.Errorf("ledger (-want +got):\n%s", diff)
	}
}

func TestAConsentChangedAfterTheEndReachesTheRowAndAddsNone(t *testing.T) {
	s := asking(t)
	token, _ := s.whole(fieldwork.StartRequest{Purposes: []string{"archive"}})
	for _, purposes := range [][]string{{"interview"}, {"interview"}, {"interview", "archive"}, {}} {
		if err := s.Agree(ctx, token, "ru", purposes); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.envelopes) != 4 {
		t.Fatalf("%d envelopes, want the response and three changes", len(s.envelopes))
	}
	var rows []fieldwork.Row
	for i, e := range s.envelopes[:3] {
		rows = append([]fieldwork.Row{{Key: e.Key, Response: s.opened(i)}}, rows...)
	}
	rows = append(rows, fieldwork.Row{Key: "old", Response: fieldwork.Response{Finished: true, Answers: instrument.Answers{"work": {Values: []string{"no"}}}}})
	d, err := fieldwork.Tabulate(small(t), rows, "interview", "archive")
	if err != nil {
		t.Fatal(err)
	}
	if d.Rows != 2 {
		t.Fatalf("%d rows, want one a response", d.Rows)
	}
	for _, name := range []string{"consent_interview", "consent_archive"} {
		c, err := d.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		if c.Missing[0] != dataset.Present || c.Codes[0] != 0 || c.Missing[1] != dataset.NotAsked {
			t.Errorf("%s is %v, %v; want yes, and nothing where nobody asked", name, c.Codes, c.Missing)
		}
	}
}

func TestAConsentChangedOnTheWayStaysInTheLedger(t *testing.T) {
	s := asking(t)
	s.study.Consent[0].Version = 1
	token := s.start()
	s.save(token, "work", "work", "yes")
	if err := s.Agree(ctx, token, "en", []string{"archive"}); err != nil {
		t.Fatal(err)
	}
	own, err := s.Own(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	given, asked := fieldwork.Given(own.Consents, "archive")
	if !given || !asked || own.Answers["work"].Value() != "yes" {
		t.Errorf("archive: given %v, asked %v", given, asked)
	}
	if err := s.Agree(ctx, "no token", "en", nil); err == nil {
		t.Error("a token that was never given out agrees to something")
	}
}
