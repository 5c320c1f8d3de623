package pages

import (
	"fmt"
	"net/http"
	"strconv"

	"sojourn/listener"
	"sojourn/outreach"
	"sojourn/study"
)

// gonePage is everything gone.html may show.
type gonePage struct {
	*frame
	Told             bool
	Noted, Strangers int
}

// gone serves GET /gone: the field for addresses that do not work and for
// people who asked to be left alone.
func (s *Site) gone(w http.ResponseWriter, r *http.Request) error {
	p := gonePage{frame: s.frame(r, "gone.title"), Told: r.URL.Query().Has("noted")}
	p.Noted, _ = strconv.Atoi(r.URL.Query().Get("noted"))
	p.Strangers, _ = strconv.Atoi(r.URL.Query().Get("strangers"))
	return s.pages.Show(w, http.StatusOK, "gone", p)
}

// noteGone serves POST /gone.
func (s *Site) noteGone(w http.ResponseWriter, r *http.Request) error {
	if err := s.free(); err != nil {
		return err
	}
	state := outreach.State(r.PostFormValue("as"))
	if state != outreach.Undelivered && state != outreach.Refused {
		return study.Problem{Severity: study.Error, Code: "gone", Where: "mailroom", What: "it is not said what these addresses are", Do: "choose one of the two"}
	}
	people, err := s.crew(s.Room.Study().Waves[0]) // in which wave makes no difference: it holds for good
	if err != nil {
		return err
	}
	found, strangers := people.round.Find(r.PostFormValue("addresses"))
	var entries []outreach.Entry
	for _, x := range found {
		for _, e := range outreach.ForGood(x, state) {
			e.Day = study.DayOf(s.now())
			entries = append(entries, e)
		}
	}
	if len(entries) > 0 {
		if err := s.Room.Record(entries...); err != nil {
			return err
		}
		s.forget()
	}
	return listener.SeeOther(w, fmt.Sprintf("/gone?noted=%d&strangers=%d", len(found), strangers))
}
