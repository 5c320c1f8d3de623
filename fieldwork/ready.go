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
	// lockers for somebody who begins, beside those in the hands of who made
	// them. More would take the processors from the first people after a start.
	readyWords = 4
	// staleWords is after which time words that waited are given to nobody any
	// more: who once saw the memory of the field must not know for long the words
	// of people who are still to come.
	staleWords = 10 * time.Minute
)

// words are a return phrase and, where it was found already, its locker.
type words struct {
	phrase seal.Phrase
	locker string    // token; empty where it is still to be found
	made   time.Time // where they waited
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

// Prepare draws return phrases ahead of those who begin and finds their
// lockers, so that nobody waits for it at the end of an interview, until ctx
// ends. Where it does not run, or cannot keep up, a locker is found when it is
// first needed. It reads the service's clock and randomness, which must be safe
// to be read by several at once.
func (s *Service) Prepare(ctx context.Context) {
	var lists sync.WaitGroup
	var turn sync.Mutex // one locker at a time: the other processors are for people
	for list, waiting := range s.ready {
		lists.Go(func() { s.prepare(ctx, list, waiting, &turn) })
	}
	lists.Wait()
}

// prepare makes words of one list wait, one after the other. What fails here
// fails again where it is needed, and is told there.
func (s *Service) prepare(ctx context.Context, list study.Lang, waiting chan<- words, turn *sync.Mutex) {
	for {
		phrase, err := s.newPhrase(list)
		if err != nil {
			return
		}
		turn.Lock()
		locker, err := s.locker(ctx, phrase)
		turn.Unlock()
		if err != nil {
			return
		}
		select {
		case waiting <- words{phrase, locker.Token(), s.now()}: // taken out once, by one
		case <-ctx.Done():
			return
		}
	}
}

// newWords gives somebody who begins words of their own.
func (s *Service) newWords(lang study.Lang) (words, error) {
	for {
		select {
		case w := <-s.ready[seal.PhraseLanguage(lang)]:
			if age := s.now().Sub(w.made); age >= 0 && age < staleWords {
				return w, nil
			}
		default:
			phrase, err := s.newPhrase(lang)
			return words{phrase: phrase}, err
		}
	}
}

func (s *Service) newPhrase(lang study.Lang) (seal.Phrase, error) {
	phrase, err := seal.NewPhrase(lang, s.rand)
	if err != nil {
		err = fmt.Errorf("fieldwork: drawing a phrase: %w", err)
	}
	return phrase, err
}
