package instrument_test

import (
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/instrument"
)

// path writes a route as "page: item item; page: item".
func path(r instrument.Route) string {
	var steps []string
	for _, s := range r.Steps {
		names := make([]string, len(s.Items))
		for n, i := range s.Items {
			names[n] = i.Name
		}
		steps = append(steps, s.Page.Name+": "+strings.Join(names, " "))
	}
	return strings.Join(steps, "; ")
}

func route(t *testing.T, in *instrument.Instrument, answers instrument.Answers) instrument.Route {
	t.Helper()
	r, err := in.Route(answers, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhoIsAskedWhat(t *testing.T) {
	in := read(t, work)
	tests := []struct {
		name    string
		answers instrument.Answers
		want    string
	}{
		{"nobody has said anything", nil, "start: age work; end: thanks"},
		{"out of work", said("work", "none"), "start: age work why; end: thanks"},
		{"employed", said("work", "company ngo"), "start: age work; staff: boss; end: thanks"},
		{"employed, a superior", said("work", "ngo", "boss", "yes"), "start: age work; staff: boss; end: thanks left"},
		{"was a superior, then said to be out of work", said("work", "none", "boss", "yes"), "start: age work why; end: thanks"},
		{"old", said("age", "70"), "start: age work; end: thanks left"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := path(route(t, in, tt.answers)); got != tt.want {
				t.Errorf("the route is\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestAnAnswerToWhatIsNotAskedDoesNotCount(t *testing.T) {
	in := read(t, work)
	given := said("work", "none", "boss", "yes", "left", "2022-03", "work_other", "a shop")
	r := route(t, in, given)
	for _, name := range []string{"boss", "left", "work_other"} {
		if got := r.Answers[name]; got.Missing != dataset.NotAsked || got.Values != nil {
			t.Errorf("%s counts as %v", name, got)
		}
	}
	if given["boss"].Value() != "yes" {
		t.Error("the answers of the draft were changed")
	}
	if got := r.Answers["employed"].Value(); got != "0" {
		t.Errorf("employed is %q, want 0", got)
	}
	if got := r.Answers["arm"].Missing; got != dataset.NotAsked {
		t.Errorf("a hidden item that nobody set is %v", got)
	}
	if _, put := r.Answers["why"]; put {
		t.Error("an item that the respondent has not come to has an entry")
	}
}

func TestARouteOfItsOwnAnswersIsTheSame(t *testing.T) {
	in := read(t, work)
	for _, given := range []instrument.Answers{said("work", "none", "boss", "yes"), said("work", "ngo", "boss", "yes", "left", "2022-03")} {
		once := route(t, in, given)
		if twice := route(t, in, once.Answers); path(once) != path(twice) {
			t.Errorf("%s became %s", path(once), path(twice))
		}
	}
}

func TestNextStaysWhileAPageGrows(t *testing.T) {
	in := read(t, work)
	r := route(t, in, said("age", "30", "work", "none"))
	if next, _ := r.Next("start"); next.Page == nil || next.Page.Name != "start" {
		t.Errorf("after start comes %v, though the respondent was not asked why", next.Page)
	}
	r = route(t, in, said("age", "30", "work", "none", "why", "tired"))
	if next, _ := r.Next("start"); next.Page == nil || next.Page.Name != "end" {
		t.Errorf("after start comes %v, want end", next.Page)
	}
	if _, more := r.Next("end"); more {
		t.Error("something comes after the end")
	}
	if prev, _ := r.Prev("end"); prev.Page == nil || prev.Page.Name != "start" {
		t.Errorf("before the end comes %v, want start", prev.Page)
	}
	if _, more := r.Prev("start"); more {
		t.Error("something comes before the start")
	}
}

func TestResumeAtTheFirstPageNotAnswered(t *testing.T) {
	in := read(t, work)
	if s, ok := route(t, in, said("age", "30", "work", "ngo")).Resume(); !ok || s.Page.Name != "staff" {
		t.Errorf("resumes at %v", s.Page)
	}
	if s, ok := route(t, in, said("age", "30", "work", "ngo", "boss", "no")).Resume(); ok {
		t.Errorf("resumes at %v though all is answered", s.Page)
	}
}

func TestShareCountsRefusalsAsAnswersAndSkippedItemsNot(t *testing.T) {
	in := read(t, work)
	answers := said("work", "ngo", "boss", "yes", "why", "of no account")
	answers["age"] = instrument.Answer{Missing: dataset.Refused}
	answers["left"] = instrument.Answer{Missing: dataset.Skipped}
	if got := route(t, in, answers).Share(); got != 0.75 { // age, work, boss of age, work, boss, left
		t.Errorf("the share is %v, want 0.75", got)
	}
	if got := route(t, in, nil).Share(); got != 0 {
		t.Errorf("without answers the share is %v", got)
	}
}

func TestPipedWordingsAreInTheReadersLanguage(t *testing.T) {
	in := read(t, work)
	thanks, _ := in.Item("thanks")
	answers := said("work", "company other")
	answers["work_other"] = instrument.Answer{Values: []string{"a <b>shop</b>"}}
	if got, want := in.Fill(thanks.Label, "ru", answers), "Вы сказали: В компании, a <b>shop</b>"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := in.Fill(thanks.Label, "en", nil), "You said: "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := in.Words("work", "fa", said("work", "company ngo")), "A company، An NGO"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestVariables(t *testing.T) {
	in := read(t, work)
	var got []string
	for _, v := range in.Variables() {
		got = append(got, v.Name+" "+string(v.Kind)+" "+string(v.Scale)+" "+v.Item)
	}
	want := []string{
		"age numeric interval age", "work multiple nominal work", "work_other words nominal work", "employed numeric interval employed",
		"why words nominal why", "boss categorical nominal boss", "left words interval left", "arm words nominal ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("variables are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNumberedChoicesAreOrdinalUnlessTheSheetSaysOtherwise(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | appearance | scale |
	| - | - | - | - | - |
	| select_one five | sat | How satisfied? | | |
	| select_one five | region | Which region? | | nominal |
	| select_one ab | agree | Do you agree? | likert | |
	| select_one ab | which | Which? | | |

	## choices
	| list_name | name | label |
	| - | - | - |
	| five | 1 | low |
	| five | 2 | high |
	| ab | a | A |
	| ab | b | B |
	`)
	for name, want := range map[string]dataset.Scale{"sat": dataset.Ordinal, "region": dataset.Nominal, "agree": dataset.Ordinal, "which": dataset.Nominal} {
		if i, _ := in.Item(name); i.Level() != want {
			t.Errorf("%s is %v, want %v", name, i.Level(), want)
		}
	}
}

func TestTheHashFollowsTheWordingAndNotThePlace(t *testing.T) {
	hash := func(tables string) string {
		h, err := read(t, tables).Hash()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	first := hash(work)
	if moved := hash(strings.Replace(work, "## survey", "\n\n## survey", 1)); moved != first {
		t.Error("an empty line changed the hash")
	}
	for _, change := range [][2]string{{"Why not?", "Why?"}, {"Нигде", "Нигде нет"}, {". >= 18", ". >= 17"}, {"month-year", "year"}, {"| refused |", "| |"}} {
		if hash(strings.Replace(work, change[0], change[1], 1)) == first {
			t.Errorf("%q became %q and the hash stayed", change[0], change[1])
		}
	}
}
