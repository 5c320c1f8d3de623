package respond

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/outreach"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

func TestAWholeInterviewFromConsentToContact(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	if w := b.get("/o/telegram"); w.Code != http.StatusOK {
		t.Fatalf("the first page answers %d", w.Code)
	}
	leads(t, b.post("/start?lang=ru", asForm("secret", secret, "channel", "telegram", "lang", "ru", "consent", "3")), page("about"))
	if f.lang != "ru" {
		t.Errorf("the response is in %q, chosen was Russian", f.lang)
	}
	opened := "1662465570" // half a minute before noon
	leads(t, b.post(page("about"), asForm("do", "next", "opened", opened, "age", "۳۴", "country", "GE", "left_month", "3", "left_year", "2022")), page("work"))
	if f.saved.Seconds != 30 {
		t.Errorf("the page took %d seconds, want 30", f.saved.Seconds)
	}
	leads(t, b.post(page("work"), asForm("do", "next", "work", "hired", "hours", "7,5", "occupation", "~")), page("life"))
	leads(t, b.post(page("life"), asForm("do", "next", "home", "4", "safe", "5", "stay", "3", "satisfied", "~refused")), page("worries"))
	leads(t, b.post(page("worries"), asForm("do", "next", "worry", "papers", "worry", "other", "worry_other", "the lease", "read", "OK")), page("done"))

	want := instrument.Answers{
		"age": {Values: []string{"34"}}, "country": {Values: []string{"GE"}}, "left": {Values: []string{"2022-03"}},
		"work": {Values: []string{"hired"}}, "hours": {Values: []string{"7.5"}}, "occupation": {Values: []string{"~"}},
		"home": {Values: []string{"4"}}, "safe": {Values: []string{"5"}}, "stay": {Values: []string{"3"}}, "satisfied": {Missing: dataset.Refused},
		"worry": {Values: []string{"papers", "other"}}, "worry_other": {Values: []string{"the lease"}},
		"comment": {Missing: dataset.Skipped}, "read": {Values: []string{"OK"}},
	}
	if diff := cmp.Diff(want, f.answers); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}

	done := b.get(page("done")).Body.String()
	for _, shown := range []string{words, "8ZK0M-4T2QX-1A9CF-7HJ3P-5WN6R"} {
		if !strings.Contains(done, shown) {
			t.Errorf("the last page does not show %q", shown)
		}
	}
	if asked := b.post("/contact/form?lang=ru", asForm("secret", secret)).Body.String(); strings.Contains(asked, token) {
		t.Error("the contact page knows the response")
	}
	leads(t, b.post("/contact?lang=ru", asForm("secret", secret, "medium", "email", "address", " a@b.example ")), "/contact/kept?lang=ru")
	left := outreach.Contact{Medium: outreach.Email, Address: "a@b.example", Language: "ru", Consent: 3, Secret: secret}
	if diff := cmp.Diff(left, f.contact); diff != "" {
		t.Errorf("contact (-want +got):\n%s", diff)
	}
}

// TestBetweenWavesAnotherAddressIsLeftByThePersonalLink goes from the link to the
// form and leaves an address in the place of the former, once with a slip.
func TestBetweenWavesAnotherAddressIsLeftByThePersonalLink(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	if strings.Contains(b.get("/i/"+secret+"?lang=en").Body.String(), "/contact/form") {
		t.Error("while a door is open the link offers it beside the questions")
	}
	f.closed = true
	if strings.Contains(b.get("/?lang=en").Body.String(), "/contact/form") {
		t.Error("it is offered to people without a link")
	}
	p := parsed(t, b.get("/i/"+secret+"?lang=en"))
	forms, sent := p.named("form"), []string{}
	for _, in := range p.named("input") {
		sent = append(sent, in.attr("name"), in.attr("value"))
	}
	if got := strings.Join(sent, " "); len(forms) != 1 || got != "secret "+secret+" instead yes" || !strings.HasPrefix(forms[0].attr("action"), "/contact/form") {
		t.Fatalf("the %d forms of the link send %s", len(forms), got)
	}
	slip := b.post("/contact?lang=en", asForm(append(sent, "medium", "email", "address", "nowhere")...))
	if !strings.Contains(slip.Body.String(), `name="instead" value="yes"`) || !strings.Contains(slip.Body.String(), "no longer to an address that you left before") {
		t.Error("after a slip the address would be a further one")
	}
	leads(t, b.post("/contact?lang=en", asForm(append(sent, "medium", "signal", "address", "@moved")...)), "/contact/kept?lang=en")
	if want := (outreach.Contact{Medium: outreach.Signal, Address: "@moved", Language: "en", Consent: 3, Secret: secret, Instead: true}); f.contact != want {
		t.Errorf("left: %+v", f.contact)
	}
}

