package instrument_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

// experiments is a questionnaire with one experiment of each kind.
const experiments = `
	## survey
	| type | name | label::English (en) | label::Русский (ru) | relevant |
	| - | - | - | - | - |
	| begin_group | ballot | | | |
	| integer | mild | Should it be allowed? | Надо ли разрешить? | ${wording} = 'allow' |
	| integer | harsh | Should it be forbidden? | Надо ли запретить? | ${wording} = 'forbid' |
	| end_group | | | | |
	| begin_group | first | | | |
	| integer | a | A? | А? | |
	| integer | b | B? | Б? | |
	| integer | c | C? | В? | |
	| end_group | | | | |
	| begin_group | counting | | | |
	| integer | bribes_count | How many of these are true?<br>${bribes_list} | Сколько из этого верно?<br>${bribes_list} | |
	| end_group | | | | |
	| begin_group | judging | | | |
	| integer | fair | Is this fair? ${pay_1} | Справедливо? ${pay_1} | |
	| end_group | | | | |
	| begin_group | choosing | | | |
	| integer | pick | First<br>${place_1_1}<br>or second<br>${place_1_2} | Первое<br>${place_1_1}<br>или второе<br>${place_1_2} | |
	| end_group | | | | |

	## experiments
	| type | name | label::English (en) | label::Русский (ru) | share | parameters | constraint |
	| - | - | - | - | - | - | - |
	| split | wording | Wording | Формулировка | | | |
	| arm | allow | Allow | Разрешить | 2 | | |
	| arm | forbid | Forbid | Запретить | 1 | | |
	| order | turn | | | | | |
	| element | a | | | | | |
	| element | b | | | | | |
	| element | c | | | | | |
	| list | bribes | | | | count=bribes_count | |
	| statement | tea | I drank tea | Я пил чай | | | |
	| statement | train | I took a train | Я ехал поездом | | | |
	| statement | moon | I was on the moon | Я был на Луне | | | |
	| sensitive | paid | I paid a bribe | Я дал взятку | | | |
	| vignette | pay | | | | tasks=2 | |
	| attribute | job | Work | Работа | | | |
	| level | nurse | Nurse | Медсестра | | | |
	| level | clerk | Clerk | Клерк | | | |
	| attribute | sex | Sex | Пол | | | |
	| level | woman | Woman | Женщина | | | |
	| level | man | Man | Мужчина | | | |
	| conjoint | place | | | | tasks=3 profiles=2 | |
	| attribute | rent | Rent | Аренда | | | |
	| level | low | Low | Низкая | | | |
	| level | high | High | Высокая | | | |
	| attribute | work | Work | Работа | | | |
	| level | none | None | Нет | | | |
	| level | some | Some | Есть | | | |
	| level | much | Much | Много | | | |
	| restriction | | | | | | not(${rent} = 'low' and ${work} = 'much') |
	` + settings

// drawn gives what a person of the seed draws.
func drawn(t *testing.T, in *instrument.Instrument, seed uint64) instrument.Answers {
	t.Helper()
	r, err := in.RouteIn(instrument.Sitting{Now: now, Seed: seed}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Answers
}

func TestEveryKindOfExperimentIsSoundAndYieldsVariables(t *testing.T) {
	in := read(t, experiments)
	mustBeSound(t, in)
	var names []string
	for _, v := range in.Variables() {
		if v.Item == "" {
			names = append(names, v.Name)
		}
	}
	want := "wording turn_1 turn_2 turn_3 bribes bribes_order pay_1_job pay_1_sex pay_2_job pay_2_sex " +
		"place_1_1_rent place_1_1_work place_1_2_rent place_1_2_work place_2_1_rent place_2_1_work place_2_2_rent place_2_2_work " +
		"place_3_1_rent place_3_1_work place_3_2_rent place_3_2_work place_order_1 place_order_2"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("the variables are\n%s\nwant\n%s", got, want)
	}
}

// far reports whether a share of n draws lies further from what it should be
// than chance takes it in one of 30,000 runs.
func far(count, n int, share float64) bool {
	return math.Abs(float64(count)/float64(n)-share) > 4*math.Sqrt(share*(1-share)/float64(n))
}

