package fieldwork

import (
	"context"
	"errors"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// Own is what a person can see of their response: all that the field can still
// open with the key in their link. After the end the answers are not among it.
type Own struct {
	Wave     study.WaveID
	Language study.Lang
	Channel  string
	Day      study.Day // of the last saving
	Finished bool
	Receipt  string
	Phrase   string // empty until it leads somewhere
	Consents []ConsentLine

	Instrument *instrument.Instrument // of a response under way, with what was put and said
	Steps      []instrument.Step
	Answers    instrument.Answers
	Seconds    int
	Paradata   Paradata
}

// Own gives what is kept under a token and changes nothing.
func (s *Service) Own(ctx context.Context, token string) (Own, error) {
	d, err := s.open(ctx, token)
	if err != nil {
		return Own{}, err
	}
	r := d.Response
	o := Own{Wave: r.Wave, Language: r.Language, Channel: r.Channel, Day: r.Day, Consents: r.Consents, Seconds: r.Paradata.Total(), Paradata: r.Paradata}
	if d.Closing != nil {
		o.Finished, o.Receipt, o.Phrase = true, d.Closing.Receipt, d.Phrase
		return o, nil
	}
	o.Instrument = s.version(r.Wave, r.Version)
	route, err := o.Instrument.RouteIn(d.sitting(s.now()), r.Answers)
	o.Steps, o.Answers = route.Steps, route.Answers
	return o, err
}

// Find gives the token of the latest response that a return phrase leads to
// and that is still kept for the person, and changes nothing. The token is
// empty where the phrase is right and none is left to show.
func (s *Service) Find(ctx context.Context, typed string) (token string, err error) {
	_, locker, _, err := s.holder(ctx, typed)
	if err != nil {
		return "", err
	}
	for n := len(s.study.Waves) - 1; n >= 0; n-- {
		stored, err := s.take(ctx, locker.Wave(s.study.Waves[n].Number))
		if errors.Is(err, study.ErrNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		key := seal.DraftKey(stored)
		switch _, err := s.storage.Draft(ctx, key.ID()); {
		case err == nil:
			return key.Token(), nil
		case !errors.Is(err, study.ErrNotFound):
			return "", err
		}
	}
	return "", nil
}
