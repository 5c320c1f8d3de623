package respond

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// every asks in every way that a questionnaire can.
func every(t *testing.T) (*fake, browser) {
	f := newFakeOf(t, "gallery/form.md")
	return f, visit(t, f)
}

func TestARankingIsAMenuForEachPlace(t *testing.T) {
	f, b := every(t)
	leads(t, b.post(page("order"), asForm("do", "next", "matter_rank_1", "safety", "matter_rank_3", "work", "reason_rank_6", "money")), page("day"))
	if diff := cmp.Diff([]string{"safety", "work"}, f.answers["matter"].Values); diff != "" {
		t.Errorf("the ranking (-want +got):\n%s", diff)
	}
	p := parsed(t, b.get(page("order")))
	if got := p.selected("matter_rank_1") + " " + p.selected("matter_rank_2") + " " + p.selected("matter_rank_3"); got != "safety work " {
		t.Errorf("on coming back the places show %q", got)
	}
	w := b.post(page("order"), asForm("do", "next", "matter_rank_1", "work", "matter_rank_2", "work", "reason_rank_7", "money"))
	p = parsed(t, w)
	if w.Code != http.StatusUnprocessableEntity || p.selected("matter_rank_2") != "work" || p.selected("reason_rank_7") != "money" {
		t.Errorf("a choice at two places is answered %d, or what was chosen is lost", w.Code)
	}
	if len(p.find(func(n node) bool { return n.Data == "details" && hasAttr(n, "open") })) != 1 {
		t.Error("a place that is filled is folded away")
	}
}