func TestTheArmsAreBalancedAsTheySay(t *testing.T) {
	in := read(t, experiments)
	const n = 8_000
	counts := map[string]int{}
	for seed := range uint64(n) {
		as := drawn(t, in, seed+1)
		for name, a := range as {
			counts[name+"="+a.Value()]++
		}
		counts["both="+as["wording"].Value()+as["bribes"].Value()]++
		counts["turn="+as["turn_1"].Value()+as["turn_2"].Value()+as["turn_3"].Value()]++
		if as["place_1_1_rent"].Value() == "low" && as["place_1_1_work"].Value() == "much" {
			t.Fatal("a restriction is not met")
		}
	}
	for what, share := range map[string]float64{
		"wording=allow": 2. / 3, "bribes=1": .5, "both=allow1": 1. / 3, "turn=abc": 1. / 6, "turn=cab": 1. / 6, "turn_3=b": 1. / 3,
		"pay_1_job=nurse": .5, "pay_2_sex=man": .5, "place_order_1=work": .5,
		"place_1_1_rent=low": 2. / 5, "place_3_2_work=much": 1. / 5, "place_2_1_work=none": 2. / 5, // five of six profiles are permitted
	} {
		if far(counts[what], n, share) {
			t.Errorf("%s: %.4f of the people, want %.4f", what, float64(counts[what])/n, share)
		}
	}
}

// TestTheBalanceOfAThousandPeopleIsAsStated draws 150 studies of 1,000 people
// with two arms: the documents say how far apart the arms come to lie.
func TestTheBalanceOfAThousandPeopleIsAsStated(t *testing.T) {
	in := read(t, strings.Replace(experiments, "| Разрешить | 2 |", "| Разрешить | 1 |", 1))
	in.Experiments = in.Experiments[:1]
	in.Pages = nil
	var off []float64
	for s := range 150 {
		allow := 0
		for p := range 1_000 {
			if drawn(t, in, uint64(s)<<32+uint64(p)+1)["wording"].Value() == "allow" {
				allow++
			}
		}
		off = append(off, math.Abs(float64(allow)/1_000-.5))
	}
	slices.Sort(off)
	if q := off[len(off)*95/100]; q < .025 || q > .038 {
		t.Errorf("95 %% of studies lie within %.3f of one half, and 1/√n is 0.032", q)
	}
}

func TestProfilesOfOneChoiceDiffer(t *testing.T) {
	in := read(t, experiments)
	for seed := range uint64(500) {
		as := drawn(t, in, seed+1)
		for task := 1; task <= 3; task++ {
			name := func(profile int, attribute string) string {
				return as[fmt.Sprintf("place_%d_%d_%s", task, profile, attribute)].Value()
			}
			if name(1, "rent") == name(2, "rent") && name(1, "work") == name(2, "work") {
				t.Fatalf("the two profiles of a choice are the same")
			}
		}
		if as["pay_1_job"].Value() == as["pay_2_job"].Value() && as["pay_1_sex"].Value() == as["pay_2_sex"].Value() {
			t.Fatal("a vignette comes twice")
		}
	}
}

