package respond

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"

	"sojourn/fieldwork"
	"sojourn/listener"
	"sojourn/seal"
	"sojourn/study"
)

// homePage is what home.html shows: whom a person would answer, and what they
// would agree to.
type homePage struct {
	*frame
	Title        template.HTML
	Open         bool
	Message      string // key of what is said where nothing is open
	Consent      []template.HTML
	Version      int
	Purposes     []choice // to be agreed to besides
	Secret       string
	Draft        string
	Channel      string
	Phrase       string   // of somebody who came by it
	Coupon       string   // token of the link by which somebody was sent
	Link         string   // of somebody with a personal link, by which another address can be left
	Erase        string   // where somebody with a personal link can take everything back
	Fingerprints []string // of the keys that open answers, in words
	Asks         *asking  // nil but in a crowd
	Widths       bool     // the study wants to know how wide the page is
}

// home serves GET /, the link of a channel and a personal link. A personal
// link shows the same page, so that the page tells nobody who was invited.
func (s *site) home(w http.ResponseWriter, r *http.Request) error {
	entry, err := s.service.Enter(r.Context(), r.PathValue("channel"), r.PathValue("link"))
	if err != nil {
		return err
	}
	if s.Onion != "" {
		w.Header().Set("Onion-Location", s.Onion+r.URL.EscapedPath())
	}
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), r.URL.Path)
	f.Quick = true
	return s.enter(w, r, f, entry)
}

// enter shows the first page.
func (s *site) enter(w http.ResponseWriter, r *http.Request, f *frame, e fieldwork.Entry) error {
	if errors.Is(e.Shut, fieldwork.ErrFull) {
		return s.full(w, r, f)
	}
	page := homePage{frame: f, Title: f.Text(e.Study.Title), Open: e.Open, Message: shut(e.Shut), Version: e.Consent.Version,
		Consent: f.Paragraphs(e.Consent.Text), Purposes: f.purposes(e.Consent, nil), Secret: e.Secret, Draft: e.Draft, Channel: e.Channel, Phrase: e.Phrase, Coupon: e.Coupon}
	if link := r.PathValue("link"); link != "" {
		page.Link = link
		page.Erase = "/i/" + url.PathEscape(link) + "/erase"
	}
	page.Asks, page.Widths = s.asked(w, r, e), e.Study.Paradata.Width
	for _, key := range e.Study.Keys.Answers {
		words, err := seal.Fingerprint(key)
		if err != nil {
			return err
		}
		page.Fingerprints = append(page.Fingerprints, words)
	}
	return s.render(w, r, http.StatusOK, "home", page)
}

// start serves POST /start, the consent.
func (s *site) start(w http.ResponseWriter, r *http.Request) error {
	posted, err := form(r)
	if err != nil {
		return err
	}
	begin, err := startRequest(posted)
	if err != nil {
		return err
	}
	waits, err := s.turns(w, r, posted, &begin)
	if waits {
		return err
	}
	token := ""
	if err == nil {
		token, err = s.service.Start(r.Context(), begin)
	}
	switch {
	case errors.Is(err, fieldwork.ErrFull):
		return s.full(w, r, s.frame(choose(r, s.languages())))
	case errors.Is(err, fieldwork.ErrClosed):
		return s.closed(w, r, shut(err))
	case errors.Is(err, fieldwork.ErrReferral):
		return s.spent(w, r)
	case errors.Is(err, fieldwork.ErrFinished):
		return s.closed(w, r, "finished.text")
	case errors.Is(err, study.ErrConflict) && begin.Phrase != "": // the text has changed since; it is shown anew
		return s.returned(w, r)
	case errors.Is(err, study.ErrConflict) && begin.Coupon != "":
		return seeOther(w, "/r/"+url.PathEscape(begin.Coupon)+"?lang="+url.QueryEscape(string(begin.Language)))
	case errors.Is(err, study.ErrConflict):
		return s.anew(w, r, begin)
	case err != nil:
		return err
	}
	return s.toResponse(w, r, token)
}

// anew leads somebody who agreed to a former text of the consent back to the
// first page: of their invitation, if they have one, else of the way they came.
func (s *site) anew(w http.ResponseWriter, r *http.Request, begin fieldwork.StartRequest) error {
	at := "/"
	if begin.Channel != "" {
		at = "/o/" + url.PathEscape(begin.Channel)
	}
	switch _, err := s.service.Enter(r.Context(), "", begin.Secret); {
	case err == nil:
		at = "/i/" + url.PathEscape(begin.Secret)
	case !errors.Is(err, study.ErrNotFound):
		return err
	}
	return seeOther(w, at+"?lang="+url.QueryEscape(string(begin.Language)))
}

// shut is the key of what is said to somebody who cannot come in.
func shut(why error) string {
	if errors.Is(why, fieldwork.ErrPaused) {
		return "paused.text"
	}
	return "closed.text"
}

// closed shows the first page with a message in place of the consent.
func (s *site) closed(w http.ResponseWriter, r *http.Request, message string) error {
	f := s.frame(choose(r, s.languages()))
	return s.render(w, r, http.StatusOK, "home", homePage{frame: f, Title: f.Text(s.service.Study().Title), Message: message})
}

// declined serves GET /declined, for those who do not agree.
func (s *site) declined(w http.ResponseWriter, r *http.Request) error {
	f := s.frame(choose(r, s.languages()))
	f.offer(s.languages(), "/declined")
	return s.render(w, r, http.StatusOK, "declined", f)
}

// seeOther sends the browser on with a GET.
func seeOther(w http.ResponseWriter, address string) error {
	return listener.SeeOther(w, address)
}
