package fieldwork

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// asksRecognition reports whether the finished response may still be given the
// code by which the person is recognised.
func (s *Service) asksRecognition(d *opened) bool {
	return s.study.Recognition.On && d.Closing != nil && len(d.Response.Recognition) == 0
}

// Recognise takes the self-generated code of a finished response: an answer to
// each question of the study, by its name. Where one is lacking or cannot be,
// the names of these are returned and nothing is kept. The answers are closed
// one way at once, see [seal.Recognition], and go as a revision into the sealed
// body; no name and no table of the storage follows from them. A code that was
// given stays.
func (s *Service) Recognise(ctx context.Context, token string, answers map[string]string) (lacking []string, err error) {
	turn := s.turn(token)
	turn.Lock()
	defer turn.Unlock()
	return s.recogniseOnce(ctx, token, answers)
}

func (s *Service) recogniseOnce(ctx context.Context, token string, answers map[string]string) ([]string, error) {
	d, err := s.open(ctx, token)
	if err != nil {
		return nil, err
	}
	if d.Closing == nil {
		return nil, study.ErrConflict
	}
	if !s.study.Recognition.On {
		return nil, study.ErrNotFound
	}
	if !s.asksRecognition(d) {
		return nil, nil
	}
	var elements, lacking []string
	for _, e := range s.study.Recognition.Questions {
		answer := spelled(e, answers[e.Name])
		if !e.Takes(answer) {
			lacking = append(lacking, e.Name)
		}
		elements = append(elements, answer)
	}
	if len(lacking) > 0 {
		return lacking, nil
	}
	if d.Response.Recognition, err = s.recognition(ctx, elements); err != nil {
		return nil, err
	}
	content, err := json.Marshal(d.Response.Recognition)
	if err != nil {
		return nil, errors.New("fieldwork: a code cannot be written down")
	}
	return nil, s.revise(ctx, d, content)
}

// spelled gives what was typed in the one spelling in which the same answer
// is the same in every wave: a number with the digits of any script, or with a
// zero before it, is that number.
func spelled(e study.Element, typed string) string {
	if x, ok := instrument.ReadNumber(typed); ok && len(e.Choices) == 0 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return typed
}

// recognition closes a code. It takes a processor and memory on purpose, as
// finding a locker does, and waits in the same line.
func (s *Service) recognition(ctx context.Context, elements []string) ([]string, error) {
	select {
	case s.seekers <- struct{}{}:
		defer func() { <-s.seekers }()
		return seal.Recognition(s.study.ID, elements), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A Recognised is a person of a wave with the code that they gave.
type Recognised struct {
	Panelist string
	Key      string // of the response
	Closed   []string
}

// Recognitions lists the codes of a wave's responses, one for each response
// that has one.
func Recognitions(rows []Row) []Recognised {
	var codes []Recognised
	for _, r := range consented(rows) {
		if len(r.Response.Recognition) > 0 {
			codes = append(codes, Recognised{string(r.Response.Panelist), r.Key, r.Response.Recognition})
		}
	}
	return codes
}
