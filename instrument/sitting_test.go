package instrument_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// settings ends the tables of a test.
const settings = `

	## settings
	| form_id | version | default_language |
	| - | - | - |
	| f | 1 | en |
	`

// mustBeSound fails on every error of the linter.
func mustBeSound(t *testing.T, in *instrument.Instrument) {
	t.Helper()
	if err := instrument.Check(in).Err(); err != nil {
		t.Error(err)
	}
}

// offered lists the codes put before a respondent.
func offered(t *testing.T, r instrument.Route, in *instrument.Instrument, item string) string {
	t.Helper()
	i, page := in.Item(item)
	step, _ := r.Step(page.Name)
	categories, err := step.Offered(i)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, c := range categories {
		codes = append(codes, c.Code)
	}
	return strings.Join(codes, " ")
}

const places = `
	## survey
	| type | name | label | choice_filter | other |
	| - | - | - | - | - |
	| begin_group | p | | | |
	| select_one country | country | Country? | | |
	| select_one city | city | City? | country = ${country} | elsewhere |
	| end_group | | | | |

	## choices
	| list_name | name | label | country |
	| - | - | - | - |
	| country | ge | Georgia | |
	| country | am | Armenia | |
	| city | tbilisi | Tbilisi | ge |
	| city | batumi | Batumi | ge |
	| city | yerevan | Yerevan | am |
	| city | elsewhere | Elsewhere | |
	` + settings

func TestACityIsOfferedByItsCountry(t *testing.T) {
	in := read(t, places)
	mustBeSound(t, in)
	r := route(t, in, said("country", "ge"))
	if got := offered(t, r, in, "city"); got != "tbilisi batumi elsewhere" {
		t.Errorf("in Georgia there are %s", got)
	}
	r = route(t, in, said("country", "am", "city", "batumi"))
	if _, counts := r.Answers["city"]; counts {
		t.Error("a city of the country chosen before still counts")
	}
	if s, ok := r.Resume(); !ok || s.Page.Name != "p" {
		t.Error("the city is not asked anew")
	}
	answers, faults, err := in.Accept(in.Pages[0], form{"country": {"am"}, "city": {"tbilisi"}}, nil, now, true)
	if err != nil || len(faults) != 1 || faults[0].Code != instrument.UnknownCode || answers["city"].Value() != "" {
		t.Errorf("a city of another country was taken: %v, %v, %v", answers, faults, err)
	}
	answers, faults, err = in.Accept(in.Pages[0], form{"country": {"am"}, "city": {"yerevan"}}, nil, now, true)
	if err != nil || len(faults) > 0 || answers["city"].Value() != "yerevan" {
		t.Errorf("country and city of one page were not taken: %v, %v, %v", answers, faults, err)
	}
}

