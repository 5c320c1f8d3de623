package desk

import (
	"errors"
	"net/http"

	"sojourn/listener"
	"sojourn/study"
)

// troubled is what trouble.html shows.
type troubled struct {
	*frame
	Message  string // key of the wording
	Problems []problem
}

// A problem is one thing to mend, as a page shows it.
type problem struct {
	Stops           bool
	Lang            study.Lang // of What and Do
	Where, What, Do string
	told            *study.Telling
}

// problemsOf gives the problems that an error is, as pages show them.
func problemsOf(err error) []problem { return listed(study.ProblemsOf(err)) }

func listed(ps study.Problems) []problem {
	var all []problem
	for _, p := range ps {
		all = append(all, problem{Stops: p.Severity != study.Warning, Lang: "en", Where: placeOf(p), What: p.What, Do: p.Do, told: p.Told})
	}
	return all
}

// placeOf is where a problem is, in one line.
func placeOf(p study.Problem) string {
	place := study.Problem{Where: p.Where, Row: p.Row, Column: p.Column}.Error()
	if len(place) > 2 {
		return place[:len(place)-2] // without the ": " before what is not there
	}
	return ""
}

// trouble shows a page for an error.
func (s *site) trouble(w http.ResponseWriter, r *http.Request, err error) {
	status, message := s.kindOf(err)
	if status == http.StatusInternalServerError {
		s.Log.Error("a page could not be made", "route", r.Pattern, "error", err)
	}
	page := troubled{frame: s.frame(r, "trouble."+message), Message: "trouble." + message + ".text", Problems: problemsOf(err)}
	if status == http.StatusUnauthorized || status == http.StatusMisdirectedRequest {
		page.outside() // nothing of the study is shown
	}
	if err := s.pages.Show(w, status, "trouble", page); err != nil {
		s.Log.Error("the page about an error could not be made", "route", r.Pattern, "error", err)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// kindOf gives the status of an error and the key of its wording.
func (s *site) kindOf(err error) (int, string) {
	switch {
	case errors.Is(err, listener.ErrMisdirected):
		return http.StatusMisdirectedRequest, "misdirected"
	case errors.Is(err, listener.ErrOutside):
		return http.StatusUnauthorized, "outside"
	case errors.Is(err, listener.ErrForeign):
		return http.StatusForbidden, "foreign"
	case len(problemsOf(err)) > 0:
		return http.StatusConflict, "mend"
	case errors.Is(err, study.ErrNotFound):
		return http.StatusNotFound, "missing"
	}
	return http.StatusInternalServerError, "fault"
}