func hasAttr(n node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func TestAScaleOfNumbersCanBeLeftOpen(t *testing.T) {
	f, b := every(t)
	p := parsed(t, b.get(page("scales")))
	if n := len(p.find(func(n node) bool {
		return n.attr("type") == "range" || hasAttr(n, "checked")
	})); n != 0 {
		t.Errorf("%d controls have a value before anybody answered", n)
	}
	points := p.find(func(n node) bool {
		return n.attr("name") == "trust" && !isReason(n.attr("value")) && n.attr("value") != ""
	})
	if len(points) != 11 || points[0].attr("value") != "0" || points[10].attr("value") != "10" {
		t.Errorf("the scale has %d points", len(points))
	}
	for n, want := range map[string]string{"q-trust-1": "0 One cannot be too careful", "q-trust-11": "10 Most people can be trusted", "q-trust-5": "4"} {
		label := p.find(func(l node) bool { return l.Data == "label" && l.attr("for") == n })
		if got := strings.Join(strings.Fields(label[0].text()), " "); got != want {
			t.Errorf("point %s is called %q, want %q", n, got, want)
		}
	}
	leads(t, b.post(page("scales"), asForm("do", "next", "trust", "0", "warmth", "")), page("order"))
	if f.answers["trust"].Value() != "0" || f.answers["warmth"].Value() != "" {
		t.Errorf("kept are %v", f.answers)
	}
	leads(t, b.post(page("scales"), asForm("do", "next", "trust", "", "warmth", "")), page("order")) // the choice is taken back
	if f.answers["trust"].Missing != dataset.Skipped {
		t.Errorf("after it was taken back, the answer is %v", f.answers["trust"])
	}
}

func TestNumbersThatDoNotAddUpSayHowFarTheyAreOff(t *testing.T) {
	_, b := every(t)
	p := parsed(t, b.post(page("day"), asForm("do", "next", "sleep", "۸", "job", "9", "rest", "9")))
	total := p.find(func(n node) bool { return strings.HasPrefix(n.attr("class"), "total") })
	if len(total) != 1 || total[0].text() != "Together now: 26 of 24" {
		t.Fatal("the page does not say what the numbers make")
	}
	if got := p.byID(t, "q-sleep-in").attr("aria-describedby"); got != "sum-1" {
		t.Errorf("the first number is described by %q, not by what all should make", got)
	}
	p = parsed(t, b.get(page("day")))
	if len(p.find(func(n node) bool { return strings.HasPrefix(n.attr("class"), "total") })) != 0 {
		t.Error("a total is shown before there is a number")
	}
}

func TestChoicesThatFollowFromThePageCanBeBroughtUp(t *testing.T) {
	f, b := every(t)
	p := parsed(t, b.get(page("place")))
	if n := len(p.find(func(n node) bool { return n.Data == "button" && n.attr("value") == "match" })); n != 1 {
		t.Fatalf("%d buttons show the choices", n)
	}
	leads(t, b.post(page("place"), asForm("do", "match", "land", "GE")), page("place"))
	if got := towns(parsed(t, b.get(page("place")))); got != "tbilisi batumi elsewhere" {
		t.Errorf("after Georgia there are %s", got)
	}
	f.answers["town"] = instrument.Answer{Values: []string{"batumi"}}
	leads(t, b.post(page("place"), asForm("do", "match", "land", "AM", "town", "batumi")), page("place"))
	if got := towns(parsed(t, b.get(page("place")))); got != "yerevan gyumri elsewhere" {
		t.Errorf("after Armenia there are %s", got)
	}
}

func towns(p doc) string {
	var codes []string
	for _, n := range p.find(func(n node) bool { return n.Data == "input" && n.attr("name") == "town" && n.attr("value") != "" }) {
		codes = append(codes, n.attr("value"))
	}
	return strings.Join(codes, " ")
}

func TestWhatIsFilledInBeforehandIsShownAndNotKept(t *testing.T) {
	f, b := every(t)
	p := parsed(t, b.get(page("end")))
	if got := p.selected("moved_day") + "." + p.selected("moved_month") + "." + p.selected("moved_year"); got != "27.3.2022" {
		t.Errorf("filled in is %s", got)
	}
	if _, kept := f.answers["moved"]; kept {
		t.Error("what was filled in is kept without being sent")
	}
}

func TestAReminderUsesTheWordsOfTheQuestionnaire(t *testing.T) {
	_, b := every(t)
	p := parsed(t, b.post(page("about"), asForm("do", "next", "age", "")))
	if got := p.byID(t, "q-age-fault").text(); !strings.HasPrefix(got, "Your age helps us") {
		t.Errorf("the reminder says %q", got)
	}
}

func TestATimeOfARepeatIsTakenOutInTwoSteps(t *testing.T) {
	f, b := every(t)
	f.times = 2
	p := parsed(t, b.get(page("stays_1")))
	if got := p.value("times"); got != "2" || len(p.find(func(n node) bool { return n.Data == "details" && strings.Contains(n.attr("class"), "clear") })) != 1 {
		t.Errorf("the page can take out one of %q times", got)
	}
	if got := strings.Join(strings.Fields(p.named("h1")[0].text()), " "); got != "Countries on the way no. 1" {
		t.Errorf("the heading is %q", got)
	}
	b.post(page("stays_1"), asForm("do", "clear", "times", "2", "stay_1", "GE"))
	if f.saved.Remove != 2 {
		t.Errorf("asked for is to take out one of %d", f.saved.Remove)
	}
	b.post(page("stays_1"), asForm("do", "next", "times", "2", "stay_1", "GE"))
	if f.saved.Remove != 0 {
		t.Error("going on takes something out")
	}
}

func TestAnExplanationIsFoldedBesideItsQuestion(t *testing.T) {
	f, b := every(t)
	f.answers["work"] = instrument.Answer{Values: []string{"free"}}
	p := parsed(t, b.get(page("work")))
	folded := p.find(func(n node) bool { return n.Data == "details" })
	if len(folded) != 1 || !strings.Contains(folded[0].text(), "Count every job") {
		t.Errorf("%d explanations are folded", len(folded))
	}
}

func TestAShuffledMenuIsNotSorted(t *testing.T) {
	f, _ := every(t)
	f.lang = study.Lang("ru")
	i, _ := f.in.Item("country")
	i.Shuffle, i.Other = true, ""
	f.seed = 5
	p := parsed(t, visit(t, f).get(page("about")))
	var codes []string
	for n := range p.byID(t, "q-country-in").Descendants() {
		if o := (node{n}); o.Data == "option" && o.attr("value") != "" && !isReason(o.attr("value")) {
			codes = append(codes, o.attr("value"))
		}
	}
	route, err := f.in.RouteIn(instrument.Sitting{Now: noon, Seed: 5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	step, _ := route.Step("about")
	offered, _ := step.Offered(i)
	for _, c := range offered {
		want = append(want, c.Code)
	}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("the order on the page (-drawn +shown):\n%s", diff)
	}
}
