package fieldwork

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"sojourn/instrument"
	"sojourn/seal"
	"sojourn/study"
)

// An Out says that a person was led out of the wave by their own answers.
type Out struct {
	Place    int        // of the exit in study.yaml, counted from 1; 0 if it stands there no more
	Language study.Lang // of the person; empty where it is not known any more
}

// Error says nothing of the answers.
func (*Out) Error() string { return "fieldwork: the person was led out of the wave" }

// readExits reads the conditions and holds them against the current
// questionnaires of their waves. One in which an exit could not be found would
// ask people whom it must not ask.
func readExits(s *study.Study, instruments map[study.WaveID][]*instrument.Instrument) ([]instrument.Exit, error) {
	var problems study.Problems
	for _, w := range s.Waves {
		versions := instruments[w.Number]
		problems = append(problems, CheckExits(s, w.Number, versions[len(versions)-1])...)
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return instrument.ReadExits(s.Exits)
}

// CheckExits lists what is wrong with the exits of a wave that asks the
// questionnaire.
func CheckExits(s *study.Study, w study.WaveID, in *instrument.Instrument) study.Problems {
	var problems study.Problems
	for _, e := range s.Exits {
		if !e.In(w) || len(in.Pages) == 0 {
			continue
		}
		_, found := in.Condition(e.When, e.Page)
		for _, p := range found {
			p.Code, p.Where = "exit-"+p.Code, fmt.Sprintf("%s exit %s", study.File, e.Name)
			p.What += fmt.Sprintf(" (wave %d)", w)
			problems = append(problems, p)
		}
		if found.Err() == nil {
			problems = append(problems, lateExit(e, w, in)...)
		}
	}
	return problems
}

// lateExit warns of pages that people answer before an exit leads them out.
func lateExit(e study.Exit, w study.WaveID, in *instrument.Instrument) study.Problems {
	p := study.Problem{Severity: study.Warning, Code: "exit-late", Where: fmt.Sprintf("%s exit %s", study.File, e.Name), Column: "page"}
	decided := slices.IndexFunc(in.Pages, func(page *instrument.Page) bool {
		_, found := in.Condition(e.When, page.Name)
		return found.Err() == nil
	})
	switch {
	case in.Pages[decided].Name != e.Page:
		p.What = fmt.Sprintf("in wave %d what decides it is answered on the page %s, and whoever is led out answers further pages for nothing", w, in.Pages[decided].Name)
		p.Do = fmt.Sprintf("write page: %s", in.Pages[decided].Name)
	case e.Kind == study.Unsafe && decided > 0:
		p.What = fmt.Sprintf("in wave %d other pages come before it, and what is answered there is kept until then", w)
		p.Do = "ask on the first page what decides it"
	default:
		return nil
	}
	return study.Problems{p}
}

// ExitsOf are the exits that lead out of a wave which asks the questionnaire, and
// what is wrong with them; where that is an error there are none.
func ExitsOf(s *study.Study, w study.WaveID, in *instrument.Instrument) ([]study.Exit, study.Problems) {
	problems := CheckExits(s, w, in)
	if problems.Err() != nil {
		return nil, problems
	}
	var exits []study.Exit
	for _, e := range s.Exits {
		if e.In(w) {
			exits = append(exits, e)
		}
	}
	return exits, problems
}

// leadsOut finds the first exit at the page whose condition holds; nil if none
// does. An earlier version of the questionnaire may not ask what an exit wants
// to know; whoever began in it goes on in it.
func (s *Service) leadsOut(w study.WaveID, in *instrument.Instrument, page string, route instrument.Route, goesOn bool) (*study.Exit, error) {
	for n := range s.exits {
		e := &s.exits[n]
		if !e.In(w) {
			continue
		}
		holds, err := e.Leads(page, goesOn, route)
		if err != nil && CheckExits(s.study, w, in).Err() != nil {
			continue
		}
		if holds || err != nil {
			return &e.Exit, err
		}
	}
	return nil, nil
}

// leadOut leads somebody out whom an exit of the page is for: then it returns
// an [*Out]. It is called before anything of the page is stored.
func (s *Service) leadOut(ctx context.Context, d *opened, r SaveRequest, route instrument.Route, faultless bool) error {
	e, err := s.leadsOut(d.Response.Wave, s.version(d.Response.Wave, d.Response.Version), r.Page, route, faultless && !r.Back && !r.Stay && r.Remove == 0)
	switch {
	case e == nil || err != nil:
		return err
	case e.Kind == study.Unsafe:
		err = s.forget(ctx, d)
	default:
		err = s.setAside(ctx, d, e.Name)
	}
	return cmp.Or(err, error(&Out{s.study.ExitPlace(e.Name), d.Response.Language}))
}

// forget erases a response under way, the six words unless they lead to another
// wave as well, and the use of the link by which the person came. No mark stays:
// a mark would be a trace.
func (s *Service) forget(ctx context.Context, d *opened) error {
	if d.Response.Coupon != "" {
		if err := s.coupons.FreeCoupon(ctx, d.key.Use()); err != nil {
			return err
		}
	}
	w := Withdrawal{Responses: []ResponseName{{d.Response.Wave, d.key.ResponseKey()}}}
	if d.Phrase == "" {
		return s.storage.Withdraw(ctx, w)
	}
	locker, err := s.lockerOf(ctx, d)
	if err != nil {
		return err
	}
	w.Lockers = []string{locker.Wave(d.Response.Wave).ID()}
	switch elsewhere, err := s.leadsElsewhere(ctx, locker, d.Response.Wave); {
	case err != nil:
		return err
	case !elsewhere:
		w.Lockers = append(w.Lockers, locker.ID())
	}
	return s.storage.Withdraw(ctx, w)
}

// leadsElsewhere reports whether six words lead to a response of a wave other
// than w.
func (s *Service) leadsElsewhere(ctx context.Context, locker seal.Locker, w study.WaveID) (bool, error) {
	for _, other := range s.study.Waves {
		if other.Number == w {
			continue
		}
		switch _, err := s.storage.Phrase(ctx, locker.Wave(other.Number).ID()); {
		case err == nil:
			return true, nil
		case !errors.Is(err, study.ErrNotFound):
			return false, err
		}
	}
	return false, nil
}

// setAside seals, in place of a response, a note without answers: by it the
// desk knows that a panelist is outside the population by now.
func (s *Service) setAside(ctx context.Context, d *opened, exit string) error {
	r := d.Response
	d.Response = Response{Study: r.Study, Wave: r.Wave, Form: r.Form, Version: r.Version, Panelist: r.Panelist, Language: r.Language,
		Channel: r.Channel, Consent: r.Consent, Day: s.today(), Finished: true, Out: exit, Synthetic: r.Synthetic}
	d.Earlier = nil
	e, err := s.seal(d, seal.Final)
	if err != nil {
		return err
	}
	d.Closing = &closing{Receipt: string(seal.ReceiptOf(e.Body)), Exit: exit}
	stub, err := s.close(d)
	if err != nil {
		return err
	}
	stub.Partial = nil
	_, err = s.storage.Finish(ctx, stub, e)
	return err
}

// outOf is an [*Out] for a person who was led out before, else nil.
func (s *Service) outOf(d *opened) error {
	if d.Closing == nil || d.Closing.Exit == "" {
		return nil
	}
	return &Out{s.study.ExitPlace(d.Closing.Exit), d.Response.Language}
}

// unkept answers a page of a response that is not there. Whoever was led out
// by an exit that keeps nothing, and pressed twice, is led out once more: what
// was sent says so by itself. All others get [study.ErrNotFound], and the
// answer tells nothing of what is or was kept.
func (s *Service) unkept(r SaveRequest) error {
	for _, w := range s.study.Waves {
		in := s.version(w.Number, "")
		at := slices.IndexFunc(in.Pages, func(p *instrument.Page) bool { return p.Name == r.Page })
		if at < 0 || !slices.ContainsFunc(s.study.Exits, func(e study.Exit) bool { return e.Kind == study.Unsafe && e.Page == r.Page && e.In(w.Number) }) {
			continue
		}
		sitting := instrument.Sitting{Now: s.now()}
		answers, _, err := in.AcceptIn(sitting, in.Pages[at], r.Form, nil, true)
		if err != nil {
			continue // what it stands on is not known any more
		}
		route, err := in.RouteIn(sitting, answers)
		if err != nil {
			continue
		}
		if e, err := s.leadsOut(w.Number, in, r.Page, route, false); e != nil && err == nil {
			return &Out{Place: s.study.ExitPlace(e.Name)}
		}
	}
	return study.ErrNotFound
}
