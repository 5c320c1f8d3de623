// Package scenario plays respondents against a running field, over real HTTP
// and by nothing but its pages: it reads the forms it is sent and fills in
// what a script says, as a person with a browser would.
//
// It knows HTML and the answers of a script. It does not know the instrument,
// the storage or how the pages are made; if a page cannot be answered by what
// stands on it, the scenario fails.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// A Script is what one respondent does.
type Script struct {
	Link       string // token of a personal link; empty: the open link
	Channel    string // of the open link
	Coupon     string // token of a referral link
	Secret     string // sent in place of the one the first page offers, if not empty
	Language   study.Lang
	Switch     study.Lang // changed to on the second page, if not empty
	Answers    instrument.Answers
	Seconds    map[string]int // spent on each page, by name
	LeaveAfter string         // name of the last page sent; empty: goes on to the end
	ReturnBy   Way            // after the second page: leaves and comes back
	Contact    *Contact
	Code       map[string]string // by which the person is recognised, if the field asks for it; empty: goes on without
	PassOn     bool              // looks at the links that may be passed on
}

// A Way is how somebody comes back to a response under way.
type Way string

// The ways back.
const (
	ByLink   Way = "link"
	ByPhrase Way = "phrase"
)

// A Contact is what is filled in on the contact page.
type Contact struct{ Medium, Address string }

// An Outcome is what came of it.
type Outcome struct {
	Receipt  string
	Phrase   string
	Links    []string // tokens of the referral links, if looked at
	Pages    int      // pages of questions sent
	Others   int      // pages seen with what others answered
	Requests int
	Bytes    int64 // of all answers' bodies, as transferred
}

// A Player plays scripts against the field at Base.
type Player struct {
	Base      string // such as "http://127.0.0.1:8080"
	Transport http.RoundTripper
	Header    http.Header // sent with every request
}

// Play plays one script to its end.
func (p *Player) Play(ctx context.Context, s Script) (Outcome, error) {
	v := &visit{player: p, ctx: ctx, script: s}
	if err := v.consent(); err != nil {
		return v.out, fmt.Errorf("scenario: first page: %w", err)
	}
	for !v.at.has("done") {
		name := v.pageName()
		if v.out.Pages > maxPages {
			return v.out, errors.New("scenario: the pages do not come to an end")
		}
		if v.at.has("others") {
			if err := v.lookAtOthers(); err != nil {
				return v.out, fmt.Errorf("scenario: what others answered: %w", err)
			}
			continue
		}
		if v.at.recognises() {
			if err := v.recognise(); err != nil {
				return v.out, fmt.Errorf("scenario: code: %w", err)
			}
			continue
		}
		if err := v.answer(name); err != nil {
			return v.out, fmt.Errorf("scenario: page %s: %w", name, err)
		}
		if name == s.LeaveAfter && v.pageName() != name {
			return v.out, nil
		}
		if v.out.Pages == 2 {
			if err := v.midway(); err != nil {
				return v.out, fmt.Errorf("scenario: midway: %w", err)
			}
		}
	}
	return v.out, v.end()
}

// maxPages is more than any instrument has, reminders included.
const maxPages = 500

// A visit is a script being played.
type visit struct {
	player *Player
	ctx    context.Context
	script Script
	at     *page
	out    Outcome
}

// consent opens the first page and agrees.
func (v *visit) consent() error {
	path := "/"
	switch {
	case v.script.Link != "":
		path = "/i/" + url.PathEscape(v.script.Link)
	case v.script.Coupon != "":
		path = "/r/" + url.PathEscape(v.script.Coupon)
	case v.script.Channel != "":
		path = "/o/" + url.PathEscape(v.script.Channel)
	}
	if v.script.Language != "" {
		path += "?lang=" + url.QueryEscape(string(v.script.Language))
	}
	if err := v.get(path); err != nil {
		return err
	}
	f, err := v.at.form("/start")
	if err != nil {
		return err
	}
	if v.script.Secret != "" {
		f.values.Set("secret", v.script.Secret)
	}
	return v.post(f)
}

// pageName is the last part of the address of the page of questions.
func (v *visit) pageName() string {
	parts := strings.Split(v.at.path, "/")
	name, err := url.PathUnescape(parts[len(parts)-1])
	if err != nil {
		return parts[len(parts)-1]
	}
	return name
}

// lookAtOthers goes on from the page with what others answered.
func (v *visit) lookAtOthers() error {
	next := v.at.button()
	if next == "" {
		return errors.New("no button leads on")
	}
	v.out.Others++
	return v.get(next)
}

// answer fills in the page of questions and goes on.
func (v *visit) answer(name string) error {
	f, err := v.at.form("/c/")
	if err != nil {
		return err
	}
	v.fill(f)
	if seconds, ok := v.script.Seconds[name]; ok {
		shown, err := strconv.ParseInt(f.values.Get("opened"), 10, 64)
		if err != nil {
			return errors.New("it does not say when it was shown")
		}
		f.values.Set("opened", strconv.FormatInt(shown-int64(seconds), 10))
		delete(v.script.Seconds, name) // a second visit takes no time again
	}
	f.values.Set("do", "next")
	v.out.Pages++
	return v.post(f)
}

