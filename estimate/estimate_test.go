package estimate_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/study"
	"sojourn/weight"
)

func TestLifeSatisfactionOfThePublishedReport(t *testing.T) {
	p := newPeople(t, 1000).took("2", times("x", 1000)).
		column("life_w2", "1 2 3 4 5", times("1", 41, "2", 121, "3", 363, "4", 366, "5", 109))
	p.took("1", times("o", 1000)).took("3", times("o", 1000))
	c := p.estimate(estimate.Spec{Name: "life", Measure: estimate.Mean, Item: "life", Waves: []study.WaveID{2}, Sample: "all"}).Cells[0]
	if got := fmt.Sprintf("%.2f", c.Value); got != "3.38" {
		t.Errorf("the mean is %s, the report has 3.38", got)
	}
	if !(c.Low < c.Value && c.Value < c.High) || c.DF != 999 || c.N != 1000 {
		t.Errorf("%v to %v with %v degrees of freedom, n %d", c.Low, c.High, c.DF, c.N)
	}
}

// Error E1 of the published reports: shares computed over both waves pooled.
func TestEachWaveIsItsOwnHundredPercent(t *testing.T) {
	p := newPeople(t, 6).took("1", "x x x x o o").took("2", "o o x x x x").took("3", times("o", 6)).
		column("future_w1", "worse same better", "worse worse same better - -").
		column("future_w2", "worse same better", "- - better better worse .")
	e := p.estimate(estimate.Spec{Name: "future", Measure: estimate.Share, Item: "future", Waves: []study.WaveID{1, 2}, Sample: "all"})
	sums := map[string]float64{}
	for _, c := range e.Cells {
		sums[c.Key("wave")] += c.Value
	}
	if math.Abs(sums["1"]-1) > 1e-12 || math.Abs(sums["2"]-1) > 1e-12 {
		t.Errorf("the waves sum to %v", sums)
	}
	if got := cell(t, e, "wave=2", "category=better"); got.Value != 2.0/3 || got.Count != 2 || got.N != 3 {
		t.Errorf("better in wave 2 is %v, %d of %d", got.Value, got.Count, got.N)
	}
	if got := fmt.Sprint(e.Cells[0].Key("category"), e.Cells[1].Key("category"), e.Cells[2].Key("category")); got != "worsesamebetter" {
		t.Errorf("the categories stand as %s, not as in the codebook", got)
	}
	if e.SampleN != 6 || e.Title.In("en") != "About future_w1" || !e.Synthetic {
		t.Errorf("sample %d, title %v, synthetic %v", e.SampleN, e.Title, e.Synthetic)
	}
	if len(e.Notes) != 2 || !strings.Contains(e.Notes[0].In("en"), "September 2022: 1 person") {
		t.Errorf("the notes are %v", e.Notes)
	}
}

func TestATotalBaseCountsThoseWhoGaveNoAnswer(t *testing.T) {
	p := newPeople(t, 7).took("1", times("x", 6, "o", 1)).took("2", times("x", 7)).took("3", times("o", 7)).
		column("trust_w1", "yes no", "yes yes no . ? / -")
	e := p.estimate(estimate.Spec{Name: "trust", Measure: estimate.Share, Item: "trust", Waves: []study.WaveID{1}, Sample: "all", Base: estimate.Total})
	sum := 0.0
	for _, c := range e.Cells {
		sum += c.Value
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("the distribution sums to %v", sum)
	}
	if yes, dk := cell(t, e, "wave=1", "category=yes"), cell(t, e, "wave=1", "category=~dont_know"); yes.Value != 0.4 || dk.Value != 0.2 || yes.N != 5 {
		t.Errorf("yes %v, don't know %v of %d", yes.Value, dk.Value, yes.N)
	}
}

