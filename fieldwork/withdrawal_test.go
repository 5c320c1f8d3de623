package fieldwork_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
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
	if diff := cmp.Diff([]fieldwork.ResponseName{{Wave: 1, Key: key.ResponseKey()}}, w.Responses); diff != "" || len(w.Lockers) != 2 {
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
	if err := s.Service.Withdraw(ctx, e.Secret); err != nil {
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
	if err := s.Service.Withdraw(ctx, "no link"); err == nil || len(s.withdrawn) > 0 {
		t.Errorf("%v, %d withdrawals", err, len(s.withdrawn))
	}
}
