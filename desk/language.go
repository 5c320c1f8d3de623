package desk

import (
	"net/http"
	"strings"

	"sojourn/listener"
	"sojourn/study"
)

// choose picks the language of a page: what the address asks for, else what
// was asked for before, else what the browser lists, else English.
func (s *site) choose(r *http.Request) study.Lang {
	wishes := []string{r.URL.Query().Get("lang")}
	if c, err := r.Cookie(s.languageCookie()); err == nil {
		wishes = append(wishes, c.Value)
	}
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

// keepLanguage remembers, in the browser alone, the language that an address
// asks for.
func (s *site) keepLanguage(w http.ResponseWriter, r *http.Request) {
	if lang := r.URL.Query().Get("lang"); s.book.Has(study.Lang(lang)) {
		http.SetCookie(w, listener.Keep(s.languageCookie(), lang))
	}
}

func (s *site) languageCookie() string { return s.door.Cookie() + "-language" }
