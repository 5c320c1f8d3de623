package fieldwork

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"sojourn/seal"
	"sojourn/study"
)

// A Returned person either has a response in the current wave, under way or
// finished, or may begin one.
type Returned struct {
	Token string // of the response; empty where there is none yet
	Entry Entry  // else: what the first page shows
}

// Return finds the person who holds a return phrase: the way back of somebody
// who left no contact. The panel door is open to them, and the phrase will lead
// to the response they begin now. Their invitation is not entered for that: it
// follows from the secret, and who opens contacts would see the hour in which
// somebody came back. A phrase that nobody holds, or whose holder took everything
// back by their personal link, is [study.ErrNotFound].
func (s *Service) Return(ctx context.Context, typed string) (Returned, error) {
	phrase, locker, person, err := s.holder(ctx, typed)
	if err != nil {
		return Returned{}, err
	}
	if gone, err := s.storage.Withdrawn(ctx, s.markOf(person)); err != nil || gone {
		s.pause(ctx)
		return Returned{}, cmp.Or(err, study.ErrNotFound)
	}
	wave, closed, err := s.returning(ctx)
	if err != nil {
		return Returned{}, err
	}
	fresh, err := seal.NewDraftKey(s.rand)
	if err != nil {
		return Returned{}, fmt.Errorf("fieldwork: drawing keys: %w", err)
	}
	box, err := s.box(locker.Wave(wave.Number), fresh)
	if err != nil {
		return Returned{}, err
	}
	if err := s.put(ctx, box); err != nil {
		return Returned{}, err
	}
	stored, err := s.take(ctx, locker.Wave(wave.Number))
	if err != nil {
		return Returned{}, err
	}
	key := seal.DraftKey(stored)
	switch _, err := s.storage.Draft(ctx, key.ID()); {
	case err == nil:
		return Returned{Token: key.Token()}, nil
	case !errors.Is(err, study.ErrNotFound):
		return Returned{}, err
	}
	if closed != nil {
		return Returned{}, closed
	}
	e := Entry{Study: s.study, Wave: wave, Open: true, Consent: s.study.CurrentConsent(), Secret: person.Token(), Draft: key.Token(), Phrase: phrase.String()}
	return Returned{Entry: e}, nil
}

// returning is the wave in which a person who comes back is sought. Where its
// doors were paused or closed before their day, closed says so: then those who
// began go on, and nobody begins.
func (s *Service) returning(ctx context.Context) (w study.Wave, closed, err error) {
	doors, err := s.doors(ctx)
	if err != nil {
		return w, nil, err
	}
	if w, closed = doors.current(s.study); closed == nil {
		return w, nil, nil
	}
	w, planned := s.study.CurrentWave(s.now())
	if !planned {
		return w, nil, closed
	}
	return w, closed, nil
}

// remember puts into a new draft what somebody brings along who came by phrase:
// the phrase, which stays theirs, and the answers that they carry. Who came
// otherwise is asked as anybody.
func (s *Service) remember(ctx context.Context, d *opened, secret seal.Secret, typed string) error {
	if typed == "" {
		return nil
	}
	phrase, locker, holder, err := s.holder(ctx, typed)
	if fault := (*seal.PhraseFault)(nil); errors.As(err, &fault) || err == nil && holder != secret {
		return study.ErrNotFound // not from a page of ours
	}
	if err != nil {
		return err
	}
	d.Phrase, d.Locker = phrase.String(), locker.Token()
	d.Earlier, err = s.earlier(ctx, locker, d.Response.Wave)
	return err
}
