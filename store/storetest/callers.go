package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sojourn/study"
)

var callers = map[string]func(*testing.T, Storage){
	"one that cannot be stored does not fail those beside it": func(t *testing.T, s Storage) {
		for i, err := range atOnce(200, func(i int) error {
			d := Draft(fmt.Sprintf("person%d", i), 1)
			if i%10 == 0 {
				d.Body = nil
			}
			return s.SaveDraft(t.Context(), d)
		}) {
			if refused := err != nil; refused != (i%10 == 0) {
				t.Errorf("person%d: %v", i, err)
			}
		}
	},

	"a request that is over before it begins changes nothing": func(t *testing.T, s Storage) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		wantError(t, s.SaveDraft(ctx, Draft("anna", 1)), context.Canceled)
		_, err := s.Draft(t.Context(), Draft("anna", 1).ID)
		wantError(t, err, study.ErrNotFound)
	},

	"a request cut off on the way is told the truth": func(t *testing.T, s Storage) {
		outcomes := atOnce(300, func(i int) error {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*100*time.Microsecond)
			defer cancel()
			return s.SaveDraft(ctx, Draft(fmt.Sprintf("person%d", i), 1))
		})
		for i, outcome := range outcomes {
			_, err := s.Draft(t.Context(), Draft(fmt.Sprintf("person%d", i), 1).ID)
			if stored := err == nil; stored != (outcome == nil) {
				t.Errorf("person%d was told %v, and stored is %v", i, outcome, stored)
			}
		}
	},

	"no error tells what was in a body or a key": func(t *testing.T, s Storage) {
		const marker = "Tbilisi"
		d := Partial(marker, 1)
		d.Partial.Header = nil
		e := Envelope(marker, 1, marker)
		e.Digest = ""
		_, noDigest := s.Finish(t.Context(), Draft(marker, 1), e)
		_, noDraft := s.Draft(t.Context(), marker)
		_, noResponse := s.Finished(t.Context(), 1, marker)
		_, noPhrase := s.Phrase(t.Context(), marker)
		for _, err := range []error{
			s.SaveDraft(t.Context(), d), s.SaveDraft(t.Context(), Draft(marker, 7)),
			s.SavePhrase(t.Context(), marker, nil), s.SaveContact(t.Context(), marker, nil),
			s.Invite(t.Context(), 0, []string{marker}),
			noDigest, noDraft, noResponse, noPhrase,
		} {
			if err == nil {
				t.Error("something that cannot be stored or found gave no error")
			} else if strings.Contains(err.Error(), marker) {
				t.Errorf("the error tells too much: %v", err)
			}
		}
	},

	"after closing nothing is taken on, and what was taken on is told": func(t *testing.T, s Storage) {
		told := make(chan []error)
		go func() {
			told <- atOnce(100, func(i int) error { return s.SaveDraft(t.Context(), Draft(fmt.Sprintf("person%d", i), 1)) })
		}()
		ok(t, s.Close())
		<-told // a lost one would hang here
		if err := s.SaveDraft(t.Context(), Draft("late", 1)); err == nil || errors.Is(err, study.ErrConflict) {
			t.Errorf("after closing: %v", err)
		}
	},
}
