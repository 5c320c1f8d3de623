package desk

import (
	"fmt"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/fieldwork"
	"sojourn/panel/snowball"
	"sojourn/study"
)

// grownUp is the part of the fake whose sample grew by links.
type grownUp struct {
	people      []snowball.Person
	grownByItem string // the item by which groups were asked for last
}

func (g *grownUp) Recruited(w study.WaveID, item string) (*snowball.Tree, error) {
	if item == "nothing" {
		return nil, study.Problem{Severity: study.Error, Where: "wave 2", Column: item, What: "the cut has no such item that takes one category", Do: "name an item as the questionnaire does"}
	}
	g.grownByItem = item
	return snowball.Grow(g.people)
}

// referred turns referral links on in the fake: in the second wave so many
// people recruited the next but one.
func (f *fake) referred(t testing.TB, people int) {
	t.Helper()
	f.study.Snowball = study.Snowball{On: true, Coupons: 3, Network: "age"}
	name := dataset.InWave(fieldwork.RecruiterItem, 2)
	if _, err := f.cut.Data.Column(name); err != nil {
		c := &dataset.Column{Variable: dataset.Variable{Name: name, Item: fieldwork.RecruiterItem, Wave: 2, Kind: dataset.Words}}
		c.Texts, c.Missing = make([]string, f.cut.Data.Rows), make([]dataset.Missing, f.cut.Data.Rows)
		if err := f.cut.Data.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	f.people = nil
	for i := range people {
		p := snowball.Person{ID: fmt.Sprint(i), Group: []string{"f", "m"}[i/2%2], Channel: "friends"}
		if i >= 24 {
			p.Recruiter = fmt.Sprint(i - 24)
		} else if i < 11 {
			p.Channel = ""
		}
		f.people = append(f.people, p)
	}
}

func TestTheTreeIsToldWithoutAnyNumberOfFew(t *testing.T) {
	f := newFake(t)
	f.referred(t, 59)
	p := parsed(t, visit(t, f).get("/panel/snowball?by=sex&lang=en"))
	for table, want := range map[string]string{
		"steps":     "0 24 1 24 2 11",
		"recruited": "0 24 1 35",
		"channels":  "no channel 33 2 Friends 26 1",
	} {
		var got []string
		for _, r := range p.byID(t, table).rows()[1:] {
			got = append(got, r...)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", table, got, want)
		}
	}
	for _, want := range []string{"59 people: 24 came by themselves, 35 by the link of somebody in the sample.", "none can be told of", "sojourn snowball rds FOLDER --wave 2"} {
		if !strings.Contains(p.text(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if f.grownByItem != "sex" {
		t.Errorf("groups were asked for by %q", f.grownByItem)
	}
	if rows := p.byID(t, "mixing").rows(); rows[0][1] != "is f" || rows[1][0] != "is f" {
		t.Errorf("who recruited whom: %v", rows)
	}
	f.referred(t, 50) // two people took two steps
	p = parsed(t, visit(t, f).get("/panel/snowball?lang=en"))
	if row := p.byID(t, "steps").rows(); strings.Join(row[len(row)-1], " ") != "1 or more 26" {
		t.Errorf("steps: %v", row)
	}
	for _, r := range p.byID(t, "channels").rows()[1:] {
		if r[2] != "1 or more" {
			t.Errorf("a channel tells of a step that two people took: %v", r)
		}
	}
	f.referred(t, 7)
	if text := parsed(t, visit(t, f).get("/panel/snowball?lang=en")).text(); !strings.Contains(text, "7 people: too few to tell more.") {
		t.Errorf("of seven people the page tells: %s", text)
	}
}

func TestAStudyWithoutReferralLinksIsToldHowToHaveThem(t *testing.T) {
	f := newFake(t)
	if text := parsed(t, visit(t, f).get("/panel/snowball?lang=en")).text(); !strings.Contains(text, "snowball: {on: true") {
		t.Errorf("the page does not say how: %s", text)
	}
	f.study.Snowball.On = true
	if text := parsed(t, visit(t, f).get("/panel/snowball?lang=en")).text(); !strings.Contains(text, "Make a cut after the next sync.") {
		t.Errorf("without a wave: %s", text)
	}
	f.referred(t, 0)
	if text := parsed(t, visit(t, f).get("/panel/snowball?lang=en")).text(); !strings.Contains(text, "Nobody's answers of this wave stand yet.") {
		t.Errorf("without anybody: %s", text)
	}
}
