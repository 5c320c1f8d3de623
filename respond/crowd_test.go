package respond

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sojourn/fieldwork"
	"sojourn/look"
	"sojourn/respond/turnstile"
	"sojourn/study"
)

// A queue is a browser before pages with a clock that can be set.
type queue struct {
	browser
	now *time.Time
	f   *fake
}

func newQueue(t *testing.T, crowd int) queue {
	f := newFake(t)
	f.crowd = crowd
	now := noon
	o := Options{Clock: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
	return queue{browser{t, New(f, f, o), "en"}, &now, f}
}

// consent opens an address and gives what its form would send.
func (q queue) consent(address string) url.Values {
	q.t.Helper()
	form := url.Values{}
	for _, n := range parsed(q.t, q.get(address)).named("input") {
		if n.attr("type") == "hidden" {
			form.Set(n.attr("name"), n.attr("value"))
		}
	}
	return form
}

// seen parses a page that may be looked at again.
func seen(t testing.TB, w *httptest.ResponseRecorder) doc {
	t.Helper()
	return parsedBody(t, strings.NewReader(w.Body.String()))
}

// work is what the script of a page makes of its form.
func (q queue) work(form url.Values) string {
	q.t.Helper()
	turn := q.f.crowd
	return turnstile.Solve(turnstile.Ask{Text: form.Get("ask"), Bits: 10 + turn})
}

func (q queue) waits(w *httptest.ResponseRecorder) bool {
	return w.Code == http.StatusOK && w.Header().Get("Refresh") != "" && q.f.changes == 0
}

func TestNothingIsAskedAtRest(t *testing.T) {
	q := newQueue(t, 0)
	home := q.get("/o/telegram")
	if p := seen(t, home); len(p.named("script")) > 0 || !strings.Contains(home.Header().Get("Content-Security-Policy"), "script-src 'none'") {
		t.Error("the first page has a script")
	}
	leads(t, q.post("/start", q.consent("/").Encode()), "/c/"+token+"/about")
	if q.f.began.Asked != fieldwork.NothingAsked {
		t.Errorf("asked was %q", q.f.began.Asked)
	}
}

func TestAStudyMayAskNothingOfACrowd(t *testing.T) {
	q := newQueue(t, 4)
	q.f.study.Crowd.Ask = study.AskNothing
	if form := q.consent("/"); form.Has("ask") {
		t.Error("the first page asks for work")
	}
	leads(t, q.post("/start", q.consent("/").Encode()), "/c/"+token+"/about")
	if q.f.came != 1 {
		t.Error("who came is not counted, and no burst can be marked")
	}
}

func TestACrowdWorksOrWaits(t *testing.T) {
	q := newQueue(t, 2)
	form := q.consent("/")
	if form.Get("ask") == "" {
		t.Fatal("nothing is asked")
	}
	form.Set("work", q.work(form))
	leads(t, q.post("/start", form.Encode()), "/c/"+token+"/about")
	if q.f.began.Asked != fieldwork.Worked {
		t.Errorf("of work is kept %q", q.f.began.Asked)
	}

	q = newQueue(t, 2)
	form = q.consent("/")
	if !q.waits(q.post("/start", form.Encode())) {
		t.Error("who did nothing begins at once")
	}
	*q.now = q.now.Add(29 * time.Second)
	if !q.waits(q.post("/start", form.Encode())) {
		t.Error("who waited too short begins")
	}
	*q.now = q.now.Add(time.Second)
	leads(t, q.post("/start", form.Encode()), "/c/"+token+"/about")
	if q.f.began.Asked != fieldwork.Waited {
		t.Errorf("of waiting is kept %q", q.f.began.Asked)
	}
}

// TestWorkIsNotTakenTwice sends the work of one page with the draft of
// another. For the same draft it may come again: that begins nothing new.
func TestWorkIsNotTakenTwice(t *testing.T) {
	q := newQueue(t, 1)
	form := q.consent("/")
	form.Set("work", q.work(form))
	form.Set("draft", "another")
	if !q.waits(q.post("/start", form.Encode())) {
		t.Error("the work of another page is taken")
	}
	*q.now = q.now.Add(time.Hour)
	if !q.waits(q.post("/start", form.Encode())) {
		t.Error("the waiting of another page is taken")
	}
}

// TestWhoIsKnownIsNeverAsked has a crowd of the greatest kind.
func TestWhoIsKnownIsNeverAsked(t *testing.T) {
	rest, crowd := newQueue(t, 0), newQueue(t, 4)
	for _, link := range []string{"/i/" + secret, "/i/unknown"} {
		a, b := rest.get(link), crowd.get(link)
		if a.Body.String() != b.Body.String() || a.Header().Get("Content-Security-Policy") != b.Header().Get("Content-Security-Policy") {
			t.Errorf("the page of %s tells of a crowd", link)
		}
	}
	for name, change := range map[string]func(url.Values){
		"a panelist with a personal link": func(v url.Values) { v.Set("secret", invited) },
		"a panelist with a phrase":        func(v url.Values) { v.Set("phrase", words) },
	} {
		q := newQueue(t, 4)
		q.f.invited = invited
		form := q.consent("/i/" + secret)
		change(form)
		if w := q.post("/start", form.Encode()); w.Code != http.StatusSeeOther {
			t.Errorf("%s is answered %d and shown %q", name, w.Code, seen(t, w).named("h1")[0].text())
		}
	}
	q := newQueue(t, 4) // somebody who has begun answers on
	leads(t, q.post(page("work"), asForm("do", "next", "work", "free")), page("work")+"?more")
}

func TestAPageOfWaitingGoesOnByItself(t *testing.T) {
	q := newQueue(t, 3)
	form := q.consent("/")
	form.Set("purpose", "archive")
	form.Set("width", "narrow")
	w := q.post("/start?lang=ru", form.Encode())
	seconds, next, _ := strings.Cut(w.Header().Get("Refresh"), "; url=")
	if seconds != "60" || !strings.HasPrefix(next, "/wait/") || len(next) > 1000 {
		t.Fatalf("it goes on after %s seconds to an address of %d letters", seconds, len(next))
	}
	if strings.Contains(next, secret) || strings.Contains(next, "archive") || !strings.Contains(w.Body.String(), "60") {
		t.Error("the address says who waits, or the page does not say how long")
	}
	checkWaiting(t, w)
	*q.now = q.now.Add(20 * time.Second)
	if w := q.get(next); !strings.HasPrefix(w.Header().Get("Refresh"), "40; url=/wait/") {
		t.Errorf("opened early it goes on after %q", w.Header().Get("Refresh"))
	}
	*q.now = q.now.Add(40 * time.Second)
	ready := q.get(next)
	if q.f.changes != 0 || ready.Header().Get("Refresh") != "" || len(seen(t, ready).named("script")) > 0 {
		t.Error("a look at the page begins something, or it does not rest")
	}
	form = url.Values{}
	for _, n := range seen(t, ready).named("input") {
		form.Add(n.attr("name"), n.attr("value"))
	}
	leads(t, q.post("/start", form.Encode()), "/c/"+token+"/about")
	if b := q.f.began; b.Asked != fieldwork.Waited || len(b.Purposes) != 1 || b.Width != fieldwork.Narrow || b.Consent != 3 || b.Secret != secret {
		t.Errorf("begun is %+v", b)
	}
}

func TestAfterARestartThePageOfWaitingSaysSo(t *testing.T) {
	q := newQueue(t, 1)
	form := q.consent("/")
	_, next, _ := strings.Cut(q.post("/start", form.Encode()).Header().Get("Refresh"), "; url=")
	again := newQueue(t, 0)
	w := again.get(next)
	if w.Code != http.StatusGone || !strings.Contains(w.Body.String(), "begin once more") {
		t.Errorf("the old ticket is answered %d", w.Code)
	}
	leads(t, again.post("/start", form.Encode()), "/c/"+token+"/about") // the button of the page that stood open
}

// checkWaiting looks at a page that has the script.
func checkWaiting(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	p := seen(t, w)
	scripts := p.named("script")
	if len(scripts) != 1 {
		t.Fatalf("%d scripts", len(scripts))
	}
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "script-src "+look.StyleHash(scripts[0].text())+";") || strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is %q", policy)
	}
	checkLabels(t, p)
	checkAddresses(t, p)
	checkReferences(t, p)
	for _, name := range []string{"ask", "work", "draft", "secret", "consent"} {
		if len(p.find(func(n node) bool { return n.attr("name") == name })) != 1 {
			t.Errorf("the form has no %s, or two", name)
		}
	}
}

