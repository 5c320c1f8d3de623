// Package preview shows a questionnaire that is being written as respondents
// will see it, with what the linter says beside it and with rehearsals by
// made-up respondents.
//
// The questions are not drawn for show: they are the pages of [respond] over
// the real service, in every language of the questionnaire. When the file is
// saved, the same sitting goes on in the new version. What is typed goes into
// the storage and to the keys that are passed in, which may be thrown away; no
// earlier answers are known here, and of the study around the file only what
// leads respondents out and where they are told to find help. The package reads
// no file: a [Source] does.
//
// The pages work without a script; with one they follow the file by themselves.
// They are for the computer on which they are served: a request must name it as
// its host, and a form must come from the pages themselves.
package preview

import (
	"embed"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/instrument/rehearsal"
	"sojourn/listener"
	"sojourn/look"
	"sojourn/outreach"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed *.html preview.css follow.js words consent
var files embed.FS

// A Form is a questionnaire file as it stands now.
type Form struct {
	Stamp      string                 // differs whenever the file differs
	Instrument *instrument.Instrument // nil where the file cannot be made a questionnaire
	Problems   study.Problems
	Study      *study.Study // in whose folder the file lies; nil in none
	Wave       study.WaveID // that asks the file; 0: none
}

// A Source reads the file; it is called often and from several goroutines.
type Source func() (Form, error)

// Config is what a preview needs.
type Config struct {
	Name    string // of the file, as it is shown
	Source  Source
	Host    string // address at which the pages are served
	Storage interface {
		fieldwork.Storage
		outreach.Storage
	}
	Keys  study.Keys // public keys that nothing real is sealed to
	Clock func() time.Time
	Rand  io.Reader
	Log   *slog.Logger
	Pause time.Duration // between two looks at the file
	In    []string      // addresses of pages of our own, such as "http://127.0.0.1:8090", that may show the form in a frame
}

// site serves the pages.
type site struct {
	Config
	book   *phrasebook.Book
	agree  *phrasebook.Book // what respondents are told
	front  *template.Template
	style  template.CSS
	script template.JS
	policy string

	mu     sync.Mutex
	form   Form              // as it was read last
	stops  map[string]string // addresses at which sittings came to a page, by page and language
	stage  *stage
	played *rehearsal.Report // of the present form; nil before anybody played
}

// New returns the preview of a file.
func New(c Config) http.Handler {
	s := &site{Config: c, book: phrasebook.MustOpen(files, "words"), agree: phrasebook.MustOpen(files, "consent"),
		front: template.Must(template.ParseFS(files, "front.html"))}
	s.style = template.CSS(look.Base + embedded("preview.css"))
	s.script = template.JS(embedded("follow.js"))
	s.policy = strings.Replace(listener.Policy(look.StyleHash(string(s.style)), "img-src data:; frame-src 'self'; connect-src 'self'"),
		"script-src 'none'", "script-src "+look.StyleHash(string(s.script)), 1)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /preview", s.show)
	mux.HandleFunc("GET /preview/changes", s.changes)
	mux.HandleFunc("POST /preview/play", s.play)
	mux.HandleFunc("POST /preview/page", s.page)
	mux.HandleFunc("GET /preview/form", s.stop)
	mux.HandleFunc("/", s.asked)
	return s.guard(mux)
}

// embedded reads a file of the program.
func embedded(name string) string {
	data, err := files.ReadFile(name)
	if err != nil {
		panic(err) // embedded: a fault of the build
	}
	return string(data)
}

// guard lets in only what names this computer and comes from these pages.
func (s *site) guard(mux http.Handler) http.Handler {
	inner := http.NewCrossOriginProtection().Handler(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		listener.Secure(w.Header(), s.policy)
		if r.Host != s.Host {
			http.Error(w, "the request names another host", http.StatusMisdirectedRequest)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

// asked hands a request to the respondents' pages, which here may be shown
// inside the preview, and nowhere else.
func (s *site) asked(w http.ResponseWriter, r *http.Request) {
	_, stage, err := s.now()
	if err != nil || stage == nil {
		http.Redirect(w, r, "/preview", http.StatusSeeOther)
		return
	}
	stage.pages.ServeHTTP(framed{w, strings.Join(append([]string{"'self'"}, s.In...), " ")}, r)
}

// framed is an answer that may stand in a frame of the preview, and of other pages
// of our own.
type framed struct {
	http.ResponseWriter
	by string
}

// WriteHeader lets our own page show the answer in a frame.
func (f framed) WriteHeader(status int) {
	h := f.Header()
	h.Del("X-Frame-Options") // it has no word for pages of our own on another port, and would shut them out
	h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors "+f.by, 1))
	h.Del("Strict-Transport-Security") // the preview is served without TLS
	h.Del("Clear-Site-Data")           // browsers know one set of cookies for all ports of this computer, and would forget the desk's
	f.ResponseWriter.WriteHeader(status)
}

// now reads the file and sets the stage anew if it changed. While the file
// cannot be made a questionnaire, the stage stays as it was.
func (s *site) now() (Form, *stage, error) {
	form, err := s.Source()
	if err != nil {
		return Form{}, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if form.Stamp == s.form.Stamp && s.form.Stamp != "" {
		return s.form, s.stage, nil
	}
	if form.Instrument != nil {
		exits, problems := exitsOf(form)
		form.Problems = append(slices.Clip(form.Problems), problems...)
		if s.stage, err = s.newStage(form, exits); err != nil {
			return Form{}, nil, err
		}
	}
	s.form, s.played = form, nil
	return form, s.stage, nil
}
