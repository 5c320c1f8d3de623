package fieldwork

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"sojourn/seal"
	"sojourn/study"
)

// Phrase returns the six words that lead back to a draft, from then on.
func (s *Service) Phrase(ctx context.Context, token string) (string, error) {
	turn := s.turn(token)
	turn.Lock()
	defer turn.Unlock()
	for range tries {
		phrase, err := s.phraseOnce(ctx, token)
		if !errors.Is(err, study.ErrConflict) {
			return phrase, err
		}
	}
	return "", study.ErrConflict
}

func (s *Service) phraseOnce(ctx context.Context, token string) (string, error) {
	d, err := s.open(ctx, token)
	if err != nil {
		return "", err
	}
	if err := s.outOf(d); err != nil {
		return "", err
	}
	if d.Phrase == "" {
		if err := s.give(ctx, d); err != nil {
			return "", err
		}
		if err := s.save(ctx, d); err != nil {
			return "", err
		}
	}
	return d.Phrase, s.keepPhrase(ctx, d)
}

// give gives words to somebody who has none yet: nobody has before they are
// shown them, so that words are not drawn for those who never come that far.
func (s *Service) give(ctx context.Context, d *opened) error {
	w, err := s.newWords(ctx, d.Response.Language)
	if err == nil {
		d.Phrase, d.Locker = w.phrase.String(), w.locker.Token()
	}
	return err
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

// processorsPerLocker is how many processors there are for each locker that is
// sought at once, of words that somebody types, and for each that words are made
// for. Two at a time on two processors, which share a cache and a memory, take
// twice as long each, and leave none to those who only turn a page.
const processorsPerLocker = 2

// newSeekers are places for as many lockers as may be sought at once; each takes
// 16 MiB while it lasts.
func newSeekers() chan struct{} {
	return make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/processorsPerLocker))
}

// locker finds the locker of a phrase that somebody typed. That takes a
// processor and much memory on purpose, so only some are sought at once; who
// tries many waits in line, and not those for whom words are made.
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
