package instrument_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/instrument"
)

type form = map[string][]string

// show writes an answer: its values, or the reason why there are none.
func show(as instrument.Answers, name string) string {
	a, put := as[name]
	if !put {
		return "-"
	}
	if a.Missing != dataset.Present {
		return "(" + a.Missing.String() + ")"
	}
	return strings.Join(a.Values, " ")
}

func faults(fs []instrument.Fault) string {
	var words []string
	for _, f := range fs {
		words = append(words, f.Item.Name+" "+string(f.Code))
	}
	return strings.Join(words, ", ")
}

// accept posts a page for somebody with given answers.
func accept(t *testing.T, in *instrument.Instrument, page string, posted form, before instrument.Answers, insist bool) (instrument.Answers, []instrument.Fault) {
	t.Helper()
	at := slices.IndexFunc(in.Pages, func(p *instrument.Page) bool { return p.Name == page })
	after, fs, err := in.Accept(in.Pages[at], posted, before, now, insist)
	if err != nil {
		t.Fatal(err)
	}
	return after, fs
}

func TestAPageIsTaken(t *testing.T) {
	in := read(t, work)
	before := said("boss", "yes")
	after, fs := accept(t, in, "start", form{"age": {" ۳۴ "}, "work": {"other", "company"}, "work_other": {"a shop\r\nin Tbilisi"}}, before, false)
	if len(fs) > 0 {
		t.Fatal(faults(fs))
	}
	for name, want := range map[string]string{"age": "34", "work": "company other", "work_other": "a shop\nin Tbilisi", "why": "-", "boss": "yes"} {
		if got := show(after, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(before) != 1 {
		t.Error("the answers before were changed")
	}
}

func TestWhatWasShownAndLeftEmptyIsSkipped(t *testing.T) {
	in := read(t, work)
	after, fs := accept(t, in, "start", form{"age": {"34"}}, nil, false)
	if len(fs) > 0 || show(after, "work") != "(skipped)" {
		t.Errorf("work is %s, faults %s", show(after, "work"), faults(fs))
	}
	// "why" becomes relevant only by this page: it was not shown, so it is not skipped.
	after, _ = accept(t, in, "start", form{"age": {"34"}, "work": {"none"}}, nil, false)
	if show(after, "why") != "-" {
		t.Errorf("why is %s before anybody saw it", show(after, "why"))
	}
	// Whoever now corrects the answer that led there owes none to what hung on it.
	corrected, fs := accept(t, in, "start", form{"age": {"34"}, "work": {"ngo"}}, after, false)
	if len(fs) > 0 || show(corrected, "why") != "-" || show(route(t, in, corrected).Answers, "why") != "(not_asked)" {
		t.Errorf("why is %s for somebody employed; %s", show(corrected, "why"), faults(fs))
	}
	after, _ = accept(t, in, "start", form{"age": {"34"}, "work": {"none"}, "why": {""}}, after, false)
	if show(after, "why") != "(skipped)" {
		t.Errorf("why is %s after it was shown", show(after, "why"))
	}
}

func TestRequiredIsAReminderAndNoWall(t *testing.T) {
	in := read(t, work)
	after, fs := accept(t, in, "start", form{"work": {"ngo"}}, nil, false)
	if faults(fs) != "age required" || show(after, "age") != "-" || show(after, "work") != "ngo" {
		t.Errorf("first time: %s; age %s, work %s", faults(fs), show(after, "age"), show(after, "work"))
	}
	after, fs = accept(t, in, "start", form{"work": {"ngo"}}, after, true)
	if len(fs) > 0 || show(after, "age") != "(skipped)" {
		t.Errorf("second time: %s; age %s", faults(fs), show(after, "age"))
	}
	if _, fs = accept(t, in, "start", form{"age": {"~refused"}, "work": {"ngo"}}, nil, false); len(fs) > 0 {
		t.Errorf("a refusal is an answer: %s", faults(fs))
	}
}

func TestWhatCannotBeTakenComesBackAsTyped(t *testing.T) {
	in := read(t, work)
	tests := []struct {
		posted form
		want   string
	}{
		{form{"age": {"thirty"}}, "age not-a-number"},
		{form{"age": {"34.5"}}, "age not-whole"},
		{form{"age": {"1.000"}}, "age ambiguous-number"},
		{form{"age": {"17"}}, "age constraint"},
		{form{"age": {"34", "35"}}, "age too-many"},
		{form{"age": {"34", "~refused"}}, "age exclusive"},
		{form{"age": {"~dont_know"}}, "age unknown-code"},
		{form{"age": {"34"}, "work": {"company", "none"}}, "work exclusive"},
		{form{"age": {"34"}, "work": {"spy"}}, "work unknown-code"},
		{form{"age": {"34"}, "work": {"other"}, "work_other": {strings.Repeat("x", instrument.MaxText+1)}}, "work too-long"},
	}
	for _, tt := range tests {
		before := said("age", "50", "work", "ngo")
		after, fs := accept(t, in, "start", tt.posted, before, true)
		if faults(fs) != tt.want {
			t.Errorf("faults are %q, want %q", faults(fs), tt.want)
			continue
		}
		name := fs[0].Item.Name
		if !slices.Equal(fs[0].Typed, tt.posted[name]) {
			t.Errorf("%s: what was typed is lost: %q", tt.want, fs[0].Typed)
		}
		if show(after, name) != show(before, name) {
			t.Errorf("%s: the answer before became %s", tt.want, show(after, name))
		}
	}
}

func TestAWordingOfOnesOwn(t *testing.T) {
	in := read(t, work)
	kept := said("age", "34", "work", "other")
	kept["work_other"] = instrument.Answer{Values: []string{"a shop"}}
	tests := []struct {
		name   string
		before instrument.Answers
		posted form
		want   string // work, work_other
	}{
		{"marked and worded", nil, form{"work": {"other"}, "work_other": {"a shop"}}, "other | a shop"},
		{"marked, not worded", nil, form{"work": {"other"}}, "other | (skipped)"},
		{"worded, forgot to mark", nil, form{"work": {"ngo"}, "work_other": {"a shop"}}, "ngo other | a shop"},
		{"unmarked, the page still holds the old wording", kept, form{"work": {"ngo"}, "work_other": {"a shop"}}, "ngo | -"},
		{"skipped", kept, form{"work_other": {"a shop"}}, "(skipped) | -"},
	}
	for _, tt := range tests {
		tt.posted["age"] = []string{"34"}
		after, fs := accept(t, in, "start", tt.posted, tt.before, false)
		if got := show(after, "work") + " | " + show(after, "work_other"); got != tt.want || len(fs) > 0 {
			t.Errorf("%s: %s, want %s %s", tt.name, got, tt.want, faults(fs))
		}
	}
}

func TestNumbersAsPeopleTypeThem(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label |
	| - | - | - |
	| decimal | rent | What is the rent? |
	`)
	for typed, want := range map[string]string{
		"12,5": "12.5", "12.5": "12.5", "١٢٫٥": "12.5", "۱۲٫۵": "12.5", "१२.५": "12.5", "１２": "12",
		"10 000": "10000", "10\u202f000,25": "10000.25", "١٬٢٣٤": "1234",
		"-3": "-3", "−3": "-3", "+3": "3", "007": "7", "-0": "0", ".5": "0.5", "5.": "5",
		"1,000": "ambiguous-number", "1,000.5": "not-a-number", "1.000,5": "not-a-number", "1e5": "not-a-number", "0x10": "not-a-number",
		"NaN": "not-a-number", "inf": "not-a-number", "12 €": "not-a-number", "--1": "not-a-number", ".": "not-a-number", "99999999999999999999": "not-a-number",
		"0,125": "0.125", "1000,125": "1000.125", "1.125": "1.125",
	} {
		after, fs := accept(t, in, "rent", form{"rent": {typed}}, nil, false)
		got := show(after, "rent")
		if len(fs) > 0 {
			got = string(fs[0].Code)
		}
		if got != want {
			t.Errorf("%q is taken as %q, want %q", typed, got, want)
		}
	}
}

func TestDatesAsPeopleTypeThem(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | appearance |
	| - | - | - | - |
	| date | day | On which day? | |
	| date | month | In which month? | no-calendar month-year |
	| date | year | In which year? | year |
	`)
	tests := []struct {
		item   string
		posted form
		want   string
	}{
		{"day", form{"day": {"2022-03-27"}}, "2022-03-27"},
		{"day", form{"day": {"27.3.2022"}}, "2022-03-27"},
		{"day", form{"day": {"۲۷.۰۳.۲۰۲۲"}}, "2022-03-27"},
		{"day", form{"day_year": {"2022"}, "day_month": {"3"}, "day_day": {"27"}}, "2022-03-27"},
		{"day", form{"day": {"2022-02-30"}}, "not-a-date"},
		{"day", form{"day": {"03/04/2022"}}, "not-a-date"},
		{"day", form{"day": {"2022-03"}}, "not-a-date"},
		{"month", form{"month": {"2022-03-27"}}, "2022-03"},
		{"month", form{"month": {"03.2022"}}, "2022-03"},
		{"month", form{"month_year": {"2022"}, "month_month": {"03"}}, "2022-03"},
		{"month", form{"month_year": {"2022"}, "month_month": {""}}, "not-a-date"},
		{"month", form{"month_year": {""}, "month_month": {"3"}}, "not-a-date"},
		{"month", form{"month_year": {""}, "month_month": {""}}, "(skipped)"},
		{"month", form{"month": {"2022-13"}}, "not-a-date"},
		{"year", form{"year": {"2022"}}, "2022"},
		{"year", form{"year": {"22"}}, "not-a-date"},
	}
	for _, tt := range tests {
		after, fs := accept(t, in, tt.item, tt.posted, nil, false)
		got := show(after, tt.item)
		if len(fs) > 0 {
			got = string(fs[0].Code)
		}
		if got != tt.want {
			t.Errorf("%v is taken as %q, want %q", tt.posted, got, tt.want)
		}
	}
}

func TestTheErrorOfARouteHoldsNoAnswer(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | calculation |
	| - | - | - | - |
	| text | story | Tell us. | |
	| calculate | twice | | concat(${story}, ${story}, ${story}, ${story}, ${story}, ${story}, ${story}, ${story}, ${story}, ${story}, ${story}) |
	`)
	_, err := in.Route(instrument.Answers{"story": {Values: []string{strings.Repeat("secret ", 1400)}}}, now)
	if err == nil || strings.Contains(fmt.Sprint(err), "secret") {
		t.Errorf("the error is %.80v", err)
	}
}