func TestNetsMultipleAnswersAndGroups(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).took("2", times("o", 6)).took("3", times("o", 6)).
		column("country_w1", "GE RS IL", "GE GE RS RS IL .").
		column("trust_w1", "1 2 3 4", "4 1 3 4 4 4").
		set("news_w1", "tg tv vk", "tg tg+tv tv none . tg")
	net := p.estimate(estimate.Spec{Name: "net", Measure: estimate.Share, Item: "trust", Waves: []study.WaveID{1}, Categories: []string{"3", "4"},
		By: "country", Groups: []string{"RS", "GE"}, Sample: "all"})
	if len(net.Cells) != 3 || net.Cells[0].Key("country") != "RS" || net.Cells[0].Value != 1 || cell(t, net, "wave=1", "country=GE").Value != 0.5 ||
		cell(t, net, "wave=1", "country=other").N != 1 {
		t.Errorf("%+v", net.Cells)
	}
	news := p.estimate(estimate.Spec{Name: "news", Measure: estimate.Share, Item: "news", Waves: []study.WaveID{1}, Sample: "all"})
	if tg, tv := cell(t, news, "wave=1", "category=tg"), cell(t, news, "wave=1", "category=tv"); tg.Value != 0.6 || tv.Value != 0.4 || tg.N != 5 {
		t.Errorf("tg %v, tv %v of %d", tg.Value, tv.Value, tg.N)
	}
}

func TestTooFewPeopleAreSaidToBeTooFew(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).took("2", times("o", 6)).took("3", times("o", 6)).
		column("country_w1", "GE RS IL", "GE GE GE GE GE RS").column("age_w1", "1 2 3", "1 2 3 1 2 3")
	e := p.estimate(estimate.Spec{Name: "age", Measure: estimate.Mean, Item: "age", Waves: []study.WaveID{1}, By: "country", Sample: "all"})
	one, none := cell(t, e, "wave=1", "country=RS"), cell(t, e, "wave=1", "country=IL")
	if one.State != estimate.NoInterval || one.Value != 3 || one.SE != 0 || one.Low != 0 || one.High != 0 {
		t.Errorf("one person: %+v", one)
	}
	if none.State != estimate.NoData || none.N != 0 || none.Value != 0 {
		t.Errorf("nobody: %+v", none)
	}
	if len(e.Notes) != 2 {
		t.Errorf("the notes are %v", e.Notes)
	}
}

func TestAShareOfNothingOrAllHasAnIntervalAndSaysWhich(t *testing.T) {
	p := newPeople(t, 40).took("1", times("x", 40)).took("2", times("o", 40)).took("3", times("o", 40)).
		column("fear_w1", "yes no", times("yes", 40))
	for _, method := range []string{"", "beta", "asin", "wald", "binomial-wald"} {
		e := p.estimate(estimate.Spec{Name: "fear", Measure: estimate.Share, Item: "fear", Waves: []study.WaveID{1}, Sample: "all", Interval: method})
		yes, no := e.Cells[0], e.Cells[1]
		if yes.Value != 1 || yes.High != 1 || !(yes.Low > 0.8 && yes.Low < 1) || no.Low != 0 || !(no.High > 0 && no.High < 0.2) {
			t.Errorf("%q: yes %v to %v, no %v to %v", method, yes.Low, yes.High, no.Low, no.High)
		}
		if !strings.Contains(yes.Method, "wilson") || !strings.Contains(fmt.Sprint(e.Notes), "Wilson") {
			t.Errorf("%q: the method is %q and the notes are %v", method, yes.Method, e.Notes)
		}
	}
}

// matrixA is the printed employment matrix of 494 people (wave 1 to 3).
var matrixA = map[string][]int{
	"RU": {53, 50, 10, 36, 6, 19, 29}, "INT": {10, 66, 0, 17, 2, 9, 8}, "NPO": {1, 4, 8, 6, 2, 3, 4},
	"FREE": {7, 11, 3, 72, 6, 13, 8}, "STUDY": {0, 1, 0, 2, 4, 3, 1}, "UNEMP": {0, 2, 0, 5, 5, 8, 0},
}

