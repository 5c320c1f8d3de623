package desk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/panel/recognition"
	"sojourn/study"
)

// alike is the part of the fake that compares codes.
type alike struct {
	recognised      Recognised
	recognisedFault error
	asked           string
	matches         []clean.Match
}

func (a *alike) Recognised(first, second study.WaveID, items []string) (Recognised, error) {
	a.asked = fmt.Sprint(first, second, items)
	r := a.recognised
	if len(items) == 0 {
		r.Biases = nil
	}
	return r, a.recognisedFault
}

func (a *alike) Match(m clean.Match) error {
	if m.Verdict == "" || m.By == "" || m.Why == "" || m.Waves[0] >= m.Waves[1] {
		return study.Problem{Severity: study.Error, Where: clean.MatchesFile, What: "by says who decided and why says why", Do: "see docs/snowball.md"}
	}
	a.matches = append(a.matches, m)
	return nil
}

func (a *alike) Matches() ([]clean.Match, error) { return a.matches, nil }

// coded turns codes on in the fake, with two suggestions.
func (f *fake) coded() {
	f.study.Recognition.On = true
	f.recognised = Recognised{Codes: [2]int{200, 150}, Without: [2]int{40, 10}, Test: recognition.Test{Known: 120, Exact: 90, OneApart: 20},
		Tallies: map[recognition.Likeness]recognition.Tally{recognition.Exact: {Pairs: 1, Expected: 0.04, Bound: true}, recognition.OneApart: {Pairs: 1, Expected: 0.31}},
		Suggested: []Suggested{
			{[2]clean.Handle{"5fa993671592", "0c1d22ab9e3f"}, recognition.Suggestion{Likeness: recognition.Exact, Rivals: 1, Confidence: .96}},
			{[2]clean.Handle{"aaaaaaaaaaaa", "bbbbbbbbbbbb"}, recognition.Suggestion{Likeness: recognition.OneApart, Rivals: 2, Confidence: .35}}},
		Biases: []Bias{{Yes: 200, No: 40, Differences: []Differing{{What: "sex = f", Standardised: .23}, {What: "age", Standardised: -.05}}},
			{Yes: 90, No: 30, Differences: []Differing{{What: "sex = f", Held: true}, {What: "age", Standardised: .4}}}}}
}

func TestSuggestionsAreDecidedWithAReasonAndTakenBack(t *testing.T) {
	f := newFake(t)
	f.coded()
	b := visit(t, f)
	p := parsed(t, b.get("/panel/codes?lang=en"))
	rows := p.byID(t, "suggested").rows()
	if len(rows) != 3 || strings.Join(rows[1], "|") != "5fa993671592 0c1d22ab9e3f|equal|96%|0" || strings.Join(rows[2], "|") != "aaaaaaaaaaaa bbbbbbbbbbbb|one answer apart|35%|1" {
		t.Fatalf("suggestions: %q", rows)
	}
	for _, want := range []string{"Of 120 people in both waves by link or words, codes are equal for 90 (75%)", "at most 0.04", "Nothing has been decided yet."} {
		if !strings.Contains(p.text(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	href := p.byID(t, "suggested").all("a")[0].attr("href")
	p = parsed(t, b.get(strings.TrimSuffix(href, "#decide")))
	if p.byID(t, "first").attr("value") != "5fa993671592" || p.byID(t, "second").attr("value") != "0c1d22ab9e3f" {
		t.Errorf("%s does not fill the pair in", href)
	}
	decide := func(fields url.Values) *httptest.ResponseRecorder {
		return b.send(ours(httptest.NewRequest(http.MethodPost, "/panel/codes/decide", strings.NewReader(fields.Encode()))))
	}
	form := url.Values{"waves": {"1,2"}, "first": {" 5fa993671592"}, "second": {"0c1d22ab9e3f"}, "verdict": {"same"}, "by": {"Mira"}, "why": {"same town"}}
	if w := decide(form); w.Code != http.StatusSeeOther || len(f.matches) != 1 {
		t.Fatalf("deciding: %d, %d decisions", w.Code, len(f.matches))
	}
	want := clean.Match{Waves: [2]study.WaveID{1, 2}, Responses: [2]clean.Handle{"5fa993671592", "0c1d22ab9e3f"}, Verdict: clean.Same, By: "Mira", On: "2022-09-06", Why: "same town"}
	if f.matches[0] != want {
		t.Errorf("written down: %+v", f.matches[0])
	}
	form.Set("why", " ")
	if w := decide(form); w.Code != http.StatusConflict || len(f.matches) != 1 {
		t.Errorf("a decision without a reason: %d", w.Code)
	}
	undo := parsed(t, b.get("/panel/codes?lang=en")).byID(t, "decisions").all("a")
	if len(undo) != 1 || !strings.Contains(undo[0].attr("href"), "verdict=undecided") {
		t.Fatalf("a decision that holds has %d ways to be taken back", len(undo))
	}
	form.Set("verdict", "undecided")
	form.Set("why", "not so sure")
	decide(form)
	p = parsed(t, b.get("/panel/codes?lang=en"))
	if rows := p.byID(t, "decisions").rows(); len(rows) != 3 || rows[1][1] != "undecided" || len(p.byID(t, "decisions").all("a")) != 0 {
		t.Errorf("after it was taken back: %v", rows)
	}
}

func TestWhomCodesFavourIsToldByTheAnswersChosen(t *testing.T) {
	f := newFake(t)
	f.coded()
	b := visit(t, f)
	p := parsed(t, b.get("/panel/codes?from=2&to=1&by=sex&by=age&by=nothing&lang=en"))
	if f.asked != "1 2 [sex age]" {
		t.Errorf("asked for %s", f.asked)
	}
	if got := strings.Join(p.byID(t, "bias-gave").row(t, "sex = f"), "|"); got != "sex = f|0.23|differs" {
		t.Errorf("who gave a code: %s", got)
	}
	if got := strings.Join(p.byID(t, "bias-found").row(t, "sex = f"), "|"); got != "sex = f|·|too few people" {
		t.Errorf("what rests on few people: %s", got)
	}
	f.recognisedFault = study.Problem{Where: clean.MatchesFile, What: "line 3 is no decision", Do: "correct it"}
	if text := parsed(t, b.get("/panel/codes?lang=en")).text(); !strings.Contains(text, "line 3 is no decision") {
		t.Error("what hinders the comparison is not told")
	}
}

func TestAStudyWithoutCodesIsToldHowToAskForThem(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	if text := parsed(t, b.get("/panel/codes?lang=en")).text(); !strings.Contains(text, "recognition: on: true") {
		t.Errorf("the page does not say how: %s", text)
	}
	f.coded()
	f.recognised.Suggested, f.recognised.Test = nil, recognition.Test{}
	if text := parsed(t, b.get("/panel/codes?lang=en")).text(); !strings.Contains(text, "There is nothing to suggest.") || !strings.Contains(text, "it is not known how many codes stay the same") {
		t.Errorf("without anything to suggest: %s", text)
	}
	f.study.Waves = f.study.Waves[:1]
	if text := parsed(t, b.get("/panel/codes?lang=en")).text(); !strings.Contains(text, "this study has one") {
		t.Errorf("with one wave: %s", text)
	}
}
