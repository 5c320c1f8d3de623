// Package rehearsal lets made-up respondents fill in a questionnaire by chance
// and tells what they came upon: which items were shown and answered, which
// conditions held and failed, which choices were taken, and where somebody
// could not go on.
//
// It goes the way that a respondent goes, page by page through
// [instrument.Instrument.RouteIn] and [instrument.Instrument.AcceptIn], and
// knows no page on a screen and no storage. What nobody came upon may still be
// reached by somebody: a rehearsal finds faults and proves none absent. It knows
// no earlier wave, so conditions on one are marked.
package rehearsal

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// MaxSittings is how many respondents one rehearsal may have.
const MaxSittings = 100_000

// A Report is what came of a rehearsal.
type Report struct {
	Sittings int       `json:"sittings"`
	Finished int       `json:"finished"` // of the sittings, those that came to the end
	LedOut   int       `json:"ledOut"`   // and those that an exit of the study led out
	Seed     uint64    `json:"seed"`
	Pages    Pages     `json:"pages"`
	Coverage Coverage  `json:"coverage"`
	Items    []Item    `json:"items"`
	Branches []Branch  `json:"branches"`
	Exits    []Exit    `json:"exits,omitempty"` // of the study, in its order
	DeadEnds []DeadEnd `json:"deadEnds"`
}

// Pages tells how many pages those who finished were shown.
type Pages struct {
	Least int     `json:"least"`
	Mean  float64 `json:"mean"`
	Most  int     `json:"most"`
}

// A Coverage sums the rehearsal up: of how many things how many were reached.
type Coverage struct {
	Items    Reached `json:"items"`    // shown to somebody
	Branches Reached `json:"branches"` // conditions that held for one and failed for another
	Choices  Reached `json:"choices"`  // taken by somebody
}

// Reached counts what was reached out of all.
type Reached struct {
	Reached int `json:"reached"`
	Of      int `json:"of"`
}

// An Item tells what became of one item in all sittings together.
type Item struct {
	Name     string   `json:"name"`
	Page     string   `json:"page"`
	Row      int      `json:"row,omitempty"` // of the sheet survey
	Shown    int      `json:"shown"`
	Answered int      `json:"answered"`          // with a reason such as refused too
	Skipped  int      `json:"skipped"`           // left without an answer
	NotTaken int      `json:"notTaken"`          // times that something typed was sent back
	Choices  []Choice `json:"choices,omitempty"` // in the order of the list
}

// named is how many choices that nobody took are named one by one: of a list of
// countries most are left over.
const named = 12

// Untaken names the choices that nobody took, of an item that was shown.
func (i Item) Untaken() string {
	var codes []string
	for _, c := range i.Choices {
		if i.Shown > 0 && c.Taken == 0 {
			codes = append(codes, c.Code)
		}
	}
	if more := len(codes) - named; more > 0 {
		codes = append(codes[:named], fmt.Sprintf("… (+%d)", more))
	}
	return strings.Join(codes, ", ")
}

// A Choice tells how often one category of an item was taken.
type Choice struct {
	Code  string `json:"code"`
	Taken int    `json:"taken"`
}

// A Branch tells of one condition how often it let somebody in. A condition on
// an item counts only where the page itself was open.
type Branch struct {
	Page      string `json:"page"`
	Item      string `json:"item,omitempty"` // empty: the condition of the page
	Row       int    `json:"row,omitempty"`
	Condition string `json:"condition"`
	Held      int    `json:"held"`
	Failed    int    `json:"failed"`
	Earlier   bool   `json:"earlier,omitempty"` // it asks for an answer of an earlier wave, which nobody has here
}

// Both reports whether the condition held for somebody and failed for somebody.
func (b Branch) Both() bool { return b.Held > 0 && b.Failed > 0 }

// An Exit tells of one exit of the study how many it led out.
type Exit struct {
	Name      string         `json:"name"`
	Kind      study.ExitKind `json:"kind"`
	Page      string         `json:"page"`
	Condition string         `json:"condition"`
	Sittings  int            `json:"sittings"`
}

// A DeadEndKind says why somebody could not go on.
type DeadEndKind string

// The kinds of dead end.
const (
	CannotCompute DeadEndKind = "cannot-compute" // a condition or calculation fails
	CannotPass    DeadEndKind = "cannot-pass"    // the page comes back although it was left empty
	NoChoice      DeadEndKind = "no-choice"      // a list from which the filter takes everything
	NeverTaken    DeadEndKind = "never-taken"    // whatever anybody typed was sent back
)

