package fieldwork_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/seal"
	"sojourn/study"
)

// carrying asks whether somebody works, carries the answer, and tells who said
// in wave 1 that they do not.
func carrying(t *testing.T) *instrument.Instrument {
	in := small(t)
	in.Pages[0].Items[0].Carry = true
	before, err := expr.Parse("prev(1, 'work')")
	if err != nil {
		t.Fatal(err)
	}
	in.Pages[0].Items = append(in.Pages[0].Items, &instrument.Item{Name: "before", Type: instrument.Calculate, Calculation: before})
	return in
}

func TestWhoComesBackByPhraseIsAskedFromWhatTheySaidLastTime(t *testing.T) {
	s := stageOf(t, carrying(t))
	first, words := s.whole(fieldwork.StartRequest{})
	s.now = time.Date(2022, 9, 6, 12, 0, 0, 0, time.UTC)
	back, err := s.Return(ctx, words)
	if err != nil {
		t.Fatal(err)
	}
	s.whole(fieldwork.StartRequest{Secret: back.Entry.Secret, Draft: back.Entry.Draft, Phrase: back.Entry.Phrase})
	if got := s.opened(1).Answers["before"].Value(); got != "no" {
		t.Errorf("of the first wave the second knows %q", got)
	}
	own, err := s.Own(ctx, first)
	if err != nil || len(own.Answers) > 0 {
		t.Errorf("a finished response still shows %d answers, %v", len(own.Answers), err)
	}
}

func TestAPersonalLinkOpensNothingThatWasCarried(t *testing.T) {
	s := stageOf(t, carrying(t))
	first, words := s.whole(fieldwork.StartRequest{})
	thanks, err := s.Thanks(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	s.now = time.Date(2022, 9, 6, 12, 0, 0, 0, time.UTC)
	secret, err := seal.ParseSecret(thanks.Secret)
	if err != nil {
		t.Fatal(err)
	}
	s.invited[secret.Invitation("exile", 2)] = true
	e, err := s.Enter(ctx, "", thanks.Secret)
	if err != nil {
		t.Fatal(err)
	}
	s.whole(fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft})
	if a := s.opened(1).Answers["before"]; a.Missing == dataset.Present && a.Value() != "" {
		t.Error("the secret of a contact opens what was carried")
	}
	stranger, err := s.Enter(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start(ctx, fieldwork.StartRequest{Secret: stranger.Secret, Draft: stranger.Draft, Phrase: words, Consent: 1}); err != study.ErrNotFound {
		t.Errorf("a phrase with the secret of another person is answered with %v", err)
	}
}

func TestNothingCarriedIsReadableInTheStorage(t *testing.T) {
	in := small(t)
	in.Pages[2].Items[0].Carry = true
	s := stageOf(t, in)
	token := s.start()
	s.save(token, "work", "work", "no")
	s.save(token, "end", "comment", "cloudberry")
	all, err := json.Marshal(s.phrases)
	if err != nil || len(s.phrases) != 3 {
		t.Fatalf("%d lockers, want the person's, the wave's and what is carried: %v", len(s.phrases), err)
	}
	for _, body := range s.phrases {
		if strings.Contains(string(body), "cloudberry") {
			t.Errorf("an answer stands open among %d bytes", len(all))
		}
	}
}

func TestComingBackByPhraseWritesNothingThatASecretLeadsTo(t *testing.T) {
	s := newStage(t)
	_, words := s.whole(fieldwork.StartRequest{})
	s.now = time.Date(2022, 8, 24, 12, 0, 0, 0, time.UTC) // only the panel door is open
	back, err := s.Return(ctx, words)
	if err != nil {
		t.Fatal(err)
	}
	s.whole(fieldwork.StartRequest{Secret: back.Entry.Secret, Draft: back.Entry.Draft, Phrase: back.Entry.Phrase})
	if len(s.invited) > 0 {
		t.Error("an invitation was entered, which whoever opens contacts can compute")
	}
}

func TestWordsThatAreNobodysOpenNoPanelDoor(t *testing.T) {
	s := newStage(t)
	s.now = time.Date(2022, 8, 24, 12, 0, 0, 0, time.UTC)
	e, err := s.Enter(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Phrase: strangers, Consent: 1}); err != study.ErrNotFound {
		t.Errorf("they are answered with %v", err)
	}
}
