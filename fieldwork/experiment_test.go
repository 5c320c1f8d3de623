package fieldwork_test

import (
	"testing"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/instrument/expr"
)

// TestAnExperimentIsDrawnOnceAndIsInTheData sends 40 people through a split of
// two pages; each sees one of them, also after coming back to a new version.
func TestAnExperimentIsDrawnOnceAndIsInTheData(t *testing.T) {
	in := small(t)
	in.Experiments = []*instrument.Experiment{{Name: "wording", Kind: instrument.Split, Arms: []instrument.Arm{{Code: "mild"}, {Code: "harsh"}}}}
	for _, arm := range []string{"mild", "harsh"} {
		shown, err := expr.Parse("${wording} = '" + arm + "'")
		if err != nil {
			t.Fatal(err)
		}
		in.Pages = append(in.Pages, &instrument.Page{Name: arm, Relevance: shown, Items: []*instrument.Item{{Name: "q_" + arm, Type: instrument.Text}}})
	}
	s := stageOf(t, in)
	second := *in
	second.Version = "2"
	saw := map[string]int{}
	var rows []fieldwork.Row
	for i := range 40 {
		token := s.start()
		s.save(token, "work", "work", "no")
		page := s.save(token, "end", "comment", "x")
		s.field(in, &second)
		if again, err := s.Show(ctx, token, ""); err != nil || again.Step.Page.Name != page {
			t.Fatalf("after coming back %s is shown, and it was %s (%v)", again.Step.Page.Name, page, err)
		}
		if next := s.save(token, page, "q_"+page, "y"); next != "" {
			t.Fatalf("after %s comes %s", page, next)
		}
		saw[page]++
		response := s.opened(len(s.envelopes) - 1)
		if got := response.Answers["wording"].Value(); got != page {
			t.Fatalf("person %d saw %s, and the sealed body says %q", i, page, got)
		}
		rows = append(rows, fieldwork.Row{Response: response})
	}
	if saw["mild"] < 5 || saw["harsh"] < 5 {
		t.Errorf("the arms were seen by %v", saw)
	}
	table, err := fieldwork.Tabulate(in, rows)
	if err != nil {
		t.Fatal(err)
	}
	column, err := table.Column("wording")
	if err != nil {
		t.Fatal(err)
	}
	for n := range rows {
		if column.Missing[n] != dataset.Present || column.CodeAt(n) != rows[n].Response.Answers["wording"].Value() {
			t.Errorf("row %d of the table has %q", n, column.CodeAt(n))
		}
	}
}
