package gallery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/respond"
	"sojourn/study"
)

// A walker plays the made-up person and keeps the pages that it is shown.
type walker struct {
	pages   http.Handler
	closed  http.Handler                 // the same, with no door open
	crowded http.Handler                 // the same, while very many want to begin
	passed  time.Duration                // since noon, for those who wait
	full    http.Handler                 // the same, with no room left
	failing func(err error) http.Handler // the same, whose storage fails
	lang    study.Lang
	token   string
	scenes  []Scene
}

// broken is a service that cannot save; without an error it has a fault.
type broken struct {
	respond.Service
	err error
}

// crowded is a service to which very many come.
type crowded struct{ respond.Service }

// Crowd is as great as it can be.
func (crowded) Crowd(string) int { return 4 }

// Save fails.
func (b broken) Save(context.Context, fieldwork.SaveRequest) (string, []instrument.Fault, error) {
	if b.err == nil {
		panic("made up")
	}
	return "", nil, b.err
}

// filled is a service whose quota is full.
type filled struct{ respond.Service }

// Enter lets nobody in.
func (q filled) Enter(ctx context.Context, channel, link string) (fieldwork.Entry, error) {
	e, err := q.Service.Enter(ctx, channel, link)
	e.Open, e.Shut = false, fieldwork.ErrFull
	return e, err
}

// An answer is what a handler writes.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

// Header gives the headers to be filled in.
func (a *answer) Header() http.Header { return a.header }

// Write takes a part of the page.
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }

// WriteHeader takes the status.
func (a *answer) WriteHeader(status int) { a.status = status }

// ask sends one request; fields are names and values by turns, and none a GET.
func (w *walker) ask(to http.Handler, address string, fields ...string) (*answer, error) {
	method, form := http.MethodGet, url.Values{}
	for n := 0; n+1 < len(fields); n += 2 {
		method = http.MethodPost
		form.Add(fields[n], fields[n+1])
	}
	r, err := http.NewRequest(method, "http://127.0.0.1"+address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Language", string(w.lang))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a := &answer{status: http.StatusOK, header: http.Header{}}
	to.ServeHTTP(a, r)
	return a, nil
}

// keep is ask for a page that belongs into the gallery under the name.
func (w *walker) keep(name string, want int, to http.Handler, address string, fields ...string) error {
	a, err := w.ask(to, address, fields...)
	if err != nil {
		return err
	}
	if a.status != want {
		return fmt.Errorf("scene %s is answered with %d, not %d", name, a.status, want)
	}
	w.scenes = append(w.scenes, Scene{Lang: w.lang, Name: name, Status: a.status, Header: a.header, Body: a.body.Bytes()})
	return nil
}

// send is ask for a form that must lead on.
func (w *walker) send(address string, fields ...string) (string, error) {
	a, err := w.ask(w.pages, address, fields...)
	if err != nil {
		return "", err
	}
	if a.status != http.StatusSeeOther {
		return "", fmt.Errorf("%s leads nowhere: %d", strings.ReplaceAll(address, w.token, "…"), a.status)
	}
	return a.header.Get("Location"), nil
}

// page is the address of a page of questions.
func (w *walker) page(name string) string { return "/c/" + w.token + "/" + name }

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)