// moved are the people of matrixA, freelancing split over two categories in
// wave 1, and two who missed wave 3.
func moved(t *testing.T) *people {
	var before, after strings.Builder
	to := strings.Fields("RU INT NPO FREE STUDY UNEMP LOCAL")
	for _, from := range []string{"RU", "INT", "NPO", "FREE", "STUDY", "UNEMP"} {
		for j, n := range matrixA[from] {
			for k := range n {
				word := from
				if from == "FREE" && k%2 == 0 {
					word = "OWN"
				}
				fmt.Fprint(&before, word, " ")
				fmt.Fprint(&after, to[j], " ")
			}
		}
	}
	return newPeople(t, 496).took("1", times("x", 496)).took("2", times("o", 496)).took("3", times("x", 494, "o", 2)).
		column("work_w1", "RU INT NPO OWN FREE STUDY UNEMP", before.String()+"RU RU").
		column("work_w3", "RU INT NPO FREE STUDY UNEMP LOCAL", after.String()+"- -")
}

// Error E2 of the published reports: shares of all printed as shares of those
// who began there.
func TestATransitionIsOfAllOrOfTheOrigin(t *testing.T) {
	e := moved(t).estimate(estimate.Spec{Name: "work", Measure: estimate.Transition, Sample: "wave1",
		From: &estimate.Point{Item: "work", Wave: 1, Merge: map[string]string{"OWN": "FREE"}}, To: &estimate.Point{Item: "work", Wave: 3}})
	to := strings.Fields("RU INT NPO FREE STUDY UNEMP LOCAL")
	for from, row := range matrixA {
		for j, n := range row {
			c := cell(t, e, "from="+from, "to="+to[j], "of=count")
			if c.Value != float64(n) || c.N != 494 {
				t.Errorf("from %s to %s went %v of %d, printed are %d", from, to[j], c.Value, c.N, n)
			}
		}
	}
	origin, all := cell(t, e, "from=RU", "to=INT", "of=origin"), cell(t, e, "from=RU", "to=INT", "of=all")
	if fmt.Sprintf("%.1f %.1f", 100*origin.Value, 100*all.Value) != "24.6 10.1" || origin.N != 203 || origin.Count != 50 || origin.SE == 0 {
		t.Errorf("%v of the %d who began there, %v of all", origin.Value, origin.N, all.Value)
	}
	if total := cell(t, e, "of=count"); total.Value != 494 {
		t.Errorf("all in all %v people", total.Value)
	}
	if row, column := cell(t, e, "from=FREE", "of=count"), cell(t, e, "to=LOCAL", "of=count"); row.Value != 120 || column.Value != 50 {
		t.Errorf("the margins are %v and %v", row.Value, column.Value)
	}
	if !strings.Contains(fmt.Sprint(e.Notes), "2 people of the sample did not answer at both points") {
		t.Errorf("the notes are %v", e.Notes)
	}
	if got := e.Title.In("en"); got != "About work_w1: March 2022 → Summer 2023" {
		t.Errorf("the title is %q", got)
	}
}

func TestTheFunnelOfThePublishedReport(t *testing.T) {
	p := newPeople(t, 1680).took("1", times("x", 1680)).took("2", times("x", 611, "o", 1069)).took("3", times("o", 1680)).
		column("contact", "yes no", times("yes", 1032, "no", 648))
	e := p.estimate(estimate.Spec{Name: "funnel", Measure: estimate.Funnel, Steps: []estimate.Step{
		{Name: "wave1", Where: "${disposition_w1} = 'complete'"}, {Name: "contact", Where: "${contact} = 'yes'"}, {Name: "wave2", Where: "${disposition_w2} = 'complete'"}}})
	for step, want := range map[string]float64{"wave1": 1680, "contact": 1032, "wave2": 611} {
		if got := cell(t, e, "step="+step, "of=count"); got.Value != want {
			t.Errorf("%s: %v people, printed are %v", step, got.Value, want)
		}
	}
	previous, first := cell(t, e, "step=wave2", "of=previous"), cell(t, e, "step=wave2", "of=first")
	if fmt.Sprintf("%.1f", 100*previous.Value) != "59.2" || previous.N != 1032 || first.N != 1680 || first.Count != 611 {
		t.Errorf("%v of %d, %v of %d", previous.Value, previous.N, first.Value, first.N)
	}
	if got := cell(t, e, "step=contact", "of=previous"); fmt.Sprintf("%.1f", 100*got.Value) != "61.4" {
		t.Errorf("contacts left: %v", got.Value)
	}
}

