package respond

import (
	"net/http"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/study"
)

// shown is a fake whose first page is followed by what others answered.
func shown(t *testing.T) *fake {
	f := newFake(t)
	f.study.Live = []study.Live{{Item: "others"}}
	item := &instrument.Item{Name: "others", Label: study.Text{"en": "How are <you>?", "ru": "Как вы?", "fa": "چطورید؟"}}
	f.others = &fieldwork.Others{View: fieldwork.View{Instrument: f.in, Step: instrument.Step{Page: f.in.Pages[0]}, Language: "fa", Number: 1, Total: 3}, Item: item,
		Sample: study.Text{"en": "spring"}, Base: 1230, Answers: []fieldwork.OthersAnswer{
			{Category: dataset.Category{Code: "a", Label: study.Text{"en": "Well", "fa": "خوب"}}, Share: fieldwork.Share{Code: "a", Percent: 64}},
			{Category: dataset.Category{Code: "b", Label: study.Text{"en": "Badly"}}, Share: fieldwork.Share{Code: "b", Hidden: true}}}}
	return f
}

func TestWhatOthersAnsweredComesAfterThePageAndLeadsOn(t *testing.T) {
	f := shown(t)
	b := visit(t, f)
	first := f.in.Pages[0].Name
	at := page(first)
	sent := b.post(at, asForm("do", "next", "insist", "1"))
	to := sent.Header().Get("Location")
	next, found := strings.CutPrefix(to, at+"/others?to=")
	if sent.Code != http.StatusSeeOther || !found {
		t.Fatalf("%d to %q", sent.Code, to)
	}
	body := b.get(to).Body.String()
	for _, want := range []string{`<caption>چطورید؟</caption>`, `<th scope="row">خوب`, `width="64"`, "64٪", "1,230", "نشان داده نمی‌شود", `href="` + page(next) + `"`, `href="` + at + `"`, `dir="rtl"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, do := range []string{"back", "later", "lang:ru"} {
		if to := b.post(at, asForm("do", do)).Header().Get("Location"); strings.Contains(to, "others") {
			t.Errorf("%q leads to %q", do, to)
		}
	}
}

func TestWhoIsNotShownWhatOthersAnsweredGoesOn(t *testing.T) {
	f := shown(t)
	f.others = nil
	b := visit(t, f)
	first := f.in.Pages[0].Name
	if to := b.post(page(first), asForm("do", "next", "insist", "1")).Header().Get("Location"); strings.Contains(to, "others") {
		t.Errorf("the page leads to %q", to)
	}
	if got := b.get(page(first) + "/others?to=x"); got.Code != http.StatusSeeOther || strings.Contains(got.Header().Get("Location"), "others") {
		t.Errorf("the address leads to %q", got.Header().Get("Location"))
	}
}
