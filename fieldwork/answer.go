package fieldwork

import (
	"context"
	"errors"
	"slices"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

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
	Remove   int        // take this time out of its repeat, which has so many; 0: do not
	Later    bool       // the person goes away, to continue later
	Trap     bool       // see [Signals]
}

// maxSeconds bounds what one page may add to the time spent: a page that lay
// open overnight was not read overnight.
const maxSeconds = 3600

// tries is how often a saving begins anew because another tab was faster, by
// way of another server on the same storage.
const tries = 5

// Save takes the answers of one page and returns the page to show next, empty
// once the response is complete. Answers without fault are durable when Save
// returns, also if others of the page have faults; these are returned with
// what was typed. Sending a page twice does nothing twice; a page sent after
// the end is kept beside the finished response and changes nothing in it.
func (s *Service) Save(ctx context.Context, r SaveRequest) (next string, faults []instrument.Fault, err error) {
	turn := s.turn(r.Token)
	turn.Lock()
	defer turn.Unlock()
	leave, err := s.attention.attend(ctx)
	if err != nil {
		return "", nil, err
	}
	defer leave()
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
	if errors.Is(err, study.ErrNotFound) {
		return "", nil, s.unkept(r)
	}
	if err != nil {
		return "", nil, err
	}
	in := s.version(d.Response.Wave, d.Response.Version)
	if err := s.outOf(d); err != nil {
		return "", nil, err
	}
	if d.Closing != nil {
		return "", nil, s.late(ctx, d, in, r)
	}
	d.Response.Version = in.Version // the version in which it goes on, where its own is gone
	sitting := d.sitting(s.now())
	route, err := in.RouteIn(sitting, d.Response.Answers)
	if err != nil {
		return "", nil, err
	}
	step, ok := route.Step(r.Page)
	if !ok {
		return "", nil, study.ErrNotFound
	}
	answers, faults, err := d.accept(in, route, step, r)
	if err != nil {
		return "", nil, err
	}
	if route, err = in.RouteIn(sitting, answers); err != nil {
		return "", nil, err
	}
	if withdraw(step, route, d.Response.Answers, answers, r.Stay) {
		if route, err = in.RouteIn(sitting, answers); err != nil {
			return "", nil, err
		}
	}
	if r.Language != "" {
		d.Response.Language = s.language(r.Language)
	}
	if err := s.leadOut(ctx, d, r, route, len(faults) == 0); err != nil {
		return "", nil, err
	}
	d.take(r, answers, s.today())
	s.note(d, r)
	return s.goOn(ctx, d, r, route, faults)
}

// accept gives the answers with those of the page, or without those of the
// time of a repeat that is to be taken out.
func (d *opened) accept(in *instrument.Instrument, route instrument.Route, step instrument.Step, r SaveRequest) (instrument.Answers, []instrument.Fault, error) {
	switch {
	case r.Remove == 0:
		return route.Accept(step.Page, r.Form, r.Insist || r.Back)
	case r.Remove == removable(in, route, step.Page):
		return remove(in, route, step.Page, d.Response.Answers), nil, nil
	}
	return d.Response.Answers, nil, nil // the second sending of a double click: it is out already
}

// goOn stores what was taken and says where the respondent goes from here.
func (s *Service) goOn(ctx context.Context, d *opened, r SaveRequest, route instrument.Route, faults []instrument.Fault) (string, []instrument.Fault, error) {
	switch next, more := route.Next(r.Page); {
	case r.Remove > 0:
		return still(route, r.Page), nil, s.save(ctx, d)
	case r.Back:
		if prev, ok := route.Prev(r.Page); ok {
			return prev.Page.Name, nil, s.save(ctx, d)
		}
		return r.Page, nil, s.save(ctx, d)
	case r.Stay, len(faults) > 0:
		return r.Page, faults, s.save(ctx, d)
	case more:
		s.lead(d, route, r.Page)
		return next.Page.Name, nil, s.save(ctx, d)
	}
	return "", nil, s.finish(ctx, d, route, r)
}

