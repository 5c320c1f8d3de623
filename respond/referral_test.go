package respond

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"sojourn/study"
)

// recognition is a code of two questions, shorter than a study may have.
var recognition = study.Recognition{On: true, Questions: []study.Element{
	{Name: "month", From: 1, To: 12, Label: study.Text{"en": "Month", "ru": "Месяц", "fa": "ماه"}},
	{Name: "hand", Label: study.Text{"en": "Hand", "ru": "Рука", "fa": "دست"}, Choices: []study.Choice{
		{Name: "left", Label: study.Text{"en": "Left", "ru": "Левая", "fa": "چپ"}}, {Name: "right", Label: study.Text{"en": "Right", "ru": "Правая", "fa": "راست"}}}}}}

func TestALinkPassedOnLeadsToTheConsentAndComesBackWithIt(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	home := b.get("/r/" + sent)
	if !strings.Contains(home.Body.String(), `name="coupon" value="`+sent+`"`) || !strings.Contains(home.Body.String(), "will not learn whether you answer") {
		t.Errorf("the first page of somebody who was sent says\n%s", home.Body)
	}
	leads(t, b.post("/start", asForm("secret", secret, "consent", "3", "coupon", sent)), page("about"))
	if f.began.Coupon != sent {
		t.Errorf("the response begins with the link %q", f.began.Coupon)
	}
	if f.study.Consent[0].Version++; b.post("/start", asForm("secret", secret, "consent", "3", "coupon", sent, "lang", "ru")).Header().Get("Location") != "/r/"+sent+"?lang=ru" {
		t.Error("a text that changed meanwhile does not lead back to the link")
	}
}

func TestEveryLinkThatLetsNobodyInLooksTheSame(t *testing.T) {
	b := visit(t, newFake(t))
	first := b.get("/r/" + strings.Repeat("A", 40))
	if first.Code != 404 || !strings.Contains(first.Body.String(), "does not let anybody in") {
		t.Fatalf("answered %d\n%s", first.Code, first.Body)
	}
	for _, link := range []string{"x", strings.Repeat("B", 40), "rRrRrr"} {
		if other := b.get("/r/" + link); other.Code != first.Code || other.Body.String() != first.Body.String() {
			t.Errorf("%s is answered otherwise", link)
		}
	}
}

func TestTheLinksAreShownInFullAndAsACode(t *testing.T) {
	f := newFake(t)
	f.done, f.study.Snowball.On = true, true
	b := visit(t, f)
	if end := b.get(page("done")); !strings.Contains(end.Body.String(), ownPath(token, "links")) {
		t.Error("the last page does not lead to the links")
	}
	links := b.get(ownPath(token, "links")).Body.String()
	if strings.Count(links, "<svg") != 2 || !strings.Contains(links, "https://field.example/r/"+sent+"<") || !strings.Contains(links, unbroken("2022-09-20")) {
		t.Errorf("the page of links says\n%s", links)
	}
	if f.study.Snowball.On = false; strings.Contains(b.get(page("done")).Body.String(), ownPath(token, "links")) {
		t.Error("without a snowball the last page offers links")
	}
}

func TestTheCodeIsAskedForOnceAndCanBeLeftOut(t *testing.T) {
	f := newFake(t)
	f.done, f.study.Recognition = true, recognition
	b := visit(t, f)
	code := ownPath(token, "code")
	leads(t, b.get(page("done")), code)
	if asked := b.get(code).Body.String(); !strings.Contains(asked, page("done")+"?asked") {
		t.Error("there is no way on without a code")
	}
	if end := b.get(page("done") + "?asked"); end.Code != 200 {
		t.Errorf("who gives no code gets %d", end.Code)
	}
	w := b.post(code, asForm("month", "13", "hand", "left"))
	if body := w.Body.String(); w.Code != 422 || !strings.Contains(body, `value="13"`) || !strings.Contains(body, `value="left" checked`) || strings.Count(body, `class="fault"`) != 1 {
		t.Errorf("a month that is none is answered %d\n%s", w.Code, body)
	}
	leads(t, b.post(code, asForm("month", "12", "hand", "left")), page("done")+"?asked&lang=en")
	if f.code["month"] != "12" {
		t.Errorf("the code is %v", f.code)
	}
	leads(t, b.get(code), page("done")+"?asked")
	if end := b.get(page("done")); end.Code != 200 {
		t.Errorf("after the code the last page is answered %d", end.Code)
	}
}

func TestWhoWasSentIntoACrowdKeepsTheLinkWhileWaiting(t *testing.T) {
	q := newQueue(t, 2)
	form := q.consent("/r/" + sent)
	w := q.post("/start", form.Encode())
	if !q.waits(w) || form.Get("coupon") != sent {
		t.Fatalf("answered %d with the link %q", w.Code, form.Get("coupon"))
	}
	_, next, _ := strings.Cut(w.Header().Get("Refresh"), "; url=")
	*q.now = q.now.Add(time.Minute)
	form = url.Values{}
	for _, n := range seen(t, q.get(next)).named("input") {
		form.Add(n.attr("name"), n.attr("value"))
	}
	leads(t, q.post("/start", form.Encode()), page("about"))
	if q.f.began.Coupon != sent {
		t.Errorf("after waiting the link is %q", q.f.began.Coupon)
	}
}
