package workspace

import (
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

func TestASnowballWithoutTheQuestionHowManyPeopleOneKnowsIsWarnedOf(t *testing.T) {
	in := &instrument.Instrument{Pages: []*instrument.Page{{Items: []*instrument.Item{{Name: "knows", Type: instrument.Integer}, {Name: "story", Type: instrument.Text}}}}}
	s := &study.Study{Waves: []study.Wave{{Number: 1, Doors: []study.Door{{}}}, {Number: 2, Imported: "other.yaml"}, {Number: 3}}}
	instruments := map[study.WaveID]*instrument.Instrument{1: in, 2: {}, 3: {}}
	for network, want := range map[string]string{"knows": "", "story": "takes a number", "friends": "wave 1 has no item", "": "is not named"} {
		s.Snowball = study.Snowball{On: true, Network: network}
		ps := networkProblems(s, instruments)
		if ps.Err() != nil || (len(ps) > 0) != (want != "") || want != "" && !strings.Contains(ps.Error(), want) {
			t.Errorf("%q: %v", network, ps)
		}
	}
	if s.Snowball.On = false; networkProblems(s, instruments) != nil {
		t.Error("a study without a snowball is warned")
	}
}

func TestWhoDoesNotSayHowManyTheyKnowIsLeftOutForR(t *testing.T) {
	d := dataset.New(4)
	words := func(name string, missing dataset.Missing, texts ...string) {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words}, 4, dataset.Present)
		for i, text := range texts {
			if c.Texts[i] = text; text == "" {
				c.Missing[i] = missing
			}
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	words(clean.PanelistColumn, 0, "p1", "p2", "p3", "p4")
	words("recruiter_w1", dataset.NotApplicable, "", "p1", "p2", "p2")
	referred := dataset.NewColumn(dataset.Variable{Name: "referred_w1", Kind: dataset.Categorical,
		Codes: &dataset.CodeList{Categories: []dataset.Category{{Code: "no"}, {Code: "yes"}}}}, 4, dataset.Present)
	knows := dataset.NewColumn(dataset.Variable{Name: "knows_w1", Kind: dataset.Numeric}, 4, dataset.Present)
	copy(knows.Numbers, []float64{5, 0, 7, 9})
	knows.Missing[3] = dataset.NotInWave
	referred.Missing[3] = dataset.NotInWave
	for _, c := range []*dataset.Column{referred, knows} {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	p := &Project{Study: &study.Study{Snowball: study.Snowball{On: true, Network: "knows"}}}
	r, err := p.Recruitment(&clean.Cut{Data: d}, 1, "")
	if err != nil || len(r.People) != 3 {
		t.Fatalf("%d people of the wave, %v", len(r.People), err)
	}
	s, left, err := r.Sample(nil, 3)
	if err != nil || left != 1 || len(s.People) != 2 || s.People[1].Recruiter != 0 {
		t.Errorf("%+v, %d left out, %v", s, left, err)
	}
	if _, err := p.Recruitment(&clean.Cut{Data: d}, 1, "knows"); err == nil {
		t.Error("a number was taken for groups")
	}
	if _, err := p.Recruitment(&clean.Cut{Data: d}, 2, ""); err == nil {
		t.Error("a wave that does not say who came by whom was taken")
	}
}