func TestPagesInACrowdAreInEveryLanguage(t *testing.T) {
	for _, lang := range []string{"en", "ru", "fa"} {
		q := newQueue(t, 4)
		home := q.get("/?lang=" + lang)
		checkWaiting(t, home)
		form := q.consent("/?lang=" + lang)
		form.Set("lang", lang)
		waits := q.post("/start?lang="+lang, form.Encode())
		checkWaiting(t, waits)
		_, next, _ := strings.Cut(waits.Header().Get("Refresh"), "; url=")
		*q.now = q.now.Add(time.Hour)
		for name, w := range map[string]*httptest.ResponseRecorder{"home": home, "waits": waits, "ready": q.get(next)} {
			p := seen(t, w)
			if got := p.named("html")[0].attr("lang"); got != lang {
				t.Errorf("%s: the language is %q", name, got)
			}
			if text := p.named("main")[0].text(); strings.Contains(text, "[wait") || strings.Contains(text, "[ready") || strings.Contains(text, "[trap") {
				t.Errorf("%s %s: a wording is missing", lang, name)
			}
		}
	}
}

func TestTheScriptIsSmall(t *testing.T) {
	script, err := os.ReadFile("work.js")
	if err != nil || len(script) > 15<<10 {
		t.Errorf("%d bytes, %v", len(script), err)
	}
}

