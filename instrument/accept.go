package instrument

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"sojourn/dataset"
)

// A Fault says why what was typed for an item was not taken. It is the one
// type here that carries an answer, so that the page can show it again; it
// belongs in no log and in no error.
type Fault struct {
	Item  *Item
	Code  FaultCode
	Typed []string // as posted for the item
	Other string   // as posted for the wording of its code "other"
}

// A FaultCode names what is wrong with what was typed.
type FaultCode string

// The faults. The wording of [ConstraintFault] is the item's own
// ConstraintMessage, if it has one.
const (
	NotANumber      FaultCode = "not-a-number"
	AmbiguousNumber FaultCode = "ambiguous-number" // 1,000: one, or a thousand?
	NotWhole        FaultCode = "not-whole"
	NotADate        FaultCode = "not-a-date"
	UnknownCode     FaultCode = "unknown-code" // not on the list: an old page, or tampering
	TooMany         FaultCode = "too-many"     // several values where one is asked
	TooLong         FaultCode = "too-long"
	Exclusive       FaultCode = "exclusive" // "none of these" together with one of these
	ConstraintFault FaultCode = "constraint"
	NotOnScale      FaultCode = "not-on-scale" // beyond the ends of a slider, or between its points
	RankedTwice     FaultCode = "ranked-twice" // one category at two places
	SumFault        FaultCode = "sum"          // numbers that do not add up to what the page asks
	RequiredFault   FaultCode = "required"     // a reminder; it is not given twice
)

// MaxText is the number of characters that a text answer may have.
const MaxText = 10_000

// Values of a form that stand for a reason instead of an answer.
const (
	FormRefused       = "~refused"
	FormDontKnow      = "~dont_know"
	FormNotApplicable = "~not_applicable"
)

// Accept takes what was posted for one page. The form has a field for each
// item under its name, a wording of one's own under NAME_other, and a date
// either under its name or in parts under NAME_year, NAME_month, NAME_day. A
// ranking has its codes in order under its name, or a code at each place under
// NAME_rank_1, NAME_rank_2, ….
//
// It returns the answers with those of the page merged in; the map given is
// left as it is. An item that was on the page and got no answer becomes
// Skipped. An item with a fault keeps the entry it had. Insist says that the
// respondent has seen the reminders of this page and goes on: what is required
// may then be skipped. Nothing else is passed by insisting; leaving the item
// empty is always a way on.
//
// The error is that of [Instrument.Route].
func (in *Instrument) Accept(page *Page, form map[string][]string, answers Answers, now time.Time, insist bool) (Answers, []Fault, error) {
	return in.AcceptIn(Sitting{Now: now}, page, form, answers, insist)
}

// AcceptIn is [Instrument.Accept] with all that is known about the sitting.
func (in *Instrument) AcceptIn(s Sitting, page *Page, form map[string][]string, answers Answers, insist bool) (Answers, []Fault, error) {
	before, err := in.RouteIn(s, answers)
	if err != nil {
		return nil, nil, err
	}
	return before.Accept(page, form, insist)
}

// Accept is [Instrument.AcceptIn] for the sitting and the answers of the route.
func (r Route) Accept(page *Page, form map[string][]string, insist bool) (Answers, []Fault, error) {
	in, answers := r.walk.in, r.walk.answers
	shown, _ := r.Step(page.Name)
	taking := reader{walk: in.walk(maps.Clone(answers), r.walk.sitting), form: form, before: answers, shown: shown.Items, insist: insist}
	if taking.walk.answers == nil {
		taking.walk.answers = Answers{}
	}
	if err := taking.walk.experiments(); err != nil {
		return nil, nil, err
	}
	for _, p := range taking.walk.pages() {
		if p == page {
			err := taking.page(p)
			taking.keepOnce()
			return taking.walk.answers, taking.faults, err
		}
		if err := taking.walk.page(p); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, fmt.Errorf("instrument: page %s is not of form %s version %s", page.Name, in.Form, in.Version)
}

// A reader takes the answers of one page, in the order of the items, so that
// an answer can make the next item of the same page relevant or not.
type reader struct {
	walk   *walk
	form   map[string][]string
	before Answers
	shown  []*Item // before the answers of this page
	insist bool
	faults []Fault
}

func (r *reader) page(p *Page) error {
	on, err := r.walk.holds(p.Relevance)
	if err != nil {
		return fmt.Errorf("instrument: relevance of page %s: %w", p.Name, err)
	}
	for _, i := range r.walk.items(p) {
		asked, err := r.walk.relevant(i, on)
		if err != nil {
			return err
		}
		if asked && i.Asks() {
			if err := r.take(i); err != nil {
				return err
			}
		}
		if err := r.walk.item(i, asked); err != nil {
			return err
		}
	}
	r.sums(p)
	return nil
}

// take reads the answer to one item and keeps it or notes a fault.
func (r *reader) take(i *Item) error {
	if !r.onPage(i) {
		return nil
	}
	typed := r.typed(i)
	a, wording, code := typed.answer(i)
	if code == "" && i.Filter != nil && a.Missing == dataset.Present {
		ok, err := r.walk.offers(i, a.Values)
		if err != nil {
			return err
		}
		if !ok {
			code = UnknownCode
		}
	}
	if code == "" && a.given() && a.Missing == dataset.Present && i.Constraint != nil {
		r.walk.known[i.Name], r.walk.current = i.value(a), i.value(a)
		ok, err := i.Constraint.True(r.walk)
		if err != nil {
			return fmt.Errorf("instrument: constraint of %s: %w", i.Name, err)
		}
		if !ok {
			code = ConstraintFault
		}
	}
	if code == "" && !a.given() && !r.insist {
		required, err := r.walk.required(i)
		if err != nil {
			return err
		}
		if required {
			code = RequiredFault
		}
	}
	if code != "" {
		r.faults = append(r.faults, Fault{Item: i, Code: code, Typed: typed.values, Other: typed.other})
		return nil
	}
	r.keep(i, a, wording)
	return nil
}

// onPage reports whether the item was there to be answered. One that became
// relevant by an answer on this same page was not, unless the form has it.
func (r *reader) onPage(i *Item) bool {
	for _, s := range r.shown {
		if s == i {
			return true
		}
	}
	if i.Type == Rank && slices.ContainsFunc(i.companions(), r.posted) {
		return true
	}
	return r.posted(i.Name) || i.Type == Date && (r.posted(i.Name+"_year") || r.posted(i.Name+"_month") || r.posted(i.Name+"_day"))
}

func (r *reader) posted(field string) bool {
	_, ok := r.form[field]
	return ok
}

func (r *reader) keep(i *Item, a Answer, wording string) {
	r.walk.answers[i.Name] = a
	if i.Other == "" {
		return
	}
	switch {
	case !a.chose(i.Other):
		delete(r.walk.answers, i.OtherName())
	case wording == "":
		r.walk.answers[i.OtherName()] = Answer{Missing: dataset.Skipped}
	default:
		r.walk.answers[i.OtherName()] = Answer{Values: []string{wording}}
	}
}
