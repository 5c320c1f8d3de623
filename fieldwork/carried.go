package fieldwork

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// carry keeps the answers that the questionnaire marks as carried for the
// person's own next waves. The record is closed to the return phrase. It is not
// closed to the person's secret, as one would first think: a contact holds the
// secret, so that the contact key and a copy of the storage would open it.
func (s *Service) carry(ctx context.Context, locker seal.Locker, in *instrument.Instrument, r Response) error {
	carried := instrument.Answers{}
	for _, p := range in.Pages {
		for _, i := range p.Items {
			if a, put := r.Answers[i.Name]; i.Carry && put && a.Missing == dataset.Present {
				carried[i.Name] = a
			}
		}
	}
	if len(carried) == 0 {
		return nil
	}
	plain, err := json.Marshal(carried)
	if err != nil {
		return errors.New("fieldwork: carried answers cannot be written down")
	}
	of := locker.Carried(r.Wave)
	body, err := of.Seal(plain, s.rand)
	if err != nil {
		return fmt.Errorf("fieldwork: sealing carried answers: %w", err)
	}
	err = s.storage.SavePhrase(ctx, of.ID(), body)
	if errors.Is(err, study.ErrConflict) { // the last page came twice
		return nil
	}
	return err
}

// earlier opens what a person carries from the waves before one.
func (s *Service) earlier(ctx context.Context, locker seal.Locker, before study.WaveID) (map[study.WaveID]instrument.Answers, error) {
	var all map[study.WaveID]instrument.Answers
	for _, w := range s.study.Waves {
		if w.Number >= before {
			continue
		}
		of := locker.Carried(w.Number)
		body, err := s.storage.Phrase(ctx, of.ID())
		if errors.Is(err, study.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		plain, err := of.Open(body)
		if err != nil {
			continue // damaged: the questions are asked as of anybody
		}
		var answers instrument.Answers
		if json.Unmarshal(plain, &answers) != nil {
			continue
		}
		if all == nil {
			all = map[study.WaveID]instrument.Answers{}
		}
		all[w.Number] = answers
	}
	return all, nil
}
