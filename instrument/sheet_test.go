package instrument_test

import (
	"strings"
	"testing"
	"time"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

// now is the moment at which every respondent of these tests answers.
var now = time.Date(2022, 9, 21, 12, 0, 0, 0, time.UTC)

// read makes a questionnaire from tables, indented as they stand in a test.
func read(t *testing.T, tables string) *instrument.Instrument {
	t.Helper()
	in, problems := readLoosely(tables)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return in
}

func readLoosely(tables string) (*instrument.Instrument, study.Problems) {
	lines := strings.Split(tables, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	wb, problems := xlsform.ReadMarkdown("wave1.md", []byte(strings.Join(lines, "\n")))
	in, more := xlsform.Instrument(wb)
	return in, append(problems, more...)
}

// said makes answers of single values.
func said(pairs ...string) instrument.Answers {
	as := instrument.Answers{}
	for i := 0; i < len(pairs); i += 2 {
		as[pairs[i]] = instrument.Answer{Values: strings.Fields(pairs[i+1])}
	}
	return as
}

// work is a small questionnaire with a filter, a calculate, a page that only
// some see and a category of one's own.
const work = `
	## survey
	| type | name | label::English (en) | label::Русский (ru) | relevant | calculation | constraint | required | exclusive | nonanswers | appearance |
	| - | - | - | - | - | - | - | - | - | - | - |
	| begin_group | start | | | | | | | | | |
	| integer | age | How old are you? | Сколько вам лет? | | | . >= 18 and . <= 100 | yes | | refused | |
	| select_multiple job or_other | work | Where did you work? | Где вы работали? | | | | | none | | |
	| calculate | employed | | | | not(selected(${work}, 'none')) and count-selected(${work}) > 0 | | | | | |
	| text | why | Why not? | Почему нет? | selected(${work}, 'none') | | | | | | |
	| end_group | | | | | | | | | | |
	| begin_group | staff | | | ${employed} | | | | | | |
	| select_one yn | boss | Do you manage other people? | Есть ли у вас подчинённые? | | | | | | dont_know | |
	| end_group | | | | | | | | | | |
	| begin_group | end | | | | | | | | | |
	| note | thanks | You said: ${work} | Вы сказали: ${work} | | | | | | | |
	| date | left | When did you leave? | Когда вы уехали? | ${boss} = 'yes' or ${age} > 60 | | | | | | month-year |
	| hidden | arm | | | | | | | | | |
	| end_group | | | | | | | | | | |

	## choices
	| list_name | name | label::English (en) | label::Русский (ru) |
	| - | - | - | - |
	| job | company | A company | В компании |
	| job | ngo | An NGO | В НКО |
	| job | other | Elsewhere | В другом месте |
	| job | none | Nowhere | Нигде |
	| yn | yes | Yes | Да |
	| yn | no | No | Нет |

	## settings
	| form_id | version |
	| - | - |
	| wave1 | 1 |
	`
