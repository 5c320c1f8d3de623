package fieldwork

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// A View is what one page shows to one respondent.
type View struct {
	Wave       study.WaveID
	Instrument *instrument.Instrument
	Page       *instrument.Page
	Items      []*instrument.Item
	Answers    instrument.Answers
	Language   study.Lang
	Number     int  // of the page on the respondent's way, counted from 1
	Total      int  // pages on the way as far as it is known by now
	First      bool // there is no page before it
	Done       bool // the response is finished; nothing else is set
}

// Show gives a page of the response behind a token; an empty page stands for
// the first one with an item not yet put to the respondent. A page that is
// not on the respondent's way is [study.ErrNotFound].
func (s *Service) Show(ctx context.Context, token, page string) (View, error) {
	d, err := s.open(ctx, token)
	if err != nil {
		return View{}, err
	}
	if d.Closing != nil {
		return View{Wave: d.Response.Wave, Language: d.Response.Language, Done: true}, nil
	}
	in := s.version(d.Response.Wave, d.Response.Version)
	route, err := in.Route(d.Response.Answers, s.now())
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
	return View{Wave: d.Response.Wave, Instrument: in, Page: step.Page, Items: step.Items, Answers: d.Response.Answers,
		Language: d.Response.Language, Number: at + 1, Total: len(route.Steps), First: at == 0}, nil
}

// A SaveRequest is one page as a respondent sent it.
type SaveRequest struct {
	Token    string
	Page     string
	Form     map[string][]string
	Language study.Lang // empty: as before
	Seconds  int        // between showing and sending
	Insist   bool       // the reminders of this page were shown before
	Back     bool       // go to the page before, whatever is missing here
	Stay     bool       // save, and stay on this page
}

// maxSeconds bounds what one page may add to the time spent: a page that lay
// open overnight was not read overnight.
const maxSeconds = 3600

// tries is how often a saving begins anew because another tab was faster.
const tries = 5

// Save takes the answers of one page and returns the page to show next, empty
// once the response is complete. Answers without fault are durable when Save
// returns, also if others of the page have faults; these are returned with
// what was typed. Sending a page twice does nothing twice; a page sent after
// the end is kept beside the finished response and changes nothing in it.
func (s *Service) Save(ctx context.Context, r SaveRequest) (next string, faults []instrument.Fault, err error) {
	for range tries {
		next, faults, err = s.saveOnce(ctx, r)
		if !errors.Is(err, study.ErrConflict) {
			return next, faults, err
		}
	}
	return "", nil, err
}

func (s *Service) saveOnce(ctx context.Context, r SaveRequest) (string, []instrument.Fault, error) {
	d, err := s.open(ctx, r.Token)
	if err != nil {
		return "", nil, err
	}
	in := s.version(d.Response.Wave, d.Response.Version)
	if d.Closing != nil {
		return "", nil, s.late(ctx, d, in, r)
	}
	route, err := in.Route(d.Response.Answers, s.now())
	if err != nil {
		return "", nil, err
	}
	step, ok := route.Step(r.Page)
	if !ok {
		return "", nil, study.ErrNotFound
	}
	answers, faults, err := in.Accept(step.Page, r.Form, d.Response.Answers, s.now(), r.Insist || r.Back)
	if err != nil {
		return "", nil, err
	}
	d.take(r, answers, s.today())
	if r.Language != "" {
		d.Response.Language = s.language(r.Language)
	}
	if route, err = in.Route(answers, s.now()); err != nil {
		return "", nil, err
	}
	switch next, more := route.Next(r.Page); {
	case r.Back:
		if prev, ok := route.Prev(r.Page); ok {
			return prev.Page.Name, nil, s.save(ctx, d)
		}
		return r.Page, nil, s.save(ctx, d)
	case r.Stay, len(faults) > 0:
		return r.Page, faults, s.save(ctx, d)
	case more:
		return next.Page.Name, nil, s.save(ctx, d)
	}
	return "", nil, s.finish(ctx, d, route, r)
}

