package fieldwork

import (
	"context"
	"errors"
	"fmt"

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

// Withdraw takes back everything of the person behind a link as [Service.Return]
// or a personal invitation gives it. A link that holds a draft key erases that
// response at once; the mark that stays lets the desk erase the others and the
// mailroom the contact.
func (s *Service) Withdraw(ctx context.Context, link string) error {
	secret, key, err := s.keysOf(link)
	if err != nil {
		return err
	}
	w := Withdrawal{Mark: s.markOf(secret)}
	for _, wave := range s.study.Waves { // the key does not tell of which wave it is
		w.Responses = append(w.Responses, ResponseName{wave.Number, key.ResponseKey()})
	}
	return s.storage.Withdraw(ctx, w)
}

// WithdrawByPhrase takes back everything of the person who has the six words:
// the responses of all waves, for the words lead to each, and the words
// themselves.
func (s *Service) WithdrawByPhrase(ctx context.Context, typed string) error {
	phrase, err := seal.ParsePhrase(typed)
	if err != nil {
		return study.ErrNotFound
	}
	locker, err := s.locker(ctx, phrase)
	if err != nil {
		return err
	}
	secret, err := s.take(ctx, locker)
	if err != nil {
		return err
	}
	w := Withdrawal{Mark: s.markOf(secret), Lockers: []string{locker.ID()}}
	for _, wave := range s.study.Waves {
		of := locker.Wave(wave.Number)
		key, err := s.take(ctx, of)
		if errors.Is(err, study.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("fieldwork: withdrawing: %w", err)
		}
		w.Lockers = append(w.Lockers, of.ID())
		w.Responses = append(w.Responses, ResponseName{wave.Number, seal.DraftKey(key).ResponseKey()})
	}
	return s.storage.Withdraw(ctx, w)
}

// markOf is what desk and mailroom know the person by, in all waves.
func (s *Service) markOf(secret seal.Secret) string {
	return string(handover.MarkOf(s.study.ID, 0, panel.ID(secret.Panelist(s.study.ID))))
}
