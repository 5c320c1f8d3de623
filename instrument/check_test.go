package instrument_test

import (
	"fmt"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

func TestASoundQuestionnaireHasNoProblems(t *testing.T) {
	in := read(t, work)
	for _, p := range instrument.Check(in) {
		t.Error(p)
	}
}

// sound is what the cases below spoil, one thing at a time.
const sound = `
	## survey
	| type | name | label::en | label::ru | hint::en | hint::ru | relevant | constraint | calculation | exclusive | scale |
	| - | - | - | - | - | - | - | - | - | - | - |
	| begin_group | one | | | | | | | | | |
	| integer | age | Age? | Возраст? | | | | . > 17 | | | |
	| select_multiple job | work | Work? | Работа? | | | | | | none | |
	| end_group | | | | | | | | | | |
	| begin_group | two | | | | | | | | | |
	| select_one five | sat | Satisfied? | Довольны? | | | selected(${work}, 'ngo') | | | | ordinal |
	| calculate | old | | | | | | | ${age} > 60 | | |
	| text | why | Why, at ${age}? | Почему, в ${age}? | No names. | Без имён. | ${old} | | | | |
	| end_group | | | | | | | | | | |

	## choices
	| list_name | name | label::en | label::ru |
	| - | - | - | - |
	| job | ngo | NGO | НКО |
	| job | none | None | Нигде |
	| five | 1 | Low | Мало |
	| five | 2 | Middle | Средне |
	| five | 3 | High | Много |

	## settings
	| form_id | version |
	| - | - |
	| wave1 | 1 |
	`

func TestProblemsAreNamedWithTheirPlace(t *testing.T) {
	tests := []struct {
		from, to string
		want     string // severity code sheet:row column
	}{
		{"| version |", "| edition |", "warning no-version settings:2 version"},
		{"| begin_group | one | | | | | | | | | |\n", "| begin_group | one | | | | | | | | | |\n | integer | sat | S? | С? | | | | | | | |\n", "error duplicate-name survey:8 name"},
		{"| select_one five | sat |", "| select_one five | AGE |", "error duplicate-name survey:7 name"},
		{"| begin_group | two |", "| begin_group | one |", "error duplicate-name survey:6 name"},
		{"| text | why |", "| text | __proto__ |", "error name survey:9 name"},
		{"| text | why |", "| text | почему |", "error name survey:9 name"},
		{"| text | why |", "| text | a_name_of_more_than_32_characters |", "error name survey:9 name"},
		{"| text | why |", "| text | your_email |", "warning contact survey:9 name"},
		{"| No names. | Без имён. |", "| No names. | |", "warning missing-translation survey:9 hint::ru"},
		{"| Довольны? |", "| |", "warning missing-translation survey:7 label::ru"},
		{"| Age? | Возраст? |", "| | |", "error no-label survey:3 label"},
		{"| Satisfied? | Довольны? |", "| Why, at ${age}? | Почему, в возрасте ${age}? |", "warning duplicate-label survey:9 label::en"},
		{"| Средне |", "| |", "warning missing-translation choices:5 label::ru"},
		{"| Средне |", "| мало |", "warning duplicate-label choices:5 label::ru"},
		{"| five | 2 |", "| five | 1 |", "error duplicate-code choices:5 name"},
		{"| five | 2 |", "| five | ~2 |", "error code choices:5 name"},
		{"| five | 2 |", "| five | 7 |", "error scale-order survey:7 scale"},
		{"| select_one five |", "| select_one seven |", "error no-list survey:7 type"},
		{"| none | |", "| nothing | |", "error exclusive survey:4 exclusive"},
		{"| none | |", "| none ngo | |", "error exclusive survey:4 exclusive"},
		{"| five | 1 | Low | Мало |\n	| five | 2 | Middle | Средне |\n	| five | 3 | High | Много |", "| five | a | Often | Ч |\n | five | b | Never | Н |\n | five | c | Sometimes | И |", "warning label-order choices:4 label::en"},
		{"| text | why | Why, at ${age}? |", "| text | why | What is your e-mail? |", "warning contact survey:9 name"},
		{"selected(${work}, 'ngo')", "selected(${wrok}, 'ngo')", "error unknown-reference survey:7 relevant"},
		{"selected(${work}, 'ngo')", "selected(${work}, 'NGO')", "error unknown-code survey:7 relevant"},
		{"selected(${work}, 'ngo')", "${sat} = 1", "error later-reference survey:7 relevant"},
		{"selected(${work}, 'ngo')", "${old}", "error later-reference survey:7 relevant"},
		{"| begin_group | two | | | | | | |", "| begin_group | two | | | | | ${sat} = 1 | |", "error later-reference survey:6 relevant"},
		{". > 17", ". > ${sat}", "error later-reference survey:3 constraint"},
		{"selected(${work}, 'ngo')", "selected(${work}, 'ngo') and ${age} < 18 and ${age} > 60", "warning unreachable survey:7 relevant"},
		{"selected(${work}, 'ngo')", "${old} and ${age} < 50", "error later-reference survey:7 relevant"},
		{"| ${old} |", "| ${old} and ${age} < 50 |", "warning unreachable survey:9 relevant"},
		{"| ${old} |", "| ${sat} = 1 and not(${sat} < 2) |", "warning unreachable survey:9 relevant"},
		{"| begin_group | two | | | | | | |", "| begin_group | two | | | | | 1 = 2 | |", "warning unreachable survey:6 relevant"},
		{"${age} > 60", "${old} + 1", "error cycle survey:8 calculation"},
		{"${age} > 60", "", "error no-calculation survey:8 calculation"},
		{"Why, at ${age}?", "Why, at ${agee}?", "error unknown-reference survey:9 label"},
		{"Why, at ${age}?", "Why, at ${sat}?", "warning same-page survey:9 label"},
		{"| | . > 17 | | | |\n", "| | . > 17 | | | |\n | end_group | | | | | | | | | | |\n | begin_group | empty | | | | | | | | | |\n | end_group | | | | | | | | | | |\n | begin_group | rest | | | | | | | | | |\n",
			"warning empty-page survey:5 "},
	}
	for _, tt := range tests {
		if !strings.Contains(sound, tt.from) {
			t.Errorf("the sound questionnaire has no %q", tt.from)
			continue
		}
		in, _ := readLoosely(strings.Replace(sound, tt.from, tt.to, 1))
		var got []string
		for _, p := range instrument.Check(in) {
			got = append(got, fmt.Sprintf("%s %s %s:%d %s", p.Severity, p.Code, strings.TrimPrefix(p.Where, "wave1.md "), p.Row, p.Column))
		}
		if len(got) != 1 || got[0] != tt.want {
			t.Errorf("%.60q: problems are\n%s\nwant only\n%s", tt.to, strings.Join(got, "\n"), tt.want)
		}
	}
}

func TestCalculatesInACircleAreNamed(t *testing.T) {
	in := read(t, `
	## survey
	| type | name | calculation |
	| - | - | - |
	| calculate | a | ${b} + 1 |
	| calculate | b | ${c} + 1 |
	| calculate | c | ${a} + 1 |

	## settings
	| form_id | version | default_language |
	| - | - | - |
	| f | 1 | en |
	`)
	cycles := 0
	for _, p := range instrument.Check(in) {
		if p.Code == "cycle" {
			cycles++
		}
	}
	if cycles != 3 {
		t.Errorf("%d of 3 calculates are told to run in a circle", cycles)
	}
}

func TestAPageForAPhoneAndASetOfOneWord(t *testing.T) {
	list := &dataset.CodeList{Name: "many"}
	for n := range dataset.MaxSet + 1 {
		list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprintf("c%d", n), Label: study.Text{"en": fmt.Sprintf("Choice %d", n)}})
	}
	page := &instrument.Page{Name: "page"}
	for n := range 13 {
		page.Items = append(page.Items, &instrument.Item{Name: fmt.Sprintf("q%d", n), Type: instrument.Integer, Label: study.Text{"en": fmt.Sprintf("Question %d?", n)}})
	}
	page.Items[0].Type, page.Items[0].Codes = instrument.SelectMultiple, list
	in := &instrument.Instrument{Form: "f", Version: "1", Languages: []study.Lang{"en"}, Pages: []*instrument.Page{page}, Lists: map[string]*dataset.CodeList{"many": list}}
	var codes []string
	for _, p := range instrument.Check(in) {
		codes = append(codes, p.Code)
	}
	if got := strings.Join(codes, " "); got != "long-page long-list" {
		t.Errorf("problems are %s", got)
	}
}

