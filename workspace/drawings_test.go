package workspace

import (
	"errors"
	"slices"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/study"
)

// tenAdults is a cut of ten people of thirty.
func tenAdults(t *testing.T) *clean.Cut {
	t.Helper()
	d := dataset.New(10)
	who := dataset.NewColumn(dataset.Variable{Name: clean.PanelistColumn, Kind: dataset.Words}, 10, dataset.Present)
	age := dataset.NewColumn(dataset.Variable{Name: "age_w1", Kind: dataset.Numeric}, 10, dataset.Present)
	for row := range 10 {
		who.Texts[row], age.Numbers[row] = string(rune('a'+row)), 30
	}
	if err := errors.Join(d.Add(who), d.Add(age)); err != nil {
		t.Fatal(err)
	}
	return &clean.Cut{Hash: "0123456789abcdef", Data: d}
}

func TestADrawingIsKeptGivenAgainAndUndone(t *testing.T) {
	p := newRig(t).project
	cut := tenAdults(t)
	q := panel.Quota{Consent: "${age_w1} = 30", Groups: []panel.Group{{Name: "adults", Where: "${age_w1} >= 18", People: 4}}}
	draw := func(seed uint64) Drawn {
		t.Helper()
		d, err := p.DrawPeople(cut, q, "quota.yaml", seed, "2022-10-01")
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := draw(7)
	if len(first.Marks) != 4 || first.Groups[0] != (panel.Account{Name: "adults", Where: "${age_w1} >= 18", People: 4, Eligible: 10, Drawn: 4}) || first.Seed != 7 {
		t.Errorf("the first drawing: %+v", first)
	}
	if again := draw(7); !slices.Equal(again.Marks, first.Marks) {
		t.Error("the same cut, quota and seed draw other people")
	}
	second := draw(8)
	if second.Groups[0].Eligible != 6 || slices.ContainsFunc(second.Marks, func(m handover.Mark) bool { return slices.Contains(first.Marks, m) }) {
		t.Errorf("somebody is drawn twice: %+v", second)
	}
	if all, err := p.Drawings(); err != nil || len(all) != 2 {
		t.Errorf("%d drawings are kept, %v", len(all), err)
	}
	if err := p.UndoDrawing(first.ID); err != nil {
		t.Fatal(err)
	}
	if err := p.UndoDrawing(first.ID); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("undone twice: %v", err)
	}
	if back := draw(9); back.Groups[0].Eligible != 6 {
		t.Errorf("after undoing, %d could be drawn, want 6", back.Groups[0].Eligible)
	}
	if _, err := p.DrawPeople(cut, panel.Quota{Consent: "${age_w1} = 31", Groups: q.Groups}, "quota.yaml", 1, "2022-10-01"); err == nil {
		t.Error("an empty drawing is kept")
	}
}