func TestChoicesComeInAnOrderOfChanceThatStays(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | parameters | exclusive |
	| - | - | - | - | - |
	| select_multiple party | a | A? | randomize=true | none |
	| select_multiple party | b | B? | randomize=true seed=7 | none |
	| select_multiple party | c | C? | randomize=true seed=7 | none |

	## choices
	| list_name | name | label |
	| - | - | - |
	| party | p1 | 1 |
	| party | none | None |
	| party | p2 | 2 |
	| party | p3 | 3 |
	| party | p4 | 4 |
	`+settings)
	mustBeSound(t, in)
	orders := map[string]int{}
	for seed := range uint64(200) {
		r, err := in.RouteIn(instrument.Sitting{Now: now, Seed: seed}, nil)
		if err != nil {
			t.Fatal(err)
		}
		a := offered(t, r, in, "a")
		if again := offered(t, r, in, "a"); again != a {
			t.Fatalf("seed %d gives %s, then %s", seed, a, again)
		}
		if b, c := offered(t, r, in, "b"), offered(t, r, in, "c"); b != c {
			t.Errorf("items with one seed come as %s and as %s", b, c)
		}
		if seed == 0 && a != "p1 none p2 p3 p4" {
			t.Errorf("without a seed the order is %s", a)
		}
		if seed > 0 {
			orders[a]++
			if !strings.HasSuffix(a, " none") {
				t.Errorf("the exclusive choice does not stay last: %s", a)
			}
		}
	}
	if len(orders) != 24 {
		t.Errorf("200 respondents see %d of 24 orders", len(orders))
	}
}

func TestARankingIsKeptByPlaces(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | constraint |
	| - | - | - | - |
	| rank worry | worry | What worries you most? | count-selected(.) <= 2 |
	| text | why | Why ${worry_rank_1}? | |

	## choices
	| list_name | name | label |
	| - | - | - |
	| worry | money | Money |
	| worry | papers | Papers |
	| worry | health | Health |
	`+settings)
	mustBeSound(t, in)
	page := in.Pages[0]
	for _, tt := range []struct {
		name string
		form form
		want string
	}{
		{"in order", form{"worry": {"health", "money"}}, "health money"},
		{"place by place, one left open", form{"worry_rank_1": {"health"}, "worry_rank_2": {""}, "worry_rank_3": {"papers"}}, "health papers"},
		{"twice", form{"worry_rank_1": {"health"}, "worry_rank_2": {"health"}}, "fault ranked-twice"},
		{"more than are asked", form{"worry": {"health", "money", "papers"}}, "fault constraint"},
		{"of another list", form{"worry": {"war"}}, "fault unknown-code"},
		{"nothing", form{}, ""},
	} {
		answers, faults, err := in.Accept(page, tt.form, nil, now, true)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(answers["worry"].Values, " ")
		if len(faults) > 0 {
			got = "fault " + string(faults[0].Code)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	r := route(t, in, instrument.Answers{"worry": {Values: []string{"health", "money"}}})
	if r.Answers["worry_rank_1"].Value() != "health" || r.Answers["worry_rank_2"].Value() != "money" || r.Answers["worry_rank_3"].Missing != dataset.Skipped {
		t.Errorf("the places are %v", r.Answers)
	}
	var names []string
	for _, v := range in.Variables() {
		names = append(names, fmt.Sprintf("%s %s", v.Name, v.Kind))
	}
	if got := strings.Join(names[:4], ", "); got != "worry multiple, worry_rank_1 categorical, worry_rank_2 categorical, worry_rank_3 categorical" {
		t.Errorf("the variables are %s", got)
	}
}

func TestASliderTakesThePointsOfItsScale(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | parameters |
	| - | - | - | - |
	| range | sat | Satisfied? | start=-1 end=1 step=0.1 |
	`+settings)
	mustBeSound(t, in)
	for typed, want := range map[string]string{"0.3": "0.3", "-1": "-1", "0,7": "0.7", "1.1": "not-on-scale", "0.25": "not-on-scale", "much": "not-a-number"} {
		answers, faults, err := in.Accept(in.Pages[0], form{"sat": {typed}}, nil, now, true)
		got := answers["sat"].Value()
		if len(faults) > 0 {
			got = string(faults[0].Code)
		}
		if got != want || err != nil {
			t.Errorf("%s becomes %s (%v), want %s", typed, got, err, want)
		}
	}
}

func TestHoursAddUpToADay(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | parameters | nonanswers |
	| - | - | - | - | - |
	| begin_group | day | | sum=24 | |
	| integer | sleep | Sleep? | | |
	| decimal | work | Work? | | refused |
	| text | comment | What else? | | |
	| integer | rest | The rest? | | |
	| end_group | | | | |
	`+settings)
	mustBeSound(t, in)
	before := said("sleep", "9")
	for _, tt := range []struct{ sleep, work, rest, want string }{
		{"8", "8", "8", "8 8 8"},
		{"8", "", "16", "8  16"},
		{"", "", "", "  "},
		{"8", "8", "9", "fault sum at rest, kept 9  "},
		{"8", "~refused", "9", "8 refused 9"},
		{"8", "eight", "9", "fault not-a-number at work, kept 8  9"},
	} {
		answers, faults, err := in.Accept(in.Pages[0], form{"sleep": {tt.sleep}, "work": {tt.work}, "rest": {tt.rest}}, before, now, true)
		if err != nil {
			t.Fatal(err)
		}
		text := func(name string) string {
			if a := answers[name]; a.Missing == dataset.Refused {
				return "refused"
			}
			return answers[name].Value()
		}
		got := text("sleep") + " " + text("work") + " " + text("rest")
		for _, f := range faults {
			got = fmt.Sprintf("fault %s at %s, kept %s", f.Code, f.Item.Name, got)
		}
		if got != tt.want {
			t.Errorf("%v becomes %q", tt, got)
		}
	}
}

