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
	_, boxes, err := s.boxes(ctx, d)
	for _, b := range boxes {
		if err == nil {
			err = s.put(ctx, b)
		}
	}
	return err
}

// boxes are what leads from the phrase of a draft back to the person and to
// this response, and the locker that they are for.
func (s *Service) boxes(ctx context.Context, d *opened) (locker seal.Locker, boxes []Box, err error) {
	secret, err := seal.ParseSecret(d.Secret)
	if err != nil {
		return locker, nil, errors.New("fieldwork: a draft's secret is not in a form this version reads")
	}
	if locker, err = s.lockerOf(ctx, d); err != nil {
		return locker, nil, err
	}
	person, errP := s.box(locker, secret)
	response, errR := s.box(locker.Wave(d.Response.Wave), d.key)
	return locker, []Box{person, response}, errors.Join(errP, errR)
}

// lockerOf is the locker of a draft's phrase.
func (s *Service) lockerOf(ctx context.Context, d *opened) (seal.Locker, error) {
	if found, err := seal.ParseLocker(d.Locker); err == nil {
		return found, nil
	}
	phrase, err := seal.ParsePhrase(d.Phrase)
	if err != nil {
		return seal.Locker{}, errors.New("fieldwork: a draft's phrase is not in a form this version reads")
	}
	return s.locker(ctx, phrase)
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

// box closes a key to a locker.
func (s *Service) box(locker seal.Locker, key [32]byte) (Box, error) {
	wrapped, err := locker.Wrap(key, s.rand)
	if err != nil {
		err = fmt.Errorf("fieldwork: filling a locker: %w", err)
	}
	return Box{locker.ID(), wrapped}, err
}

// put stores a box, once.
func (s *Service) put(ctx context.Context, b Box) error {
	if _, err := s.storage.Phrase(ctx, b.Lookup); !errors.Is(err, study.ErrNotFound) {
		return err // kept before, or the storage failed
	}
	err := s.storage.SavePhrase(ctx, b.Lookup, b.Wrapped)
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
