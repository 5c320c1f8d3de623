package respond

import "net/http"

// leave serves GET /leave: the browser is told to forget these pages and is
// sent to a place that has nothing to do with them. Nothing is changed here, so
// a link will do, and what was saved stays saved.
func (s *site) leave(w http.ResponseWriter, r *http.Request) error {
	forget(w.Header())
	if s.Neutral != "" {
		return seeOther(w, s.Neutral)
	}
	return seeOther(w, "/blank")
}

// blank serves GET /blank, an empty page.
func (s *site) blank(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.Tab, f.Demo = f.Word("tab.blank"), false
	return s.render(w, r, http.StatusOK, "blank", f)
}
