package control

import (
	"html/template"
	"net/http"
	"slices"
	"strings"

	"sojourn/listener"
	"sojourn/study"
	"sojourn/study/phrasebook"
	"sojourn/team"
)

// A frame is what a page shows around its own matter, and the voice in which
// it speaks. Every page struct embeds one.
type frame struct {
	Lang      study.Lang
	Study     *study.Study // nil before somebody is let in
	Title     string
	Style     template.CSS
	Script    template.JS // of pages that ask for passkeys
	Places    []place
	Languages []tongue
	Me        inside
	voice     phrasebook.Voice
}

// A place is an entry of the navigation.
type place struct {
	Href    string
	Name    string
	Current bool
}

// A tongue is a language to switch to.
type tongue struct {
	Lang    study.Lang
	Name    string
	Href    string
	Current bool
}

// places are the pages of the navigation; each is shown to those who may use it.
var places = []string{"progress", "waves", "versions", "channels", "accounts", "audit", "keys"}

// frame begins a page with a title of the program's own.
func (s *site) frame(r *http.Request, title string) *frame {
	lang := s.choose(r)
	f := &frame{Lang: lang, Style: s.style, Script: s.script, Me: who(r), voice: s.book.In(lang)}
	f.Title = f.Say(title)
	if f.Me.Name != "" {
		f.Study = s.Study
		for _, name := range s.placesOf(f.Me) {
			f.Places = append(f.Places, place{"/" + name, f.Say("nav." + name), strings.HasPrefix(r.URL.Path, "/"+name)})
		}
	}
	for _, l := range s.book.Languages() {
		f.Languages = append(f.Languages, tongue{l, s.book.In(l).Say("language"), listener.InLanguage(r, l), l == lang})
	}
	return f
}

// placesOf are the pages that an account may see.
func (s *site) placesOf(in inside) []string {
	return slices.DeleteFunc(slices.Clone(places), func(name string) bool { return !s.allows(in.Role, "GET /"+name) })
}

// allows reports whether a role may use a route.
func (s *site) allows(role team.Role, pattern string) bool {
	return slices.ContainsFunc(s.routes(), func(r route) bool { return r.pattern == pattern && slices.Contains(r.roles, role) })
}

// first serves GET /: it leads to the first page of the role.
func (s *site) first(w http.ResponseWriter, r *http.Request) error {
	return listener.SeeOther(w, "/"+s.placesOf(who(r))[0])
}

const languageCookie = "__Host-lang"

// choose picks the language of a page.
func (s *site) choose(r *http.Request) study.Lang {
	return listener.Language(r, languageCookie, s.book.Has)
}

// keepLanguage remembers, in the browser alone, the language that an address
// asks for.
func (s *site) keepLanguage(w http.ResponseWriter, r *http.Request) {
	if lang := r.URL.Query().Get("lang"); s.book.Has(study.Lang(lang)) {
		http.SetCookie(w, keep(languageCookie, lang))
	}
}

// Dir is the page's direction of writing.
func (f *frame) Dir() string { return f.Lang.Dir() }

// Say gives words of the program.
func (f *frame) Say(key string, args ...any) string { return f.voice.Say(key, args...) }

// Text gives a wording of the study.
func (f *frame) Text(t study.Text) string { return t.In(f.Lang, f.Study.Default()) }

// Number writes a count.
func (f *frame) Number(n int) string { return f.voice.Count(n) }

// Bound writes a bound; a dash where there is none.
func (f *frame) Bound(n int) string {
	if n == 0 {
		return "–"
	}
	return f.Number(n)
}

// Language is the name of a language in the words of the page.
func (f *frame) Language(lang study.Lang) string {
	if key := "lang." + string(lang); f.Say(key) != "["+key+"]" {
		return f.Say(key)
	}
	return string(lang)
}

// Token is the hidden field that every form of a session carries.
func (f *frame) Token() template.HTML {
	return template.HTML(`<input type="hidden" name="token" value="` + f.Me.token + `">`) // 64 hexadecimal digits
}

// channelName is the title of a channel, or what is said of answers that came
// by none.
func (f *frame) channelName(name string) string {
	if c, known := f.Study.Channel(name); known {
		return f.Text(c.Title)
	}
	if name == "" {
		return f.Say("channel.none")
	}
	return name
}
