package fieldwork_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

func TestTheSixWordsTakeBackTheResponsesOfAllWavesAndThemselves(t *testing.T) {
	s := newStage(t)
	token := s.start()
	phrase, err := s.Service.Phrase(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawByPhrase(ctx, phrase); err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParseDraftKey(token)
	if err != nil {
		t.Fatal(err)
	}
	w := s.withdrawn[0]
	if diff := cmp.Diff([]fieldwork.ResponseName{{Wave: 1, Key: key.ResponseKey()}}, w.Responses); diff != "" || !slices.Contains(w.Lockers, lockerOf(t, phrase).ID()) {
		t.Errorf("%d lockers; responses (-want +got):\n%s", len(w.Lockers), diff)
	}
	if _, err := s.Show(ctx, token, ""); err == nil {
		t.Error("the response is still shown")
	}
	if err := s.WithdrawByPhrase(ctx, phrase); err == nil {
		t.Error("the words still lead somewhere")
	}
}

func TestTheMarkOfAWithdrawalIsTheOneThatDeskAndMailroomMake(t *testing.T) {
	s := newStage(t)
	e, err := s.Enter(ctx, "", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawInvited(ctx, e.Secret); err != nil {
		t.Fatal(err)
	}
	secret, err := seal.ParseSecret(e.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if want := handover.MarkOf("exile", 0, panel.ID(secret.Panelist("exile"))); s.withdrawn[0].Mark != string(want) {
		t.Errorf("mark %q, want %q", s.withdrawn[0].Mark, want)
	}
}

func TestWordsAndLinksThatWereNeverGivenOutWithdrawNothing(t *testing.T) {
	s := newStage(t)
	for _, words := range []string{"", "one two three four five six", "x"} {
		if err := s.WithdrawByPhrase(ctx, words); err == nil {
			t.Errorf("%q withdrew something", words)
		}
	}
	if err := s.WithdrawInvited(ctx, "no link"); err == nil || len(s.withdrawn) > 0 {
		t.Errorf("%v, %d withdrawals", err, len(s.withdrawn))
	}
}

func lockerOf(t *testing.T, words string) seal.Locker {
	t.Helper()
	phrase, err := seal.ParsePhrase(words)
	if err != nil {
		t.Fatal(err)
	}
	return phrase.Locker("exile")
}

func TestALinkTakesBackWhatItsPhraseLeadsToAlthoughTheWordsWereNeverShown(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	if err := s.Service.Withdraw(ctx, token); err != nil {
		t.Fatal(err)
	}
	if w := s.withdrawn[0]; len(w.Responses) != 1 || w.Mark == "" || len(w.Lockers) == 0 {
		t.Errorf("withdrawn were %d responses, %d lockers", len(w.Responses), len(w.Lockers))
	}
	if _, err := s.Show(ctx, token, ""); err == nil {
		t.Error("the response is still shown")
	}
	if err := s.Service.Withdraw(ctx, token); err == nil {
		t.Error("a link that leads nowhere withdraws something")
	}
}

func TestThePhraseStaysThePersonsAndTakesBackAllWaves(t *testing.T) {
	s := newStage(t)
	first, words := s.whole(fieldwork.StartRequest{})
	s.now = time.Date(2022, 8, 24, 12, 0, 0, 0, time.UTC)
	back, err := s.Return(ctx, words)
	if err != nil {
		t.Fatal(err)
	}
	second, again := s.whole(fieldwork.StartRequest{Secret: back.Entry.Secret, Draft: back.Entry.Draft, Phrase: back.Entry.Phrase})
	if again != words {
		t.Error("who came back by phrase got another one")
	}
	if err := s.Service.Withdraw(ctx, second); err != nil {
		t.Fatal(err)
	}
	for n, token := range []string{first, second} {
		if _, err := s.Show(ctx, token, ""); err == nil {
			t.Errorf("the response of wave %d is still there", n+1)
		}
	}
	if _, err := s.Return(ctx, words); err == nil {
		t.Error("the words still lead somewhere")
	}
}

// strangers are words of the list that are nobody's.
const strangers = "abacus abalone ability above absorb abundant"

func TestWordsThatAreNobodysAreAnsweredAfterAPause(t *testing.T) {
	s := newStage(t)
	s.start()
	if _, err := s.Return(ctx, strangers); !errors.Is(err, study.ErrNotFound) {
		t.Fatal(err)
	}
	if err := s.WithdrawByPhrase(ctx, strangers); !errors.Is(err, study.ErrNotFound) || s.pauses != 2 {
		t.Errorf("%v, %d pauses", err, s.pauses)
	}
}
