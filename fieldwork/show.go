package fieldwork

import (
	"context"
	"slices"

	"sojourn/instrument"
	"sojourn/study"
)

// A View is what one page shows to one respondent.
type View struct {
	Wave       study.WaveID
	Instrument *instrument.Instrument
	Step       instrument.Step    // the page, with those of its items that are shown
	Answers    instrument.Answers // as given
	Counted    instrument.Answers // those that count: what wordings may speak of
	Language   study.Lang
	Number     int  // of the page on the respondent's way, counted from 1
	Total      int  // pages on the way as far as it is known by now
	First      bool // there is no page before it
	Times      int  // of the repeat that the page is one of, where one can be taken out; else 0
	Done       bool // the response is finished; nothing else is set

	route instrument.Route
	led   []Showing // to what others answered
}

// Show gives a page of the response behind a token; an empty page stands for
// the first one with an item not yet put to the respondent. A page that is
// not on the respondent's way is [study.ErrNotFound].
func (s *Service) Show(ctx context.Context, token, page string) (View, error) {
	leave, err := s.attention.attend(ctx)
	if err != nil {
		return View{}, err
	}
	defer leave()
	d, err := s.open(ctx, token)
	if err != nil {
		return View{}, err
	}
	if err := s.outOf(d); err != nil {
		return View{}, err
	}
	if d.Closing != nil {
		return View{Wave: d.Response.Wave, Language: d.Response.Language, Done: true}, nil
	}
	in := s.version(d.Response.Wave, d.Response.Version)
	route, err := in.RouteIn(d.sitting(s.now()), d.Response.Answers)
	if err != nil {
		return View{}, err
	}
	step, ok := route.Step(page)
	if page == "" {
		if step, ok = route.Resume(); !ok && len(route.Steps) > 0 {
			step, ok = route.Steps[len(route.Steps)-1], true
		}
	}
	if !ok {
		return View{}, study.ErrNotFound
	}
	at := slices.IndexFunc(route.Steps, func(other instrument.Step) bool { return other.Page == step.Page })
	return View{Wave: d.Response.Wave, Instrument: in, Step: step, Answers: d.Response.Answers, Counted: route.Answers,
		Language: d.Response.Language, Number: at + 1, Total: len(route.Steps), First: at == 0, Times: removable(in, route, step.Page), route: route, led: d.Response.Shown}, nil
}
