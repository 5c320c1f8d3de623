package desk

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"sojourn/handover"
	"sojourn/panel"
	"sojourn/study"
)

// drawings is the part of the fake that draws.
type drawings struct {
	quotas     []panel.Account
	quotaFault error
	drawn      []Drawn
}

func (d *drawings) Eligible() ([]panel.Account, error) { return d.quotas, d.quotaFault }

func (d *drawings) DrawPeople(seed uint64) error {
	d.drawn = append(d.drawn, Drawn{ID: fmt.Sprint("drawing", seed), Day: "2022-10-01", Seed: seed, Cut: strings.Repeat("c", 64),
		Groups: []panel.Account{{Name: "georgia", People: 5, Eligible: 40, Drawn: 2}}, Marks: []handover.Mark{"bmark", "amark"}})
	return nil
}

func (d *drawings) Drawings() ([]Drawn, error) { return d.drawn, nil }

func (d *drawings) UndoDrawing(id string) error {
	n := len(d.drawn)
	if d.drawn = slices.DeleteFunc(d.drawn, func(o Drawn) bool { return o.ID == id }); len(d.drawn) == n {
		return study.ErrNotFound
	}
	return nil
}

func TestPeopleAreDrawnForInterviewsAndTheDrawingIsUndone(t *testing.T) {
	f := newFake(t)
	b := visit(t, f)
	if text := parsed(t, b.get("/panel/interviews?lang=en")).text(); !strings.Contains(text, "quota.yaml") || !strings.Contains(text, "Nobody has been drawn yet") {
		t.Error("without quotas the page does not say how to begin")
	}
	f.quotas = []panel.Account{{Name: "georgia", Where: "${country_w1} = 'GE'", People: 5, Eligible: 40}, {Name: "young", Where: "${age_w1} < 25", People: 5, Eligible: 3}}
	p := parsed(t, b.get("/panel/interviews?lang=en"))
	rows := p.byID(t, "quotas").rows()
	if got := strings.Join(rows[len(rows)-1], "|"); got != "young|${age_w1} < 25|5|3|fewer than wanted" {
		t.Errorf("the second quota: %s", got)
	}
	post := func(path, form string) int {
		return b.send(ours(httptest.NewRequest(http.MethodPost, path, strings.NewReader(form)))).Code
	}
	if code := post("/panel/interviews/draw", "seed=half+a+dozen"); code == http.StatusSeeOther || len(f.drawn) > 0 {
		t.Errorf("drawn by a number that is none: %d", code)
	}
	if code := post("/panel/interviews/draw", "seed=7"); code != http.StatusSeeOther || len(f.drawn) != 1 {
		t.Fatalf("drawing: %d, %d drawings", code, len(f.drawn))
	}
	text := parsed(t, b.get("/panel/interviews?lang=en")).text()
	for _, want := range []string{"2 people, with the number 7, from the cut cccccccccccc", "amark bmark", "Undo this drawing"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	w := b.get("/panel/interviews/drawing7.jsonl")
	chosen, err := handover.ReadSelection(w.Body, f.study.ID)
	if err != nil || !slices.Equal(chosen.Marks, []handover.Mark{"amark", "bmark"}) {
		t.Errorf("the file for the custodian: %+v, %v", chosen, err)
	}
	if code := b.get("/panel/interviews/other.jsonl").Code; code != http.StatusNotFound {
		t.Errorf("a drawing that there is not: %d", code)
	}
	if code := post("/panel/interviews/undo", "drawing=drawing7"); code != http.StatusSeeOther || len(f.drawn) != 0 {
		t.Errorf("undoing: %d, %d drawings left", code, len(f.drawn))
	}
	if code := post("/panel/interviews/undo", "drawing=drawing7"); code != http.StatusNotFound {
		t.Errorf("undoing twice: %d", code)
	}
	f.quotas, f.quotaFault = nil, study.Problem{Where: "quota.yaml", What: "the condition cannot be used", Do: "correct it"}
	if text := parsed(t, b.get("/panel/interviews?lang=en")).text(); !strings.Contains(text, "the condition cannot be used") {
		t.Error("a quota that cannot be used is not named")
	}
}
