package respond

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sojourn/fieldwork"
	"sojourn/study"
)

func TestWhatIsTickedIsAgreedToAndShownAgain(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	leads(t, b.post(ownPath(token)+"?lang=ru", asForm("purpose", "archive")), ownPath(token)+"?lang=ru&saved")
	p := parsed(t, b.get(ownPath(token)+"?lang=ru&saved"))
	for id, want := range map[string]bool{"purpose-archive": true, "purpose-interview": false} {
		if got := ticked(p, id); got != want {
			t.Errorf("%s is ticked: %v, want %v", id, got, want)
		}
	}
}

// ticked reports whether the box of an id is.
func ticked(p doc, id string) bool {
	boxes := p.find(func(n node) bool { return n.attr("id") == id })
	return len(boxes) == 1 && slices.ContainsFunc(boxes[0].Attr, func(a html.Attribute) bool { return a.Key == "checked" })
}

func TestNoPurposeIsTickedBeforeThePersonTicksIt(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get("/"))
	for _, id := range []string{"purpose-archive", "purpose-interview"} {
		if ticked(p, id) {
			t.Errorf("%s is ticked on the first page", id)
		}
	}
}

func TestTheCopyHoldsWhatCanBeOpenedAndNothingAfterTheEnd(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	b.post(page("about"), asForm("do", "next", "age", "34", "country", "GE", "left_month", "3", "left_year", "2022"))
	if err := f.Agree(t.Context(), token, "ru", []string{"archive"}); err != nil {
		t.Fatal(err)
	}
	w := b.get(ownPath(token, "copy"))
	got := w.Body.String()
	for _, want := range []string{"Life after moving", "Georgia", "34", "Другие исследователи могут изучать мои ответы без имён.", "c0ffee"} {
		if !strings.Contains(got, want) {
			t.Errorf("the copy does not hold %q", want)
		}
	}
	if h := w.Header(); h.Get("Content-Disposition") != `attachment; filename="copy.txt"` || h.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", h)
	}
	f.done = true
	if got := b.get(ownPath(token, "copy")).Body.String(); strings.Contains(got, "Georgia") || !strings.Contains(got, "8ZK0M") {
		t.Error("the copy of a finished response holds an answer or lacks the receipt")
	}
}

func TestNothingIsErasedByOneStep(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	b.get(ownPath(token, "erase"))
	if w := b.post("/withdraw", asForm("phrase", words)); w.Code != http.StatusOK || f.changes != 0 {
		t.Fatalf("the first step is answered %d and changed %d things", w.Code, f.changes)
	}
	leads(t, b.post("/withdraw", asForm("phrase", words, "sure", "yes")), "/withdrawn?lang=en")
	leads(t, b.post(ownPath(token, "erase")+"?lang=fa", asForm("sure", "yes")), "/withdrawn?lang=fa")
	leads(t, b.post("/i/"+invited+"/erase", asForm("sure", "yes")), "/withdrawn?lang=en")
}

func TestTheWordsLeadToWhatIsTheirs(t *testing.T) {
	b := visit(t, newFake(t))
	leads(t, b.post("/mine?lang=fa", asForm("phrase", words)), ownPath(token)+"?lang=fa")
	if w := b.post("/mine", asForm("phrase", "river")); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "river") {
		t.Errorf("other words are answered %d", w.Code)
	}
}

// faded is a service with words that are right and lead to nothing to show,
// and somebody who may begin.
type faded struct{ *fake }

func (faded) Find(context.Context, string) (string, error) { return "", nil }

func TestWordsThatLeadToNothingToShowStillTakeEverythingBack(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	b.pages = New(faded{f}, f, Options{Clock: clock})
	p := parsed(t, b.post("/mine", asForm("phrase", words)))
	var posted []string
	for _, n := range p.find(func(n node) bool { return n.Data == "input" }) {
		posted = append(posted, n.attr("name"), n.attr("value"))
	}
	leads(t, b.post("/withdraw", asForm(posted...)), "/withdrawn?lang=en")
}

// back is a service in which a phrase leads to a first page.
type back struct{ *fake }

func (b back) Return(_ context.Context, phrase string) (fieldwork.Returned, error) {
	return fieldwork.Returned{Entry: fieldwork.Entry{Study: b.study, Open: true, Consent: b.study.CurrentConsent(), Secret: secret, Phrase: phrase}}, nil
}

func TestWordsStandInNoAddressOnTheWayToANewWave(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	b.pages = New(back{f}, f, Options{Clock: clock})
	w := b.post("/return", asForm("phrase", words))
	if w.Code != http.StatusOK || w.Header().Get("Location") != "" {
		t.Fatalf("the words are answered %d", w.Code)
	}
	p := parsed(t, w)
	for _, n := range p.find(func(n node) bool { return n.attr("href") != "" || n.attr("action") != "" }) {
		if strings.Contains(n.attr("href")+n.attr("action"), "river") {
			t.Error("the words stand in an address")
		}
	}
	leads(t, b.post("/start", asForm("secret", secret, "lang", "ru", "consent", "3", "phrase", words)), page("about"))
	if f.began.Phrase != words {
		t.Error("the words do not come along with the consent")
	}
}

func TestHelpStandsBesideWhatMayTroubleSomebody(t *testing.T) {
	f := newFake(t)
	for name, want := range map[string]bool{"worries": true, "about": false} {
		if got := strings.Contains(visit(t, f).get(page(name)).Body.String(), `href="tel:`); got != want {
			t.Errorf("page %s shows help: %v, want %v", name, got, want)
		}
	}
	f.lang = study.Lang("en")
	if strings.Contains(visit(t, f).get(page("worries")).Body.String(), "help.example") {
		t.Error("help for another language is shown")
	}
}

func TestAPersonalLinkTakesEverythingBackWhereWordsAreAskedFor(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	at := "/i/" + invited + "/erase?lang=en"
	for _, typed := range []string{"https://field.example/i/" + invited, " https://field.example/i/" + invited + "?lang=ru ", invited} {
		leads(t, b.post("/withdraw", asForm("phrase", typed)), at)
	}
	for _, typed := range []string{"https://field.example/i/", "https://field.example/c/" + invited, "/i/x"} {
		if w := b.post("/withdraw", asForm("phrase", typed)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q is answered with %d", typed, w.Code)
		}
	}
	if f.changes > 0 {
		t.Error("something was erased without asking")
	}
}

func TestWhoAgreedToAFormerTextIsLedBackTheWayTheyCame(t *testing.T) {
	b := visit(t, newFake(t))
	former := func(more ...string) *httptest.ResponseRecorder {
		return b.post("/start", asForm(append([]string{"secret", secret, "draft", "dDdDdD", "consent", "1", "lang", "en"}, more...)...))
	}
	leads(t, former(), "/i/"+secret+"?lang=en")
	f := newFake(t)
	f.stranger = true
	b = visit(t, f)
	leads(t, former(), "/?lang=en")
	leads(t, former("channel", "group"), "/o/group?lang=en")
}
