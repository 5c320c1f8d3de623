package desk

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/panel"
)

func TestAChangedThresholdIsToldByName(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	if text := parsed(t, b.get("/cleaning?lang=en")).text(); strings.Contains(text, "no longer those") {
		t.Error("rules that did not change are called changed")
	}
	f.stale = []clean.Change{{Part: clean.File, Name: "young", How: clean.Changed}}
	if text := parsed(t, b.get("/cleaning?lang=en")).text(); !strings.Contains(text, "no longer those") || !strings.Contains(text, "clean.yaml · young : changed") {
		t.Errorf("a changed threshold reads %s", text)
	}
}

func TestTheFlowIsDrawnAndTheFunnelEndsWithTheCleanResponses(t *testing.T) {
	f := newFake(t)
	f.cut.Logs[0].Tallies[0].Removed, f.cut.Logs[0].Tallies[0].Caught, f.cut.Logs[0].Tallies[0].Left = 40, 44, 200
	p := parsed(t, visit(t, f).get("/cleaning?lang=en"))
	if charts := p.all("figure"); len(charts) == 0 || !strings.Contains(charts[0].text(), "after too_incomplete") || !strings.Contains(charts[0].text(), "200") {
		t.Errorf("%d flows are drawn", len(charts))
	}
}

func TestSomebodyDecidesAboutAResponseByNameAndReason(t *testing.T) {
	f := newFake(t)
	f.cut.Logs[1].Flagged = []clean.Marked{{Response: "0123456789ab", Rules: []string{"young"}, Answered: 0.5, Seconds: 321}}
	b := visit(t, f)
	p := parsed(t, b.get("/cleaning/responses?wave=2&lang=en"))
	if row := p.byID(t, "flagged").row(t, "0123456789ab"); strings.Join(row[1:], " ") != "young 50% 321 as ruled" {
		t.Errorf("the row reads %v", row)
	}
	form := url.Values{"wave": {"2"}, "response": {" 0123456789ab "}, "verdict": {"keep"}, "by": {"М."}, "why": {"говорили с человеком"}}
	w := b.send(ours(httptest.NewRequest(http.MethodPost, "/cleaning/decide", strings.NewReader(form.Encode()))))
	want := clean.Decision{Wave: 2, Response: "0123456789ab", Verdict: clean.Keep, By: "М.", On: "2022-09-06", Why: "говорили с человеком"}
	if w.Code != http.StatusSeeOther || len(f.decisions) != 1 || f.decisions[0] != want {
		t.Errorf("answered %d, written down %+v", w.Code, f.decisions)
	}
	foreign := httptest.NewRequest(http.MethodPost, "/cleaning/decide", strings.NewReader(form.Encode()))
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := b.send(foreign); w.Code != http.StatusForbidden || len(f.decisions) != 1 {
		t.Errorf("a form from elsewhere is answered %d", w.Code)
	}
}

func TestAnEstimateIsShownWithoutEachRule(t *testing.T) {
	p := parsed(t, visit(t, newFake(t)).get("/cleaning/effect?estimate=mood_mean&lang=en"))
	rows := p.byID(t, "effects").rows()
	if len(rows) != 3 || !strings.Contains(rows[0][3], "without young back: 3") || rows[1][3] != "–" && rows[1][3] != "—" || !strings.Contains(rows[1][4], "0.5 SE") {
		t.Errorf("the table reads %q", rows)
	}
}

func TestTwoCutsAreComparedOnAPage(t *testing.T) {
	f := newFake(t)
	f.difference = clean.Difference{Answers: true, Came: 3, Parts: []clean.Change{{Part: clean.File, Name: "young", How: clean.Added}},
		Moves: []clean.Move{{Wave: 1, From: panel.Complete, To: panel.Ineligible, People: 7}},
		Variables: []clean.VariableChange{{Name: "mood_w1", How: clean.Changed, N: clean.Pair{240, 233}, Cells: 7,
			Missing: []clean.Part{{Name: "not_in_wave", Pair: clean.Pair{0, 7}}}}}}
	p := parsed(t, visit(t, f).get("/cleaning/cuts?lang=en&from="+earlierCut+"&to="+f.cut.Hash))
	text := p.text()
	for _, want := range []string{"The open answers are not the same", "young : new", "only in the second: 3", "complete ineligible 7", "mood_w1 240 233 changed, cells: 7", "not_in_wave 0 7"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page: %s", want, text)
		}
	}
}

func TestADerivedVariableShowsItsFormulaAndWordsOfRespondentsStayHidden(t *testing.T) {
	f := newFake(t)
	c := dataset.NewColumn(dataset.Variable{Name: "tale", Label: both("Tale", "Рассказ"), Kind: dataset.Words, Formula: "concat(${story_w1}, '!')",
		Universe: both("Everybody of wave 1", "Все из волны 1")}, f.cut.Data.Rows, dataset.Present)
	for row := range c.Texts {
		c.Texts[row] = secret
	}
	if err := f.cut.Data.Add(c); err != nil {
		t.Fatal(err)
	}
	text := parsed(t, visit(t, f).get("/data/tale?lang=en")).text()
	if !strings.Contains(text, "concat(${story_w1}, '!')") || !strings.Contains(text, "Everybody of wave 1") {
		t.Errorf("the page does not say how it was derived: %s", text)
	}
	if strings.Contains(text, secret) {
		t.Error("what respondents wrote is shown")
	}
}
