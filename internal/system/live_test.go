package system

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
)

// liveForm asks for a mood and shows half of those who tell it what others told.
const liveForm = `## survey

| type | name | label::English (en) |
|-|-|-|
| begin_group | one | |
| select_one moods | mood | How are you? |
| end_group | | |
| begin_group | two | |
| integer | number | A number |
| end_group | | |

## choices

| list_name | name | label::English (en) |
|-|-|-|
| moods | well | Well |
| moods | badly | Badly |

## experiments

| type | name | label::English (en) | share |
|-|-|-|-|
| split | others | | |
| arm | shown | Shown | 1 |
| arm | not | Not shown | 1 |

## settings

| form_id | version |
|-|-|
| f | 1 |
`

const liveSettings = `crowd: {ask: nothing}
live: [{item: mood, when: "${others} = 'shown'", estimate: mood_w1}]
`

// TestWhatARespondentWasShownIsKnownAtTheDesk publishes twice while people
// answer. The cut says of everybody which table they saw, and the desk knows all
// tables by name.
func TestWhatARespondentWasShownIsKnownAtTheDesk(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	about, err := os.ReadFile(filepath.Join(studyDir, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"instrument/wave1.md": liveForm, "study.yaml": string(about) + liveSettings,
		"estimates.yaml": "estimates: [{name: mood_w1, measure: share, item: mood, waves: [1], sample: all}]"})
	table := regexp.MustCompile(`table ([0-9a-f]{12})`)
	var tables, seen []string
	for round, people := range []int{60, 60, 24} {
		s := serve(t, studyDir, data, root)
		player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
		for i := range people {
			mood := []string{"well", "badly", "badly"}[(i+round)%3]
			out, err := player.Play(t.Context(), scenario.Script{Answers: instrument.Answers{"mood": {Values: []string{mood}}, "number": {Values: []string{"1"}}}})
			switch {
			case err != nil:
				t.Fatal(err)
			case out.Others > 0 && len(tables) == 0:
				t.Fatal("before anything was published somebody is shown something")
			case out.Others > 0:
				seen = append(seen, tables[len(tables)-1])
			default:
				seen = append(seen, "")
			}
		}
		sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key)
		s.stop(t)
		sojourn(t, "cut", studyDir)
		if round < 2 {
			tables = append(tables, table.FindStringSubmatch(sojourn(t, "live", "publish", studyDir))[1])
		}
	}
	if tables[0] == tables[1] {
		t.Fatal("the second publication says the same as the first")
	}
	sojourn(t, "export", studyDir, "--format", "csv", "--out", filepath.Join(root, "files"))
	got := slices.Sorted(slices.Values(column(t, filepath.Join(root, "files"), "shown_mood_w1")))
	slices.Sort(seen)
	if !slices.Equal(seen, got) {
		t.Errorf("people saw %q, the cut says %q", seen, got)
	}
	all := sojourn(t, "live", "tables", studyDir)
	for _, name := range tables {
		if !slices.Contains(seen, name) || !strings.Contains(all, "table "+name) {
			t.Errorf("the table %s was seen by nobody or is not known at the desk:\n%s", name, all)
		}
	}
}

// column reads one column of the only table among exported files.
func column(t *testing.T, dir, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "canary.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	at := slices.Index(strings.Split(strings.TrimSpace(lines[0]), ","), name)
	if at < 0 {
		t.Fatalf("there is no column %s in %s", name, lines[0])
	}
	var values []string
	for _, line := range lines[1:] {
		values = append(values, strings.Split(strings.TrimSpace(line), ",")[at])
	}
	return values
}
