package clean

import (
	"fmt"
	"testing"

	"sojourn/dataset"
	"sojourn/panel"
	"sojourn/study"
)

// a respondent is one row of a made-up wave.
type respondent struct {
	who     string
	age     float64
	likes   []string // codes of three scales, "" for a skipped one
	share   float64
	seconds float64
}

var scale = &dataset.CodeList{Name: "five", Categories: []dataset.Category{{Code: "1"}, {Code: "2"}, {Code: "3"}, {Code: "4"}, {Code: "5"}}}

func wave(t *testing.T, n study.WaveID, rows ...respondent) Wave {
	t.Helper()
	d := dataset.New(len(rows))
	add := func(v dataset.Variable) *dataset.Column {
		c := dataset.NewColumn(v, len(rows), dataset.Present)
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	key := add(dataset.Variable{Name: ResponseColumn, Kind: dataset.Words})
	who := add(dataset.Variable{Name: PanelistColumn, Kind: dataset.Words})
	share := add(dataset.Variable{Name: ShareColumn, Kind: dataset.Numeric})
	seconds := add(dataset.Variable{Name: SecondsColumn, Kind: dataset.Numeric})
	lang := add(dataset.Variable{Name: LanguageColumn, Kind: dataset.Words})
	add(dataset.Variable{Name: VersionColumn, Kind: dataset.Words})
	age := add(dataset.Variable{Name: "age", Item: "age", Kind: dataset.Numeric})
	var likes []*dataset.Column
	for i := range 3 {
		name := fmt.Sprintf("like%d", i)
		likes = append(likes, add(dataset.Variable{Name: name, Item: name, Kind: dataset.Categorical, Codes: scale}))
	}
	for i, r := range rows {
		who.Texts[i], share.Numbers[i], seconds.Numbers[i], age.Numbers[i] = r.who, r.share, r.seconds, r.age
		lang.Texts[i], key.Texts[i] = "ru", fmt.Sprint("r", i)
		for k, code := range r.likes {
			if code == "" {
				likes[k].Missing[i] = dataset.Skipped
				continue
			}
			likes[k].Codes[i] = uint16(scale.Index(code))
		}
	}
	return Wave{Number: n, Table: d}
}

func adult() *float64 { x := 18.0; return &x }

var rules = []Rule{
	{Name: "short", Kind: Completion, Share: 0.5, Reason: study.Text{"en": "too short"}},
	{Name: "again", Kind: Repeat, Reason: study.Text{"en": "same person"}},
	{Name: "age", Kind: Range, Item: "age", Min: adult(), Reason: study.Text{"en": "under age"}},
	{Name: "copy", Kind: Duplicate, Least: 3, Reason: study.Text{"en": "copy"}},
	{Name: "fast", Kind: Speeder, Share: 0.34, Reason: study.Text{"en": "too fast"}},
	{Name: "line", Kind: StraightLine, Items: []string{"like0", "like1", "like2"}, Least: 3, Reason: study.Text{"en": "straight line"}},
}

func TestEachRuleCatchesItsOwnAndNoOther(t *testing.T) {
	w := wave(t, 1,
		respondent{"honest", 30, []string{"1", "2", "3"}, 1, 600},
		respondent{"copyist", 30, []string{"1", "2", "3"}, 1, 620},
		respondent{"hasty", 40, []string{"2", "2", "3"}, 1, 100},
		respondent{"child", 12, []string{"2", "1", "3"}, 1, 600},
		respondent{"ruler", 50, []string{"4", "4", "4"}, 1, 600},
		respondent{"leaver", 50, []string{"4", "", ""}, 0.2, 90},
		respondent{"twice", 60, []string{"5", "4", ""}, 0.8, 600},
		respondent{"twice", 60, []string{"5", "4", "1"}, 1, 600},
	)
	flags, log, err := Apply(rules, nil, w)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"", "copy", "fast", "age", "line", "short fast", "again", ""}
	for i := range want {
		got := ""
		for k, f := range flags[i] {
			if k > 0 {
				got += " "
			}
			got += f
		}
		if got != want[i] {
			t.Errorf("row %d is flagged %q, want %q", i, got, want[i])
		}
	}
	if log.Raw != 8 || log.Clean != 2 {
		t.Errorf("of %d responses %d are clean, want 2 of 8", log.Raw, log.Clean)
	}
	for _, tally := range log.Tallies {
		if tally.Rule == "fast" && (tally.Caught != 2 || tally.Removed != 1 || tally.Alone != 1) {
			t.Errorf("the speeder rule counts %+v", tally)
		}
	}
}

