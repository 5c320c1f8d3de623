package preview

import (
	"bytes"
	"errors"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"sojourn/instrument"
	"sojourn/instrument/rehearsal"
	"sojourn/listener"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

// A front is the page with the form, the linter and the rehearsal.
type front struct {
	Lang     study.Lang // of this page
	FormLang study.Lang
	Name     string
	Stamp    string
	Style    template.CSS
	Script   template.JS
	Tongues  []choice // languages of the form
	Words    []choice // languages of this page
	Reload   string
	Frame    string // address shown in the frame; empty: there is no form
	Start    string // address of the form's first page
	Unread   bool   // the form shown is older than the file
	Lost     bool   // a page that was looked for was not reached
	Problems []problem
	Errors   int
	Warnings int
	Exits    []way
	Played   *rehearsal.Report
	voice    phrasebook.Voice
}

// A choice is one of several languages.
type choice struct {
	Name, Href string
	Current    bool
}

// A problem is one line of the linter.
type problem struct {
	study.Problem
	Page string // on which it stands; empty where it stands on none
}

// Word is the key of the word for the severity.
func (p problem) Word() string { return string(p.Severity) }

// Say gives words of the program.
func (f *front) Say(key string, args ...any) string { return f.voice.Say(key, args...) }

// Finished sums up who came to the end.
func (f *front) Finished() string {
	r := f.Played
	return f.Say("finished", r.Finished, r.Sittings, r.Pages.Least, r.Pages.Most, f.voice.Number(r.Pages.Mean, 1))
}

// LedOut sums up who was led out by an exit.
func (f *front) LedOut() string { return f.Say("ledout", f.Played.LedOut, f.Played.Sittings) }

// A destination is a button that leads to a page of the form.
type destination struct {
	Page, Label  string
	FormLang, UI study.Lang
}

// To gives the button for a page.
func (f *front) To(page string) destination {
	return destination{page, f.Say("show", page), f.FormLang, f.Lang}
}

// show serves the page. Reading the file anew changes nothing but what is shown.
func (s *site) show(w http.ResponseWriter, r *http.Request) {
	form, stage, err := s.now()
	ui := s.choose(r)
	f := &front{Lang: ui, Name: s.Name, Stamp: form.Stamp, Style: s.style, Script: s.script, voice: s.book.In(ui), Lost: r.URL.Query().Has("lost")}
	if err != nil {
		what := s.book.In(ui).Say("vanished", reason(err))
		form.Problems = study.Problems{{Severity: study.Error, Where: s.Name, What: what}}
	}
	var in *instrument.Instrument
	if stage != nil {
		in = stage.instrument
	}
	f.FormLang = spoken(in, study.Lang(r.URL.Query().Get("lang")))
	f.Unread = stage != nil && form.Instrument == nil
	f.links(in, s.book.Languages())
	if stage != nil {
		f.Start = "/?" + url.Values{"lang": {string(f.FormLang)}}.Encode()
		f.Frame = f.Start
		if at := r.URL.Query().Get("at"); strings.HasPrefix(at, "/c/") || strings.HasPrefix(at, "/out/") {
			f.Frame = at
		}
	}
	f.list(form.Problems, form.Instrument)
	s.mu.Lock()
	f.Played = s.played
	s.mu.Unlock()
	if stage != nil {
		f.ways(stage.service.Study().Exits)
	}
	s.write(w, f)
}

// reason tells why the file cannot be opened without its path.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

func (s *site) write(w http.ResponseWriter, f *front) {
	var page bytes.Buffer
	if err := s.front.Execute(&page, f); err != nil {
		s.Log.Error("preview", "error", err)
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page.Bytes()) // a browser that went away is no failure
}

func (f *front) links(in *instrument.Instrument, words []study.Lang) {
	f.Reload = address(f.FormLang, f.Lang)
	for _, lang := range words {
		f.Words = append(f.Words, choice{string(lang), address(f.FormLang, lang), lang == f.Lang})
	}
	if in == nil {
		return
	}
	for _, lang := range in.Languages {
		f.Tongues = append(f.Tongues, choice{string(lang), address(lang, f.Lang), lang == f.FormLang})
	}
}

// address is that of the page in two languages.
func address(form, ui study.Lang) string {
	return "/preview?" + url.Values{"lang": {string(form)}, "ui": {string(ui)}}.Encode()
}

func (f *front) list(problems study.Problems, in *instrument.Instrument) {
	for _, p := range problems {
		line := problem{Problem: p}
		if at := strings.LastIndex(p.Where, " "); at >= 0 {
			line.Page = pageOf(in, p.Row, p.Where[at+1:])
		}
		if p.Severity == study.Error {
			f.Errors++
		} else {
			f.Warnings++
		}
		f.Problems = append(f.Problems, line)
	}
}

// choose picks the language of this page: what the address asks for, else what
// the browser lists, else English.
func (s *site) choose(r *http.Request) study.Lang {
	wishes := []string{r.FormValue("ui")}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		wishes = append(wishes, primary)
	}
	for _, wish := range wishes {
		if s.book.Has(study.Lang(wish)) {
			return study.Lang(wish)
		}
	}
	return "en"
}

// players is how many made-up respondents one press of the button sends.
const players = 100

// play rehearses the form; each time with other respondents.
func (s *site) play(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	_, stage, err := s.now()
	if err == nil && stage != nil {
		seed := uint64(1)
		s.mu.Lock()
		if s.played != nil {
			seed = s.played.Seed + 1
		}
		s.mu.Unlock()
		report := rehearsal.Play(stage.instrument, players, seed, s.Clock(), stage.exits...)
		s.mu.Lock()
		if s.stage == stage { // else the file changed meanwhile
			s.played = &report
		}
		s.mu.Unlock()
	}
	listener.SeeOther(w, address(study.Lang(r.PostFormValue("lang")), s.choose(r))+"#rehearsal")
}

// maxForm is what one form may weigh; ours hold three short fields.
const maxForm = 16 << 10

// page leads to a page of the form by having somebody answer what is before it.
func (s *site) page(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	_, stage, err := s.now()
	back := address(study.Lang(r.PostFormValue("lang")), s.choose(r))
	if err != nil || stage == nil {
		listener.SeeOther(w, back)
		return
	}
	at, there, err := stage.reach(r.Context(), r.PostFormValue("page"), spoken(stage.instrument, study.Lang(r.PostFormValue("lang"))), attempts)
	if err != nil || !there {
		listener.SeeOther(w, back+"&lost=1")
		return
	}
	listener.SeeOther(w, back+"&at="+url.QueryEscape(at))
}
