package control

import (
	"errors"
	"net/http"

	"sojourn/listener"
	"sojourn/study"
	"sojourn/team"
)

// troubled is what trouble.html shows.
type troubled struct {
	*frame
	Message  string // key of the wording
	Problems study.Problems
}

// trouble shows a page for an error. What befell is logged by the route's
// pattern.
func (s *site) trouble(w http.ResponseWriter, r *http.Request, err error) {
	status, message := kindOf(err)
	if status == http.StatusInternalServerError {
		s.Log.ErrorContext(r.Context(), "a page could not be made", "route", r.Pattern, "error", err)
	}
	f := s.frame(r, "trouble."+message)
	if err := s.pages.Show(w, status, "trouble", troubled{f, "trouble." + message + ".text", study.ProblemsOf(err)}); err != nil {
		s.Log.ErrorContext(r.Context(), "the page about an error could not be made", "route", r.Pattern, "error", err)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// kindOf gives the status of an error and the key of its wording.
func kindOf(err error) (int, string) {
	switch {
	case errors.Is(err, study.ErrForbidden):
		return http.StatusForbidden, "forbidden"
	case errors.Is(err, listener.ErrForeign):
		return http.StatusForbidden, "foreign"
	case errors.Is(err, team.ErrWait):
		return http.StatusTooManyRequests, "wait"
	case errors.Is(err, errForm):
		return http.StatusBadRequest, "form"
	case len(study.ProblemsOf(err)) > 0:
		return http.StatusUnprocessableEntity, "mend"
	case errors.Is(err, study.ErrConflict):
		return http.StatusConflict, "conflict"
	case errors.Is(err, study.ErrNotFound):
		return http.StatusNotFound, "missing"
	}
	return http.StatusInternalServerError, "fault"
}
