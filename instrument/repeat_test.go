package instrument_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sojourn/instrument"
)

const countries = `
	## survey
	| type | name | label | relevant | repeat_count | parameters | calculation | another |
	| - | - | - | - | - | - | - | - |
	| begin_group | start | | | | | | |
	| select_one yn | moved | Moved? | | | | | |
	| end_group | | | | | | | |
	| begin_repeat | stay | Stay | ${moved} = 'yes' | | max=3 | | Another country? |
	| text | country | Country ${place}? | | | | | |
	| calculate | place | | | | | position(..) | |
	| integer | months | Months in ${country}? | ${country} != '' | | | | |
	| end_repeat | | | | | | | |
	| calculate | total | | | | | sum(${months}) | |
	| calculate | times | | | | | count(${stay}) | |
	| calculate | second | | | | | indexed-repeat(${country}, ${stay}, 2) | |
	| calculate | list | | | | | join(', ', ${country}) | |

	## choices
	| list_name | name | label |
	| - | - | - |
	| yn | yes | Yes |
	| yn | no | No |
	` + settings

func TestARepeatIsAskedAsLongAsThereIsAnother(t *testing.T) {
	// The calculate comes before the item that shows it.
	tables := strings.Replace(countries, "\t| text | country | Country ${place}? | | | | | |\n\t| calculate | place | | | | | position(..) | |\n",
		"\t| calculate | place | | | | | position(..) | |\n\t| text | country | Country ${place}? | | | | | |\n", 1)
	in := read(t, tables)
	mustBeSound(t, in)
	for _, tt := range []struct{ name, answers, want string }{
		{"has not moved", "moved no", "start: moved | 0 times"},
		{"has moved", "moved yes", "start: moved; stay_1: country_1 stay_another_1 | 1 times"},
		{"two countries", "moved yes country_1 Georgia months_1 5 stay_another_1 yes country_2 Serbia months_2 7",
			"start: moved; stay_1: country_1 months_1 stay_another_1; stay_2: country_2 months_2 stay_another_2 | 2 times 12 in Georgia, Serbia then Serbia"},
		{"at the limit", "moved yes stay_another_1 yes stay_another_2 yes",
			"start: moved; stay_1: country_1 stay_another_1; stay_2: country_2 stay_another_2; stay_3: country_3 | 3 times"},
		{"took the second back", "moved yes country_1 Georgia months_1 5 stay_another_1 no country_2 Serbia months_2 7 stay_another_2 yes",
			"start: moved; stay_1: country_1 months_1 stay_another_1 | 1 times 5 in Georgia"},
	} {
		r := route(t, in, said(strings.Fields(tt.answers)...))
		got := path(r) + " | " + r.Answers["times"].Value() + " times"
		if total := r.Answers["total"].Value(); total != "" {
			got += " " + total
		}
		if list := r.Answers["list"].Value(); list != "" {
			got += " in " + list
		}
		if second := r.Answers["second"].Value(); second != "" {
			got += " then " + second
		}
		if got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
	second, page := in.Item("months_2")
	if got := second.Label["en"]; got != "Months in ${country_2}?" || page.Repeat != "stay" || page.Time != 2 {
		t.Errorf("the second time reads %q on %+v", got, page)
	}
	if i, _ := in.Item("stay_another_1"); i.Label["en"] != "Another country?" {
		t.Errorf("there is asked %q", i.Label["en"])
	}
}

func TestARepeatIsAskedAsOftenAsItsCountSays(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | repeat_count | parameters | relevant |
	| - | - | - | - | - | - |
	| begin_group | home | | | | |
	| integer | children | Children? | | | |
	| begin_repeat | child | Child | ${children} | max=4 | ${children} < 9 |
	| integer | age | Age? | | | |
	| end_repeat | | | | | |
	| text | after | After? | | | |
	| end_group | | | | | |
	`+settings)
	mustBeSound(t, in)
	for children, want := range map[string]string{
		"0": "home: children; home_2: after", "2": "home: children; child_1: age_1; child_2: age_2; home_2: after",
		"7": "home: children; child_1: age_1; child_2: age_2; child_3: age_3; child_4: age_4; home_2: after", "9": "home: children; home_2: after",
	} {
		r := route(t, in, said("children", children))
		if got := path(r); got != want {
			t.Errorf("%s children: %s", children, got)
		}
	}
	if got := route(t, in, said("children", "2")).Answers["child_count"].Value(); got != "2" {
		t.Errorf("two children are counted as %s", got)
	}
	var names []string
	for _, v := range in.Variables() {
		names = append(names, v.Name)
	}
	if got := fmt.Sprint(names); got != "[children age_1 age_2 age_3 age_4 child_count after]" {
		t.Errorf("the variables are %s", got)
	}
}

func TestARepeatCanRefuseItsName(t *testing.T) {
	in, problems := readLoosely(strings.Replace(countries, "| calculate | total |", "| calculate | country_2 |", 1))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if got := codes(instrument.Check(in)); !slices.Contains(got, "duplicate-name") {
		t.Errorf("an item with the name of a time of a repeat passes: %v", got)
	}
	_, problems = readLoosely(strings.Replace(countries, "max=3", "max=300", 1))
	if got := codes(problems); !slices.Contains(got, "repeat-limit") {
		t.Errorf("three hundred times are no problem: %v", got)
	}
}

func TestVariablesOfARepeatSayWhichTimeTheyAre(t *testing.T) {
	told := map[string]string{}
	for _, v := range read(t, countries).Variables() {
		if v.Repeated != nil {
			told[v.Name] = fmt.Sprintf("%s %d %s", v.Repeated.Repeat, v.Repeated.Time, v.Repeated.Name)
		}
	}
	for name, want := range map[string]string{"months_2": "stay 2 months", "country_1": "stay 1 country", "stay_another_1": "stay 1 stay_another"} {
		if told[name] != want {
			t.Errorf("%s is told to be %q, want %q", name, told[name], want)
		}
	}
	if len(told) != 3*3+2 {
		t.Errorf("%d variables belong to a repeat: %v", len(told), told)
	}
}

func TestAProblemInARepeatIsSaidOnceAndTwoAreSaidTwice(t *testing.T) {
	once := strings.Replace(countries, "| integer | months | Months in ${country}? |", "| integer | months | |", 1)
	for want, source := range map[int]string{1: once, 2: strings.Replace(once, "| text | country | Country ${place}? |", "| text | country | |", 1)} {
		told := 0
		for _, p := range instrument.Check(read(t, source)) {
			if p.Code == "no-label" {
				told++
			}
		}
		if told != want {
			t.Errorf("of %d missing labels %d are told", want, told)
		}
	}
}
