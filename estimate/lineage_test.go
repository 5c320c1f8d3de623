package estimate_test

import (
	"math"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/instrument"
	"sojourn/study"
)

// learners answered about learning the language in two waves. The second split
// the learning in two and asked about work under another name.
func learners(t *testing.T) *people {
	return newPeople(t, 8).took("1", "x x x x x x x x").took("2", "x x x x x x x x").took("3", "o o o o o o o o").
		column("learn_w1", "speak learn no", "speak learn learn no no no no no").
		column("learn_w2", "speak effort irregular no", "speak effort irregular effort no no no irregular").
		column("job_w1", "own free hired", "own free hired hired own free hired hired").
		column("work_w2", "free hired", "free free hired hired hired free hired free")
}

const changes = `
lineage:
  - item: learning
    from: {item: learn, wave: 1}
    to: {item: learn, waves: [2]}
    change: [categories]
    recode: {speak: speak, effort: learn, irregular: learn, "no": "no"}
    note: {en: Wave 2 split learning in two., ru: В волне 2 обучение разделено.}
  - item: work
    from: {item: job, wave: 1}
    to: {item: work, waves: [2]}
    change: [categories, wording]
    recode_from: {own: free}
    note: {en: Own business and freelance are one later.}
`

func under(t *testing.T, p *people, lineage string) *estimate.Engine {
	t.Helper()
	l, err := instrument.ParseLineage([]byte(lineage))
	if err != nil {
		t.Fatal(err)
	}
	return p.engine(nil).Under(l)
}