func TestAChangeOfTheSamePeopleKnowsTheyAreTheSame(t *testing.T) {
	p := newPeople(t, 100).took("1", times("x", 100)).took("2", times("x", 100)).took("3", times("o", 100)).
		column("hope_w1", "yes no", times("yes", 60, "no", 40)).column("hope_w2", "yes no", times("yes", 55, "no", 45)).
		column("sex", "f m", strings.Repeat("f m ", 50))
	spec := estimate.Spec{Name: "hope", Item: "hope", Waves: []study.WaveID{1, 2}, Categories: []string{"yes"}, Sample: "panel", Measure: estimate.Difference}
	c := p.estimate(spec).Cells[0]
	if math.Abs(c.Value+0.05) > 1e-12 || c.Key("wave") != "2" || c.Key("minus") != "1" || c.N != 100 {
		t.Errorf("%+v", c)
	}
	// Five of a hundred changed: the standard error is that of a mean of 5
	// ones in 100, and not √(p₁q₁/n + p₂q₂/n) = 0.07.
	if want := math.Sqrt(0.05 * 0.95 / 99); math.Abs(c.SE-want) > 1e-12 {
		t.Errorf("the standard error is %v, want %v", c.SE, want)
	}
	groups := p.estimate(estimate.Spec{Name: "sexes", Item: "hope", Waves: []study.WaveID{1}, Categories: []string{"yes"}, By: "sex",
		Groups: []string{"m", "f"}, Sample: "panel", Measure: estimate.Difference}).Cells[0]
	if groups.Value != 0 || groups.Key("sex") != "f" || groups.Key("minus") != "m" || groups.N != 50 {
		t.Errorf("%+v", groups)
	}
}

func TestSamplesGoByHistoryAndCondition(t *testing.T) {
	p := newPeople(t, 5).took("1", "x x x o o").took("2", "x o x x o").took("3", "o o x o o").column("sex", "f m", "f m m f f")
	for sample, want := range map[string]float64{"wave1": 3, "panel": 2, "all": 4, "women": 2} {
		e := p.estimate(estimate.Spec{Name: "n", Measure: estimate.Count, Sample: sample})
		if e.Cells[0].Value != want || e.SampleN != int(want) {
			t.Errorf("%s has %v people, want %v", sample, e.Cells[0].Value, want)
		}
	}
	e := p.estimate(estimate.Spec{Name: "n", Measure: estimate.Count, Sample: "all", Waves: []study.WaveID{1, 2, 3}, Where: "${sex} = 'm'"})
	if e.Cells[0].Value != 2 || e.Cells[1].Value != 1 || e.Cells[2].Value != 1 {
		t.Errorf("men by wave: %+v", e.Cells)
	}
}

