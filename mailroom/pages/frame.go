package pages

import (
	"html/template"
	"net/http"
	"strconv"

	"sojourn/listener"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

// frame is what stands around every page, and the voice that it speaks in.
type frame struct {
	Lang      study.Lang
	Study     *study.Study // nil for who was not let in
	Title     string
	Style     template.CSS
	Places    []place
	Languages []place
	Again     int // seconds after which the page is loaded anew; 0: never
	voice     phrasebook.Voice
}

// A place is somewhere to go, or a language to switch to.
type place struct {
	Href, Name string
	Lang       study.Lang
	Current    bool
}

// frame begins a page.
func (s *Site) frame(r *http.Request, title string, args ...any) *frame {
	lang := s.guard.Language(r)
	f := &frame{Lang: lang, Study: s.Room.Study(), Style: s.style, voice: s.book.In(lang)}
	for _, p := range []struct{ href, key string }{{"/", "overview"}, {"/gone", "gone"}, {"/history", "history"}} {
		f.Places = append(f.Places, place{Href: p.href, Name: f.Say("nav." + p.key), Current: p.href == r.URL.Path})
	}
	for _, l := range s.book.Languages() {
		f.Languages = append(f.Languages, place{Href: listener.InLanguage(r, l), Name: s.book.In(l).Say("language"), Lang: l, Current: l == lang})
	}
	f.Title = f.Say(title, args...)
	return f
}

// outside makes the frame one for somebody who was not let in.
func (f *frame) outside() {
	f.Study, f.Places = nil, nil
	for i, l := range f.Languages {
		f.Languages[i].Href = "/?lang=" + string(l.Lang)
	}
}

// Dir is the page's direction of writing.
func (f *frame) Dir() string { return f.Lang.Dir() }

// Say gives words of the program.
func (f *frame) Say(key string, args ...any) string { return f.voice.Say(key, args...) }

// Count writes a number of people.
func (f *frame) Count(n int) string { return f.voice.Count(n) }

// Text gives a wording of the study.
func (f *frame) Text(t study.Text) string { return t.In(f.Lang, f.Study.Default()) }

// Wave names a wave by its number and title.
func (f *frame) Wave(w study.Wave) string {
	name := f.Say("wave", int(w.Number))
	if title := f.Text(w.Title); title != "" {
		name += ", " + title
	}
	return name
}

// Day writes a day of the calendar, such as "27 March 2022".
func (f *frame) Day(d study.Day) string {
	if !d.Valid() {
		return string(d)
	}
	day, _ := strconv.Atoi(string(d[8:10]))
	return f.Say("date", strconv.Itoa(day), f.Say("month."+string(d[5:7])), string(d[:4]))
}
