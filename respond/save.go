package respond

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/study"
)

// What the buttons of a page of questions ask for. Whichever it is, the page
// is saved first.
const (
	doNext  = "next"
	doBack  = "back"
	doLater = "later"
	doMatch = "match" // show the choices that follow from an answer on the page
	doClear = "clear" // take this time out of its repeat
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
	stays := switches || do == doMatch
	times := 0
	if do == doClear {
		times, _ = strconv.Atoi(posted.Get("times")) // 0 takes nothing out
	}
	next, faults, err := s.service.Save(r.Context(), fieldwork.SaveRequest{Token: token, Page: page, Form: posted,
		Language: study.Lang(lang), Seconds: secondsSince(posted.Get("opened"), s.Clock()),
		// A reminder is for those who go on. For those who leave it is kept until
		// they are back.
		Insist: posted.Get("insist") != "" || do == doBack || stays,
		Back:   do == doBack, Stay: do == doLater || stays, Remove: times,
		Later: do == doLater, Trap: posted.Get(trapField) != ""})
	if errors.Is(err, study.ErrNotFound) { // an earlier answer has put the page aside since
		return s.toResponse(w, r, token)
	}
	if err != nil {
		return err
	}
	if do == doMatch { // what was chosen before is not to be found fault with
		faults = slices.DeleteFunc(faults, func(f instrument.Fault) bool { return f.Code == instrument.UnknownCode })
	}
	switch {
	case do == doLater: // nobody who wants to leave is held up by a fault
		return s.pause(w, r, token)
	case len(faults) > 0:
		return s.again(w, r, token, page, faults, posted)
	case next == "":
		return seeOther(w, responsePath(token, "done"))
	case next == page && do == doNext:
		return seeOther(w, responsePath(token, page)+"?"+moreMark)
	case do == doNext && s.showsOthers(r, token, page):
		return seeOther(w, responsePath(token, page, othersPart)+"?to="+url.QueryEscape(next))
	}
	return seeOther(w, responsePath(token, next))
}

// again shows the page once more with what was not taken.
func (s *site) again(w http.ResponseWriter, r *http.Request, token, page string, faults []instrument.Fault, posted url.Values) error {
	view, err := s.service.Show(r.Context(), token, page)
	if err != nil {
		return err
	}
	p := s.questions(token, view)
	p.mind(faults, posted)
	if err := p.lay(false); err != nil {
		return err
	}
	return s.render(w, r, http.StatusUnprocessableEntity, "page", p)
}
