package fieldwork_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"sojourn/fieldwork"
)

// few words are enough to see what becomes of them.
const few = 4

// prepared lets the service prepare a few words.
func (s *stage) prepared() {
	s.t.Helper()
	ctx, stop := context.WithCancel(ctx)
	var worker sync.WaitGroup
	worker.Go(func() { s.Prepare(ctx) })
	for deadline := time.Now().Add(time.Minute); s.Ready() < few; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatal("words do not get ready")
		}
	}
	stop()
	worker.Wait()
}

// begin has so many people begin at once and gives their tokens.
func (s *stage) begin(people int) []string {
	s.t.Helper()
	tokens := make([]string, people)
	var all sync.WaitGroup
	for i := range tokens {
		all.Go(func() { tokens[i] = s.start() })
	}
	all.Wait()
	return tokens
}

func TestWordsThatWereMadeReadyArePutIntoOnePersonsHandsOnly(t *testing.T) {
	s := newStage(t)
	s.prepared()
	ctx, stop := context.WithCancel(ctx)
	var worker sync.WaitGroup
	worker.Go(func() { s.Prepare(ctx) }) // more come while they are taken
	given := s.begin(5 * few)
	stop()
	worker.Wait()
	s.field(small(t)) // a restart
	s.prepared()
	given = append(given, s.begin(2*few)...)
	seen := map[string]bool{}
	for _, token := range given {
		words, err := s.Service.Phrase(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if seen[words] {
			t.Fatal("two people have the same words")
		}
		seen[words] = true
	}
	if got, want := len(s.phrases), 2*len(given); got != want {
		t.Errorf("%d boxes for %d people, want two for each", got, len(given))
	}
}

func TestWordsThatWereMadeReadyLeadWhereWordsLead(t *testing.T) {
	s := newStage(t)
	s.prepared()
	there := s.Ready()
	token := s.start()
	s.save(token, "work", "work", "no")
	if left := s.Ready(); left != there {
		t.Errorf("%d of %d words are left although nobody was shown any", left, there)
	}
	s.save(token, "end", "comment", "so it goes")
	if left := s.Ready(); left != there-1 {
		t.Fatalf("%d of %d words are left, so that nobody took any", left, there)
	}
	thanks, err := s.Thanks(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	// Whoever returns types the words, from which the locker is found anew.
	back, err := s.Return(t.Context(), thanks.Phrase)
	if err != nil || back.Token != token {
		t.Errorf("the words lead to %q (%v), want to the response that they are of", back.Token, err)
	}
	if err := s.WithdrawByPhrase(t.Context(), thanks.Phrase); err != nil || len(s.phrases) > len(s.withdrawn[0].Lockers) {
		t.Errorf("the words take nothing back: %v", err)
	}
}

func TestWordsThatWaitedForLongAreGivenToNobody(t *testing.T) {
	s := newStage(t)
	s.prepared()
	s.now = s.now.Add(fieldwork.StaleWords)
	token := s.start()
	words, err := s.Service.Phrase(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if left := s.Ready(); left != 0 {
		t.Errorf("%d words that waited for long are still there to be given", left)
	}
	if back, err := s.Return(t.Context(), words); err != nil || back.Token != token {
		t.Errorf("words drawn anew lead to %q: %v", back.Token, err)
	}
}