// fill puts the script's answers into the controls that are on the page.
func (v *visit) fill(f *form) {
	for name := range f.controls {
		a, ok := v.script.Answers[name]
		if !ok {
			continue
		}
		f.values.Del(name)
		for _, value := range posted(a) {
			f.values.Add(name, value)
		}
	}
	for name, a := range v.script.Answers {
		f.date(name, a)
		f.ranking(name, a)
	}
}

// date fills in a date, which is asked in parts.
func (f *form) date(name string, a instrument.Answer) {
	if a.Value() == "" {
		return
	}
	parts := append(strings.Split(a.Value(), "-"), "", "")
	for i, part := range []string{"_year", "_month", "_day"} {
		if f.controls[name+part] {
			f.values.Set(name+part, strings.TrimLeft(parts[i], "0"))
		}
	}
}

// ranking fills in a ranking, which is asked place by place.
func (f *form) ranking(name string, a instrument.Answer) {
	item := instrument.Item{Name: name}
	if !f.controls[item.PlaceName(1)] {
		return
	}
	for n, code := range a.Values {
		f.values.Set(item.PlaceName(n+1), code)
	}
}

// posted gives an answer as a form sends it.
func posted(a instrument.Answer) []string {
	switch a.Missing {
	case dataset.Present:
		return a.Values
	case dataset.Refused:
		return []string{instrument.FormRefused}
	case dataset.DontKnow:
		return []string{instrument.FormDontKnow}
	case dataset.NotApplicable:
		return []string{instrument.FormNotApplicable}
	}
	return nil
}

// midway changes the language or leaves and comes back, as the script says.
func (v *visit) midway() error {
	if v.script.Switch != "" && !v.at.has("done") {
		f, err := v.at.form("/c/")
		if err != nil {
			return err
		}
		v.fill(f)
		f.values.Set("do", "lang:"+string(v.script.Switch))
		if err := v.post(f); err != nil {
			return err
		}
	}
	switch v.script.ReturnBy {
	case ByLink:
		parts := strings.Split(v.at.path, "/")
		return v.get(strings.Join(parts[:len(parts)-1], "/"))
	case ByPhrase:
		return v.returnByPhrase()
	}
	return nil
}

// returnByPhrase asks for the six words, forgets everything else and comes
// back with them.
func (v *visit) returnByPhrase() error {
	f, err := v.at.form("/c/")
	if err != nil {
		return err
	}
	v.fill(f)
	f.values.Set("do", "later")
	if err := v.post(f); err != nil {
		return err
	}
	words := v.at.text("phrase")
	if words == "" {
		return errors.New("no return phrase is shown")
	}
	if err := v.get("/return"); err != nil {
		return err
	}
	back, err := v.at.form("/return")
	if err != nil {
		return err
	}
	back.values.Set("phrase", words)
	return v.post(back)
}

// end reads the last page and leaves the contact.
func (v *visit) end() error {
	v.out.Receipt, v.out.Phrase = v.at.text("receipt"), v.at.text("phrase")
	if v.out.Receipt == "" {
		return errors.New("scenario: the last page shows no receipt")
	}
	if v.script.PassOn {
		if err := v.passOn(); err != nil {
			return fmt.Errorf("scenario: links: %w", err)
		}
	}
	if v.script.Contact == nil {
		return nil
	}
	f, err := v.at.form("/contact/form")
	if err != nil {
		return fmt.Errorf("scenario: contact: %w", err)
	}
	if err := v.post(f); err != nil {
		return fmt.Errorf("scenario: contact: %w", err)
	}
	if f, err = v.at.form("/contact"); err != nil {
		return fmt.Errorf("scenario: contact: %w", err)
	}
	f.values.Set("medium", v.script.Contact.Medium)
	f.values.Set("address", v.script.Contact.Address)
	if err := v.post(f); err != nil {
		return fmt.Errorf("scenario: contact: %w", err)
	}
	return nil
}

func (v *visit) get(path string) error {
	return v.send(http.MethodGet, path, nil)
}

func (v *visit) post(f *form) error {
	return v.send(http.MethodPost, f.action, f.values)
}

// send makes one request, follows where it leads and reads the page there. A
// page that comes back with faults (status 422) is a page like any other.
func (v *visit) send(method, path string, values url.Values) error {
	var body io.Reader
	if values != nil {
		body = strings.NewReader(values.Encode())
	}
	for {
		req, err := http.NewRequestWithContext(v.ctx, method, v.player.Base+path, body)
		if err != nil {
			return errors.New("an address on the page cannot be used")
		}
		for name, lines := range v.player.Header {
			req.Header[name] = lines
		}
		if body != nil {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		resp, err := v.player.Transport.RoundTrip(req)
		if err != nil {
			return fmt.Errorf("the field does not answer: %w", err)
		}
		content, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
		resp.Body.Close()
		if err != nil {
			return fmt.Errorf("the field's answer breaks off: %w", err)
		}
		v.out.Requests++
		v.out.Bytes += int64(len(content))
		switch resp.StatusCode {
		case http.StatusSeeOther:
			method, path, body = http.MethodGet, resp.Header.Get("Location"), nil
			continue
		case http.StatusOK, http.StatusUnprocessableEntity:
			v.at, err = parse(path, content)
			return err
		}
		return fmt.Errorf("the field answers with status %d", resp.StatusCode)
	}
}
