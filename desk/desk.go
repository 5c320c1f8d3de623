// Package desk is what analysts see: the pages of a study on their own
// computer, served on the loopback address and nowhere else.
//
// The pages follow the way of the work: what came in, what was measured, what
// was set aside and why, what the answers say, which numbers are kept by name,
// and what a report makes of them. They are rendered whole, work without a
// script and load nothing from anywhere.
//
// # Two kinds of number
//
// Whoever sits at the desk may see every number. What is below the study's
// thresholds of disclosure, or would give away a number that is, stands in the
// tables with a mark: it will not leave the desk, not on paper either. Figures
// are what gets copied out of a page, so they are always drawn as a report
// would print them, after disclosure control.
//
// # Who gets in
//
// Other programs and other people may share the computer, and any web page may
// send requests to it. So a request must name this computer as its host, and
// come from the browser that opened the address printed in the terminal, which
// works once. A GET changes nothing but the reader's language. A form must come
// from the pages themselves.
//
// # What the package refuses to know
//
// It holds no key, opens no envelope, reads no file and computes no estimate:
// a [Project] does. Addresses of people never come here. A word that a
// respondent typed is shown on no page.
package desk

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"sojourn/clean"
	"sojourn/estimate"
	"sojourn/instrument"
	"sojourn/listener"
	"sojourn/look"
	"sojourn/report"
	"sojourn/study"
	"sojourn/study/phrasebook"
	"sojourn/weight"
)

//go:embed *.html desk.css icon.svg words
var files embed.FS

// A Project is a study folder with what came of it, as the pages need it. Its
// methods are called by several goroutines at once. What a person can mend
// comes back as [study.Problem] or [study.Problems] and is shown as it is; any
// other error is a fault of the program.
type Project interface {
	Study() *study.Study
	Instruments() map[study.WaveID]*instrument.Instrument
	// Received tells of each wave of the study, in order.
	Received() ([]Received, error)
	// Cut is the latest cut and when it was made, or [study.ErrNotFound].
	Cut() (*clean.Cut, time.Time, error)
	// Recut makes the cut anew from all open answers by the present rules.
	Recut() error
	Cleaning
	// Rules, Specs, WeightSets and Figures are those of the study folder as it
	// stands now; a file that is not there holds none.
	Rules() ([]clean.Rule, error)
	Specs() ([]estimate.Spec, error)
	WeightSets() ([]weight.Set, error)
	Figures() ([]report.Figure, error)
	// Estimate computes a spec, of estimates.yaml or not, on the latest cut.
	Estimate(estimate.Spec) (estimate.Estimate, error)
	Reports() []string
	// Report builds a report by its name, or gives [study.ErrNotFound].
	Report(name string) (report.Built, error)
	Releaser
	Interviews
	Snowball
	Codes
}

// Cleaning is what the pages about cleaning need beyond the rules and the cut.
type Cleaning interface {
	// Stale tells by what the latest cut was made that is not so any more.
	Stale() ([]clean.Change, error)
	// Cuts lists the cuts, the newest first.
	Cuts() ([]ListedCut, error)
	// Compare tells what changed between two cuts, by hash or name.
	Compare(from, to string) (clean.Difference, error)
	// Sensitivity computes named estimates without each rule in turn.
	Sensitivity(names []string) (Sensitivity, error)
	// Decide adds a decision to decisions.yaml.
	Decide(clean.Decision) error
}

// A ListedCut is a cut as a list shows it.
type ListedCut struct {
	Hash    string
	Names   []string
	Made    time.Time
	Latest  bool
	Dropped bool // its data are gone: it cannot be compared
	Rows    int  // people
	Rules   int
}

// A Sensitivity says how chosen estimates depend on the cleaning rules.
type Sensitivity struct {
	Cut     string // hash of the cut by the rules as they stand
	Base    []estimate.Estimate
	Rules   []string              // left out in turn; the last is empty and stands for all
	Back    []int                 // by rule: responses that stand then and did not before
	Without [][]estimate.Estimate // by rule: as Base; one that is refused has no cells
	Refused study.Problems
}