func TestWhatWasDrawnOnceStays(t *testing.T) {
	in := read(t, experiments)
	mine := drawn(t, in, 7)
	page := in.Pages[0]
	answers, _, err := in.AcceptIn(instrument.Sitting{Now: now, Seed: 7}, page, map[string][]string{}, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(50) { // the same response under another seed, or under none
		later, err := in.RouteIn(instrument.Sitting{Now: now, Seed: seed}, answers)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range in.Variables() {
			if v.Item == "" && later.Answers[v.Name].Value() != mine[v.Name].Value() {
				t.Fatalf("%s was %q and is %q", v.Name, mine[v.Name].Value(), later.Answers[v.Name].Value())
			}
		}
	}
}

func TestNobodyIsDrawnForWithoutASeed(t *testing.T) {
	as := drawn(t, read(t, experiments), 0)
	if a := as["wording"]; a.Missing != dataset.NotAsked {
		t.Errorf("without a seed everybody would get %q", a.Value())
	}
}

func TestItemsComeInTheOrderThatWasDrawn(t *testing.T) {
	in := read(t, experiments)
	seen := map[string]bool{}
	for seed := range uint64(100) {
		r, err := in.RouteIn(instrument.Sitting{Now: now, Seed: seed + 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		step, _ := r.Step("first")
		order := ""
		for _, i := range step.Items {
			order += i.Name
		}
		if want := r.Answers["turn_1"].Value() + r.Answers["turn_2"].Value() + r.Answers["turn_3"].Value(); order != want {
			t.Fatalf("the items come as %s, and %s was drawn", order, want)
		}
		seen[order] = true
	}
	if len(seen) != 6 {
		t.Errorf("%d of 6 orders occur", len(seen))
	}
}

func TestPagesComeInTheOrderThatWasDrawn(t *testing.T) {
	in := read(t, strings.Replace(strings.Replace(experiments, "| element | a |", "| element | ballot |", 1), "| element | b | | | | | |\n	| element | c |", "| element | choosing |", 1))
	mustBeSound(t, in)
	firsts := map[string]int{}
	for seed := range uint64(100) {
		r, err := in.RouteIn(instrument.Sitting{Now: now, Seed: seed + 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		firsts[r.Steps[0].Page.Name]++
		if last := r.Steps[len(r.Steps)-1].Page.Name; (last == "ballot") != (r.Steps[0].Page.Name == "choosing") {
			t.Fatal("the two pages do not change places")
		}
	}
	if len(firsts) != 2 || firsts["ballot"] < 30 {
		t.Errorf("the first page is %v", firsts)
	}
}

func TestWordingsShowWhatWasDrawnInTheLanguageOfTheReader(t *testing.T) {
	in := read(t, experiments)
	as := said("bribes", "1", "bribes_order", "moon paid tea train", "pay_1_job", "nurse", "pay_1_sex", "man",
		"place_1_1_rent", "low", "place_1_1_work", "none", "place_order_1", "work", "place_order_2", "rent", "wording", "forbid")
	as["bribes_order"] = instrument.Answer{Values: []string{"moon paid tea train"}}
	for _, tt := range []struct {
		name string
		lang study.Lang
		want string
	}{
		{"bribes_list", "en", "• I was on the moon\n• I paid a bribe\n• I drank tea\n• I took a train"},
		{"pay_1", "ru", "Работа: Медсестра\nПол: Мужчина"},
		{"place_1_1", "en", "Work: None\nRent: Low"},
		{"wording", "ru", "Запретить"},
		{"place_1_1_rent", "ru", "Низкая"},
	} {
		if got := in.Words(tt.name, tt.lang, as); got != tt.want {
			t.Errorf("%s in %s reads\n%s\nwant\n%s", tt.name, tt.lang, got, tt.want)
		}
	}
}

func TestTheLinterKnowsWhatIsWrongWithAnExperiment(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"an arm that is not there", "${wording} = 'allow'", "${wording} = 'permit'", "unknown-code"},
		{"one arm", "| arm | forbid | Forbid | Запретить | 1 | | |\n", "", "experiment"},
		{"an arm twice", "| arm | forbid |", "| arm | allow |", "experiment"},
		{"an element that is not there", "| element | b |", "| element | x |", "experiment"},
		{"elements of two pages", "| element | b |", "| element | fair |", "experiment"},
		{"an element that hangs on another", "| C? | В? | |", "| C? | В? | ${a} > 1 |", "order-reference"},
		{"two sensitive statements", "| statement | moon |", "| sensitive | moon |", "experiment"},
		{"no item that counts", "count=bribes_count", "count=fair_count", "experiment"},
		{"too many vignettes", "tasks=2", "tasks=5", "experiment"},
		{"a restriction on what is no attribute", "not(${rent} =", "not(${income} =", "experiment"},
		{"a level that no profile has", "${rent} = 'low' and", "${rent} = 'low' or", "experiment"},
		{"a name that an item has", "| split | wording |", "| split | a |", "duplicate-name"},
		{"nothing depends on it", "${bribes_list}", "these", "idle-experiment"},
		{"a level without a wording in Russian", "| Low | Низкая |", "| Low | |", "missing-translation"},
	} {
		in, problems := readLoosely(strings.ReplaceAll(experiments, tt.old, tt.new))
		problems = append(problems, instrument.Check(in)...)
		if !slices.Contains(codes(problems), tt.want) {
			t.Errorf("%s: no %s among %v", tt.name, tt.want, codes(problems))
		}
	}
}

func TestExperimentsSurviveTheWayThroughSheets(t *testing.T) {
	in := read(t, experiments)
	again, problems := xlsform.Instrument(xlsform.FromInstrument(in))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	first, err := in.Hash()
	if err != nil {
		t.Fatal(err)
	}
	if second, err := again.Hash(); err != nil || second != first {
		t.Error("the questionnaire is another after being written and read")
	}
	rows := map[string]string{}
	survey := xlsform.FromInstrument(in).Sheet("survey")
	for _, row := range survey.Rows {
		rows[row.Cells[slices.Index(survey.Columns, "name")]] = row.Cells[slices.Index(survey.Columns, "calculation")]
	}
	if got, want := rows["wording"], "once(if(random() < 0.666667, 'allow', 'forbid'))"; got != want {
		t.Errorf("other programs draw the wording by %q, want %q", got, want)
	}
}

func TestPipedWordsThatRunTheOtherWayAreIsolated(t *testing.T) {
	in := read(t, "## survey\n| type | name | label::English (en) | label::فارسی (fa) |\n|-|-|-|-|\n| text | city | City? | شهر؟ |\n| note | n | You live in ${city}! | شما در ${city}! |"+settings)
	n, _ := in.Item("n")
	for _, tt := range []struct {
		lang       study.Lang
		city, want string
	}{
		{"en", "Tbilisi", "You live in Tbilisi!"},
		{"en", "تهران", "You live in \u2068تهران\u2069!"},
		{"fa", "تهران", "شما در تهران!"},
		{"fa", "Tbilisi", "شما در \u2068Tbilisi\u2069!"},
	} {
		if got := in.Fill(n.Label, tt.lang, said("city", tt.city)); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.city, tt.lang, got, tt.want)
		}
	}
}
