package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/study"
)

var addresses = []string{"/", "/waves/2/invitation", "/waves/2/reminder", "/waves/2/interview", "/waves/2/invitation/hand", "/waves/2/reminder/hand", "/gone", "/gone?noted=1&strangers=2", "/history",
	"/nothing", "/waves/9/invitation", "/waves/x/invitation", "/waves/2/birthday", "/waves/2/interview/sheet", "/waves/2/interview/sheet/nobody"}

// elements walks a page.
func elements(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		elements(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var hole = regexp.MustCompile(`\[[a-z]+[.a-z_-]*\]`)

func checkPage(t *testing.T, lang string, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code >= 500 {
		t.Errorf("answered %d", w.Code)
	}
	_, body, _ := strings.Cut(w.Body.String(), "</style>")
	if found := hole.FindString(body); found != "" {
		t.Errorf("a wording is missing in the phrasebook: %s", found)
	}
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	labels, ids := map[string]int{}, map[string]int{}
	elements(doc, func(n *html.Node) {
		if n.Data == "label" {
			labels[attr(n, "for")]++
		}
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
	})
	elements(doc, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		switch n.Data {
		case "html":
			if attr(n, "lang") != lang {
				t.Errorf("the page is in %q", attr(n, "lang"))
			}
		case "script", "img", "iframe":
			t.Errorf("there is a <%s>", n.Data)
		case "input", "textarea", "select":
			if id := attr(n, "id"); attr(n, "type") != "hidden" && (labels[id] != 1 || ids[id] != 1) {
				t.Errorf("<%s> %q has %d labels", n.Data, attr(n, "name"), labels[id])
			}
		}
		for _, key := range []string{"href", "action", "src"} {
			if v := attr(n, key); v != "" && !strings.HasPrefix(v, "#") && (!strings.HasPrefix(v, "/") || strings.HasPrefix(v, "//")) {
				t.Errorf("<%s> leads to %q", n.Data, v)
			}
		}
	})
}

func TestEveryPageInBothLanguages(t *testing.T) {
	f := newFake(t)
	b := f.enter()
	for _, lang := range []string{"en", "ru"} {
		for _, address := range addresses {
			join := "?"
			if strings.Contains(address, "?") {
				join = "&"
			}
			t.Run(lang+" "+address, func(t *testing.T) { checkPage(t, lang, b.get(address+join+"lang="+lang)) })
		}
	}
}

var anybody = regexp.MustCompile(`@person\d|person\d+@`)

func TestOnlyPeopleWrittenToByHandAreShownWithTheirAddress(t *testing.T) {
	f := newFake(t)
	b := f.enter()
	for _, address := range addresses {
		page := b.get(address).Body.String()
		shows := anybody.MatchString(page)
		if want := strings.HasSuffix(address, "invitation/hand"); shows != want {
			t.Errorf("%s: an address is shown: %v, want %v", address, shows, want)
		}
	}
}

func TestLookingChangesNothing(t *testing.T) {
	f := newFake(t)
	b := f.enter()
	b.get("/")
	before := f.onDisk(t)
	for _, address := range append(addresses, "/waves/2/invitation/send", "/waves/2/invitation/stop", "/waves/2/invitation/settle") {
		b.get(address)
	}
	if f.onDisk(t) != before || len(f.server.Letters()) > 0 {
		t.Error("a GET wrote something or sent a letter")
	}
}

func TestOthersAreNotLetInAndTheirFormsAreNotTaken(t *testing.T) {
	f := newFake(t)
	stranger := &browser{pages: f.site.Handler()}
	if w := stranger.get("/"); w.Code != http.StatusUnauthorized || strings.Contains(w.Body.String(), "Exile") {
		t.Errorf("a stranger got %d", w.Code)
	}
	b := f.enter()
	if w := stranger.get("/?token=" + token); w.Code != http.StatusUnauthorized {
		t.Errorf("the token worked twice: %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/waves/2/invitation/send", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := b.send(r); w.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", w.Code)
	}
	r = httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(b.cookies[0])
	r.Host = "evil.example"
	w := httptest.NewRecorder()
	f.site.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusMisdirectedRequest {
		t.Errorf("another name: %d", w.Code)
	}
	if len(f.server.Letters()) > 0 {
		t.Error("a letter went out")
	}
}

// settled waits until nothing is being sent.
func (f *fake) settled(t *testing.T) progress {
	t.Helper()
	f.site.post.wait()
	return f.site.post.progress()
}

func TestAFewAreSentFirstThenAllAndNobodyTwice(t *testing.T) {
	f := newFake(t)
	b := f.enter()
	if page := b.do("/waves/2/invitation/send", url.Values{"most": {"5"}}); page.Code != http.StatusOK {
		t.Fatalf("%d: %s", page.Code, page.Body)
	}
	if p := f.settled(t); p.Sent != 5 || len(f.server.Letters()) != 5 {
		t.Fatalf("sent %+v, %d letters arrived", p, len(f.server.Letters()))
	}
	if page := b.get("/waves/2/invitation?lang=en").Body.String(); !strings.Contains(page, "5 letters were sent") || !strings.Contains(page, "35 people are due") {
		t.Error("the page does not say that 5 were sent and 35 are due")
	}
	b.do("/waves/2/invitation/send", url.Values{"most": {""}})
	if p := f.settled(t); p.Sent != mails-5 || p.Fault || len(p.Problems) > 0 {
		t.Errorf("then %+v", p)
	}
	for to, letters := range f.server.Letters() {
		if len(letters) != 1 {
			t.Errorf("%s has %d letters", to, len(letters))
		}
	}
	if n := len(f.server.Letters()); n != mails {
		t.Errorf("%d of %d have a letter", n, mails)
	}
}

func TestNobodyIsInvitedToAWaveThatIsOver(t *testing.T) {
	f := newFake(t)
	b := f.enter()
	if page := b.get("/waves/1/invitation").Body.String(); !strings.Contains(page, "over since 2022-04-04") || strings.Contains(page, "/waves/1/invitation/send") {
		t.Error("the page does not say that the wave is over, or offers to send")
	}
	if w := b.do("/waves/1/invitation/send", nil); w.Code != http.StatusConflict || len(f.server.Letters()) > 0 {
		t.Errorf("answered %d; %d letters went", w.Code, len(f.server.Letters()))
	}
}

func TestSendingStopsAndGoesOnLater(t *testing.T) {
	f := newFake(t)
	f.server.Slow = 30 * time.Millisecond
	b := f.enter()
	page := b.do("/waves/2/invitation/send", nil).Body.String()
	if !strings.Contains(page, `http-equiv="refresh"`) || !strings.Contains(page, "<progress") {
		t.Error("the page shows no progress")
	}
	if strings.Contains(page, "/waves/2/invitation/settle") {
		t.Error("the letter in hand is offered for a decision")
	}
	for name, form := range map[string]url.Values{"/gone": {"addresses": {"person1@example.org"}, "as": {"refused"}}, "/waves/2/invitation/hand": {"mark": {"x"}},
		"/waves/2/reminder/send": nil, "/waves/2/invitation/settle": {"as": {"again"}}} {
		if w := b.do(name, form); w.Code != http.StatusConflict {
			t.Errorf("%s while letters are being sent: %d", name, w.Code)
		}
	}
	stopped := b.do("/waves/2/invitation/stop", nil).Body.String()
	sent := len(f.server.Letters())
	if sent >= mails || !strings.Contains(stopped, "Stopped after") {
		t.Fatalf("%d letters went; the page does not say that it stopped", sent)
	}
	f.server.Slow = 0
	b.do("/waves/2/invitation/send", nil)
	f.settled(t)
	letters := f.server.Letters()
	for to, got := range letters {
		if len(got) != 1 {
			t.Errorf("%s has %d letters", to, len(got))
		}
	}
	if len(letters) != mails {
		t.Errorf("%d of %d have a letter after going on", len(letters), mails)
	}
}

func TestQuietHoursAreShownAndWaitedFor(t *testing.T) {
	f := newFake(t)
	f.now = time.Date(2022, 9, 5, 21, 30, 0, 0, time.UTC) // 23:30 in Berlin
	b := f.enter()
	if page := b.get("/waves/2/invitation?lang=en").Body.String(); !strings.Contains(page, "from 22:00 to 09:00") || !strings.Contains(page, "until 09:00") || !strings.Contains(page, "Europe/Berlin") {
		t.Error("the page does not tell the quiet hours")
	}
	b.do("/waves/2/invitation/send", nil)
	time.Sleep(50 * time.Millisecond)
	b.do("/waves/2/invitation/stop", nil)
	if n := len(f.server.Letters()); n != 0 {
		t.Errorf("%d letters went at night", n)
	}
}

var markIn = regexp.MustCompile(`name="mark" value="([^"]+)"`)

func TestWhoWasWrittenToByHandLeavesTheList(t *testing.T) {
	f := newFake(t)
	b := f.enter()
	page := b.get("/waves/2/invitation/hand").Body.String()
	marks := markIn.FindAllStringSubmatch(page, -1)
	if len(marks) != 3 || strings.Count(page, "https://field.example/i/") != 3 {
		t.Fatalf("%d people are listed", len(marks))
	}
	page = b.do("/waves/2/invitation/hand", url.Values{"mark": {marks[0][1]}}).Body.String()
	if left := markIn.FindAllStringSubmatch(page, -1); len(left) != 2 || strings.Contains(page, marks[0][1]) {
		t.Errorf("%d people are left", len(left))
	}
	before := f.onDisk(t)
	b.do("/waves/2/invitation/hand", url.Values{"mark": {marks[0][1]}})
	b.do("/waves/2/invitation/hand", url.Values{"mark": {"somebody else"}})
	if f.onDisk(t) != before {
		t.Error("a form sent again, or for somebody not listed, was noted")
	}
}

func TestWhoAskedToBeLeftAloneIsWrittenToNeverAgainAndForgotten(t *testing.T) {
	f := newFake(t)
	b := f.enter()
	page := b.do("/gone", url.Values{"addresses": {"PERSON3@example.org\r\n\r\n<script>@example.org\r\n"}, "as": {"refused"}}).Body.String()
	if !strings.Contains(page, "1 person was noted") || !strings.Contains(page, "1 line is nobody") || strings.Contains(page, "script") {
		t.Error("the page does not say that one was noted and one line is nobody's")
	}
	b.do("/gone", url.Values{"addresses": {"person4@example.org"}, "as": {"undelivered"}})
	if w := b.do("/gone", url.Values{"addresses": {"person5@example.org"}}); w.Code != http.StatusConflict {
		t.Errorf("addresses of which it is not said what they are: %d", w.Code)
	}
	b.do("/waves/2/invitation/send", nil)
	f.settled(t)
	letters := f.server.Letters()
	if len(letters) != mails-2 || letters["person3@example.org"] != nil || letters["person4@example.org"] != nil {
		t.Errorf("%d letters; persons 3 and 4 must have none", len(letters))
	}
	if contacts, _, err := f.site.contacts(); err != nil || len(contacts) != mails+2 {
		t.Errorf("%d contacts are left, %v; the one of person 3 is to be destroyed", len(contacts), err)
	}
}

func TestAPersonDecidesAboutLettersOfWhichNobodyKnows(t *testing.T) {
	for as, want := range map[string]int{"again": mails, "sent": mails - 2} {
		f := newFake(t)
		var tries []outreach.Entry
		for _, p := range f.people(t, 2) {
			if p.Contact.Medium == outreach.Email && len(tries) < 2 {
				tries = append(tries, outreach.Entry{Mark: p.Mark, Wave: 2, Letter: outreach.Invitation, State: outreach.Trying, Day: "2022-09-05"})
			}
		}
		if err := f.room.Record(tries...); err != nil {
			t.Fatal(err)
		}
		b := f.enter()
		if page := b.get("/waves/2/invitation?lang=en").Body.String(); !strings.Contains(page, "2 letters of which nobody knows") {
			t.Error("the page does not tell of the two")
		}
		b.do("/waves/2/invitation/settle", url.Values{"as": {as}})
		b.do("/waves/2/invitation/send", nil)
		f.settled(t)
		if n := len(f.server.Letters()); n != want {
			t.Errorf("%s: %d letters, want %d", as, n, want)
		}
	}
}

func TestAnInterviewIsAskedOfTheSelectedAloneAndTheSheetShowsOne(t *testing.T) {
	f := newFake(t)
	people := f.people(t, 2)
	chosen := handover.Selection{Study: "exile"}
	for _, p := range people {
		if p.Contact.Medium == outreach.Email && len(chosen.Marks) < 4 {
			chosen.Marks = append(chosen.Marks, p.Ever)
		}
	}
	chosen.Marks = append(chosen.Marks, "somebody without a contact")
	b := f.enter()
	if w := b.do("/waves/2/interview/send", nil); w.Code != http.StatusConflict || len(f.server.Letters()) > 0 {
		t.Errorf("an interview was asked of everybody: %d", w.Code)
	}
	f.options.Selection = &chosen
	f.open(t)
	b = f.enter()
	b.do("/waves/2/interview/send", nil)
	f.settled(t)
	if n := len(f.server.Letters()); n != 4 {
		t.Fatalf("%d people were asked, want 4", n)
	}
	list := b.get("/waves/2/interview/sheet?lang=en").Body.String()
	aliases := regexp.MustCompile(`/waves/2/interview/sheet/([a-z]{6}-[a-z]{4})"`).FindAllStringSubmatch(list, -1)
	if len(aliases) != 4 || strings.Contains(list, "@example.org") {
		t.Fatalf("%d aliases, or an address in the list", len(aliases))
	}
	one := b.get("/waves/2/interview/sheet/" + aliases[0][1]).Body.String()
	if n := strings.Count(one, "@example.org"); n != 1 {
		t.Errorf("%d addresses on the sheet of one", n)
	}
}

func TestTheHistoryCountsLettersByDayAndNamesNobody(t *testing.T) {
	f := newFake(t)
	people := f.people(t, 2)
	entry := func(i int, state outreach.State, day study.Day) outreach.Entry {
		return outreach.Entry{Mark: people[i].Mark, Wave: 2, Letter: outreach.Invitation, State: state, Day: day}
	}
	if err := f.room.Record(entry(0, outreach.Trying, "2022-09-05"), entry(0, outreach.Sent, "2022-09-05"), entry(1, outreach.Sent, "2022-09-05"),
		entry(2, outreach.Trying, "2022-09-05"), entry(3, outreach.Trying, "2022-09-05"), entry(3, outreach.PutOff, "2022-09-06")); err != nil {
		t.Fatal(err)
	}
	entries, err := f.room.History()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for e, n := range tallied(entries) {
		if n > 0 {
			got[fmt.Sprint(e.day, " ", e.state)] = n
		}
	}
	if len(got) != 3 || got["2022-09-05 sent"] != 2 || got["2022-09-05 trying"] != 1 || got["2022-09-06 put-off"] != 1 {
		t.Errorf("counted %v", got)
	}
	page := f.enter().get("/history?lang=en").Body.String()
	if !strings.Contains(page, "5 September 2022") || strings.Contains(page, string(people[0].Mark)) {
		t.Error("the page lacks the day, or names a mark")
	}
}

func TestAmongManyWrittenToByHandOneIsFoundByReferenceAndNoAddressIsSearchedFor(t *testing.T) {
	page := handPage{Path: "/waves/2/invitation"}
	var people []outreach.Panelist
	for i := range 60 {
		people = append(people, outreach.Panelist{Mark: handover.Mark(fmt.Sprintf("mark%04dabcdefghijkl", i))})
	}
	first := func(query string) string {
		t.Helper()
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		page.Earlier, page.Later = "", ""
		some := page.some(slices.Clone(people), values)
		if len(some) == 0 {
			return "nobody"
		}
		return fmt.Sprintf("%d from %s, %t %t", len(some), some[0].Mark[:8], page.Earlier != "", page.Later != "")
	}
	for query, want := range map[string]string{"": "25 from mark0000, false true", "from=25": "25 from mark0025, true true", "from=50": "10 from mark0050, true false", "from=-3": "25 from mark0000, false true",
		"from=999": "25 from mark0000, false true", "reference=+MARK0042+": "1 from mark0042, false false", "reference=mark001": "10 from mark0010, false false", "reference=person3@example.org": "nobody"} {
		if got := first(query); got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
	}
	b := newFake(t).enter()
	if found := b.get("/waves/2/invitation/hand?reference=zzzz").Body.String(); strings.Contains(found, "@person") {
		t.Error("a reference that nobody has shows somebody")
	}
}
