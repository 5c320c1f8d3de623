package pages

import (
	"errors"
	"fmt"
	"net/http"

	"sojourn/listener"
	"sojourn/study"
)

// maxForm is what one form may weigh: a long list of bounced addresses.
const maxForm = 1 << 20

// troublePage is what trouble.html shows.
type troublePage struct {
	*frame
	Message  string
	Problems study.Problems
}

// trouble shows a page for an error.
func (s *Site) trouble(w http.ResponseWriter, r *http.Request, err error) {
	status, message := http.StatusInternalServerError, "fault"
	problems := study.ProblemsOf(err)
	switch {
	case errors.Is(err, listener.ErrMisdirected):
		status, message = http.StatusMisdirectedRequest, "misdirected"
	case errors.Is(err, listener.ErrOutside):
		status, message = http.StatusUnauthorized, "outside"
	case errors.Is(err, listener.ErrForeign):
		status, message = http.StatusForbidden, "foreign"
	case len(problems) > 0:
		status, message = http.StatusConflict, "mend"
	case errors.Is(err, study.ErrNotFound):
		status, message = http.StatusNotFound, "missing"
	default:
		s.Log.Error("a page could not be made", "route", r.Pattern, "error", err)
	}
	f := s.frame(r, "trouble."+message)
	if status == http.StatusUnauthorized || status == http.StatusMisdirectedRequest {
		f.outside() // nothing of the study is shown
	}
	if err := s.pages.Show(w, status, "trouble", troublePage{f, "trouble." + message + ".text", problems}); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// missing serves every address that there is not.
func (s *Site) missing(http.ResponseWriter, *http.Request) error { return study.ErrNotFound }

// icon serves GET /icon.svg, by which the tab is found among others.
func (s *Site) icon(w http.ResponseWriter, _ *http.Request) error {
	picture, err := files.ReadFile("icon.svg")
	if err != nil {
		return fmt.Errorf("mailroom: icon: %w", err)
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(picture)
	return nil
}
