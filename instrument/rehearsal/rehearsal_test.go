package rehearsal_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/instrument/rehearsal"
)

var now = time.Date(2022, time.September, 21, 12, 0, 0, 0, time.UTC)

func read(t *testing.T, tables string) *instrument.Instrument {
	t.Helper()
	lines := strings.Split(tables, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	wb, problems := xlsform.ReadMarkdown("wave1.md", []byte(strings.Join(lines, "\n")))
	in, more := xlsform.Instrument(wb)
	if err := append(problems, more...).Err(); err != nil {
		t.Fatal(err)
	}
	return in
}

const moving = `
	## survey
	| type | name | label | relevant | constraint | required | choice_filter |
	| - | - | - | - | - | - | - |
	| begin_group | start | | | | | |
	| integer | age | How old are you? | | . >= 18 and . <= 100 | yes | |
	| integer | pension | Since what age have you drawn a pension? | ${age} >= 97 | | | |
	| end_group | | | | | | |
	| begin_group | staff | | ${age} < 30 | | | |
	| select_one yn | boss | Do you manage people? | | | | |
	| text | never | Why? | ${boss} = 'perhaps' and ${boss} = 'yes' | | | |
	| end_group | | | | | | |
	| begin_group | last | | | | | |
	| select_one town | town | Where do you live? | | | | land = ${boss} |
	| integer | odd | Which number? | | . > 5 and . < 5 | | |
	| end_group | | | | | | |

	## choices
	| list_name | name | label | land |
	| - | - | - | - |
	| yn | yes | Yes | |
	| yn | no | No | |
	| yn | perhaps | Perhaps | |
	| town | tbilisi | Tbilisi | yes |
	| town | yerevan | Yerevan | no |
`

func branch(t *testing.T, r rehearsal.Report, page, item string) rehearsal.Branch {
	t.Helper()
	at := slices.IndexFunc(r.Branches, func(b rehearsal.Branch) bool { return b.Page == page && b.Item == item })
	if at < 0 {
		t.Fatalf("nothing is told of the condition of %s %s", page, item)
	}
	return r.Branches[at]
}

func item(t *testing.T, r rehearsal.Report, name string) rehearsal.Item {
	t.Helper()
	at := slices.IndexFunc(r.Items, func(i rehearsal.Item) bool { return i.Name == name })
	if at < 0 {
		t.Fatalf("nothing is told of %s", name)
	}
	return r.Items[at]
}

func TestAHundredRespondentsMeetBothSidesOfEveryThreshold(t *testing.T) {
	r := rehearsal.Play(read(t, moving), 100, 1, now)
	if r.Finished != 100 || r.Pages.Least != 2 || r.Pages.Most != 3 || r.Pages.Mean <= 2 || r.Pages.Mean >= 3 {
		t.Errorf("%d of 100 finished, over %+v pages", r.Finished, r.Pages)
	}
	for _, at := range [][2]string{{"start", "pension"}, {"staff", ""}} {
		if b := branch(t, r, at[0], at[1]); !b.Both() || b.Held+b.Failed != 100 {
			t.Errorf("the condition %s held %d and failed %d times", b.Condition, b.Held, b.Failed)
		}
	}
	age, boss := item(t, r, "age"), item(t, r, "boss")
	if age.Shown != 100 || age.Answered+age.Skipped != 100 || age.NotTaken == 0 || age.Row != 3 {
		t.Errorf("the age, which everybody is asked and which has limits, comes to %+v", age)
	}
	taken := 0
	for _, c := range boss.Choices {
		taken += c.Taken
	}
	if boss.Shown != branch(t, r, "staff", "").Held || taken != boss.Answered {
		t.Errorf("a page that some see has %+v", boss)
	}
}

func TestWhatNobodyCanReachOrAnswerIsFound(t *testing.T) {
	r := rehearsal.Play(read(t, moving), 200, 2, now)
	never := branch(t, r, "staff", "never")
	if never.Held != 0 || never.Failed != branch(t, r, "staff", "").Held {
		t.Errorf("a condition that cannot hold did %d times, and failed %d", never.Held, never.Failed)
	}
	if item(t, r, "never").Shown != 0 || r.Coverage.Items.Reached != r.Coverage.Items.Of-1 {
		t.Errorf("an item that nobody reaches is counted as reached: %+v", r.Coverage.Items)
	}
	want := map[rehearsal.DeadEndKind]string{rehearsal.NoChoice: "town", rehearsal.NeverTaken: "odd"}
	got := map[rehearsal.DeadEndKind]string{}
	for _, d := range r.DeadEnds {
		got[d.Kind] = d.Item
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dead ends (-want +got):\n%s", diff)
	}
}

func TestTheSameSeedGivesTheSameReport(t *testing.T) {
	in := read(t, moving)
	if diff := cmp.Diff(rehearsal.Play(in, 50, 7, now), rehearsal.Play(in, 50, 7, now)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(rehearsal.Play(in, 50, 7, now), rehearsal.Play(in, 50, 8, now)) {
		t.Error("another seed gives the same report")
	}
}

func TestEveryWayOfAskingCanBePlayed(t *testing.T) {
	data, err := os.ReadFile("../../respond/gallery/form.md")
	if err != nil {
		t.Fatal(err)
	}
	r := rehearsal.Play(read(t, string(data)), 300, 3, now)
	if r.Finished != 300 || len(r.DeadEnds) > 0 {
		t.Errorf("%d of 300 finished; dead ends: %+v", r.Finished, r.DeadEnds)
	}
	for _, i := range r.Items {
		if i.Shown == 0 {
			t.Errorf("nobody came to %s", i.Name)
		}
		for _, c := range i.Choices {
			if c.Taken == 0 && i.Shown > 100 {
				t.Errorf("%s: nobody took %s", i.Name, c.Code)
			}
		}
	}
	if r.Coverage.Branches.Reached != r.Coverage.Branches.Of {
		t.Errorf("of the conditions %+v were met from both sides: %+v", r.Coverage.Branches, r.Branches)
	}
}

func TestAnEmptyQuestionnaireEndsAtOnce(t *testing.T) {
	if r := rehearsal.Play(&instrument.Instrument{}, 3, 1, now); r.Finished != 3 || r.Pages.Most != 0 {
		t.Errorf("%+v", r)
	}
}
