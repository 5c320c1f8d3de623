package respond

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/study"
)

// What the buttons of a page of questions ask for. Whichever it is, the page
// is saved first.
const (
	doBack  = "back"
	doLater = "later"
	doLang  = "lang:" // and the language
)

// save serves POST /c/{token}/{page}.
func (s *site) save(w http.ResponseWriter, r *http.Request) error {
	token, page := r.PathValue("token"), r.PathValue("page")
	posted, err := form(r)
	if err != nil {
		return err
	}
	do := posted.Get("do")
	lang, switches := strings.CutPrefix(do, doLang)
	if !switches {
		lang = "" // as before
	}
	next, faults, err := s.service.Save(r.Context(), fieldwork.SaveRequest{Token: token, Page: page, Form: posted,
		Language: study.Lang(lang), Seconds: secondsSince(posted.Get("opened"), s.Clock()),
		// A reminder is for those who go on. For those who leave it is kept until
		// they are back.
		Insist: posted.Get("insist") != "" || do == doBack || switches,
		Back:   do == doBack, Stay: do == doLater || switches})
	if errors.Is(err, study.ErrNotFound) { // an earlier answer has put the page aside since
		return s.toResponse(w, r, token)
	}
	if err != nil {
		return err
	}
	switch {
	case do == doLater: // nobody who wants to leave is held up by a fault
		return s.pause(w, r, token)
	case len(faults) > 0:
		return s.again(w, r, token, page, faults, posted)
	case switches:
		return seeOther(w, responsePath(token, page))
	case next == "":
		return seeOther(w, responsePath(token, "done"))
	}
	return seeOther(w, responsePath(token, next))
}

// again shows the page once more with what was not taken.
func (s *site) again(w http.ResponseWriter, r *http.Request, token, page string, faults []instrument.Fault, posted url.Values) error {
	view, err := s.service.Show(r.Context(), token, page)
	if err != nil {
		return err
	}
	p, err := s.questions(token, view)
	if err != nil {
		return err
	}
	p.mind(faults, posted)
	p.lay()
	return s.render(w, r, http.StatusUnprocessableEntity, "page", p)
}