// take puts a page's answers and time into the response.
func (d *opened) take(r SaveRequest, answers instrument.Answers, today study.Day) {
	d.Response.Answers = answers
	d.Response.Reached = r.Page
	d.Response.Day = today
	if d.Response.Paradata.Seconds == nil {
		d.Response.Paradata.Seconds = map[string]int{}
	}
	d.Response.Paradata.Seconds[r.Page] += min(max(r.Seconds, 0), maxSeconds)
}

// finish seals the response for good and leaves a stub in place of the draft.
func (s *Service) finish(ctx context.Context, d *opened, route instrument.Route, r SaveRequest) error {
	if err := s.keepPhrase(ctx, d); err != nil {
		return err
	}
	d.Response.Answers = route.Answers
	d.Response.Finished = true
	e, err := s.seal(d, seal.Final)
	if err != nil {
		return err
	}
	d.Closing = &closing{Receipt: string(seal.ReceiptOf(e.Body)), Page: r.Page, Digest: d.key.Digest(canonical(r.Form))}
	d.Response.Answers, d.Response.Paradata = nil, Paradata{}
	stub, err := s.close(d)
	if err != nil {
		return err
	}
	stub.Partial = nil
	_, err = s.storage.Finish(ctx, stub, e)
	return err
}

// late keeps what was sent after the end: nothing if it is the same sending
// again, else a revision of its own for the desk to look at.
func (s *Service) late(ctx context.Context, d *opened, in *instrument.Instrument, r SaveRequest) error {
	if d.Closing.Page == r.Page && d.Closing.Digest == d.key.Digest(canonical(r.Form)) {
		return nil
	}
	at := slices.IndexFunc(in.Pages, func(p *instrument.Page) bool { return p.Name == r.Page })
	if at < 0 {
		return study.ErrNotFound
	}
	answers, _, err := in.Accept(in.Pages[at], r.Form, nil, s.now(), true)
	if err != nil {
		return err
	}
	revised := *d
	revised.Response.Answers, revised.Response.Reached, revised.Response.Day = answers, r.Page, s.today()
	e, err := s.seal(&revised, seal.Revision)
	if err != nil {
		return err
	}
	stub, err := s.close(d)
	if err != nil {
		return err
	}
	_, err = s.storage.Finish(ctx, stub, e)
	return err
}

// canonical writes a form down so that equal forms give equal bytes.
func canonical(form map[string][]string) []byte {
	type field struct {
		Name   string
		Values []string
	}
	var fields []field
	for _, name := range slices.Sorted(maps.Keys(form)) {
		if name != openedField {
			fields = append(fields, field{name, form[name]})
		}
	}
	data, err := json.Marshal(fields)
	if err != nil { // strings only
		return []byte(fmt.Sprint(fields))
	}
	return data
}

// openedField is the form field with the moment the page was shown. It differs
// between two sendings of the same answers and is no answer.
const openedField = "opened"

// SwitchLanguage changes the language of a response under way.
func (s *Service) SwitchLanguage(ctx context.Context, token string, lang study.Lang) error {
	d, err := s.open(ctx, token)
	if err != nil {
		return err
	}
	d.Response.Language = s.language(lang)
	return s.save(ctx, d)
}

// Thanks is what the last page shows.
type Thanks struct {
	Receipt  string
	Phrase   string
	Secret   string // for the contact page, which knows nothing of the response
	Language study.Lang
}

// Thanks gives the last page of a finished response; [study.ErrConflict] if it
// is not finished.
func (s *Service) Thanks(ctx context.Context, token string) (Thanks, error) {
	d, err := s.open(ctx, token)
	if err != nil {
		return Thanks{}, err
	}
	if d.Closing == nil {
		return Thanks{}, study.ErrConflict
	}
	return Thanks{Receipt: d.Closing.Receipt, Phrase: d.Phrase, Secret: d.Secret, Language: d.Response.Language}, nil
}
