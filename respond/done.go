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
	Mine string // address of the page with what is theirs
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
	f := s.frame(thanks.Language)
	f.Quick = true
	forget(w.Header())
	return s.render(w, r, http.StatusOK, "done", donePage{f, thanks, ownPath(token)})
}