func estimateOf(t *testing.T, e *estimate.Engine, spec estimate.Spec) estimate.Estimate {
	t.Helper()
	got, err := e.Estimate(spec)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestATrendCarriesTheNoteOfWhatChangedBetweenItsWaves(t *testing.T) {
	e := under(t, learners(t), changes)
	for _, tt := range []struct {
		name string
		spec estimate.Spec
		want bool
	}{
		{"over the change", estimate.Spec{Name: "a", Measure: estimate.Share, Item: "learn", Waves: []study.WaveID{1, 2}, Sample: "panel"}, true},
		{"as a difference", estimate.Spec{Name: "a", Measure: estimate.Difference, Item: "learn", Categories: []string{"learn"}, Waves: []study.WaveID{1, 2}, Sample: "panel"}, true},
		{"as a transition", estimate.Spec{Name: "a", Measure: estimate.Transition, From: &estimate.Point{Item: "learn", Wave: 1}, To: &estimate.Point{Item: "learn", Wave: 2}, Sample: "panel"}, true},
		{"in one wave", estimate.Spec{Name: "a", Measure: estimate.Share, Item: "learn", Waves: []study.WaveID{2}, Sample: "panel"}, false},
	} {
		got := estimateOf(t, e, tt.spec)
		carried := len(got.Notes) > 0 && got.Notes[0].In("ru") == "В волне 2 обучение разделено."
		if carried != tt.want {
			t.Errorf("%s: the notes are %v", tt.name, got.Notes)
		}
	}
}

func TestANoteThatTheTeamWroteItselfIsNotSaidTwice(t *testing.T) {
	note := study.Text{"en": "Wave 2 split learning in two.", "ru": "В волне 2 обучение разделено."}
	got := estimateOf(t, under(t, learners(t), changes), estimate.Spec{Name: "a", Measure: estimate.Share, Item: "learn", Waves: []study.WaveID{1, 2}, Sample: "panel", Note: note})
	if len(got.Notes) != 1 {
		t.Errorf("the notes are %v", got.Notes)
	}
}

func TestCategoriesThatWereSplitAreJoinedInATrend(t *testing.T) {
	p := learners(t)
	spec := estimate.Spec{Name: "a", Measure: estimate.Share, Item: "learn", Waves: []study.WaveID{1, 2}, Sample: "panel"}
	if _, err := p.engine(nil).Estimate(spec); err == nil {
		t.Error("without a lineage the categories differ, and the trend is refused")
	}
	got := estimateOf(t, under(t, p, changes), spec)
	if first, later := cell(t, got, "wave=1", "category=learn"), cell(t, got, "wave=2", "category=learn"); first.Count != 2 || later.Count != 4 {
		t.Errorf("%d were learning and then %d, want 2 and 4", first.Count, later.Count)
	}
	if len(got.Spec.Recoded) != 2 || got.Spec.Recoded[1].Code["effort"] != "learn" {
		t.Errorf("the number does not say what was recoded: %v", got.Spec.Recoded)
	}
	other := estimateOf(t, under(t, p, strings.Replace(changes, "irregular: learn", `irregular: "no"`, 1)), spec)
	if other.ID == got.ID {
		t.Error("another recode gives the same id")
	}
}

func TestAnItemOfAnotherNameIsCalledByItsLineage(t *testing.T) {
	got := estimateOf(t, under(t, learners(t), changes), estimate.Spec{Name: "a", Measure: estimate.Share, Item: "work", Waves: []study.WaveID{1, 2}, Sample: "panel"})
	if first, later := cell(t, got, "wave=1", "category=free"), cell(t, got, "wave=2", "category=free"); first.Count != 4 || later.Count != 4 {
		t.Errorf("%d and %d are free, want 4 and 4", first.Count, later.Count)
	}
}

func TestWhatIsNotComparableGivesNoTrend(t *testing.T) {
	apart := strings.Replace(strings.Replace(changes, `    recode: {speak: speak, effort: learn, irregular: learn, "no": "no"}`+"\n", "    comparable: false\n", 1), "learn in two", "learn", 1)
	e := under(t, learners(t), apart)
	_, err := e.Estimate(estimate.Spec{Name: "a", Measure: estimate.Share, Item: "learn", Waves: []study.WaveID{1, 2}, Sample: "panel"})
	if err == nil || !strings.Contains(err.Error(), "not comparable") {
		t.Errorf("the trend is given: %v", err)
	}
	one := estimate.Spec{Name: "b", Measure: estimate.Share, Item: "learn", Waves: []study.WaveID{2}, Sample: "panel", Categories: []string{"no"}}
	estimateOf(t, e, one)
	before := one
	before.Waves = []study.WaveID{1}
	_, err = e.Estimate(estimate.Spec{Name: "c", Measure: estimate.Contrast, Expression: "b - a", Sample: "panel",
		Parts: []estimate.Part{{Name: "a", Spec: &before}, {Name: "b", Spec: &one}}})
	if err == nil || !strings.Contains(err.Error(), "not comparable") {
		t.Errorf("a contrast passes over what is not comparable: %v", err)
	}
}

func TestAConditionSeesTheAnswersAsTheyWereGiven(t *testing.T) {
	got := estimateOf(t, under(t, learners(t), changes), estimate.Spec{Name: "a", Measure: estimate.Count, Item: "learn", Waves: []study.WaveID{1, 2}, Sample: "panel", Where: "${learn_w2} = 'effort'"})
	if c := cell(t, got, "wave=2", "category=learn"); c.Count != 2 {
		t.Errorf("%d of 2 people with much effort are found", c.Count)
	}
}

func TestAModelOverWavesHasTheCategoriesOfTheLineage(t *testing.T) {
	p := learners(t)
	spec := estimate.Spec{Name: "a", Measure: estimate.Regression, Waves: []study.WaveID{1, 2}, Sample: "panel", Model: &estimate.Model{Formula: "is(learn, learn) ~ wave"}}
	if _, err := p.engine(nil).Estimate(spec); err == nil || !strings.Contains(err.Error(), "different categories") {
		t.Errorf("without a lineage the categories differ, and the model is refused: %v", err)
	}
	got := estimateOf(t, under(t, p, changes), spec)
	if first, more := cell(t, got, "term=(intercept)"), cell(t, got, "term=wave[2]"); math.Abs(first.Value-2.0/8) > 1e-12 || math.Abs(more.Value-2.0/8) > 1e-12 {
		t.Errorf("a share of %v was learning, and %v more later; want a quarter and another", first.Value, more.Value)
	}
	if len(got.Notes) == 0 || got.Notes[0].In("ru") != "В волне 2 обучение разделено." || len(got.Spec.Recoded) != 2 {
		t.Errorf("the model does not say what changed: %v, %v", got.Notes, got.Spec.Recoded)
	}
	spec.Model = &estimate.Model{Formula: "is(work, free) ~ wave"}
	if free := cell(t, estimateOf(t, under(t, p, changes), spec), "term=(intercept)"); math.Abs(free.Value-.5) > 1e-12 {
		t.Errorf("a share of %v is free in wave 1, want a half: own business is one with it later", free.Value)
	}
}

func TestATestOfChangeHasTheCategoriesOfTheLineage(t *testing.T) {
	p := learners(t)
	spec := estimate.Spec{Name: "a", Measure: estimate.Testing, Test: "bowker", Sample: "panel", From: &estimate.Point{Item: "work", Wave: 1}, To: &estimate.Point{Item: "work", Wave: 2}}
	if _, err := p.engine(nil).Estimate(spec); err == nil {
		t.Error("without a lineage there is no work in wave 1, and the test is refused")
	}
	got := estimateOf(t, under(t, p, changes), spec)
	// One person who was free is hired, and one who was hired is free.
	if c := got.Cells[0]; c.N != 8 || c.Test.Statistic != 0 || c.Test.DF != 1 || len(got.Spec.Recoded) != 2 {
		t.Errorf("the test is of %d people, %+v, recoded %v", c.N, *c.Test, got.Spec.Recoded)
	}
}
