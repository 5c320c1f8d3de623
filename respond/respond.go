// Package respond is what respondents see: the first page with the consent,
// the pages of questions, and the ways to leave and to come back.
//
// The pages are written for somebody on an old phone, on a poor line, perhaps
// with a stranger looking over the shoulder. They work without a script,
// remember nothing on the device, set no cookie, fetch nothing, name the study
// neither in the title nor in the address, and the first of them is a single
// request. Whoever has the link to a response can see it; nobody else can tell
// it from an address that never existed.
//
// # The round of a page
//
// A GET changes nothing, so that a link preview or a reload is harmless. What
// changes something is a POST, and it answers with a redirection to a GET, so
// that going back never sends anything twice. What a person typed and the
// questionnaire could not take comes back on the same page, marked, with
// nothing lost.
//
// # What the package refuses to know
//
// It renders what a [Service] hands it and hands back what was posted. It
// decides no routing, checks no answer and keeps nothing between requests. It
// never writes down an address, a form, a client or the text of a panic: the
// log gets the pattern of the route and the kind of failure.
package respond

import (
	"embed"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"time"

	"sojourn/listener"
	"sojourn/look"
	"sojourn/respond/turnstile"
	"sojourn/seal"
	"sojourn/study/phrasebook"
)

//go:embed *.html page.css work.js words
var files embed.FS

// Options are the settings of the pages.
type Options struct {
	Clock func() time.Time
	Log   *slog.Logger
	// Neutral is where somebody who leaves quickly is sent; where it is empty,
	// to an empty page of ours.
	Neutral string
	// Onion is the address of the field's onion service, which the first page
	// tells to browsers that can use it; empty where there is none.
	Onion string
	// Rand is for keys that live as long as the pages; where it is nil, the
	// operating system's.
	Rand io.Reader
	// Codes tells the codes that stand in the team's letters; nil where there are none.
	Codes interface{ Has(read string) bool }
}

// site serves the pages. It is filled once and never changed.
type site struct {
	Options
	service Service
	vault   Vault
	book    *phrasebook.Book
	pages   map[string]*template.Template
	style   template.CSS
	script  template.JS
	policy  string
	zipper  *zipper

	places    *places
	shed      shed
	turnstile *turnstile.Turnstile
	tickets   seal.TicketKey
	checks    allowance // of links and codes
}

// New returns the respondents' pages of the service's study. Addresses go into
// the vault, past the service, so that nothing has both at once.
func New(service Service, vault Vault, o Options) http.Handler {
	s := &site{Options: o, service: service, vault: vault, places: newPlaces(), book: phrasebook.MustOpen(files, "words"), pages: parsePages()}
	css, err := files.ReadFile("page.css")
	if err != nil {
		panic(err) // embedded: a fault of the build
	}
	s.style = template.CSS(look.Base + string(css))
	s.zipper = newZipper(string(s.style))
	s.openTurnstile()
	s.policy = listener.Policy(look.StyleHash(string(s.style)), loads)

	mux := http.NewServeMux()
	for pattern, serve := range s.routes() {
		mux.Handle(pattern, s.answer(serve))
	}
	return s.guard(mux)
}

// routes lists every address there is. All others are answered alike.
func (s *site) routes() map[string]serve {
	return map[string]serve{
		"GET /{$}":                     s.home,
		"GET /o/{channel}":             s.home,
		"GET /i/{link}":                s.home,
		"GET /r/{coupon}":              s.homeReferred,
		"POST /start":                  s.start,
		"GET /wait/{ticket}":           s.waiting,
		"GET /declined":                s.declined,
		"GET /return":                  s.returning,
		"POST /return":                 s.returned,
		"GET /c/{token}":               s.resume,
		"GET /c/{token}/{page}":        s.show,
		"POST /c/{token}/{page}":       s.save,
		"GET /c/{token}/done":          s.done,
		"GET /m/{token}":               s.own,
		"POST /m/{token}":              s.agree,
		"GET /m/{token}/copy":          s.copy,
		"GET /m/{token}/links":         s.referrals,
		"GET /m/{token}/code":          s.askRecognition,
		"POST /m/{token}/code":         s.recognise,
		"GET /m/{token}/erase":         s.askErasure,
		"POST /m/{token}/erase":        s.erase,
		"POST /mine":                   s.find,
		"GET /i/{link}/erase":          s.askErasureByLink,
		"POST /i/{link}/erase":         s.eraseByLink,
		"POST /contact/form":           s.askContact,
		"POST /contact":                s.keepContact,
		"GET /contact/kept":            s.keptContact,
		"GET /withdraw":                s.askWithdrawal,
		"POST /withdraw":               s.withdraw,
		"GET /withdrawn":               s.withdrawn,
		"GET /c/{token}/{page}/others": s.others,
		"GET /out/{place}":             s.out,
		"GET /genuine":                 s.genuine,
		"POST /genuine":                s.judge,
		"GET /genuine.txt":             s.standing,
		"GET /leave":                   s.leave,
		"GET /blank":                   s.blank,
		"/":                            s.missing,
	}
}
