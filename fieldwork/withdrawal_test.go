package fieldwork_test

import (
	"crypto/rand"
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

func TestALinkTakesBackAResponseOfSomebodyWhoWasNeverGivenWords(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	if err := s.Service.Withdraw(ctx, token); err != nil {
		t.Fatal(err)
	}
	if w := s.withdrawn[0]; len(w.Responses) != 1 || w.Mark == "" || len(w.Lockers) != 0 {
		t.Errorf("withdrawn were %d responses, %d lockers", len(w.Responses), len(w.Lockers))
	}
	if _, err := s.Show(ctx, token, ""); err == nil {
		t.Error("the response is still shown")
	}
	if err := s.Service.Withdraw(ctx, token); err == nil {
		t.Error("a link that leads nowhere withdraws something")
	}
}

// In one tab somebody takes everything back, and in another they press "continue
// later" meanwhile: the words must not come into the world behind the erasing.
func TestNobodyIsGivenWordsWhileTheyTakeEverythingBack(t *testing.T) {
	s := newStage(t)
	token := s.start()
	s.save(token, "work", "work", "no")
	given := make(chan error, 1)
	s.erasing = func() {
		go func() {
			_, err := s.Service.Phrase(ctx, token)
			given <- err
		}()
		select {
		case err := <-given:
			given <- err
		case <-time.After(200 * time.Millisecond): // it waits, as it should
		}
	}
	if err := s.Service.Withdraw(ctx, token); err != nil {
		t.Fatal(err)
	}
	if err := <-given; !errors.Is(err, study.ErrNotFound) {
		t.Errorf("asking for words ends with %v", err)
	}
	if len(s.phrases) > 0 {
		t.Errorf("%d boxes lie there for somebody who took everything back", len(s.phrases))
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
	if err := s.WithdrawByPhrase(ctx, strangers); !errors.Is(err, study.ErrNotFound) || s.pauses.Load() != 2 {
		t.Errorf("%v, %d pauses", err, s.pauses.Load())
	}
}

// person draws the secret of somebody, whom the mailroom may have invited to the
// second wave.
func (s *stage) person(invited study.WaveID) seal.Secret {
	s.t.Helper()
	secret, err := seal.NewSecret(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	if invited > 0 {
		s.invited[secret.Invitation("exile", invited)] = true
	}
	return secret
}

func TestThePersonalLinkOfWhoTookEverythingBackIsLikeOneNeverGiven(t *testing.T) {
	for door, day := range map[string]int{"the panel door": 24, "both doors": 14} {
		s := newStage(t)
		month := time.August
		if door == "both doors" {
			month = time.September
		}
		s.now = time.Date(2022, month, day, 12, 0, 0, 0, time.UTC)
		valid, withdrawn := s.person(2), s.person(2)
		if err := s.WithdrawInvited(ctx, withdrawn.Token()); err != nil {
			t.Fatal(err)
		}
		if e, err := s.Enter(ctx, "", valid.Token()); err != nil || !e.Open || e.Secret != valid.Token() {
			t.Errorf("%s: a link that was given and stands is answered with %v", door, err)
		}
		for name, link := range map[string]string{"never given": s.person(0).Token(), "of another wave": s.person(1).Token(), "withdrawn": withdrawn.Token(), "no link at all": "x"} {
			asked := s.questions
			if e, err := s.Enter(ctx, "", link); err != study.ErrNotFound || e.Open || e.Secret != "" {
				t.Errorf("%s: a link %s is answered with %v", door, name, err)
			}
			if s.questions-asked != 2 {
				t.Errorf("%s: of a link %s the storage is asked %d times", door, name, s.questions-asked)
			}
		}
	}
}

func TestWhoTookEverythingBackAndAgreesAnewIsSomebodyNew(t *testing.T) {
	s := newStage(t)
	withdrawn := s.person(2)
	if err := s.WithdrawInvited(ctx, withdrawn.Token()); err != nil {
		t.Fatal(err)
	}
	begin := func() (string, error) {
		e, err := s.Enter(ctx, "", "")
		if err != nil {
			t.Fatal(err)
		}
		draft, err := seal.NewDraftKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return s.Start(ctx, fieldwork.StartRequest{Secret: withdrawn.Token(), Draft: draft.Token(), Language: "en", Consent: e.Consent.Version})
	}
	s.now = time.Date(2022, 8, 24, 12, 0, 0, 0, time.UTC)
	if _, err := begin(); !errors.Is(err, fieldwork.ErrClosed) {
		t.Errorf("the panel door answers a page of before with %v", err)
	}
	s.now = time.Date(2022, 9, 14, 12, 0, 0, 0, time.UTC)
	token, err := begin()
	if err != nil {
		t.Fatal(err)
	}
	s.finish(token)
	if got := s.opened(0).Panelist; got == panel.ID(withdrawn.Panelist("exile")) {
		t.Error("what they say now goes under the pseudonym that the desk erases")
	}
}

func TestTheWordsOfWhoTookEverythingBackByLinkOnlyErase(t *testing.T) {
	s := newStage(t)
	first, words := s.whole(fieldwork.StartRequest{})
	thanks, err := s.Thanks(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawInvited(ctx, thanks.Secret); err != nil {
		t.Fatal(err)
	}
	s.now = time.Date(2022, 8, 24, 12, 0, 0, 0, time.UTC)
	if _, err := s.Return(ctx, words); !errors.Is(err, study.ErrNotFound) || s.pauses.Load() != 1 {
		t.Errorf("the words are answered with %v, after %d pauses", err, s.pauses.Load())
	}
	if err := s.WithdrawByPhrase(ctx, words); err != nil {
		t.Errorf("what is left cannot be erased by the words: %v", err)
	}
}
