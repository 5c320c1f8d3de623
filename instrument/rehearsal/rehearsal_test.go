package rehearsal_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/instrument/rehearsal"
	"sojourn/study"
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

// leading are exits as a study.yaml lists them.
func leading(t *testing.T, exits ...study.Exit) []instrument.Exit {
	t.Helper()
	all, err := instrument.ReadExits(exits)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhoIsLedOutIsCountedAndIsAskedNothingMore(t *testing.T) {
	exits := leading(t, study.Exit{Name: "young", Kind: study.Ineligible, Page: "start", When: "${age} < 30"},
		study.Exit{Name: "boss", Kind: study.Unsafe, Page: "last", When: "${town} = 'yerevan'"},
		study.Exit{Name: "nobody", Kind: study.Unsafe, Page: "last", When: "${age} < 18"})
	r := rehearsal.Play(read(t, moving), 200, 1, now, exits...)
	young := r.Exits[0].Sittings
	if young < 20 || young != r.LedOut || r.LedOut+r.Finished != 200 || r.Exits[2].Sittings != 0 {
		t.Errorf("%d finished, %d were led out, by the exits %+v", r.Finished, r.LedOut, r.Exits)
	}
	if age, odd, staff := item(t, r, "age"), item(t, r, "odd"), branch(t, r, "staff", ""); age.Shown != 200 || odd.Shown != r.Finished || staff.Held != 0 || staff.Failed != r.Finished {
		t.Errorf("the first page was shown to %d, the last to %d; between them the condition held %d times and failed %d", age.Shown, odd.Shown, staff.Held, staff.Failed)
	}
	if b := branch(t, r, "start", "pension"); !b.Both() || b.Held+b.Failed != 200 {
		t.Errorf("of the page that leads out %+v", b)
	}
}

func TestACountryOfALongListThatLeadsOutIsMet(t *testing.T) {
	var list strings.Builder
	for n := range 200 {
		fmt.Fprintf(&list, "\n\t| land | c%d | Country %d |", n, n)
	}
	in := read(t, `
	## survey
	| type | name | label |
	| - | - | - |
	| begin_group | start | |
	| select_one land | country | Where do you live? |
	| end_group | | |

	## choices
	| list_name | name | label |
	| - | - | - |`+list.String())
	r := rehearsal.Play(in, 100, 1, now, leading(t, study.Exit{Name: "unsafe", Kind: study.Unsafe, Page: "start", When: "${country} = 'c77'"})...)
	if r.LedOut < 10 || r.Finished < 50 {
		t.Errorf("of a hundred %d were led out and %d finished", r.LedOut, r.Finished)
	}
}