func TestAPanelistIsNoDuplicateOfThemself(t *testing.T) {
	w := wave(t, 1, respondent{"a", 30, []string{"1", "2", "3"}, 1, 600}, respondent{"a", 30, []string{"1", "2", "3"}, 1, 600})
	flags, _, err := Apply(rules[3:4], nil, w)
	if err != nil {
		t.Fatal(err)
	}
	if len(flags[0])+len(flags[1]) > 0 {
		t.Errorf("flagged %v", flags)
	}
}

func TestCutLinksPeopleAndSaysWhyAWaveIsEmpty(t *testing.T) {
	first := wave(t, 1,
		respondent{"both", 30, []string{"1", "2", "3"}, 1, 600},
		respondent{"once", 31, []string{"1", "2", "4"}, 0.6, 600},
		respondent{"child", 12, []string{"2", "1", "3"}, 1, 600})
	second := wave(t, 2,
		respondent{"both", 31, []string{"3", "2", "3"}, 1, 600},
		respondent{"once", 31, []string{"1", "", ""}, 0.1, 60})
	cut, err := Recipe{Rules: rules, Completion: study.Completion{Partial: 0.5, Complete: 0.8}}.Cut("raw", []Wave{first, second})
	if err != nil {
		t.Fatal(err)
	}
	col := func(name string) *dataset.Column {
		c, err := cut.Data.Column(name)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	who := col(PanelistColumn)
	want := map[string][2]panel.Disposition{
		"both":  {panel.Complete, panel.Complete},
		"once":  {panel.Partial, panel.BreakOff},
		"child": {panel.Ineligible, panel.NotInvited},
	}
	for i, id := range who.Texts {
		got := [2]panel.Disposition{panel.Disposition(col("disposition_w1").Codes[i]), panel.Disposition(col("disposition_w2").Codes[i])}
		if got != want[id] {
			t.Errorf("%s is %v, want %v", id, got, want[id])
		}
		if c := col("like0_w2"); id == "once" && c.Missing[i] != dataset.NotInWave {
			t.Errorf("a break-off's answers entered the analysis")
		}
	}
	if len(who.Texts) != len(want) {
		t.Errorf("%d people, want %d", len(who.Texts), len(want))
	}
}

func TestACutIsNamedByItsInputs(t *testing.T) {
	table := wave(t, 1)
	hash := func(raw string, rules []Rule, share float64) string {
		h, err := Recipe{Rules: rules, Completion: study.Completion{Partial: share, Complete: 0.8}}.hash(raw, []Wave{table})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	base := hash("a", rules, 0.5)
	for name, other := range map[string]string{
		"other responses": hash("b", rules, 0.5), "fewer rules": hash("a", rules[1:], 0.5), "another threshold": hash("a", rules, 0.6),
	} {
		if other == base {
			t.Errorf("%s give the same cut", name)
		}
	}
	if hash("a", rules, 0.5) != base {
		t.Error("the same inputs give another cut")
	}
	table.Table.Columns[0].Label = study.Text{"en": "reworded"}
	if hash("a", rules, 0.5) == base {
		t.Error("another wording gives the same cut")
	}
}

func TestRulesAreRefusedWithAReason(t *testing.T) {
	for name, text := range map[string]string{
		"no kind":        "rules: [{name: a, kind: magic, reason: {en: x}}]",
		"no reason":      "rules: [{name: a, kind: repeat}]",
		"share of three": "rules: [{name: a, kind: speeder, share: 3, reason: {en: x}}]",
		"unknown key":    "rules: [{name: a, kind: repeat, reasn: {en: x}}]",
		"two of a name":  "rules: [{name: a, kind: repeat, reason: {en: x}}, {name: a, kind: repeat, reason: {en: x}}]",
	} {
		if _, err := ParseRules([]byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