// still is the page if it is on the route as before, else where to resume.
func still(route instrument.Route, page string) string {
	if _, on := route.Step(page); on {
		return page
	}
	if step, ok := route.Resume(); ok {
		return step.Page.Name
	}
	return route.Steps[len(route.Steps)-1].Page.Name
}

// withdraw takes back what is no leaving out although nothing was answered:
// everything on a page that is only saved on the way to a language or a later
// day, and an item whose choices follow from an answer on this same page, so
// that they were not yet there to choose from. It reports whether there was any.
func withdraw(shown instrument.Step, after instrument.Route, before, answers instrument.Answers, stays bool) bool {
	now, _ := after.Step(shown.Page.Name)
	any := false
	for _, i := range shown.Items {
		if answers[i.Name].Missing != dataset.Skipped {
			continue
		}
		if _, was := before[i.Name]; stays && !was || !sameOffer(i, shown, now) {
			delete(answers, i.Name)
			any = true
		}
	}
	return any
}

// sameOffer reports whether the choices of an item are the same in both steps.
func sameOffer(i *instrument.Item, a, b instrument.Step) bool {
	if i.Filter == nil {
		return true
	}
	before, errA := a.Offered(i)
	after, errB := b.Offered(i)
	return errA == nil && errB == nil && slices.EqualFunc(before, after, func(x, y dataset.Category) bool { return x.Code == y.Code })
}

// take puts a page's answers into the response.
func (d *opened) take(r SaveRequest, answers instrument.Answers, today study.Day) {
	d.Response.Answers = answers
	d.Response.Reached = r.Page
	d.Response.Day = today
}

// finish seals the response for good and leaves a stub in place of the draft.
func (s *Service) finish(ctx context.Context, d *opened, route instrument.Route, r SaveRequest) error {
	if d.Phrase == "" {
		if err := s.give(ctx, d); err != nil {
			return err
		}
	}
	locker, boxes, err := s.boxes(ctx, d)
	if err != nil {
		return err
	}
	d.Response.Answers = route.Answers
	d.Response.Finished = true
	d.Response.Coupons = s.couponsOf(d.key)
	e, err := s.seal(d, seal.Final)
	if err != nil {
		return err
	}
	finished := d.Response
	d.Closing = &closing{Receipt: string(e.Receipt()), Page: r.Page, Digest: d.key.Digest(canonical(r.Form)), Day: d.Response.Day}
	d.Response.Answers, d.Response.Shown, d.Response.Paradata, d.Earlier = nil, nil, Paradata{}, nil
	stub, err := s.close(d)
	if err != nil {
		return err
	}
	stub.Partial = nil
	if _, err = s.storage.Finish(ctx, stub, e, boxes...); err != nil {
		return err
	}
	// Only now: had the end failed, other answers could still be given, and what
	// is carried cannot be changed.
	return s.carry(ctx, locker, s.version(finished.Wave, finished.Version), finished)
}

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

	Referrals bool // there are links to pass on, see [Service.Referrals]
	Recognise bool // the code by which somebody is recognised is asked for, see [Service.Recognise]
}

// Thanks gives the last page of a finished response; [study.ErrConflict] if it
// is not finished.
func (s *Service) Thanks(ctx context.Context, token string) (Thanks, error) {
	leave, err := s.attention.attend(ctx)
	if err != nil {
		return Thanks{}, err
	}
	defer leave()
	d, err := s.open(ctx, token)
	if err != nil {
		return Thanks{}, err
	}
	if d.Closing == nil {
		return Thanks{}, study.ErrConflict
	}
	if err := s.outOf(d); err != nil {
		return Thanks{}, err
	}
	return Thanks{Receipt: d.Closing.Receipt, Phrase: d.Phrase, Secret: d.Secret, Language: d.Response.Language,
		Referrals: s.refers(d), Recognise: s.asksRecognition(d)}, nil
}