func TestTheWidthOfThePageIsToldByWhichButtonIsSeen(t *testing.T) {
	f := newFake(t)
	if n := len(seen(t, visit(t, f).get("/")).named("button")); n != 1 {
		t.Errorf("%d buttons where the study does not want to know", n)
	}
	f.study.Paradata.Width = true
	var told []string
	for _, b := range seen(t, visit(t, f).get("/")).named("button") {
		told = append(told, b.attr("name")+"="+b.attr("value")+" "+b.attr("class"))
	}
	if got := strings.Join(told, ", "); got != "width=narrow first at-narrow, width=wide first at-wide" {
		t.Errorf("the buttons are %s", got)
	}
}

func TestALineThatNoPersonSeesIsATrap(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	for _, address := range []string{"/", page("work")} {
		lines := parsed(t, b.get(address)).find(func(n node) bool { return n.attr("name") == trapField })
		if len(lines) != 1 {
			t.Fatalf("%s has %d traps", address, len(lines))
		}
		line, around := lines[0], node{lines[0].Parent}
		if line.attr("autocomplete") != "off" || line.attr("tabindex") != "-1" || line.attr("type") != "text" {
			t.Error("a browser may fill it in, or a keyboard reaches it")
		}
		if around.attr("aria-hidden") != "true" || around.attr("class") != "trap" {
			t.Error("a screen reader reads it, or an eye sees it")
		}
	}
	css, err := os.ReadFile("page.css")
	if err != nil || !strings.Contains(string(css), ".trap,.at-wide{display:none}") {
		t.Error("the trap is seen")
	}
	b.post(page("work"), asForm("do", "next", "work", "free", trapField, ""))
	if f.saved.Trap {
		t.Error("an empty line is a mark")
	}
	b.post(page("work"), asForm("do", "next", "work", "free", trapField, "buy"))
	if !f.saved.Trap {
		t.Error("the trap leaves no mark")
	}
	leads(t, b.post("/start", asForm("secret", secret, "lang", "en", "consent", "3", trapField, "buy", "width", "wide")), page("about"))
	if !f.began.Trap || f.began.Width != fieldwork.Wide {
		t.Error("the trap of the first page leaves no mark, or the width none")
	}
}
