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

// keepPhrase stores the person's secret wrapped by the phrase, once.
func (s *Service) keepPhrase(ctx context.Context, d *opened) error {
	phrase, err := seal.ParsePhrase(d.Phrase)
	if err != nil {
		return errors.New("fieldwork: a draft's phrase is not in a form this version reads")
	}
	secret, err := seal.ParseSecret(d.Secret)
	if err != nil {
		return errors.New("fieldwork: a draft's secret is not in a form this version reads")
	}
	locker := phrase.Locker(s.study.ID)
	if _, err := s.storage.Phrase(ctx, locker.ID()); !errors.Is(err, study.ErrNotFound) {
		return err // kept before, or the storage failed
	}
	wrapped, err := locker.Wrap(secret, s.rand)
	if err != nil {
		return fmt.Errorf("fieldwork: wrapping a secret: %w", err)
	}
	err = s.storage.SavePhrase(ctx, locker.ID(), wrapped)
	if errors.Is(err, study.ErrConflict) { // another request of the same person was faster
		return nil
	}
	return err
}

// A Returned person either has a response in the current wave, under way or
// finished, or may begin one.
type Returned struct {
	Token  string // of the response; empty where there is none yet
	Secret string // for the first page, as a personal link carries it
}

// Return finds the person who holds a return phrase: the way back of somebody
// who left no contact. It opens the panel door to them. A phrase that nobody
// holds is [study.ErrNotFound].
func (s *Service) Return(ctx context.Context, typed string) (Returned, error) {
	phrase, err := seal.ParsePhrase(typed)
	if err != nil {
		return Returned{}, err
	}
	locker := phrase.Locker(s.study.ID)
	wrapped, err := s.storage.Phrase(ctx, locker.ID())
	if err != nil {
		return Returned{}, err
	}
	secret, err := locker.Unwrap(wrapped)
	if err != nil {
		return Returned{}, study.ErrNotFound
	}
	wave, open := s.study.CurrentWave(s.now())
	if !open {
		return Returned{}, ErrClosed
	}
	key := secret.Draft(s.study.ID, wave.Number)
	switch _, err := s.storage.Draft(ctx, key.ID()); {
	case err == nil:
		return Returned{Token: key.Token(), Secret: secret.Token()}, nil
	case !errors.Is(err, study.ErrNotFound):
		return Returned{}, err
	}
	hash := InvitationHash(s.study.ID, wave.Number, secret)
	return Returned{Secret: secret.Token()}, s.storage.Invite(ctx, wave.Number, []string{hash})
}
