package fieldwork

import (
	"context"
	"errors"
	"fmt"

	"sojourn/seal"
	"sojourn/study"
)

// Phrase makes the return phrase of a draft findable and returns its six words.
func (s *Service) Phrase(ctx context.Context, token string) (string, error) {
	d, err := s.open(ctx, token)
	if err != nil {
		return "", err
	}
	return d.Phrase, s.keepPhrase(ctx, d)
}

// keepPhrase stores behind the phrase what leads back to the person and to
// this response.
func (s *Service) keepPhrase(ctx context.Context, d *opened) error {
	phrase, err := seal.ParsePhrase(d.Phrase)
	if err != nil {
		return errors.New("fieldwork: a draft's phrase is not in a form this version reads")
	}
	secret, err := seal.ParseSecret(d.Secret)
	if err != nil {
		return errors.New("fieldwork: a draft's secret is not in a form this version reads")
	}
	locker, err := s.locker(ctx, phrase)
	if err != nil {
		return err
	}
	if err := s.put(ctx, locker, secret); err != nil {
		return err
	}
	return s.put(ctx, locker.Wave(d.Response.Wave), d.key)
}

// locker finds the locker of a phrase. That takes a processor and much memory
// on purpose, so no more are sought at once than there are processors; a crowd
// at the end of an interview waits in line instead of filling the memory.
func (s *Service) locker(ctx context.Context, phrase seal.Phrase) (seal.Locker, error) {
	select {
	case s.seekers <- struct{}{}:
		defer func() { <-s.seekers }()
		return phrase.Locker(s.study.ID), nil
	case <-ctx.Done():
		return seal.Locker{}, ctx.Err()
	}
}

// put stores a key in a locker, once.
func (s *Service) put(ctx context.Context, locker seal.Locker, key [32]byte) error {
	if _, err := s.storage.Phrase(ctx, locker.ID()); !errors.Is(err, study.ErrNotFound) {
		return err // kept before, or the storage failed
	}
	wrapped, err := locker.Wrap(key, s.rand)
	if err != nil {
		return fmt.Errorf("fieldwork: filling a locker: %w", err)
	}
	err = s.storage.SavePhrase(ctx, locker.ID(), wrapped)
	if errors.Is(err, study.ErrConflict) { // another request of the same person was faster
		return nil
	}
	return err
}

// take reads a key out of a locker, or gives [study.ErrNotFound].
func (s *Service) take(ctx context.Context, locker seal.Locker) ([32]byte, error) {
	wrapped, err := s.storage.Phrase(ctx, locker.ID())
	if err != nil {
		return [32]byte{}, err
	}
	key, err := locker.Unwrap(wrapped)
	if err != nil {
		return key, study.ErrNotFound
	}
	return key, nil
}

// A Returned person either has a response in the current wave, under way or
// finished, or may begin one.
type Returned struct {
	Token string // of the response; empty where there is none yet
	Link  string // else: what leads to the first page, as a personal link does
}

// Return finds the person who holds a return phrase: the way back of somebody
// who left no contact. It opens the panel door to them, and the phrase will
// lead to the response they begin now. A phrase that nobody holds is
// [study.ErrNotFound].
func (s *Service) Return(ctx context.Context, typed string) (Returned, error) {
	phrase, err := seal.ParsePhrase(typed)
	if err != nil {
		return Returned{}, err
	}
	locker, err := s.locker(ctx, phrase)
	if err != nil {
		return Returned{}, err
	}
	secret, err := s.take(ctx, locker)
	if err != nil {
		return Returned{}, err
	}
	wave, open := s.study.CurrentWave(s.now())
	if !open {
		return Returned{}, ErrClosed
	}
	fresh, err := seal.NewDraftKey(s.rand)
	if err != nil {
		return Returned{}, fmt.Errorf("fieldwork: drawing keys: %w", err)
	}
	if err := s.put(ctx, locker.Wave(wave.Number), fresh); err != nil {
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
	person := seal.Secret(secret)
	return Returned{Link: person.Token() + linkMark + key.Token()},
		s.storage.Invite(ctx, wave.Number, []string{person.Invitation(s.study.ID, wave.Number)})
}
