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
	_, err = s.keepPhrase(ctx, d)
	return d.Phrase, err
}

// keepPhrase stores behind the phrase what leads back to the person and to
// this response, and gives the locker.
func (s *Service) keepPhrase(ctx context.Context, d *opened) (seal.Locker, error) {
	phrase, err := seal.ParsePhrase(d.Phrase)
	if err != nil {
		return seal.Locker{}, errors.New("fieldwork: a draft's phrase is not in a form this version reads")
	}
	secret, err := seal.ParseSecret(d.Secret)
	if err != nil {
		return seal.Locker{}, errors.New("fieldwork: a draft's secret is not in a form this version reads")
	}
	locker, err := s.locker(ctx, phrase)
	if err != nil {
		return locker, err
	}
	if err := s.put(ctx, locker, secret); err != nil {
		return locker, err
	}
	return locker, s.put(ctx, locker.Wave(d.Response.Wave), d.key)
}

// holder finds the person who holds a return phrase. What is no phrase is a
// [*seal.PhraseFault]; a phrase that nobody holds is [study.ErrNotFound], after
// a pause.
func (s *Service) holder(ctx context.Context, typed string) (seal.Phrase, seal.Locker, seal.Secret, error) {
	phrase, err := seal.ParsePhrase(typed)
	if err != nil {
		return phrase, seal.Locker{}, seal.Secret{}, err
	}
	locker, err := s.locker(ctx, phrase)
	if err != nil {
		return phrase, locker, seal.Secret{}, err
	}
	secret, err := s.take(ctx, locker)
	if errors.Is(err, study.ErrNotFound) {
		s.pause(ctx)
	}
	return phrase, locker, secret, err
}

// seekersPerProcessor is how many lockers are sought at once. With one each,
// the seekers share the processors with everybody who only turns a page, and
// the line behind them grows although the machine could keep up; each costs 16
// MiB while it lasts.
const seekersPerProcessor = 2

// locker finds the locker of a phrase. That takes a processor and much memory
// on purpose, so only some are sought at once; a crowd at the end of an
// interview waits in line instead of filling the memory.
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