// A DeadEnd is a place at which somebody could not go on, or could not answer.
type DeadEnd struct {
	Kind     DeadEndKind `json:"kind"`
	Page     string      `json:"page,omitempty"`
	Item     string      `json:"item,omitempty"`
	Row      int         `json:"row,omitempty"`
	Sittings int         `json:"sittings"` // in how many it was met
}

// Play lets n respondents fill in the questionnaire, some of whom are led out by
// the exits given: those of the wave that asks it. The same questionnaire,
// number, seed and time give the same report. It knows no time limit: n is
// brought down to [MaxSittings].
func Play(in *instrument.Instrument, n int, seed uint64, now time.Time, exits ...instrument.Exit) Report {
	n = min(max(n, 0), MaxSittings)
	t := newTally(in, n, seed, exits)
	lots := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15)) // any second word; it only has to be the same every time
	guest := NewGuest(in, now, lots, exits...)
	for range n {
		s := sitting{in: in, exits: exits, tally: t, guest: guest, about: instrument.Sitting{Now: now, Seed: lots.Uint64() | 1}}
		s.run()
	}
	return t.report()
}

// A sitting is one respondent's way through.
type sitting struct {
	in      *instrument.Instrument
	exits   []instrument.Exit
	tally   *tally
	guest   *Guest
	about   instrument.Sitting
	answers instrument.Answers

	cascaded *instrument.Page // that was shown once more for its lists
}

// run goes from the first page to the last or to a dead end.
func (s *sitting) run() {
	s.guest.begin()
	route, err := s.in.RouteIn(s.about, nil)
	if err != nil {
		s.tally.deadEnd(CannotCompute, nil, nil)
		return
	}
	step, ok := route.Resume()
	if !ok && len(route.Steps) > 0 {
		step, ok = route.Steps[0], true
	}
	// A page may come back once for every item that an answer on it opens.
	for left := s.tally.patience; ok; left-- {
		if left == 0 || !s.page(step) {
			return
		}
		if route, err = s.in.RouteIn(s.about, s.answers); err != nil {
			s.tally.deadEnd(CannotCompute, step.Page, nil)
			return
		}
		if s.ledOut(step.Page, route) {
			return
		}
		if again, there := route.Step(step.Page.Name); there && s.cascaded != step.Page && cascades(step) {
			s.cascaded, step = step.Page, again
			continue
		}
		step, ok = route.Next(step.Page.Name)
	}
	s.tally.finished(route)
}

// ledOut reports whether an exit leads out of the page that was just answered,
// and counts it.
func (s *sitting) ledOut(p *instrument.Page, route instrument.Route) bool {
	for n, e := range s.exits {
		switch leads, err := e.Leads(p.Name, true, route); {
		case err != nil:
			s.tally.deadEnd(CannotCompute, p, nil)
			return true
		case leads:
			s.tally.ledOut(n, p, route)
			return true
		}
	}
	return false
}

// cascades reports whether a list on the page depends on another answer of the
// same page, so that it fills only when the page is shown once more.
func cascades(step instrument.Step) bool {
	return slices.ContainsFunc(step.Items, func(i *instrument.Item) bool {
		return i.Filter != nil && slices.ContainsFunc(i.Filter.Names(), func(name string) bool {
			return slices.ContainsFunc(step.Items, func(other *instrument.Item) bool { return other.Name == name })
		})
	})
}

// page answers one page, and is false where it cannot be passed.
func (s *sitting) page(step instrument.Step) bool {
	settled := s.cascaded == step.Page || !cascades(step)
	for _, i := range step.Items {
		if offered, err := step.Offered(i); err == nil && settled && i.Chooses() && len(offered) == 0 {
			s.tally.deadEnd(NoChoice, step.Page, i)
		}
	}
	var failed error
	passed := s.guest.Answer(step, func(form map[string][]string, insist bool) []instrument.Fault {
		answers, faults, err := s.in.AcceptIn(s.about, step.Page, form, s.answers, insist)
		if err != nil {
			failed = err
			return nil
		}
		s.answers = answers
		s.tally.faults(faults)
		return faults
	})
	switch {
	case failed != nil:
		s.tally.deadEnd(CannotCompute, step.Page, nil)
	case !passed:
		s.tally.deadEnd(CannotPass, step.Page, nil)
	}
	return failed == nil && passed
}

// earlier reports whether the condition asks for an answer of an earlier wave.
func earlier(e *expr.Expr) bool { return len(e.Earlier()) > 0 }

// given reports whether something was said, be it a refusal.
func given(a instrument.Answer) bool {
	return len(a.Values) > 0 || slices.Contains([]dataset.Missing{dataset.Refused, dataset.DontKnow, dataset.NotApplicable}, a.Missing)
}
