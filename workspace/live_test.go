package workspace

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/study"
)

// liveStudy is the small study with something that is shown of others' answers.
var liveStudy = strings.NewReplacer("{min_cell: 10, min_base: 30}", "{min_cell: 3, min_base: 5}", "[%s]", "[]").Replace(smallStudy) +
	`live: [{item: mood, when: "${others} = 'shown'", estimate: moods}]
`

const liveInstrument = `
## survey
| type | name | label::English (en) |
| --- | --- | --- |
| begin_group | first | First |
| select_one mood | mood | How are you? |
| end_group | | |
| begin_group | last | Last |
| integer | age | Age |
| end_group | | |

## choices
| list_name | name | label::English (en) |
| --- | --- | --- |
| mood | well | Well |
| mood | so | So so |
| mood | badly | Badly |
| mood | awful | Awful |

## experiments
| type | name | label::English (en) |
| --- | --- | --- |
| split | others | |
| arm | shown | Shown |
| arm | not | Not shown |

## settings
| form_id | version | default_language |
| --- | --- | --- |
| small | 1 | en |
`

const liveEstimates = `
estimates:
  - {name: moods, measure: share, item: mood, waves: [1], sample: all}
  - {name: by_age, measure: share, item: mood, waves: [1], sample: all, by: age}
`

// liveDesk is a study that shows what others answered, with so many people in
// each mood.
func liveDesk(t *testing.T, moods map[string]int) (*Project, *Bench) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"study.yaml": liveStudy, "wave1.md": liveInstrument, "estimates.yaml": liveEstimates} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var rows []fieldwork.Row
	for mood, n := range moods {
		for i := range n {
			who := fmt.Sprintf("%s%d", mood, i)
			rows = append(rows, fieldwork.Row{Key: who, Response: fieldwork.Response{Study: "small", Wave: 1, Panelist: panel.ID(who), Finished: true, Seed: 1,
				Answers: instrument.Answers{"mood": {Values: []string{mood}}, "age": {Values: []string{"30"}}, "others": {Values: []string{"shown"}}}}})
		}
	}
	table, err := fieldwork.Tabulate(p.Instruments[1], rows)
	if err != nil {
		t.Fatal(err)
	}
	cut, err := clean.Recipe{Completion: p.Study.Completion}.Cut("raw", []clean.Wave{{Number: 1, Table: table}})
	if err != nil {
		t.Fatal(err)
	}
	bench, err := p.Bench(cut)
	if err != nil {
		t.Fatal(err)
	}
	return p, bench
}

// told writes an item's numbers in a line.
func told(n fieldwork.Numbers) string {
	if len(n.Items) == 0 {
		return "nothing"
	}
	i := n.Items[0]
	parts := []string{fmt.Sprint(i.Base)}
	for _, s := range i.Shares {
		if s.Hidden {
			parts = append(parts, s.Code+" hidden")
		} else {
			parts = append(parts, fmt.Sprintf("%s %d", s.Code, s.Percent))
		}
	}
	return strings.Join(parts, ", ")
}

func TestOnlyRoundedSharesOfLargeGroupsArePublished(t *testing.T) {
	for _, tt := range []struct {
		name  string
		moods map[string]int
		want  string
	}{
		{"large groups", map[string]int{"well": 61, "so": 32, "badly": 20, "awful": 15}, "120, well 48, so 25, badly 16, awful 12"},
		{"a small group takes another along", map[string]int{"well": 61, "so": 32, "badly": 20, "awful": 4}, "110, well 52, so 27, badly hidden, awful hidden"},
		{"few people", map[string]int{"well": 20, "so": 15, "badly": 10}, "nothing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, bench := liveDesk(t, tt.moods)
			numbers, _, err := p.Publish(bench, nil, "2022-05-01")
			if err != nil {
				t.Fatal(err)
			}
			if got := told(numbers); got != tt.want {
				t.Errorf("published is %s, want %s", got, tt.want)
			}
		})
	}
}

func TestTwoPublicationsDoNotTellOfTheFewBetweenThem(t *testing.T) {
	p, bench := liveDesk(t, map[string]int{"well": 61, "so": 32, "badly": 20, "awful": 15})
	first, _, err := p.Publish(bench, nil, "2022-05-01")
	if err != nil {
		t.Fatal(err)
	}
	_, bench = liveDesk(t, map[string]int{"well": 61, "so": 32, "badly": 20, "awful": 24})
	second, warnings, err := p.Publish(bench, &first, "2022-05-02")
	if err != nil || told(second) != told(first) || second.Items[0].Day != "2022-05-01" || len(warnings) != 1 {
		t.Errorf("nine people later it is %s, %v, %v", told(second), warnings, err)
	}
	_, bench = liveDesk(t, map[string]int{"well": 100, "so": 52, "badly": 30, "awful": 24})
	third, warnings, err := p.Publish(bench, &first, "2022-05-03")
	if err != nil || told(third) == told(first) || len(warnings) != 0 {
		t.Errorf("78 people later it is %s, %v, %v", told(third), warnings, err)
	}
}

func TestOnlyTheAnswersToOneQuestionArePublished(t *testing.T) {
	p, _ := liveDesk(t, map[string]int{"well": 61})
	for _, name := range []string{"by_age", "none"} {
		text := strings.Replace(liveStudy, "estimate: moods", "estimate: "+name, 1)
		if err := os.WriteFile(filepath.Join(p.Dir, "study.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if problems := Check(p.Dir); !slices.ContainsFunc(problems, func(p study.Problem) bool { return p.Code == "live-estimate" }) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}