// TestAnInstrumentPutTogetherBadlyDoesNotPanic holds for questionnaires that
// did not come through sheets.
func TestAnInstrumentPutTogetherBadlyDoesNotPanic(t *testing.T) {
	bare := &instrument.Page{}
	for _, kind := range []instrument.Type{"", instrument.SelectOne, instrument.SelectMultiple, instrument.Date, instrument.Calculate, instrument.Acknowledge} {
		bare.Items = append(bare.Items, &instrument.Item{Name: "x" + string(kind), Type: kind, Other: "o", Appearance: "likert"})
	}
	in := &instrument.Instrument{Pages: []*instrument.Page{bare, {}}}
	if instrument.Check(in).Err() == nil {
		t.Error("an instrument without anything passes")
	}
	in.Variables()
	if _, err := in.Route(said("xselect_one", "o", "xdate", "no"), now); err != nil {
		t.Error(err)
	}
	if _, _, err := in.Accept(bare, form{"xselect_one": {"o"}, "xselect_multiple": {"o"}, "xdate": {"2"}, "xacknowledge": {"o"}}, nil, now, true); err != nil {
		t.Error(err)
	}
	if _, _, err := in.Accept(&instrument.Page{Name: "of another questionnaire"}, nil, nil, now, true); err == nil {
		t.Error("a page of another questionnaire was taken")
	}
}
