package estimate_test

import (
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
)

func harmonised(t *testing.T, e *estimate.Engine) estimate.Harmonised {
	t.Helper()
	h, err := e.Harmonised()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestLinkedDataHaveAVariableOfCommonCategoriesBesideEachRecodedQuestion(t *testing.T) {
	p := learners(t)
	h := harmonised(t, under(t, p, changes))
	var names []string
	for _, c := range h.Data.Columns {
		names = append(names, c.Name)
	}
	order := "learn_w1 learning_h_w1 learn_w2 learning_h_w2 job_w1 work_h_w1 work_w2 work_h_w2"
	if got := strings.Join(names[3:], " "); got != order {
		t.Errorf("the variables are %s, want %s", got, order)
	}
	for name, want := range map[string]string{
		"learn_w2":      "speak effort irregular effort no no no irregular",
		"learning_h_w1": "speak learn learn no no no no no",
		"learning_h_w2": "speak learn learn learn no no no learn",
		"work_h_w1":     "free free hired hired free free hired hired",
		"work_h_w2":     "free free hired hired hired free hired free",
	} {
		c, err := h.Data.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for row := range h.Data.Rows {
			got = append(got, c.CodeAt(row))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is %s, want %s", name, strings.Join(got, " "), want)
		}
		if strings.Contains(name, "_h_") && (c.Item != "" || !strings.HasPrefix(c.Label.In("en"), "Over all waves: About ")) {
			t.Errorf("%s is of item %q and labelled %q", name, c.Item, c.Label)
		}
	}
	if note := h.Notes["work_h"]; !strings.Contains(note.In("en"), "Wave 1: own → free. Own business and freelance are one later.") || !strings.Contains(note.In("ru"), "Волна 1: own → free") {
		t.Errorf("the note of work_h is %q", note)
	}
}

func TestLinkedDataStayAsAskedWhereTheLineageDeclinesCommonCategories(t *testing.T) {
	p := learners(t)
	if h := harmonised(t, under(t, p, "harmonise: false\n"+changes)); len(h.Data.Columns) != len(p.d.Columns) || len(h.Notes) > 0 {
		t.Errorf("%d variables of %d, notes %v", len(h.Data.Columns), len(p.d.Columns), h.Notes)
	}
	never := strings.Replace(changes, "recode_from: {own: free}", "recode_from: {own: free}\n    comparable: false", 1)
	if _, err := harmonised(t, under(t, p, never)).Data.Column("work_h_w1"); err == nil {
		t.Error("what is not comparable is harmonised")
	}
}

func TestAVariableThatIsInTheWayOfCommonCategoriesIsNamed(t *testing.T) {
	p := learners(t).number("work_h_w2", 1, 2, 3, 4, 5, 6, 7, 8)
	h := harmonised(t, under(t, p, changes))
	if len(h.Left) != 1 || h.Left[0].Column != "work" || !strings.Contains(h.Left[0].What, "work_h_w2") {
		t.Errorf("told is %v", h.Left)
	}
	if c, err := h.Data.Column("work_h_w2"); err != nil || c.Kind != dataset.Numeric {
		t.Errorf("the study's own variable is gone: %v", err)
	}
}

func TestOneEntryAboutSeveralQuestionsMakesEachOfThemComparable(t *testing.T) {
	p := newPeople(t, 2).took("1", "x x").took("2", "x x").
		column("calm_w1", "yes no", "yes no").column("glad_w1", "yes no", "no yes").
		column("calm_w2", "much some no", "some no").column("glad_w2", "much some no", "no much")
	h := harmonised(t, under(t, p, `
lineage:
  - item: moods
    from: {items: [calm, glad], wave: 1}
    to: {items: [calm, glad], wave: 2}
    change: [categories]
    recode: {much: "yes", some: "yes", "no": "no"}
    note: {en: Three steps later.}
`))
	for name, want := range map[string]string{"calm_h_w2": "yes no", "glad_h_w2": "no yes"} {
		c, err := h.Data.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.CodeAt(0) + " " + c.CodeAt(1); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
