package fieldwork

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// A Withdrawal is what the storage is to forget of a person.
type Withdrawal struct {
	Mark      string // of the person, for desk and mailroom; empty if the desk asked for the withdrawal
	Responses []ResponseName
	Lockers   []string
}

// A ResponseName is the name under which the storage keeps a response.
type ResponseName struct {
	Wave study.WaveID `json:"wave"`
	Key  string       `json:"key"`
}

// WithdrawInvited takes back everything of the person behind a personal link.
// The link leads to no response, so nothing can be erased here; the mark that
// stays lets the desk erase all of it and the mailroom the contact.
func (s *Service) WithdrawInvited(ctx context.Context, link string) error {
	secret, err := seal.ParseSecret(link)
	if err != nil {
		return study.ErrNotFound
	}
	return s.storage.Withdraw(ctx, Withdrawal{Mark: s.markOf(secret)})
}

// WithdrawByPhrase takes back everything of the person who has the six words:
// the responses of all waves, for the words lead to each, what was carried
// from one to the next, and the words themselves.
func (s *Service) WithdrawByPhrase(ctx context.Context, typed string) error {
	_, locker, secret, err := s.holder(ctx, typed)
	if err != nil {
		return err
	}
	w := Withdrawal{Mark: s.markOf(secret)}
	keys, err := s.behind(ctx, locker, &w)
	if err != nil {
		return err
	}
	return s.takeBack(ctx, w, keys...)
}

// Withdraw takes back everything of the person whose response has the token:
// that response, and all that its return phrase leads to.
func (s *Service) Withdraw(ctx context.Context, token string) error {
	turn := s.turn(token) // nobody is given words meanwhile
	turn.Lock()
	defer turn.Unlock()
	d, err := s.open(ctx, token)
	if err != nil {
		return err
	}
	secret, err := seal.ParseSecret(d.Secret)
	if err != nil {
		return errors.New("fieldwork: a draft's secret is not in a form this version reads")
	}
	w := Withdrawal{Mark: s.markOf(secret), Responses: []ResponseName{{d.Response.Wave, d.key.ResponseKey()}}}
	if d.Phrase == "" {
		return s.takeBack(ctx, w, d.key)
	}
	locker, err := s.lockerOf(ctx, d)
	if err != nil {
		return err
	}
	keys, err := s.behind(ctx, locker, &w)
	if err != nil {
		return err
	}
	return s.takeBack(ctx, w, append(keys, d.key)...)
}

// takeBack erases what w says, and the links that were passed on by the
// responses of the keys.
func (s *Service) takeBack(ctx context.Context, w Withdrawal, keys ...seal.DraftKey) error {
	if err := s.spend(ctx, keys); err != nil {
		return err
	}
	return s.storage.Withdraw(ctx, w)
}

// behind adds to w all that a phrase leads to, and what leads there, and gives
// the draft keys of the responses.
func (s *Service) behind(ctx context.Context, locker seal.Locker, w *Withdrawal) ([]seal.DraftKey, error) {
	var keys []seal.DraftKey
	w.Lockers = append(w.Lockers, locker.ID())
	for _, wave := range s.study.Waves {
		of := locker.Wave(wave.Number)
		w.Lockers = append(w.Lockers, of.ID(), locker.Carried(wave.Number).ID())
		key, err := s.take(ctx, of)
		if errors.Is(err, study.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("fieldwork: withdrawing: %w", err)
		}
		keys = append(keys, seal.DraftKey(key))
		if r := (ResponseName{wave.Number, seal.DraftKey(key).ResponseKey()}); !slices.Contains(w.Responses, r) {
			w.Responses = append(w.Responses, r)
		}
	}
	return keys, nil
}

// markOf is what desk and mailroom know the person by, in all waves.
func (s *Service) markOf(secret seal.Secret) string {
	return string(handover.MarkOf(s.study.ID, 0, panel.ID(secret.Panelist(s.study.ID))))
}