// walk goes through everything in one language.
func (w *walker) walk(lang study.Lang) error {
	w.lang, w.token = lang, ""
	for _, part := range []func() error{w.entry, w.crowd, w.questions, w.faults, w.ends, w.troubles} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// entry is what comes before the questions; it ends with the consent.
func (w *walker) entry() error {
	q := "?lang=" + string(w.lang)
	err := errors.Join(
		w.keep("home", 200, w.pages, "/"+q),
		w.keep("closed", 200, w.closed, "/"+q),
		w.keep("closed-invited", 200, w.closed, "/i/"+strings.Repeat("A", 42)+"E"+q),
		w.keep("full", 200, w.full, "/"+q),
		w.keep("ineligible", 200, w.pages, "/out/1"+q),
		w.keep("unsafe", 200, w.pages, "/out/2"+q),
		w.keep("genuine", 200, w.pages, "/genuine"+q),
		w.keep("genuine-link", 200, w.pages, "/genuine"+q, "what", "https://field.example/o/friends"),
		w.keep("genuine-foreign", 200, w.pages, "/genuine"+q, "what", "https://forms.example.com/f/1"),
		w.keep("genuine-imitation", 200, w.pages, "/genuine"+q, "what", "https://field.example.evil.example/i/1"),
		w.keep("genuine-code", 200, w.pages, "/genuine"+q, "what", letterCodes.Code("gallery", 1, "invitation")),
		w.keep("genuine-no-code", 200, w.pages, "/genuine"+q, "what", "000 000 0000"),
		w.keep("genuine-unread", 200, w.pages, "/genuine"+q, "what", "?"),
		w.keep("declined", 200, w.pages, "/declined"+q),
		w.keep("return", 200, w.pages, "/return"+q),
		w.keep("return-fault", 422, w.pages, "/return"+q, "phrase", "river lamp orenge window music bread"),
		w.keep("withdraw", 200, w.pages, "/withdraw"+q),
		w.keep("withdraw-fault", 422, w.pages, "/withdraw"+q, "phrase", "river lamp orange window music bread"),
		w.keep("sure-invited", 200, w.pages, "/i/"+strings.Repeat("A", 43)+"/erase"+q),
		w.keep("withdrawn", 200, w.pages, "/withdrawn"+q),
		w.keep("blank", 200, w.pages, "/blank"+q))
	if err != nil {
		return err
	}
	home, err := w.ask(w.pages, "/"+q)
	if err != nil {
		return err
	}
	var consent []string
	for _, field := range hidden.FindAllStringSubmatch(home.body.String(), -1) {
		consent = append(consent, field[1], field[2])
	}
	at, err := w.send("/start", consent...)
	if parts := strings.Split(at, "/"); err == nil && len(parts) == 4 {
		w.token = parts[2]
	}
	return err
}

// crowd is what those who begin see while very many want to.
func (w *walker) crowd() error {
	w.passed = 0
	q := "?lang=" + string(w.lang)
	if err := w.keep("home-crowd", 200, w.crowded, "/"+q); err != nil {
		return err
	}
	home := w.scenes[len(w.scenes)-1]
	var consent []string
	for _, field := range hidden.FindAllStringSubmatch(string(home.Body), -1) {
		consent = append(consent, field[1], field[2])
	}
	if err := w.keep("wait", 200, w.crowded, "/start"+q, consent...); err != nil {
		return err
	}
	waits := &w.scenes[len(w.scenes)-1]
	_, next, _ := strings.Cut(waits.Header.Get("Refresh"), "; url=")
	waits.Header.Del("Refresh") // so that one can look at it in peace
	waits.Body = bytes.Replace(waits.Body, []byte(" data-go"), nil, 1)
	w.passed = time.Hour
	return errors.Join(
		w.keep("ready", 200, w.crowded, next),
		w.keep("ticket", 410, w.crowded, "/wait/old"+q))
}

// given are the answers of the made-up person, page by page. Pages without
// answers are those that the person left open.
var given = []struct {
	page   string
	fields []string
}{
	{"about", []string{"age", "34", "country", "GE", "left_month", "3", "left_year", "2022", "born_year", "2006"}},
	{"work", []string{"work", "hired", "hours", "7.5", "occupation", "~"}},
	{"life", []string{"home", "4", "safe", "5", "settle", "~dont_know", "satisfied", "4"}},
	{"scales", []string{"trust", "7", "ladder", "3", "warmth", "80"}},
	{"order", []string{"matter_rank_1", "safety", "matter_rank_2", "people", "reason_rank_1", "values", "worry", "papers", "worry", "other", "worry_other", "…"}},
	{"day", []string{"sleep", "8", "job", "9", "rest", "7"}},
	{"place", []string{"land", "GE"}},
	{"place", []string{"land", "GE", "town", "batumi"}},
	{"stays_1", []string{"stay_1", "TR", "months_1", "4", "stays_another_1", "yes"}},
	{"stays_2", []string{"stay_2", "RS", "months_2", "11", "stays_another_2", "no"}},
}

// questions shows each page before and after it was answered.
func (w *walker) questions() error {
	for _, g := range given {
		name := g.page
		if name == "place" && len(g.fields) > 2 {
			name = "place-more"
		}
		address := w.page(g.page)
		if name == "place-more" {
			address += "?more"
		}
		if err := w.keep(name, 200, w.pages, address); err != nil {
			return err
		}
		if _, err := w.send(w.page(g.page), append([]string{"do", "next"}, g.fields...)...); err != nil {
			return err
		}
		if err := w.keep(name+"-answered", 200, w.pages, w.page(g.page)); err != nil {
			return err
		}
	}
	return errors.Join(
		w.keep("others", 200, w.pages, w.page("life")+"/others?to=scales"),
		w.keep("end", 200, w.pages, w.page("end")))
}

// faults shows what comes back with a mark.
func (w *walker) faults() error {
	return errors.Join(
		w.keep("reminder", 422, w.pages, w.page("about"), "do", "next", "country", "GE"),
		w.keep("about-faults", 422, w.pages, w.page("about"), "do", "next", "age", "12", "left_year", "2022"),
		w.keep("scales-faults", 422, w.pages, w.page("scales"), "do", "next", "trust", "7", "warmth", "120"),
		w.keep("order-faults", 422, w.pages, w.page("order"), "do", "next", "matter_rank_1", "work", "matter_rank_2", "work", "worry", "nothing", "worry", "money"),
		w.keep("day-faults", 422, w.pages, w.page("day"), "do", "next", "sleep", "9", "job", "9", "rest", "8"),
		w.keep("place-faults", 422, w.pages, w.page("place"), "do", "next", "land", "AM", "town", "batumi"))
}

// ends shows the ways to leave; it ends the interview.
func (w *walker) ends() error {
	q := "?lang=" + string(w.lang)
	err := errors.Join(
		w.keep("pause", 200, w.pages, w.page("end"), "do", "later"),
		w.keep("mine", 200, w.pages, "/m/"+w.token),
		w.keep("sure", 200, w.pages, "/m/"+w.token+"/erase"))
	if err != nil {
		return err
	}
	if _, err := w.send(w.page("end"), "do", "next", "comment", "…", "read", "OK"); err != nil {
		return err
	}
	return errors.Join(
		w.passedOn(),
		w.keep("done", 200, w.pages, w.page("done")),
		w.keep("mine-finished", 200, w.pages, "/m/"+w.token+"?saved"),
		w.keep("contact", 200, w.pages, "/contact/form"+q, "secret", "s"),
		w.keep("contact-instead", 200, w.pages, "/contact/form"+q, "secret", "s", "instead", "yes"),
		w.keep("contact-fault", 422, w.pages, "/contact"+q, "secret", "s", "medium", "email", "address", "nowhere"),
		w.keep("kept", 200, w.pages, "/contact/kept"+q))
}

var passed = regexp.MustCompile(`/r/[A-Za-z0-9_-]+`)

// passedOn shows the code by which somebody is recognised, the links that they
// may pass on, and what those see who come by one.
func (w *walker) passedOn() error {
	q, code := "?lang="+string(w.lang), "/m/"+w.token+"/code"
	links, err := w.ask(w.pages, "/m/"+w.token+"/links")
	if err != nil {
		return err
	}
	err = errors.Join(
		w.keep("code", 200, w.pages, code),
		w.keep("code-fault", 422, w.pages, code+q, "birthday", "32", "siblings", "2", "house", ""),
		w.keep("links", 200, w.pages, "/m/"+w.token+"/links"),
		w.keep("home-referred", 200, w.pages, passed.FindString(links.body.String())+q),
		w.keep("spent", 404, w.pages, "/r/"+strings.Repeat("A", 40)+q))
	if err != nil {
		return err
	}
	_, err = w.send(code, "birthday", "27", "siblings", "1", "house", "4", "hand", "left")
	return err
}

// troubles shows what a person sees when something goes wrong.
func (w *walker) troubles() error {
	unknown := "/c/unknown/about"
	return errors.Join(
		w.keep("missing", 404, w.pages, "/nothing"),
		w.keep("large", 413, w.pages, unknown, "story", strings.Repeat("a", 1<<19)),
		w.keep("conflict", 409, w.failing(study.ErrConflict), unknown, "do", "next"),
		w.keep("busy", 503, w.failing(errors.New("the disk is full")), unknown, "do", "next"),
		w.keep("trouble", 500, w.failing(nil), unknown, "do", "next"))
}
