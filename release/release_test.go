package release

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
	"sojourn/weight"
)

func TestAVariableWithoutARoleStopsTheReleaseByName(t *testing.T) {
	for name, change := range map[string]struct{ from, to, want string }{
		"nobody decided":        {"  - {name: mood, role: free}\n", "", "mood"},
		"no such role":          {"mood, role: free", "mood, role: fine", `"fine" is no role`},
		"twice":                 {"  - {name: mood", "  - {name: mood, role: free}\n  - {name: mood", "stands here twice"},
		"free text let out":     {"scientific: {screened: true}, public: {withhold: true}", "", "free text"},
		"bands of a choice":     {"{name: sex, role: quasi}", "{name: sex, role: quasi, scientific: {bands: [1]}}", "for numbers"},
		"regions of no country": {"{name: sex, role: quasi}", "{name: sex, role: quasi, scientific: {regions: true}}", "not countries"},
		"unordered bands":       {"18, 25, 35", "25, 18, 35", "not in order"},
		"a slip of the pen":     {"{name: sex, role: quasi}", "{name: sex, roll: quasi}", "roll"},
		"k of one":              {"variables:", "scientific: {k: 1}\nvariables:", "k is 1"},
		"a size from nowhere":   {"variables:", "population: {size: 1000}\nvariables:", "no source"},
	} {
		p, err := Parse([]byte(strings.Replace(plan, change.from, change.to, 1)))
		if err == nil {
			_, err = Protect(people(t, 200), p, Scientific)
		}
		if err == nil || !strings.Contains(err.Error(), change.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryTableOfAnyKindEndsWithKPeopleAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		rows, least := 20+rng.IntN(300), 2+rng.IntN(9)
		k := &key{rows: rows}
		var cost []int
		for range 1 + rng.IntN(8) {
			codes, wide := make([]int32, rows), 1+rng.IntN(40)
			for i := range codes {
				codes[i] = firstValue + int32(rng.IntN(wide))
			}
			k.codes, cost = append(k.codes, codes), append(cost, rng.IntN(4))
		}
		out := k.suppress(least, cost)
		of, sizes := k.classes()
		for row := range rows {
			if n := sizes[of[row]]; n < least && !slices.Contains(out, row) {
				t.Fatalf("%d people alike where %d must be", n, least)
			}
		}
		if len(out) >= least {
			t.Fatalf("%d people are left out, who would be company enough if all of theirs were blanked", len(out))
		}
	}
}

func TestPeopleWhoCannotBeHiddenAreLeftOut(t *testing.T) {
	s := people(t, 400)
	for _, c := range s.Data.Columns { // three people who answered the second wave alone
		if c.Wave == 1 {
			for _, row := range []int{0, 2, 4} {
				c.Missing[row] = dataset.NotInWave
			}
		}
	}
	o := protected(t, s, planned(t, plan), Scientific)
	shown, _ := o.Data.Column(clean.PanelistColumn)
	for _, row := range []int{0, 2, 4} {
		if slices.Contains(shown.Texts, pseudonym(s.Secret, "once "+o.ID, fmt.Sprintf("person-%05d", row))) {
			t.Errorf("person %d is in the release, and three alone answered as they did", row)
		}
	}
	if o.LeftOut < 3 || o.LeftOut > 10 || o.Data.Rows != 400-o.LeftOut || o.Released.Least < 5 {
		t.Errorf("%d are left out and %d released, the smallest class has %d", o.LeftOut, o.Data.Rows, o.Released.Least)
	}
}

func TestAVariableComputedFromACoarserOneStopsTheRelease(t *testing.T) {
	s := people(t, 400)
	age, _ := s.Data.Column("age_w1")
	young := dataset.NewColumn(dataset.Variable{Name: "young_w1", Wave: 1, Kind: dataset.Numeric, Formula: "${age} < 25"}, 400, dataset.Present)
	twice := dataset.NewColumn(dataset.Variable{Name: "twice", Kind: dataset.Numeric, Formula: "${young_w1} * 2"}, 400, dataset.Present)
	for i, x := range age.Numbers {
		young.Numbers[i], twice.Numbers[i] = float64(int(x)/25), float64(int(x)/25)
	}
	for _, c := range []*dataset.Column{young, twice} {
		if err := s.Data.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	lines := "  - {name: young, role: free}\n  - {name: twice, role: free}\n"
	_, err := Protect(s, planned(t, plan+lines), Public)
	if err == nil || !strings.Contains(err.Error(), "young") || !strings.Contains(err.Error(), "twice") || !strings.Contains(err.Error(), "computed from age") {
		t.Errorf("ages are told by what is computed from them: %v", err)
	}
	o := protected(t, s, planned(t, plan+strings.ReplaceAll(lines, "free", "quasi")), Public)
	if o.Released.Least < o.Settings.K || !slices.Contains(o.Keys, "twice") {
		t.Errorf("as quasi-identifiers they are not protected: %+v", o.Released)
	}
}

func TestWavesTogetherTellMoreThanEachAlone(t *testing.T) {
	o := protected(t, people(t, 2000), planned(t, plan), Public)
	if len(o.Waves) != 2 || o.Waves[0].Risk.People != 2000 || o.Waves[1].Risk.People != 1000 {
		t.Fatalf("the waves are told as %+v", o.Waves)
	}
	if o.Collected.Uniques < o.Waves[0].Risk.Uniques || o.Collected.Uniques < 1000 {
		t.Errorf("%d people are unique over both waves, %d in the first", o.Collected.Uniques, o.Waves[0].Risk.Uniques)
	}
	if o.Collected.Uniques <= o.Coarsened.Uniques || o.Coarsened.Uniques == 0 || o.Released.Uniques != 0 {
		t.Errorf("uniques go %d, %d, %d", o.Collected.Uniques, o.Coarsened.Uniques, o.Released.Uniques)
	}
	one := protected(t, people(t, 2000), planned(t, "public: {waves: [2]}"+plan), Public)
	if one.Data.Rows != 1000 || slices.ContainsFunc(one.Data.Columns, func(c *dataset.Column) bool { return c.Wave == 1 }) {
		t.Errorf("a release of wave 2 has %d people and columns of wave 1", one.Data.Rows)
	}
}

func TestPseudonymsAreDrawnAnewForEveryRelease(t *testing.T) {
	s := people(t, 400)
	names := func(o *Outcome) []string {
		c, _ := o.Data.Column(clean.PanelistColumn)
		return c.Texts
	}
	first, again := protected(t, s, planned(t, plan), Public), protected(t, s, planned(t, plan), Public)
	if !slices.Equal(names(first), names(again)) || first.ID != again.ID {
		t.Error("the same plan and cut give another release")
	}
	if !slices.IsSorted(names(first)) {
		t.Error("the rows are in another order than that of the pseudonyms, which is the order of chance")
	}
	other := s
	other.Secret = []byte("another desk")
	if diff := cmp.Diff(first.Diversity, again.Diversity); diff != "" {
		t.Errorf("its account differs:\n%s", diff)
	}
	for name, o := range map[string]*Outcome{
		"the other profile": protected(t, s, planned(t, plan), Scientific), "another plan": protected(t, s, planned(t, "public: {k: 12}"+plan), Public), "another secret": protected(t, other, planned(t, plan), Public)} {
		for _, n := range names(o) {
			if slices.Contains(names(first), n) || strings.HasPrefix(n, "person") {
				t.Fatalf("%s: the pseudonym %s can be joined", name, n)
			}
		}
	}
	join := "public: {joins: twins}\nscientific: {joins: twins}" + plan
	a, b := names(protected(t, s, planned(t, join), Public)), names(protected(t, s, planned(t, join), Scientific))
	if slices.IndexFunc(a, func(n string) bool { return slices.Contains(b, n) }) < 0 {
		t.Error("releases that are meant to be joined cannot be")
	}
}

func TestTextsStayUnlessSomebodyPassedThem(t *testing.T) {
	s, p := people(t, 400), planned(t, plan)
	all := Texts(p, s.Data, nil)
	if len(all) < 300 || all[0].Passed {
		t.Fatalf("%d texts are to be screened", len(all))
	}
	all[0].Text, all[0].Passed, all[0].By = "SECRET-STORY-0", true, "Anna"
	var file bytes.Buffer
	if err := append(all[:2:2], Screened{Variable: "story", Text: "=cmd()"}).Write(&file); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(file.String(), "'=cmd()") {
		t.Errorf("a spreadsheet would run the text:\n%s", file.String())
	}
	back, err := ParseScreening(file.Bytes())
	if err != nil || back[2].Text != "=cmd()" || !back[0].Passed {
		t.Fatalf("%+v, %v", back, err)
	}
	s.Screened = back
	out := protected(t, s, p, Scientific)
	var told []string
	for _, c := range out.Data.Columns {
		for i, text := range c.Texts {
			if strings.Contains(text, "SECRET") && c.Missing[i] == dataset.Present {
				told = append(told, text)
			}
		}
	}
	if !slices.Equal(slices.Compact(told), []string{"SECRET-STORY-0"}) {
		t.Errorf("these texts are out: %q", told)
	}
	if _, err := ParseScreening([]byte("variable,text,passed,by,on\nstory,x,yes,,\n")); err == nil {
		t.Error("a text is passed by nobody")
	}
	if len(Texts(p, s.Data, all)) != len(all) {
		t.Error("texts that were looked at are to be looked at again")
	}
}

func TestAClassThatAnsweredAlikeDoesNotTellIt(t *testing.T) {
	s := people(t, 2000)
	vote, _ := s.Data.Column("vote_w1")
	sex, _ := s.Data.Column("sex_w1")
	for i := range vote.Codes { // all of one sex voted alike; another told nobody anything
		vote.Missing[i] = dataset.Present
		vote.Codes[i] = map[uint16]uint16{0: uint16(i % 3), 1: 0, 2: 2}[sex.Codes[i]]
	}
	p := planned(t, plan)
	o := protected(t, s, p, Public)
	shown, _ := o.Data.Column("vote_w1")
	gender, _ := o.Data.Column("sex_w1")
	harmless := 0
	for i := range shown.Missing {
		if gender.CodeAt(i) == "m" && shown.Missing[i] == dataset.Present {
			t.Fatal("the vote of people who all voted alike is told")
		}
		if gender.CodeAt(i) == "x" && shown.CodeAt(i) == "none" {
			harmless++
		}
	}
	if harmless == 0 {
		t.Error("what is declared harmless is withheld")
	}
	reported := protected(t, s, p, Scientific)
	if d := reported.Diversity[0]; d.Name != "vote_w1" || d.Uniform == 0 || d.Withheld != 0 || d.Distance < 0.5 {
		t.Errorf("with l = 1 it is only reported, here as %+v", d)
	}
}

func TestAWeightPointsAtNobody(t *testing.T) {
	s := people(t, 2000)
	set := weight.Set{Name: "even", Values: make([]float64, 2000)}
	sum := 0.0
	for i := range set.Values {
		set.Values[i] = 0.5 + float64(i)/1000 // everybody has one of their own
	}
	s.Weights = []weight.Set{set}
	o := protected(t, s, planned(t, plan), Scientific)
	c, _ := o.Data.Column("weight_even")
	people := map[float64]int{}
	for i, w := range c.Numbers {
		if c.Missing[i] == dataset.Present {
			people[w]++
			sum += w
		}
	}
	for w, n := range people {
		if n < o.Settings.K {
			t.Fatalf("%d people have the weight %g", n, w)
		}
	}
	fate := o.Weights[0]
	if fate.Averaged == 0 || math.Abs(fate.Before-sum) > 1e-6 || math.Abs(fate.After-sum) > 1e-6 {
		t.Errorf("the weights sum to %g: %+v", sum, fate)
	}
}

func TestBeingInAWeightedSampleTellsOfNobody(t *testing.T) {
	s := people(t, 2000)
	set := weight.Set{Name: "few", Values: make([]float64, 2000)}
	for i := 0; i < 2000; i += 50 {
		set.Values[i] = 1
	}
	s.Weights = []weight.Set{set}
	o := protected(t, s, planned(t, plan), Scientific)
	of, sizes := (&protection{out: o, Source: s}).keyOf().classes()
	c, _ := o.Data.Column("weight_few")
	with := make([]int, len(sizes))
	for i, m := range c.Missing {
		if m == dataset.Present {
			with[of[i]]++
		}
	}
	for class, n := range with {
		if n > 0 && (n < o.Settings.K || sizes[class]-n > 0 && sizes[class]-n < o.Settings.K) {
			t.Fatalf("%d of %d people alike have a weight", n, sizes[class])
		}
	}
	if o.Weights[0].Withheld == 0 {
		t.Error("nothing had to be withheld, so nothing is proven")
	}
}

// TestRegionsAreThoseOfCLDR asks another source: the containment of regions in
// CLDR, which follows UN M49.
func TestRegionsAreThoseOfCLDR(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range regions {
		for country := range strings.FieldsSeq(r.countries) {
			if seen[country] {
				t.Errorf("%s stands twice", country)
			}
			seen[country] = true
			if r.code == elsewhere {
				continue
			}
			within, err := language.ParseRegion(r.code)
			if err != nil {
				t.Fatal(err)
			}
			// Hardly anybody lives there, and CLDR puts them outside of all regions.
			if !slices.Contains(strings.Fields("IO TF BV GS CC CX HM UM"), country) && !within.Contains(language.MustParseRegion(country)) {
				t.Errorf("%s is not in %s %s", country, r.code, r.name["en"])
			}
		}
		if !r.name.Has("ru") || !r.name.Has("en") {
			t.Errorf("%s has no name", r.code)
		}
	}
	if len(seen) != 250 { // 249 of ISO 3166-1, and Kosovo
		t.Errorf("%d countries are in a region", len(seen))
	}
}

// TestRiskInThePopulationIsThatOfTheLiterature compares with the closed forms
// for one and two people (Franconi and Polettini 2004, section 3).
func TestRiskInThePopulationIsThatOfTheLiterature(t *testing.T) {
	for _, p := range []float64{.001, .05, .4, .9} {
		q := 1 - p
		for n, want := range map[int]float64{1: p / q * math.Log(1/p), 2: p / (q * q) * (p*math.Log(p) + q)} {
			if got := individual(n, p); math.Abs(got-want) > 1e-9 {
				t.Errorf("%d people of a share of %g: %g, want %g", n, p, got, want)
			}
		}
	}
	if individual(4, 1) != .25 {
		t.Error("if all are in the data, the chance is that within the data")
	}
}

func TestProposalsNameEveryVariableWithAReasonAndCanBeUsed(t *testing.T) {
	s := people(t, 600)
	text := Propose(s.Data, map[study.WaveID]*instrument.Instrument{1: questions(t), 2: questions(t)})
	p := planned(t, string(text))
	roles := map[string]Role{}
	for _, d := range p.Variables {
		roles[d.Name] = d.Role
		if d.Why == "" {
			t.Errorf("%s has no reason", d.Name)
		}
	}
	want := map[string]Role{"age": Quasi, "sex": Quasi, "country": Quasi, "children": Quasi, "came": Quasi, "vote": Sensitive, "story": Sensitive, "mood": Free, "pension": Free}
	for name, role := range want {
		if roles[name] != role {
			t.Errorf("%s is proposed as %s", name, roles[name])
		}
	}
	for _, profile := range Profiles() {
		o := protected(t, s, p, profile)
		if len(o.Warnings) > 0 || o.Released.Least < o.Settings.K {
			t.Errorf("%s: %v, %+v", profile, o.Warnings, o.Released)
		}
	}
}

func TestWhatTellsHowOftenSomethingWasAskedIsProposedAsTelling(t *testing.T) {
	choice := func(list string, repeated *dataset.Repeated) *dataset.Column {
		codes := &dataset.CodeList{Name: list, Categories: []dataset.Category{{Code: "yes"}, {Code: "no"}}}
		return dataset.NewColumn(dataset.Variable{Name: "x_w1", Wave: 1, Kind: dataset.Categorical, Codes: codes, Repeated: repeated}, 1, dataset.Present)
	}
	for name, tt := range map[string]struct {
		c    *dataset.Column
		want Role
	}{
		"whether there is another": {choice(instrument.AnotherList, nil), Quasi},
		"a second time":            {choice("liked", &dataset.Repeated{Repeat: "stay", Time: 2, Name: "liked"}), Quasi},
		"the first time":           {choice("liked", &dataset.Repeated{Repeat: "stay", Time: 1, Name: "liked"}), Free},
		"asked once":               {choice("liked", nil), Free},
	} {
		if got := suggest(tt.c, nil).role; got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestNumbersDaysAndCountriesBecomeCoarser(t *testing.T) {
	numbers := dataset.NewColumn(dataset.Variable{Name: "x", Kind: dataset.Numeric}, 5, dataset.Present)
	copy(numbers.Numbers, []float64{17, 18, 29, 30, 99})
	for _, c := range []struct {
		change Change
		want   string
	}{
		{Change{Bands: []float64{18, 30}}, "below 18|18–29|18–29|30 and more|30 and more"},
		{Change{Bottom: new(20.0), Top: new(60.0)}, "20|20|29|30|60"},
		{Change{Round: 10}, "20|20|30|30|100"},
	} {
		out, err := coarsen(numbers, c.change)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range 5 {
			if out.Kind == dataset.Numeric {
				got = append(got, fmt.Sprint(out.Numbers[i]))
			} else {
				got = append(got, out.Variable.Codes.Categories[out.Codes[i]].Label["en"])
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%+v gives %q, want %q", c.change, got, c.want)
		}
	}
	days := dataset.NewColumn(dataset.Variable{Name: "d", Kind: dataset.Words}, 3, dataset.Present)
	copy(days.Texts, []string{"2022-03-27", "2022-09", "2023"})
	if out, err := coarsen(days, Change{Day: Month}); err != nil || out.CodeAt(0) != "2022-03" || out.CodeAt(1) != "2022-09" || out.CodeAt(2) != "2023" {
		t.Errorf("%v", err)
	}
	days.Texts[0] = "in spring, with Anna"
	if _, err := coarsen(days, Change{Day: Month}); err == nil || strings.Contains(err.Error(), "Anna") {
		t.Errorf("a text that is no day: %v", err)
	}
	lands := dataset.NewColumn(dataset.Variable{Name: "c", Kind: dataset.Categorical, Codes: list("c", "GE", "de", "XA", "XK")}, 4, dataset.Present)
	copy(lands.Codes, []uint16{0, 1, 2, 3})
	if out, err := coarsen(lands, Change{Regions: true}); err != nil || out.CodeAt(0) != "145" || out.CodeAt(1) != "155" || out.CodeAt(2) != elsewhere || out.CodeAt(3) != "039" {
		t.Errorf("%v", err)
	}
	if out, _ := coarsen(lands, Change{Rare: 2}); out.CodeAt(0) != mergedCode || len(out.Variable.Codes.Categories) != 1 {
		t.Errorf("four categories of one person each stay apart: %+v", out.Variable.Codes)
	}
	sex := dataset.NewColumn(dataset.Variable{Name: "s", Kind: dataset.Categorical, Codes: list("s", "f", "m", "x")}, 9, dataset.Present)
	copy(sex.Codes, []uint16{0, 0, 0, 0, 1, 1, 1, 1, 2})
	if out, _ := coarsen(sex, Change{Rare: 3}); out.CodeAt(0) != "f" || out.CodeAt(4) != "m" || out.CodeAt(8) != "x" {
		t.Error("a single rare category takes one of many with it")
	}
}

func BenchmarkProtect(b *testing.B) {
	for _, n := range []int{18_000, 100_000} {
		s, p := people(b, n), planned(b, plan)
		b.Run(fmt.Sprint(n, " people"), func(b *testing.B) {
			for range b.N {
				protected(b, s, p, Public)
			}
		})
	}
}