func TestNothingTypedIsLostWhenItIsNotTaken(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	w := b.post(page("about"), asForm("do", "next", "age", "thirty", "country", "RS", "left_month", "", "left_year", "2021"))
	if w.Code != http.StatusUnprocessableEntity {
		t.Fatalf("answered %d, want 422", w.Code)
	}
	p := parsed(t, w)
	if got := p.byID(t, "q-age-in").attr("value"); got != "thirty" {
		t.Errorf("the age field holds %q", got)
	}
	if got := p.byID(t, "q-age-in").attr("aria-describedby"); !strings.Contains(got, "q-age-fault") {
		t.Errorf("the age field is described by %q, not by its fault", got)
	}
	if got := p.selected("left_year"); got != "2021" {
		t.Errorf("the year menu shows %q", got)
	}
	if got := p.selected("country"); got != "RS" {
		t.Errorf("the country menu shows %q", got)
	}
	summary := p.find(func(n node) bool { return n.attr("role") == "alert" })
	if len(summary) != 1 || !strings.Contains(summary[0].text(), "2 answers") {
		t.Errorf("there is no summary of two faults")
	}
}

func TestAReminderIsGivenOnceAndOnlyToThoseWhoGoOn(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	w := b.post(page("about"), asForm("do", "next", "age", ""))
	p := parsed(t, w)
	if w.Code != http.StatusUnprocessableEntity || p.value("insist") != "1" {
		t.Fatalf("an empty required item is not reminded of: %d", w.Code)
	}
	leads(t, b.post(page("about"), asForm("do", "next", "insist", "1", "age", "")), page("work"))
	if w := b.post(page("about"), asForm("do", "later", "age", "")); w.Code != http.StatusOK {
		t.Errorf("a reminder holds up somebody who leaves: %d", w.Code)
	}
	leads(t, b.post(page("about"), asForm("do", "lang:ru", "age", "")), page("about"))
}

func TestSwitchingTheLanguageSavesFirst(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	leads(t, b.post(page("work"), asForm("do", "lang:fa", "work", "free", "hours", "3")), page("work"))
	if f.lang != "fa" || f.answers["work"].Value() != "free" {
		t.Errorf("language %q, work %q", f.lang, f.answers["work"].Value())
	}
}

func TestSwitchingTheLanguageOnTheLastPageDoesNotEndTheInterview(t *testing.T) {
	f := newFake(t)
	leads(t, visit(t, f).post(page("worries"), asForm("do", "lang:ru", "worry", "money")), page("worries"))
	if f.done {
		t.Error("the response is finished")
	}
}

func TestWhoLeavesIsRemindedOnComingBack(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	b.post(page("about"), asForm("do", "later", "age", "", "country", "RS"))
	if _, put := f.answers["age"]; put || f.answers["country"].Value() != "RS" {
		t.Error("what was left open is taken for skipped, or what was answered is not kept")
	}
	leads(t, b.get("/c/"+token), page("about"))
}