// TestTheSamplesOfPublishedReportsGoByHistory is about the samples of two
// published OutRush reports. The five people are a newcomer of wave 2; one in
// all three waves; one who skipped wave 2; one who only broke off; one who was
// never invited.
func TestTheSamplesOfPublishedReportsGoByHistory(t *testing.T) {
	const outcomes = "complete partial breakoff noncontact notinvited"
	p := newPeople(t, 5).
		column("disposition_w1", outcomes, "notinvited complete complete breakoff notinvited").
		column("disposition_w2", outcomes, "complete partial noncontact breakoff notinvited").
		column("disposition_w3", outcomes, "noncontact complete partial breakoff notinvited").
		column("who", "newcomer always skipped broke never", "newcomer always skipped broke never")
	s := made()
	s.Samples = []study.Sample{
		{Name: "combined2022", Waves: []study.WaveID{2}, Min: 1},
		{Name: "panel2022", Waves: []study.WaveID{1, 2}, Min: 2},
		{Name: "combined2023", Waves: []study.WaveID{1, 2, 3}, Min: 1},
		{Name: "panel2023", Waves: []study.WaveID{1, 2, 3}, Min: 2},
		{Name: "reduced2023", Waves: []study.WaveID{1, 2, 3}, Min: 3},
	}
	for sample, want := range map[string]string{"combined2022": "newcomer always", "panel2022": "always",
		"combined2023": "newcomer always skipped", "panel2023": "always skipped", "reduced2023": "always"} {
		e, err := estimate.New(s, "cut", p.d, nil).Estimate(estimate.Spec{Name: "who", Item: "who", Measure: estimate.Count, Sample: sample})
		if err != nil {
			t.Fatal(err)
		}
		var in []string
		for _, c := range e.Cells {
			if c.Value > 0 {
				in = append(in, c.Key("category"))
			}
		}
		if got := strings.Join(in, " "); got != want {
			t.Errorf("in %s are %q, want %q", sample, got, want)
		}
	}
}

func TestWeightsNameThoseTheyLeaveOut(t *testing.T) {
	p := newPeople(t, 6).took("1", times("x", 6)).took("2", times("o", 6)).took("3", times("o", 6)).
		column("sex", "f m", "f f f m m .").column("hope_w1", "yes no", "yes yes no no yes yes")
	sets, ps := estimate.Weigh([]weight.Recipe{{Name: "demo", Sample: "all", Base: "${sex} = 'f' or ${sex} = 'm'",
		Margins: []weight.Margin{{Item: "sex", Targets: map[string]float64{"f": 1, "m": 1}, Source: "made up"}}}}, made(), p.d)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	e, err := p.engine(sets).Estimate(estimate.Spec{Name: "hope", Measure: estimate.Share, Item: "hope", Waves: []study.WaveID{1}, Sample: "all", Weight: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	c := e.Cells[0]
	if want := (2.0/3 + 1.0/2) / 2; math.Abs(c.Value-want) > 1e-12 || c.N != 5 || math.Abs(c.WeightedN-5) > 1e-12 || c.Effective >= 5 {
		t.Errorf("%+v, want %v", c, want)
	}
	if !strings.Contains(fmt.Sprint(e.Notes), "1 person of the sample has no weight in demo") || !strings.Contains(c.Method, "raking accounted for") {
		t.Errorf("method %q, notes %v", c.Method, e.Notes)
	}
}

func TestTheIdentityFollowsWhatTheNumberWasMadeFrom(t *testing.T) {
	p := newPeople(t, 4).took("1", times("x", 4)).took("2", times("o", 4)).took("3", times("o", 4)).column("sex", "f m", "f m f m")
	spec := estimate.Spec{Name: "sex", Measure: estimate.Share, Item: "sex", Sample: "all"}
	id := func(s *study.Study, cut string, spec estimate.Spec) string {
		e, err := estimate.New(s, cut, p.d, nil).Estimate(spec)
		if err != nil {
			t.Fatal(err)
		}
		return e.ID
	}
	first := id(made(), "cut", spec)
	written := spec
	written.Base, written.Level, written.Interval = estimate.Valid, 0.95, "xlogit"
	if id(made(), "cut", written) != first {
		t.Error("defaults written out make another number of it")
	}
	other := made()
	other.Samples[2].Min = 0
	wider := spec
	wider.Level = 0.9
	for name, got := range map[string]string{"another cut": id(made(), "cut2", spec), "another level": id(made(), "cut", wider), "another sample of that name": id(other, "cut", spec)} {
		if got == first {
			t.Errorf("%s has the same id", name)
		}
	}
}
