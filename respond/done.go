package respond

import (
	"errors"
	"net/http"

	"sojourn/fieldwork"
	"sojourn/study"
)

// donePage is what done.html shows after the last question.
type donePage struct {
	*frame
	fieldwork.Thanks
	Mine  string // address of the page with what is theirs
	Links string // and of that with the links to pass on; empty where there are none
}

// done serves GET /c/{token}/done.
func (s *site) done(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	thanks, err := s.service.Thanks(r.Context(), token)
	if errors.Is(err, study.ErrConflict) { // not finished
		return s.toResponse(w, r, token)
	}
	if err != nil {
		return err
	}
	if thanks.Recognise && !r.URL.Query().Has(askedMark) { // by the way, once for each coming to the end
		return seeOther(w, ownPath(token, "code"))
	}
	f := s.frameFor(r, thanks.Language)
	at := responsePath(token, "done")
	if thanks.Recognise {
		at += "?" + askedMark
	}
	f.offer(s.languages(), at)
	f.Quick = true
	forget(w.Header())
	page := donePage{frame: f, Thanks: thanks, Mine: ownPath(token)}
	if thanks.Referrals {
		page.Links = ownPath(token, "links")
	}
	return s.render(w, r, http.StatusOK, "done", page)
}
