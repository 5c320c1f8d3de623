package xlsform_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// read takes tables indented as they stand in a test.
func read(tables string) (*instrument.Instrument, study.Problems) {
	lines := strings.Split(tables, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	wb, problems := xlsform.ReadMarkdown("wave1.md", []byte(strings.Join(lines, "\n")))
	in, more := xlsform.Instrument(wb)
	return in, append(problems, more...)
}

// sameInstrument compares what counts: not places, and expressions by their text.
var sameInstrument = cmp.Options{
	cmpopts.IgnoreTypes(instrument.Place{}, map[string][]instrument.Place{}),
	cmpopts.EquateEmpty(),
	cmp.Comparer(func(a, b *expr.Expr) bool { return fmt.Sprint(a) == fmt.Sprint(b) }),
	cmp.Comparer(func(a, b *expr.Filter) bool {
		return (a == nil) == (b == nil) && (a == nil || a.Source() == b.Source())
	}),
}

func parse(t *testing.T, source string) *expr.Expr {
	t.Helper()
	e, err := expr.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func filter(t *testing.T, source string) *expr.Filter {
	t.Helper()
	f, err := expr.ParseFilter(source)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// everything is a questionnaire that uses every part of the model.
func everything(t *testing.T) *instrument.Instrument {
	job := &dataset.CodeList{Name: "job", Categories: []dataset.Category{
		{Code: "company", Label: study.Text{"ru": "В компании", "en": "A company | firm"}},
		{Code: "elsewhere", Label: study.Text{"ru": "В другом\nместе", "en": "Elsewhere"}},
		{Code: "none", Label: study.Text{"ru": "Нигде", "en": "Nowhere"}},
	}}
	unused := &dataset.CodeList{Name: "unused", Categories: []dataset.Category{
		{Code: "other", Label: study.Text{"ru": "Да", "en": "Yes"}},
	}}
	city := &dataset.CodeList{Name: "city", Categories: []dataset.Category{
		{Code: "tbilisi", Label: study.Text{"ru": "Тбилиси", "en": "Tbilisi"}}, {Code: "x", Label: study.Text{"ru": "Иной", "en": "Another"}}}}
	mood := &dataset.CodeList{Name: "mood", Categories: []dataset.Category{
		{Code: "0", Label: study.Text{"ru": "Плохо", "en": "Bad"}}, {Code: "10", Label: study.Text{"ru": "Хорошо", "en": "Good"}}}}
	return &instrument.Instrument{
		Traits: map[string][]instrument.Traits{"city": {{"country": "ge", "name": "tbilisi"}, {"name": "x"}}},
		Form:   "wave1", Version: "2022-03", Title: study.Text{"ru": "Волна 1", "en": "Wave 1"},
		Languages: []study.Lang{"ru", "en"},
		Lists:     map[string]*dataset.CodeList{"job": job, "unused": unused, "city": city, "mood": mood},
		Pages: []*instrument.Page{
			{Name: "work", Title: study.Text{"ru": "Работа", "en": "Work"}, Items: []*instrument.Item{
				{Name: "work", Type: instrument.SelectMultiple, Codes: job, Label: study.Text{"ru": "Где?", "en": "Where?"},
					Hint: study.Text{"ru": "Всё, что подходит", "en": "All that apply"}, Exclusive: []string{"none"}, Other: "elsewhere",
					NonAnswers: []dataset.Missing{dataset.Refused, dataset.DontKnow}, Required: true, Appearance: "minimal",
					Reference: study.Text{"ru": "в феврале 2022", "en": "in February 2022"}},
				{Name: "yes", Type: instrument.SelectOne, Codes: unused, Other: "other", Label: study.Text{"ru": "Да?", "en": "Yes?"}, Scale: dataset.Nominal},
				{Name: "n", Type: instrument.Calculate, Calculation: parse(t, "count-selected(${work})")},
			}},
			{Name: "fear", Relevance: parse(t, "${n} > 0"), Items: []*instrument.Item{
				{Name: "fear", Type: instrument.Text, Label: study.Text{"ru": "Чего вы боитесь?", "en": "What do you fear?"}, Sensitive: true, HelpLink: true,
					Constraint: parse(t, `regex(., '^(a|b)\|\d+$')`), ConstraintMessage: study.Text{"ru": "Иначе", "en": "Otherwise"},
					Relevance: parse(t, "selected(${work}, 'none')")},
				{Name: "thanks", Type: instrument.Note, Label: study.Text{"ru": "Спасибо. \\", "en": "Thanks. &lt;br> <br> &amp;"}},
				{Name: "arm", Type: instrument.Hidden, Default: parse(t, "'a'")},
			}},
			{Name: "places", Sums: []instrument.Sum{{Items: []string{"here", "there"}, Total: 12}}, Items: []*instrument.Item{
				{Name: "country", Type: instrument.Rank, Codes: unused, Label: study.Text{"ru": "Страны?", "en": "Countries?"}, Shuffle: true, Seed: parse(t, "${n}")},
				{Name: "city", Type: instrument.SelectOne, Codes: city, Filter: filter(t, "country = ${country_rank_1} or name = 'x'"), Label: study.Text{"ru": "Город?", "en": "City?"},
					Guidance: study.Text{"ru": "Долго", "en": "At length"}, RequiredMessage: study.Text{"ru": "Пожалуйста", "en": "Please"}},
				{Name: "here", Type: instrument.Integer, Default: parse(t, "${n} + 1"), Label: study.Text{"ru": "Месяцев здесь?", "en": "Months here?"}},
				{Name: "there", Type: instrument.Decimal, Label: study.Text{"ru": "Там?", "en": "There?"}},
				{Name: "mood", Type: instrument.Range, Slider: &instrument.Slider{Start: 0, End: 10, Step: 0.5}, Codes: mood, Label: study.Text{"ru": "Настроение?", "en": "Mood?"}},
			}},
		},
	}
}

func TestAQuestionnaireComesBackFromItsSheets(t *testing.T) {
	want := everything(t)
	text := xlsform.WriteMarkdown(xlsform.FromInstrument(want))
	wb, problems := xlsform.ReadMarkdown("wave1.md", text)
	got, more := xlsform.Instrument(wb)
	for _, p := range append(problems, more...) {
		t.Error(p)
	}
	if diff := cmp.Diff(want, got, sameInstrument...); diff != "" {
		t.Errorf("what came back differs (-want +got):\n%s\nthe sheets were\n%s", diff, text)
	}
	if again := xlsform.WriteMarkdown(wb); string(again) != string(text) {
		t.Errorf("written once more the file is\n%s\nand was\n%s", again, text)
	}
	a, errA := want.Hash()
	b, errB := got.Hash()
	if a != b || errA != nil || errB != nil {
		t.Errorf("the hash became %s (%v) from %s (%v)", b, errB, a, errA)
	}
}

func TestGroupsPagesAndConditions(t *testing.T) {
	in, problems := read(`
	## Survey
	| type | name | label | relevant |
	| - | - | - | - |
	| begin group | page | Page | ${a} = 1 |
	| begin_group | part | Part | ${b} = 1 or ${c} = 1 |
	| int | x | X? | ${d} = 1 |
	| begin_group | inner | | ${e} = 1 |
	| string | y | Y? | |
	| end_group | | | |
	| end_group | | | |
	| text | z | Z? | |
	| end group | | | |
	| | | | |
	| text | alone | Alone? | |
	`)
	for _, p := range problems {
		t.Error(p)
	}
	var got []string
	for _, p := range in.Pages {
		got = append(got, fmt.Sprintf("page %s %q %v", p.Name, p.Title.In("en"), p.Relevance))
		for _, i := range p.Items {
			got = append(got, fmt.Sprintf("%s %s %q %v row %d", i.Type, i.Name, i.Label.In("en"), i.Relevance, i.Source.Row))
		}
	}
	want := []string{
		`page page "Page" ${a} = 1`,
		`note part "Part" ${b} = 1 or ${c} = 1 row 3`,
		`integer x "X?" (${b} = 1 or ${c} = 1) and (${d} = 1) row 4`,
		`text y "Y?" (${b} = 1 or ${c} = 1) and (${e} = 1) row 6`,
		`text z "Z?" <nil> row 9`,
		`page alone "" <nil>`,
		`text alone "Alone?" <nil> row 12`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLanguages(t *testing.T) {
	tests := []struct {
		name, labels, settings string
		languages              string
		label                  string
	}{
		{"one, not named", "label", "", "[en]", "en=first"},
		{"one, named by the settings", "label", "Русский (ru)", "[ru]", "ru=first"},
		{"two with names", "label::English (en) | label::Русский (ru)", "", "[en ru]", "en=first ru=second"},
		{"two by code, the second is the default", "label::en | label::ru", "ru", "[ru en]", "en=first ru=second"},
		{"the plain column is in the default language", "label | label::فارسی (fa)", "English (en)", "[en fa]", "en=first fa=second"},
		{"a region", "label::Português (pt_BR) | hint::English (en)", "", "[pt-br en]", "pt-br=first"},
	}
	for _, tt := range tests {
		columns := strings.Count(tt.labels, "|") + 1
		in, problems := read(fmt.Sprintf(`
			## survey
			| type | name | %s |
			| - | - |%s
			| text | q | first |%s
			## settings
			| default_language |
			| - |
			| %s |`, tt.labels, strings.Repeat(" - |", columns), strings.Repeat(" second |", columns-1), tt.settings))
		for _, p := range problems {
			t.Errorf("%s: %v", tt.name, p)
		}
		var label []string
		for _, l := range []study.Lang{"en", "fa", "pt-br", "ru"} {
			if s := in.Pages[0].Items[0].Label[l]; s != "" {
				label = append(label, string(l)+"="+s)
			}
		}
		if got := fmt.Sprint(in.Languages); got != tt.languages || strings.Join(label, " ") != tt.label {
			t.Errorf("%s: languages %s, label %v; want %s, %s", tt.name, got, label, tt.languages, tt.label)
		}
	}
}

func TestWhatIsNotUnderstoodIsNamed(t *testing.T) {
	tests := []struct {
		name, columns, row string
		want               string // severity code where:row column, then part of what is said
	}{
		{"a type that does not exist", "type | name", "slct_one yn | q", `error type wave1.md survey:2 type: there is no type "slct_one"`},
		{"a loop", "type | name", "begin loop over yn | r", `error unsupported wave1.md survey:2 type: the type "begin_loop" is unsupported: write the questions out`},
		{"a form of another program", "type | name | bind::readonly", "text | q | yes", `error unsupported wave1.md survey:2 bind::readonly: the column bind is not supported`},
		{"a hyphen in a name", "type | name", "text | life-sat", `error unsupported wave1.md survey:2 name: the name "life-sat" is not supported`},
		{"a function of another program", "type | name | relevant", "text | q | pulldata('a', 'b', 'c', 'd') = 1", "error unsupported wave1.md survey:2 relevant: the expression uses what is not supported"},
		{"a picture in a question", "type | name | media::image", "text | q | a.png", "error unsupported wave1.md survey:2 media::image: the column image is not supported"},
		{"a seed without an order of chance", "type | name | parameters", "rank l | q | seed=5", "error parameter wave1.md survey:2 parameters: a seed has a meaning only"},
		{"a slip in a parameter", "type | name | parameters", "range | q | strat=5", "error unsupported wave1.md survey:2 parameters: the parameter strat is not supported"},
		{"a scale without points", "type | name | parameters", "range | q | start=5 end=5", "error parameter wave1.md survey:2 parameters: the range has no points"},
		{"a place on earth", "type | name", "geopoint | where", `error unsupported wave1.md survey:2 type: the type "geopoint"`},
		{"a telltale", "type | name", "deviceid | d", `warning passed-over wave1.md survey:2 type: the row of type deviceid is passed over: nothing is collected`},
		{"steps that are watched", "type | name", "audit | audit", `error unsupported wave1.md survey:2 type: the type "audit" is unsupported: nothing is collected`},
		{"sound in place of words", "type | name | media::audio", "text | q | a.mp3", "error unsupported wave1.md survey:2 media::audio: the column audio is not supported where there is no label"},
		{"sound beside words", "type | name | label | audio", "text | q | Q? | a.mp3", "warning unknown-column wave1.md survey:1 audio: sound is not played"},
		{"no type", "type | name", "| q", "error type wave1.md survey:2 type: the row has no type"},
		{"a select without a list", "type | name", "select_one | q", "error type wave1.md survey:2 type: a select needs the name of one list"},
		{"a number with a list", "type | name", "integer yn | q", "error type wave1.md survey:2 type: integer takes nothing"},
		{"an end without a begin", "type | name", "end_group |", "error stray-end wave1.md survey:2 type: end_group closes nothing"},
		{"a begin without an end", "type | name", "begin_group | g", `error open-group wave1.md survey:2 type: the group "g" is not closed`},
		{"a mistake in a condition", "type | name | relevant", "text | q | ${a} ==", "error expression wave1.md survey:2 relevant: the expression is not understood at byte 7"},
		{"neither yes nor no", "type | name | required", "text | q | maybe", "error yes wave1.md survey:2 required: only yes and no"},
		{"a reason nobody can choose", "type | name | nonanswers", "text | q | broke_off", `error nonanswers wave1.md survey:2 nonanswers: "broke_off" cannot be offered`},
		{"a level of measurement", "type | name | scale", "text | q | metric", `error scale wave1.md survey:2 scale: there is no level of measurement "metric"`},
		{"a slip in a column", "type | name | relevnat", "text | q | x", "warning unknown-column wave1.md survey:1 relevnat: the column is not known"},
		{"a choice filter", "type | name | choice_filter", "text | q | x", "error choice-filter wave1.md survey:2 choice_filter: \"q\" has no choices to filter"},
		{"a language without a code", "type | name | label::Russian", "text | q | x", `warning language wave1.md survey:1 label::Russian: the language is named without its code; it is taken for ru`},
		{"a word that is no language", "type | name | label::Formal", "text | q | x", `warning language wave1.md survey:1 label::Formal: "Formal" is no language`},
		{"no word for a language", "type | name | label::?", "text | q | x", `error language wave1.md survey:1 label::?: "?" does not say`},
		{"a language twice", "type | name | label::ru | label::Русский (ru)", "text | q | x | y", "error duplicate-column wave1.md survey:1 label::Русский (ru): the language is there twice"},
		{"a column twice", "type | name | name", "text | q | x", "error duplicate-column wave1.md survey:1 name: the column is there twice"},
		{"a bar inside a text", "type | name", "text | q | or | not", "error too-many-cells wave1.md survey:2 : the row has 4 cells, the heading has 2"},
	}
	for _, tt := range tests {
		_, problems := read("## survey\n|" + tt.columns + "|\n|" + strings.Repeat("-|", strings.Count(tt.columns, "|")+1) + "\n|" + tt.row + "|")
		if len(problems) != 1 {
			t.Errorf("%s: %d problems: %v", tt.name, len(problems), problems)
			continue
		}
		p := problems[0]
		got := fmt.Sprintf("%s %s %s:%d %s: %s", p.Severity, p.Code, p.Where, p.Row, p.Column, p.What)
		if !strings.HasPrefix(got, tt.want) || p.Do == "" {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

func TestTablesThatAreNoSheets(t *testing.T) {
	for tables, want := range map[string]string{
		"":                              "no-survey",
		"| type |\n| - |":               "no-sheet-name no-survey",
		"## survey\n| type |\n| text |": "no-heading-row no-survey",
		"## survey\n| type |\n| - |\n\n## survey\n| type |\n| - |":    "second-table",
		"## survey\n| type |\n| - |\nAsk gently.":                     "stray-text",
		"## survey\n| type |\n| - |\n## notes\n| a |\n| - |\n| b |":   "unknown-sheet",
		"# Wave 1\n\n## survey ##\r\n\r\n| type |\r\n| :-: |\r\n":     "",
		"## survey\n| type |\n| - |\n## settings\n|a|\n|-|\n|1|\n|2|": "unknown-column settings",
	} {
		_, problems := read(tables)
		var codes []string
		for _, p := range problems {
			codes = append(codes, p.Code)
		}
		if got := strings.Join(codes, " "); got != want {
			t.Errorf("%q has problems %q, want %q", tables, got, want)
		}
	}
}

func TestOrOtherTakesTheCodeFromTheListOrAddsIt(t *testing.T) {
	const tables = `
	## survey
	| type | name | label |
	| - | - | - |
	| select one job or_other | work | Where? |
	## choices
	| list name | value | label |
	| - | - | - |
	| job | ngo | An NGO |`
	in, problems := read(tables)
	if len(problems) != 1 || problems[0].Severity != study.Warning || problems[0].Code != "other" {
		t.Errorf("problems are %v", problems)
	}
	item := in.Pages[0].Items[0]
	if c, ok := item.Category("other"); !ok || item.Other != "other" || c.Label["en"] == "" {
		t.Errorf("the item has %v", item.Codes)
	}
	in, problems = read(tables + "\n| job | other | Elsewhere |")
	if c, _ := in.Pages[0].Items[0].Category("other"); len(problems) > 0 || c.Label["en"] != "Elsewhere" {
		t.Errorf("the code of the list became %v; %v", c, problems)
	}
}

func TestALongTextDoesNotPushItsNeighboursApart(t *testing.T) {
	wb := &xlsform.Workbook{Sheets: []xlsform.Sheet{{Name: "survey", Columns: []string{"type", "label"}, Rows: []xlsform.Row{
		{Number: 2, Cells: []string{"text", strings.Repeat("long ", 20)}}, {Number: 3, Cells: []string{"select_one", "короткий"}}}}}}
	want := strings.Join([]string{
		"## survey", "",
		"| type       | label                    |",
		"| ---------- | ------------------------ |",
		"| text       | " + strings.TrimSpace(strings.Repeat("long ", 20)) + " |",
		"| select_one | короткий                 |", "",
	}, "\n")
	if got := string(xlsform.WriteMarkdown(wb)); got != want {
		t.Errorf("written as\n%s\nwant\n%s", got, want)
	}
}

func FuzzReadMarkdown(f *testing.F) {
	f.Add("## survey\n| type | name | label::ru |\n|-|-|-|\n| select_one a or_other | q | x\\|y<br>z |\n## choices\n| list_name | name |\n|-|-|\n| a | b |")
	f.Add("## survey\n| type | relevant |\n|-|-|\n| begin_group | 1 |\n| begin_group | ${a} |\n| end_group |\n")
	f.Add("## 0\n|\n|-|\n|")
	f.Add("## settings\n|||\n|-|-|\n|")
	f.Add("## a\n| \\| | &lt;br> | &amp;amp; | \\ |\n|-|-|-|-|\n| \\\\| | <br>x<br/> |")
	f.Fuzz(func(t *testing.T, text string) {
		wb, first := xlsform.ReadMarkdown("f.md", []byte(text))
		in, _ := xlsform.Instrument(wb)
		instrument.Check(in)
		in.Variables()
		once := xlsform.WriteMarkdown(wb)
		again, problems := xlsform.ReadMarkdown("f.md", once)
		if err := problems.Err(); err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, once)
		}
		if diff := cmp.Diff(wb.Sheets, again.Sheets, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(xlsform.Sheet{}, "Heading"), cmpopts.IgnoreFields(xlsform.Row{}, "Number")); diff != "" && first.Err() == nil {
			t.Errorf("what was written reads differently:\n%s", diff)
		}
		if twice := xlsform.WriteMarkdown(again); string(twice) != string(once) {
			t.Errorf("written once\n%s\nwritten twice\n%s", once, twice)
		}
	})
}

func TestARowThatOthersFillIsRefusedWhereItIsUsed(t *testing.T) {
	_, problems := read("## survey\n|type|name|label|\n|-|-|-|\n|start|begun||\n|note|n|You began at ${begun}|")
	if got := codesOf(problems); !slices.Contains(got, "unsupported") {
		t.Errorf("a note would show nothing: %v", got)
	}
	in, problems := read("## survey\n|type|name|label|\n|-|-|-|\n|today|day||\n|note|n|Today is ${day}|")
	if day, _ := in.Item("day"); problems.Err() != nil || day == nil || day.Type != instrument.Calculate {
		t.Errorf("the day is not a calculate: %v", problems)
	}
}

func TestWhetherAnAnswerIsRequiredMayHangOnAnother(t *testing.T) {
	in, problems := read("## survey\n|type|name|label|required|\n|-|-|-|-|\n|begin_group|p|P||\n|integer|age|Age?||\n|text|school|School?|${age} < 18|\n|end_group||||")
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for age, want := range map[string]int{"12": 1, "40": 0} {
		_, faults, err := in.Accept(in.Pages[0], map[string][]string{"age": {age}, "school": {""}}, nil, time.Unix(0, 0), false)
		if err != nil || len(faults) != want {
			t.Errorf("at %s there are %d reminders, want %d (%v)", age, len(faults), want, err)
		}
	}
	again, problems := xlsform.Instrument(xlsform.FromInstrument(in))
	if school, _ := again.Item("school"); problems.Err() != nil || school.RequiredWhen == nil {
		t.Error("the condition is lost on the way through sheets")
	}
}