// Received says what has come in of a wave.
type Received struct {
	Wave     study.WaveID
	Finished int      // envelopes of finished responses that are here
	Partial  int      // of responses under way or broken off
	Opened   int      // of both: the answers can be analysed
	Refused  []string // envelopes that could not be opened: place and cause
	Breaks   []string // where the hash chain does not hold
}

// Options are the settings of the pages.
type Options struct {
	Token   string  // lets the first browser in that brings it; empty lets nobody in
	Host    string  // where the pages are served, with the port: "127.0.0.1:8090"
	Library Library // nil where the desk shows none
	// Questionnaires may be nil as well.
	Questionnaires Questionnaires
	Mend           study.Problems // for which the study folder cannot be used; then only what mends it is open
	Clock          func() time.Time
	Log            *slog.Logger
}

// site serves the pages. It is filled once and never changed but for the door.
type site struct {
	Options
	project Project
	guard   listener.Guard
	book    *phrasebook.Book
	pages   listener.Pages
	style   template.CSS
}

// New returns the pages of a project.
func New(p Project, o Options) http.Handler {
	s := &site{Options: o, project: p, book: phrasebook.MustOpen(files, "words"), pages: listener.ParsePages(files, []string{"frame.html", "parts.html"}, "overview", "data", "variable", "cleaning", "responses", "effect", "cuts", "panel",
		"interviews", "snowball", "codes", "explore", "estimates", "estimate", "figures", "reports", "report", "library", "codebook", "release", "nothing", "trouble")}
	css, err := files.ReadFile("desk.css")
	if err != nil {
		panic(err) // embedded: a fault of the build
	}
	s.style = template.CSS(look.Base + string(css))
	s.guard = listener.Guard{Door: listener.NewDoor("desk", o.Host, o.Token), Policy: listener.Policy(look.StyleHash(string(s.style)), loads),
		Most: mostFor, Speaks: s.book.Has, Trouble: s.trouble}

	mux := http.NewServeMux()
	for pattern, serve := range s.routes() {
		mux.Handle(pattern, listener.Answer(s.mending(serve), s.trouble))
	}
	return s.guard.Before(mux)
}

// routes lists every address there is.
func (s *site) routes() map[string]listener.Serve {
	return map[string]listener.Serve{
		"GET /{$}":                      s.overview,
		"GET /data":                     s.data,
		"GET /data/{variable}":          s.variable,
		"GET /cleaning":                 s.cleaning,
		"POST /cleaning/cut":            s.recut,
		"GET /cleaning/responses":       s.responses,
		"POST /cleaning/decide":         s.decide,
		"GET /cleaning/effect":          s.effect,
		"GET /cleaning/cuts":            s.cuts,
		"GET /panel":                    s.panel,
		"GET /panel.csv":                s.panelCSV,
		"GET /panel/interviews":         s.interviews,
		"POST /panel/interviews/draw":   s.drawPeople,
		"POST /panel/interviews/undo":   s.undoDrawing,
		"GET /panel/interviews/{file}":  s.forInterviews,
		"GET /panel/snowball":           s.snowball,
		"GET /panel/codes":              s.codes,
		"POST /panel/codes/decide":      s.decideCodes,
		"GET /explore":                  s.explore,
		"GET /estimates":                s.estimates,
		"GET /estimates/{name}":         s.estimate,
		"GET /figures":                  s.figures,
		"GET /reports":                  s.reports,
		"GET /reports/{name}":           s.report,
		"GET /reports/{name}/{edition}": s.edition,
		"GET /library/":                 s.library,
		"POST /library/":                s.library,
		"GET " + questionnaires:         s.questionnaire,
		"POST " + questionnaires:        s.questionnaire,
		"GET /codebook":                 s.codebook,
		"GET /codebook/{page}":          s.codebookWhole,
		"GET /release":                  s.release,
		"POST /release/build":           s.buildRelease,
		"GET /release/{bundle}":         s.bundle,
		"GET /icon.svg":                 s.icon,
		"/":                             s.missing,
	}
}