func TestLeavingForLaterShowsTheWayBack(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	r := parsed(t, b.post(page("work"), asForm("do", "later", "work", "free", "hours", "many")))
	if got := r.byID(t, "phrase").text(); got != words {
		t.Errorf("the phrase shown is %q", got)
	}
	if !strings.Contains(r.root.text(), "https://field.example/c/"+token) {
		t.Error("the link shown does not begin with the address from the study's settings")
	}
	if f.answers["work"].Value() != "free" {
		t.Error("the page was not saved")
	}
	leads(t, b.get("/c/"+token), page("about"))
	leads(t, b.post("/return", asForm("phrase", words)), page("about"))
}

func TestAPageThatEarlierAnswersPutAsideLeadsToTheNextQuestion(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	leads(t, b.get(page("pause")), page("about"))
	leads(t, b.post(page("gone"), asForm("do", "next")), page("about"))
	leads(t, b.get(page("done")), page("about"))
}

func TestTheLinkShownIsNeverTakenFromTheRequest(t *testing.T) {
	f := newFake(t)
	f.study.Field = ""
	w := visit(t, f).post("http://evil.example"+page("work"), asForm("do", "later"))
	if strings.Contains(w.Body.String(), "evil.example") {
		t.Error("the page shows an address that the request made up")
	}
}

func TestClosedDoorsKeepTheWayBackOpen(t *testing.T) {
	f := newFake(t)
	f.closed = true
	b := visit(t, f)
	for _, w := range []interface{ Result() *http.Response }{b.get("/"), b.post("/start", asForm("secret", secret, "consent", "3"))} {
		p := parsedBody(t, w.Result().Body)
		if len(p.find(func(n node) bool { return n.attr("href") == "/return?lang=en" })) != 1 || len(p.named("form")) != 0 {
			t.Error("while closed, the page has something other than the way back")
		}
	}
}

func TestWordingsOfTheStudyAreText(t *testing.T) {
	const wild = `<b>"&'</b>`
	f := newFake(t)
	f.in.Lists["country"].Categories[0].Label = study.Text{"en": wild}
	f.in.Lists["work"].Categories[0].Label = study.Text{"en": wild}
	f.in.Pages[1].Items[0].Label = study.Text{"en": wild + "\n\n" + wild}
	f.answers["occupation"] = instrument.Answer{Values: []string{wild}}
	for _, name := range []string{"about", "work"} {
		p := parsed(t, visit(t, f).get(page(name)))
		if len(p.named("b")) != 0 || !strings.Contains(p.root.text(), wild) {
			t.Errorf("on page %s a wording becomes markup, or is not there", name)
		}
		if name == "work" && p.value("occupation") != wild {
			t.Errorf("an answer is shown again as %q", p.value("occupation"))
		}
	}
}

func TestPipedAnswersAreEscaped(t *testing.T) {
	f := newFake(t)
	f.in.Pages[2].Title = study.Text{"en": "You are ${occupation}"}
	f.answers["occupation"] = instrument.Answer{Values: []string{`<script>alert("x")</script>`}}
	p := parsed(t, visit(t, f).get(page("life")))
	if len(p.named("script")) != 0 || !strings.Contains(p.named("h1")[0].text(), "<script>") {
		t.Error("an answer becomes markup")
	}
}

func TestEveryFaultHasItsWords(t *testing.T) {
	book := phrasebook.MustOpen(files, "words")
	keys := []string{"contact." + string(outreach.NoMedium), "contact." + string(outreach.NoAddress), "contact." + string(outreach.NotAnAddr)}
	for _, code := range []instrument.FaultCode{instrument.NotANumber, instrument.AmbiguousNumber, instrument.NotWhole, instrument.NotADate,
		instrument.UnknownCode, instrument.TooMany, instrument.TooLong, instrument.Exclusive, instrument.ConstraintFault, instrument.RequiredFault,
		instrument.NotOnScale, instrument.RankedTwice, instrument.SumFault} {
		keys = append(keys, "fault."+string(code))
	}
	for _, lang := range book.Languages() {
		for _, key := range keys {
			if strings.HasPrefix(book.In(lang).Say(key), "[") {
				t.Errorf("%s has no words for %s", lang, key)
			}
		}
	}
}
