// Package pages is what the contact custodian sees: the mailroom on their own
// computer, served on the loopback address and nowhere else.
//
// The pages show where everybody stands, what each letter says, and do what
// the commands of the mailroom do: send, stop, note. They are rendered whole,
// work without a script and load nothing from anywhere.
//
// # What the package refuses to know
//
// It holds no answer and no key; opening contacts is a function that it is
// given. It writes nothing on the disk but by the mailroom. An address stands
// on two pages alone, that of people written to by hand and that of the
// interviewer's sheet, and in no log and no error.
package pages

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"sojourn/handover"
	"sojourn/listener"
	"sojourn/look"
	"sojourn/mailroom"
	"sojourn/outreach"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed *.html pages.css icon.svg words
var files embed.FS

// A Courier delivers errands until it is dismissed.
type Courier interface {
	mailroom.Deliverer
	Dismiss() error
}

// Options are what the pages need of the program.
type Options struct {
	Room *mailroom.Room
	// Contacts opens the contacts of the room and says how many cannot be opened.
	Contacts func() (open []outreach.Contact, refused int, err error)
	// Post is mailroom.yaml as it stands now.
	Post func() (outreach.Post, study.Problems)
	// Hire starts a courier for a post.
	Hire func(outreach.Post) (Courier, error)
	// Selection is whom the desk selected for interviews; nil if it selected nobody.
	Selection *handover.Selection
	Clock     mailroom.Clock
	Token     string // lets the first browser in that brings it
	Host      string // where the pages are served, with the port
	Log       *slog.Logger
}

// A Site serves the pages and sends letters while they are open.
type Site struct {
	Options
	guard  listener.Guard
	book   *phrasebook.Book
	pages  listener.Pages
	style  template.CSS
	people addressBook
	post   sender
}

// New returns the pages of a mailroom.
func New(o Options) *Site {
	s := &Site{Options: o, book: phrasebook.MustOpen(files, "words"), pages: listener.ParsePages(files, []string{"frame.html"},
		"overview", "letter", "hand", "sheet", "gone", "history", "trouble")}
	css, err := files.ReadFile("pages.css")
	if err != nil {
		panic(err) // embedded: a fault of the build
	}
	s.style = template.CSS(look.Base + string(css))
	s.guard = listener.Guard{Door: listener.NewDoor("mailroom", o.Host, o.Token), Policy: listener.Policy(look.StyleHash(string(s.style)), "img-src 'self'"),
		Most: func(string) int64 { return maxForm }, Speaks: s.book.Has, Trouble: s.trouble}
	return s
}

// Handler serves every address there is.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, serve := range map[string]listener.Serve{
		"GET /{$}":                                   s.overview,
		"GET /waves/{wave}/{letter}":                 s.letter,
		"POST /waves/{wave}/{letter}/send":           s.send,
		"POST /waves/{wave}/{letter}/stop":           s.stop,
		"POST /waves/{wave}/{letter}/settle":         s.settle,
		"GET /waves/{wave}/{letter}/hand":            s.hand,
		"POST /waves/{wave}/{letter}/hand":           s.noteByHand,
		"GET /waves/{wave}/interview/sheet":          s.sheet,
		"GET /waves/{wave}/interview/sheet/{person}": s.sheetOf,
		"GET /gone":     s.gone,
		"POST /gone":    s.noteGone,
		"GET /history":  s.history,
		"GET /icon.svg": s.icon,
		"/":             s.missing,
	} {
		mux.Handle(pattern, listener.Answer(serve, s.trouble))
	}
	return s.guard.Before(mux)
}

// Close stops sending and waits until the letter in hand is done.
func (s *Site) Close() { s.post.stop(); s.post.wait() }

// now is the time by the study's clock.
func (s *Site) now() time.Time { return s.Clock.Now().In(s.Room.Study().Location()) }
