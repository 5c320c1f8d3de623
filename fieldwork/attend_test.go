package fieldwork_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"sojourn/fieldwork"
)

// held keeps everybody who reads a draft until it is closed.
func (m *memory) held(inside *atomic.Int64) (release chan struct{}) {
	release = make(chan struct{})
	m.reading = func() {
		inside.Add(1)
		<-release
	}
	return release
}

func TestACrowdIsAttendedToInOneLineWhichAnybodyMayLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		token := s.start()
		var inside, shown atomic.Int64
		release := s.held(&inside)
		const later = 3
		for range s.Attended() + later {
			go func() {
				if _, err := s.Show(ctx, token, ""); err == nil {
					shown.Add(1)
				}
			}()
		}
		synctest.Wait()
		if got := inside.Load(); got != int64(s.Attended()) {
			t.Errorf("%d are attended to at once, want %d", got, s.Attended())
		}
		gone, leave := context.WithCancel(ctx)
		leave()
		if _, err := s.Show(gone, token, ""); !errors.Is(err, context.Canceled) {
			t.Errorf("whoever goes away while they wait is told %v", err)
		}
		close(release)
		synctest.Wait()
		if got, want := shown.Load(), int64(s.Attended()+later); got != want {
			t.Errorf("%d of %d were shown their page", got, want)
		}
	})
}

// Somebody who tries words waits a second for each; were that a place in the
// line, a few of them could stop everybody.
func TestTryingWordsThatAreNobodysKeepsNobodyFromTheirPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage(t)
		token := s.start()
		e, err := s.Enter(ctx, "", "")
		if err != nil {
			t.Fatal(err)
		}
		over := make(chan struct{})
		s.pausing = func() { <-over }
		var refused atomic.Int64
		for range s.Attended() {
			go func() {
				if _, err := s.Return(ctx, strangers); err != nil {
					refused.Add(1)
				}
			}()
			go func() {
				if _, err := s.Start(ctx, fieldwork.StartRequest{Secret: e.Secret, Draft: e.Draft, Consent: 1, Phrase: strangers}); err != nil {
					refused.Add(1)
				}
			}()
		}
		synctest.Wait()
		s.save(token, "work", "work", "no")
		if refused.Load() != 0 {
			t.Error("nobody waits for words that are nobody's, so that nothing was tried here")
		}
		close(over)
		synctest.Wait()
		if got, want := refused.Load(), int64(2*s.Attended()); got != want {
			t.Errorf("%d of %d were refused", got, want)
		}
	})
}
