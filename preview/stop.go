package preview

import (
	"net/http"
	"net/url"
	"strconv"

	"sojourn/study"
)

// stop leads to the page of the form on which a row of the survey stands, for a
// frame beside the row where it is written. A sitting that came there once is
// gone on with, in later versions too. Where nobody comes, the form begins anew.
func (s *site) stop(w http.ResponseWriter, r *http.Request) {
	_, stage, err := s.now()
	if err != nil || stage == nil {
		http.Redirect(w, r, "/preview", http.StatusSeeOther)
		return
	}
	lang := spoken(stage.instrument, study.Lang(r.FormValue("lang")))
	row, _ := strconv.Atoi(r.FormValue("row"))
	page := pageOf(stage.instrument, row, "survey")
	begin := "/?" + url.Values{"lang": {string(lang)}}.Encode()
	if page == "" {
		http.Redirect(w, r, begin, http.StatusSeeOther)
		return
	}
	key := page + " " + string(lang)
	s.mu.Lock()
	at := s.stops[key]
	s.mu.Unlock()
	if at == "" {
		there := false
		if at, there, err = stage.reach(r.Context(), page, lang, few); err != nil || !there {
			http.Redirect(w, r, begin, http.StatusSeeOther)
			return
		}
		s.mu.Lock()
		if s.stops == nil {
			s.stops = map[string]string{}
		}
		s.stops[key] = at
		s.mu.Unlock()
	}
	http.Redirect(w, r, at, http.StatusSeeOther)
}
