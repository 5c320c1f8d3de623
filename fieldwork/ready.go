package fieldwork

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sojourn/seal"
	"sojourn/study"
)

const (
	// readyWords is how many return phrases of each word list wait with their
	// lockers for people who come to the end, beside those in the hands of who
	// made them: as many as may come to it together where a crowd began together.
	readyWords = 32
	// staleWords is after which time words that waited are given to nobody any
	// more: who once saw the memory of the field must not know for long the words
	// of people who are still to come.
	staleWords = 10 * time.Minute
)

// words are a return phrase and its locker.
type words struct {
	phrase seal.Phrase
	locker seal.Locker
	made   time.Time
}

// ready are the words that are nobody's yet, by the language of their list.
// They live in memory alone: what a restart forgets, nobody was given.
type ready map[study.Lang]chan words

func newReady(languages []study.Lang) ready {
	r := ready{}
	for _, lang := range languages {
		if list := seal.PhraseLanguage(lang); r[list] == nil {
			r[list] = make(chan words, readyWords)
		}
	}
	return r
}

// Prepare draws return phrases ahead of those who will need them and finds
// their lockers, so that nobody waits for it at the end of an interview, until
// ctx ends. Where it does not run, or cannot keep up, words are made when they
// are needed. It reads the service's clock and randomness, which must be safe to
// be read by several at once.
func (s *Service) Prepare(ctx context.Context) {
	var lists sync.WaitGroup
	for list, waiting := range s.ready {
		lists.Go(func() { s.prepare(ctx, list, waiting) })
	}
	lists.Wait()
}

// prepare makes words of one list wait, one after the other. What fails here
// fails again where it is needed, and is told there.
func (s *Service) prepare(ctx context.Context, list study.Lang, waiting chan<- words) {
	for {
		select {
		case s.makers <- struct{}{}:
		case <-ctx.Done():
			return
		}
		made, err := s.makeWords(list)
		if err != nil {
			return
		}
		select {
		case waiting <- made: // taken out once, by one
		case <-ctx.Done():
			return
		}
	}
}

// newWords gives somebody words of their own: such as are ready, or else the
// first that get ready or can be made.
func (s *Service) newWords(ctx context.Context, lang study.Lang) (words, error) {
	waiting := s.ready[seal.PhraseLanguage(lang)]
	for {
		select {
		case w := <-waiting:
			if s.fresh(w) {
				return w, nil
			}
			continue
		default:
		}
		select {
		case w := <-waiting:
			if s.fresh(w) {
				return w, nil
			}
		case s.makers <- struct{}{}:
			return s.makeWords(lang)
		case <-ctx.Done():
			return words{}, ctx.Err()
		}
	}
}

// fresh reports whether words that waited may still be given.
func (s *Service) fresh(w words) bool {
	age := s.now().Sub(w.made)
	return age >= 0 && age < staleWords
}

// makeWords draws a phrase and finds its locker, in a place among the makers,
// which it leaves.
func (s *Service) makeWords(lang study.Lang) (words, error) {
	defer func() { <-s.makers }()
	phrase, err := seal.NewPhrase(lang, s.rand)
	if err != nil {
		return words{}, fmt.Errorf("fieldwork: drawing a phrase: %w", err)
	}
	return words{phrase, phrase.Locker(s.study.ID), s.now()}, nil
}
