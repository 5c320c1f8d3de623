package respond

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sojourn/fieldwork"
	"sojourn/listener"
	"sojourn/look"
	"sojourn/respond/turnstile"
	"sojourn/seal"
	"sojourn/study"
)

// asking is what the first page has besides in a crowd: what is asked of those
// who begin, and the script that does the work where a browser runs one.
type asking struct {
	turnstile.Ask
	Parts   int
	Seconds int // of waiting, without work
	Script  template.JS
}

// ticket is somebody who waits: what they sent, and what they were asked. It
// travels closed in the address to which the page of waiting goes on.
type ticket struct {
	Start fieldwork.StartRequest
	Ask   string
}

// crowd is how many want to begin: by a channel, or by the load of all.
func (s *site) crowd(channel string) int {
	if !s.service.Study().Crowd.Asks() {
		return 0
	}
	return max(s.service.Crowd(channel), s.places.load())
}

// asked adds to a first page what is asked of those who come by an open link.
// A personal link never has it, whoever holds it, for then the page would tell
// who is invited.
func (s *site) asked(w http.ResponseWriter, r *http.Request, e fieldwork.Entry) *asking {
	if !e.Open || e.Phrase != "" || r.PathValue("link") != "" {
		return nil
	}
	level := s.crowd(e.Channel)
	if level == 0 {
		return nil
	}
	return s.asking(w, s.turnstile.Ask(e.Draft, level, s.Clock()))
}

// asking lets the page run the one script that does the work.
func (s *site) asking(w http.ResponseWriter, a turnstile.Ask) *asking {
	w.Header().Set("Content-Security-Policy", listener.Scripted(s.policy, look.StyleHash(string(s.script))))
	return &asking{Ask: a, Parts: turnstile.Parts, Seconds: int((a.Wait + time.Second - 1) / time.Second), Script: s.script}
}

// turns says whether somebody has to wait, and shows them the page of waiting.
// Whom the study knows begins at once, and so does who worked or waited.
func (s *site) turns(w http.ResponseWriter, r *http.Request, posted url.Values, begin *fieldwork.StartRequest) (bool, error) {
	known, err := s.service.Arrive(r.Context(), *begin)
	if err != nil || known {
		return false, err
	}
	now := s.Clock()
	ask, before := s.turnstile.Again(begin.Draft, posted.Get("ask"), now)
	switch {
	case before && s.turnstile.Worked(begin.Draft, ask.Text, posted.Get("work"), now):
		begin.Asked = fieldwork.Worked
		return false, nil
	case before && ask.Wait == 0:
		begin.Asked = fieldwork.Waited
		return false, nil
	}
	level := s.crowd(begin.Channel)
	if level == 0 {
		return false, nil
	}
	if !before {
		ask = s.turnstile.Ask(begin.Draft, level, now)
	}
	return true, s.toWait(w, r, *begin, ask)
}

// waitPage is what wait.html shows.
type waitPage struct {
	*frame
	Begin fieldwork.StartRequest
	Asks  *asking
	Ready bool
	Next  string // address to which the page goes on by itself
}

// toWait shows for how long somebody has to wait. Without a script the page goes
// on by itself to an address that holds what they sent, closed; with one the
// browser works meanwhile. The button is there all the time.
func (s *site) toWait(w http.ResponseWriter, r *http.Request, begin fieldwork.StartRequest, ask turnstile.Ask) error {
	f := s.frame(choose(r, s.languages()))
	f.Quick = true
	page := waitPage{frame: f, Begin: begin, Asks: s.asking(w, ask), Ready: ask.Wait == 0}
	plain, err := json.Marshal(ticket{begin, ask.Text})
	if err != nil {
		return fmt.Errorf("%w wait: %w", errPage, err)
	}
	closed, err := s.tickets.Seal(plain, s.Rand)
	if err != nil {
		return fmt.Errorf("%w wait: %w", errPage, err)
	}
	page.Next = "/wait/" + closed + "?lang=" + url.QueryEscape(string(f.Lang))
	f.Tab = f.Word("tab.ready")
	if !page.Ready {
		f.Tab = f.Word("tab.wait")
		w.Header().Set("Refresh", strconv.Itoa(page.Asks.Seconds)+"; url="+page.Next)
	}
	return s.render(w, r, http.StatusOK, "wait", page)
}

// waiting serves GET /wait/{ticket}: it begins nothing, but says that one can.
// After a restart the ticket opens for nobody any more.
func (s *site) waiting(w http.ResponseWriter, r *http.Request) error {
	var t ticket
	plain, err := s.tickets.Open(r.PathValue("ticket"))
	if err == nil {
		err = json.Unmarshal(plain, &t)
	}
	ask, asked := s.turnstile.Again(t.Start.Draft, t.Ask, s.Clock())
	if err != nil || !asked {
		return errTicket
	}
	return s.toWait(w, r, t.Start, ask)
}

// errTicket says that a ticket is too old, or of before a restart.
var errTicket = errors.New("respond: a ticket of nobody who waits")

// trapField is the name of the line that no person sees. No item can have it.
const trapField = "more[website]"

// startRequest reads the consent that was sent.
func startRequest(posted url.Values) (fieldwork.StartRequest, error) {
	version, err := strconv.Atoi(posted.Get("consent"))
	if err != nil {
		return fieldwork.StartRequest{}, study.ErrNotFound
	}
	return fieldwork.StartRequest{Secret: posted.Get("secret"), Draft: posted.Get("draft"), Channel: posted.Get("channel"),
		Language: study.Lang(posted.Get("lang")), Consent: version, Purposes: posted["purpose"], Phrase: posted.Get("phrase"), Coupon: posted.Get("coupon"),
		Width: fieldwork.Width(posted.Get("width")), Trap: posted.Get(trapField) != ""}, nil
}

// openTurnstile prepares what is asked of a crowd, with keys of its own.
func (s *site) openTurnstile() {
	script, err := files.ReadFile("work.js")
	if err != nil {
		panic(err) // embedded: a fault of the build
	}
	s.script = template.JS(script)
	if s.Rand == nil {
		s.Rand = rand.Reader
	}
	turn, errT := turnstile.New(s.Rand)
	key, errK := seal.NewTicketKey(s.Rand)
	if err := errors.Join(errT, errK); err != nil {
		panic(err) // without randomness no page can be served safely
	}
	s.turnstile, s.tickets = turn, key
}