func TestWhatIsFilledInIsNoAnswerYet(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | label | default |
	| - | - | - | - |
	| hidden | arm | | b |
	| integer | age | Age? | 30 |
	| integer | next | Next year? | ${age} + 1 |
	| date | day | Day? | 2022-02-24 |
	`+settings)
	r := route(t, in, said("age", "41"))
	if r.Answers["arm"].Value() != "b" {
		t.Errorf("the hidden item is %v", r.Answers["arm"])
	}
	suggested := func(name string) string {
		i, page := in.Item(name)
		step, _ := r.Step(page.Name)
		a, ok, err := step.Suggested(i)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(a.Value(), " ", ok)
	}
	if got := suggested("age") + ", " + suggested("next") + ", " + suggested("day"); got != " false, 42 true, 2022-02-24 true" {
		t.Errorf("filled in is %s", got)
	}
	if _, counts := r.Answers["next"]; counts || r.Share() != 1.0/3 {
		t.Errorf("what is filled in counts as an answer: %v", r.Answers)
	}
}

const waves = `
	## survey
	| type | name | label | calculation | relevant |
	| - | - | - | - | - |
	| calculate | before | | ${prev.w1.country} | |
	| calculate | arm | | if(random() < 0.5, 'a', 'b') | |
	| select_one country | country | Are you still in ${before}? | | |
	| text | a | A? | | ${arm} = 'a' |
	| text | b | B? | | ${arm} = 'b' |

	## choices
	| list_name | name | label |
	| - | - | - |
	| country | ge | Georgia |
	| country | am | Armenia |
	` + settings

func TestAnAnswerOfAnEarlierWaveAndALotAreKept(t *testing.T) {
	in := read(t, waves)
	mustBeSound(t, in)
	arms := map[string]int{}
	for seed := uint64(1); seed <= 400; seed++ {
		s := instrument.Sitting{Now: now, Seed: seed, Earlier: map[study.WaveID]instrument.Answers{1: said("country", "am")}}
		page := in.Pages[slices.IndexFunc(in.Pages, func(p *instrument.Page) bool { return p.Name == "country" })]
		answers, _, err := in.AcceptIn(s, page, form{"country": {"ge"}}, nil, true)
		if err != nil {
			t.Fatal(err)
		}
		arm := answers["arm"].Value()
		arms[arm]++
		// At the desk neither the seed nor the earlier answers are at hand.
		r := route(t, in, answers)
		if r.Answers["arm"].Value() != arm || r.Answers["before"].Value() != "am" {
			t.Fatalf("opened elsewhere, %v becomes %v", answers, r.Answers)
		}
		if got := in.Fill(page.Items[0].Label, "en", r.Answers); got != "Are you still in Armenia?" {
			t.Fatalf("the question reads %q", got)
		}
	}
	if arms["a"] < 160 || arms["a"]+arms["b"] != 400 {
		t.Errorf("the arms are %v", arms)
	}
	if r := route(t, in, nil); r.Answers["arm"].Missing != dataset.NotAsked || r.Answers["before"].Missing != dataset.NotAsked || path(r) != "country: country" {
		t.Errorf("without a seed the route is %s with %v", path(r), r.Answers)
	}
}

func TestChanceAndEarlierWavesStandOnlyWhereTheyAreKept(t *testing.T) {
	for cell, want := range map[string]string{"random() < 0.5": "kept", "prev(1, 'x') = 'a'": "kept", "position(..) = 1": "outside-repeat"} {
		in := read(t, "## survey\n| type | name | label | hint | relevant |\n|-|-|-|-|-|\n| text | q | Q? | H | "+cell+" |"+settings)
		if got := codes(instrument.Check(in)); !slices.Contains(got, want) {
			t.Errorf("%s: problems are %v", cell, got)
		}
	}
	in := read(t, "## survey\n| type | name | label | hint |\n|-|-|-|-|\n| text | q | ${prev.w1.x}? | H |"+settings)
	if got := codes(instrument.Check(in)); !slices.Contains(got, "kept") {
		t.Errorf("problems are %v", got)
	}
}

func codes(problems study.Problems) []string {
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}
