package desk

import (
	"html"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"sojourn/listener"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

// A frame is what a page shows around its own matter, and the voice in which
// it speaks. Every page struct embeds one.
type frame struct {
	Lang      study.Lang
	Study     *study.Study
	Title     template.HTML // of the page
	Tab       string        // the same in plain words
	Style     template.CSS
	Places    []place
	Languages []tongue
	voice     phrasebook.Voice
}

// A place is an entry of the navigation.
type place struct {
	Href    string
	Name    template.HTML
	Current bool
}

// A tongue is a language to switch to.
type tongue struct {
	Lang    study.Lang
	Name    string
	Href    string
	Current bool
}

// places are the parts of the desk in the order of the work.
var places = []struct{ href, key string }{
	{"/", "overview"}, {"/data", "data"}, {"/cleaning", "cleaning"}, {"/panel", "panel"}, {"/explore", "explore"},
	{"/estimates", "estimates"}, {"/figures", "figures"}, {"/reports", "reports"}, {"/codebook", "codebook"}, {"/release", "release"},
}

// frame begins a page with a title of the program's own.
func (s *site) frame(r *http.Request, title string) *frame {
	lang := s.guard.Language(r)
	f := &frame{Lang: lang, Study: s.project.Study(), Style: s.style, voice: s.book.In(lang)}
	for _, p := range places {
		f.Places = append(f.Places, place{p.href, f.Say("nav." + p.key), p.href == r.URL.Path || p.href != "/" && strings.HasPrefix(r.URL.Path, p.href+"/")})
	}
	if s.Questionnaires != nil {
		f.Places = slices.Insert(f.Places, 1, place{questionnaires, f.Say("nav.questionnaires"), strings.HasPrefix(r.URL.Path, questionnaires)})
	}
	if s.Library != nil {
		f.Places = append(f.Places, place{"/library/", f.Say("nav.library"), strings.HasPrefix(r.URL.Path, "/library/")})
	}
	for _, l := range s.book.Languages() {
		f.Languages = append(f.Languages, tongue{l, s.book.In(l).Say("language"), listener.InLanguage(r, l), l == lang})
	}
	f.Title, f.Tab = f.Say(title), f.Word(title)
	return f
}

// tongueOf is a language's name in itself; its tag where the pages do not speak it.
func (f *frame) tongueOf(lang study.Lang) template.HTML {
	for _, l := range f.Languages {
		if l.Lang == lang {
			return in(lang, l.Name)
		}
	}
	return plain(string(lang))
}

// outside makes the frame one for somebody who was not let in.
func (f *frame) outside() {
	f.Study, f.Places = nil, nil
	for i, l := range f.Languages {
		f.Languages[i].Href = "/?lang=" + string(l.Lang)
	}
}

// call gives the page a title out of the study.
func (f *frame) call(t study.Text) {
	f.Title, f.Tab = f.Text(t), f.words(t)
}

// Dir is the page's direction of writing.
func (f *frame) Dir() string { return f.Lang.Dir() }

// Say gives words of the program as a fragment of the page.
func (f *frame) Say(key string, args ...any) template.HTML { return plain(f.voice.Say(key, args...)) }

// Word gives words of the program for an attribute or the title.
func (f *frame) Word(key string, args ...any) string { return f.voice.Say(key, args...) }

// Text gives a wording of the study as a fragment of the page. What is in
// another language than the page says so.
func (f *frame) Text(t study.Text) template.HTML {
	if t.Has(f.Lang) {
		return plain(t[f.Lang])
	}
	text := f.words(t)
	for _, lang := range append([]study.Lang{f.study().Default(), "en"}, f.study().Languages...) {
		if text != "" && t[lang] == text {
			return in(lang, text)
		}
	}
	return plain(text)
}

// words gives a wording of the study for an attribute, a menu or the title.
func (f *frame) words(t study.Text) string { return t.In(f.Lang, f.study().Default()) }

// study is never nil, so that a frame can word things before it has one.
func (f *frame) study() *study.Study {
	if f.Study == nil || len(f.Study.Languages) == 0 {
		return &study.Study{Languages: []study.Lang{"en"}}
	}
	return f.Study
}

// plain is the one place where text becomes part of a page as it is, and in
// the one where it says what language it is in: both escape everything.
func plain(text string) template.HTML { return template.HTML(html.EscapeString(text)) }

func in(lang study.Lang, text string) template.HTML {
	return template.HTML(`<span lang="` + html.EscapeString(string(lang)) + `" dir="` + lang.Dir() + `">` + html.EscapeString(text) + `</span>`)
}

// anchor leads from a text to another of our pages.
func anchor(href string, text template.HTML) template.HTML {
	return `<a href="` + plain(href) + `">` + text + `</a>`
}

// code sets a name of the study folder or a piece of one of its files.
func code(text string) template.HTML {
	return template.HTML(`<code>` + html.EscapeString(text) + `</code>`)
}
