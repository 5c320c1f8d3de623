package attrition

import (
	"math"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/panel"
	"sojourn/study"
	"sojourn/weight"
)

// group is so many people of one sex who went so far.
type group struct {
	people  int
	sex     string
	invited bool
	back    bool
}

// world makes the linked data of a panel: of 100 women 80 were invited and 60
// came back, of 100 men 60 and 20.
func world(t *testing.T, groups ...group) (*study.Study, *dataset.Dataset) {
	t.Helper()
	if groups == nil {
		groups = []group{{60, "f", true, true}, {20, "f", true, false}, {20, "f", false, false}, {20, "m", true, true}, {40, "m", true, false}, {40, "m", false, false}}
	}
	n := 0
	for _, g := range groups {
		n += g.people
	}
	list := func(name string, codes ...string) *dataset.CodeList {
		l := &dataset.CodeList{Name: name}
		for _, c := range codes {
			l.Categories = append(l.Categories, dataset.Category{Code: c, Label: study.Text{"en": c}})
		}
		return l
	}
	var outcomes []string
	for _, d := range panel.Dispositions() {
		outcomes = append(outcomes, d.String())
	}
	d := dataset.New(n)
	column := func(item string, w study.WaveID, l *dataset.CodeList) *dataset.Column {
		c := dataset.NewColumn(dataset.Variable{Name: dataset.InWave(item, w), Item: item, Wave: w, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: l}, n, dataset.Present)
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	first, second := column(clean.DispositionItem, 1, list("d", outcomes...)), column(clean.DispositionItem, 2, list("d", outcomes...))
	invited, sex := column(clean.InvitedItem, 2, list("i", "no", "yes")), column("sex", 1, list("sex", "f", "m"))
	row := 0
	for _, g := range groups {
		for range g.people {
			first.Codes[row], second.Codes[row] = uint16(panel.Complete), uint16(panel.NonContact)
			if g.back {
				second.Codes[row] = uint16(panel.Complete)
			}
			if g.invited {
				invited.Codes[row] = 1
			}
			if g.sex == "m" {
				sex.Codes[row] = 1
			}
			row++
		}
	}
	s := &study.Study{ID: "exile", Languages: []study.Lang{"en"}, Samples: []study.Sample{{Name: "all", Waves: []study.WaveID{1}, Min: 1}},
		Waves: []study.Wave{{Number: 1}, {Number: 2}}, Completion: study.Completion{Partial: 0.5, Complete: 0.8}}
	return s, d
}

func TestWhoIsLostIsToldStageByStage(t *testing.T) {
	s, d := world(t)
	losses, err := Losses(estimate.New(s, "cut", d, nil), Question{Sample: "all", From: 1, To: 2, Items: []string{"sex"}, Invited: true})
	if err != nil {
		t.Fatal(err)
	}
	// Shares of women: invited 80/140, not 20/60; back 60/80, lost 20/60; back 60/80, lost 40/120.
	want := []struct {
		stage        string
		rate         float64
		stayed, lost float64
	}{{Contact, 140. / 200, 80. / 140, 20. / 60}, {Return, 80. / 140, 60. / 80, 20. / 60}, {Whole, 80. / 200, 60. / 80, 40. / 120}}
	if len(losses) != len(want) {
		t.Fatalf("%d stages", len(losses))
	}
	for i, w := range want {
		l := losses[i]
		line := l.Items[0].Lines[0]
		stayed, lost := l.Items[0].Stayed.Cells[line.Stayed].Value, l.Items[0].Lost.Cells[line.Lost].Value
		d := (w.stayed - w.lost) / math.Sqrt((w.stayed*(1-w.stayed)+w.lost*(1-w.lost))/2)
		if l.Stage != w.stage || !near(l.Rate.Cells[0].Value, w.rate) || !near(stayed, w.stayed) || !near(lost, w.lost) || !near(line.D, d) || line.Category.Value != "f" {
			t.Errorf("%s: rate %v, women %v and %v, difference %v; want %+v and %v", l.Stage, l.Rate.Cells[0].Value, stayed, lost, line.D, w, d)
		}
		// One answer of two categories: the curve has one corner, and its area is (1 + difference of the shares)/2.
		if area := (1 + w.stayed - w.lost) / 2; l.Joint == nil || l.Joint.P > 0.01 || !near(l.AUC, area) {
			t.Errorf("%s: joint test %+v, area %v; want %v, %v", l.Stage, l.Joint, l.AUC, area, l.Refused)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestWhereNobodyWasInvitedOrNobodyLostTheRestIsToldStill(t *testing.T) {
	s, d := world(t, group{30, "f", false, true}, group{30, "m", false, true})
	losses, err := Losses(estimate.New(s, "cut", d, nil), Question{Sample: "all", From: 1, To: 2, Items: []string{"sex"}})
	if err != nil || len(losses) != 1 || losses[0].Stage != Whole {
		t.Fatalf("%d stages, %v", len(losses), err)
	}
	if l := losses[0]; l.Refused == nil || l.Joint != nil || l.Rate.Cells[0].Value != 1 || len(l.Items[0].Lines) != 0 {
		t.Errorf("where everybody came back: %+v", l)
	}
	if _, err := Losses(estimate.New(s, "cut", d, nil), Question{Sample: "all", From: 1, To: 2}); err == nil {
		t.Error("without an answer to compare by")
	}
}

func TestTheWeightsItProposesMakeUpForTheLoss(t *testing.T) {
	s, d := world(t)
	q := Question{Sample: "all", From: 1, To: 2, Items: []string{"sex"}, Invited: true}
	text := strings.Replace("weights:\n"+q.Recipe("came_back"), "classes: 5", "classes: 2", 1) // sex makes two groups
	recipes, err := weight.ParseSets([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	sets, ps := estimate.Weigh(recipes, s, d)
	if err := ps.Err(); err != nil {
		t.Fatal(err)
	}
	e, err := estimate.New(s, "cut", d, sets).Estimate(estimate.Spec{Name: "sex", Measure: estimate.Share, Sample: "all", Item: "sex", Waves: []study.WaveID{1}, Weight: "came_back"})
	if err != nil || !near(e.Cells[0].Value, 0.5) || e.Cells[0].N != 80 {
		t.Errorf("the share of women among those who came back, weighted: %+v, %v; want one half of 80 people", e.Cells[0], err)
	}
}
