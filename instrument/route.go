package instrument

import (
	"time"

	"sojourn/dataset"
)

// A Route is the way through an instrument of somebody with given answers.
type Route struct {
	Steps []Step // pages on which there is something to show, in order

	// Closed are the pages whose own condition does not hold. A page that is
	// neither here nor among the steps has nothing to show.
	Closed []*Page

	// Answers are those that count: an answer to an item that this respondent
	// is not asked is replaced by NotAsked, calculates are computed. An item
	// that is asked and was not yet put to the respondent has no entry. This
	// is what a finished response holds; a draft keeps the answers as given,
	// so that somebody who goes back and changes their mind twice finds them.
	Answers Answers

	walk *walk
}

// A Step is a page with those of its items that are shown.
type Step struct {
	Page  *Page
	Items []*Item
	walk  *walk
}

// Route works out what somebody with the given answers is asked, in one pass
// from the first page to the last. A condition sees only what comes before it,
// and of that only the answers that count. Now is for today() and now(). The
// error is one that [Check] would have found, or [expr.ErrWork].
func (in *Instrument) Route(answers Answers, now time.Time) (Route, error) {
	return in.RouteIn(Sitting{Now: now}, answers)
}

// RouteIn is [Instrument.Route] with all that is known about the sitting.
func (in *Instrument) RouteIn(s Sitting, answers Answers) (Route, error) {
	w := in.walk(answers, s)
	if err := w.experiments(); err != nil {
		return Route{}, err
	}
	for _, p := range w.pages() {
		if err := w.page(p); err != nil {
			return Route{}, err
		}
	}
	return Route{Steps: w.steps, Closed: w.closed, Answers: w.counted, walk: w}, nil
}

// Step returns the step of the page with the given name. It is false if the
// page is not on the route.
func (r Route) Step(page string) (Step, bool) {
	for _, s := range r.Steps {
		if s.Page.Name == page {
			return s, true
		}
	}
	return Step{}, false
}

// Next is the step to show after the named page was answered: the same page
// once more if the answers made a further item of it relevant, else the one
// that follows. It is false after the last.
func (r Route) Next(page string) (Step, bool) {
	for i, s := range r.Steps {
		if s.Page.Name != page {
			continue
		}
		if r.open(s) {
			return s, true
		}
		if i+1 < len(r.Steps) {
			return r.Steps[i+1], true
		}
	}
	return Step{}, false
}

// Prev is the step before the named page; false before the first.
func (r Route) Prev(page string) (Step, bool) {
	for i, s := range r.Steps {
		if s.Page.Name == page && i > 0 {
			return r.Steps[i-1], true
		}
	}
	return Step{}, false
}

// Resume is the first step with an item that was not yet put to the
// respondent; false if there is none.
func (r Route) Resume() (Step, bool) {
	for _, s := range r.Steps {
		if r.open(s) {
			return s, true
		}
	}
	return Step{}, false
}

// open reports whether the step has an item without an entry.
func (r Route) open(s Step) bool {
	for _, i := range s.Items {
		if _, put := r.Answers[i.Name]; i.Asks() && !put {
			return true
		}
	}
	return false
}

// Share is the share, 0 to 1, of the items on the route that were answered. A
// reason such as Refused is an answer; Skipped is none, nor is not having come
// to the item. Without any item the share is 0.
func (r Route) Share() float64 {
	asked, answered := 0, 0
	for _, s := range r.Steps {
		for _, i := range s.Items {
			if !i.Asks() {
				continue
			}
			asked++
			if r.Answers[i.Name].given() {
				answered++
			}
		}
	}
	if asked == 0 {
		return 0
	}
	return float64(answered) / float64(asked)
}

// given reports whether the respondent said something, be it a refusal.
func (a Answer) given() bool {
	switch a.Missing {
	case dataset.Present:
		return len(a.Values) > 0
	case dataset.Refused, dataset.DontKnow, dataset.NotApplicable:
		return true
	}
	return false
}
