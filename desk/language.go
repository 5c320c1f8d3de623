package desk

import (
	"net/http"

	"sojourn/listener"
	"sojourn/study"
)

// choose picks the language of a page.
func (s *site) choose(r *http.Request) study.Lang {
	return listener.Language(r, s.languageCookie(), s.book.Has)
}

// keepLanguage remembers, in the browser alone, the language that an address
// asks for.
func (s *site) keepLanguage(w http.ResponseWriter, r *http.Request) {
	if lang := r.URL.Query().Get("lang"); s.book.Has(study.Lang(lang)) {
		http.SetCookie(w, listener.Keep(s.languageCookie(), lang))
	}
}

func (s *site) languageCookie() string { return s.door.Cookie() + "-language" }
