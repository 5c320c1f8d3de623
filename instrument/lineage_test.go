package instrument_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

// waveOf is a questionnaire of one item about learning the language.
func waveOf(t *testing.T, label, reference string, codes ...string) *instrument.Instrument {
	t.Helper()
	tables := "## survey\n| type | name | label | reference | calculation |\n|-|-|-|-|-|\n| select_one l | learn | " + label + " | " + reference + " | |\n## choices\n| list_name | name | label |\n|-|-|-|\n"
	for _, code := range codes {
		tables += "| l | " + code + " | The " + code + " |\n"
	}
	return read(t, tables+settings)
}

const lineage = `
lineage:
  - item: learn
    from: {item: learn, wave: 1}
    to: {item: learn, waves: [2]}
    change: [categories]
    recode: {much: yes, little: yes, "no": "no"}
    note: {en: Learning was split in two.}
`

func TestAChangeSinceTheLastWaveMustBeToldOf(t *testing.T) {
	first := waveOf(t, "Learning?", "month", "yes", "no")
	for _, tt := range []struct {
		name    string
		second  *instrument.Instrument
		lineage string
		want    string
	}{
		{"nothing changed", waveOf(t, "Learning?", "month", "yes", "no"), "lineage: []", ""},
		{"other words", waveOf(t, "Studying?", "month", "yes", "no"), "lineage: []", "warning changed-wording w.md survey:2 label::en"},
		{"another period", waveOf(t, "Learning?", "year", "yes", "no"), "lineage: []", "warning changed-period w.md survey:2 reference::en"},
		{"other categories", waveOf(t, "Learning?", "month", "much", "little", "no"), "lineage: []", "warning changed-categories w.md survey:2 type"},
		{"another order", waveOf(t, "Learning?", "month", "no", "yes"), "lineage: []", "warning changed-categories w.md survey:2 type"},
		{"other categories, told of", waveOf(t, "Learning?", "month", "much", "little", "no"), lineage, ""},
		{"other words, only categories told of", waveOf(t, "Studying?", "month", "much", "little", "no"), lineage, "warning changed-wording w.md survey:2 label::en"},
		{"a category that the recode forgets", waveOf(t, "Learning?", "month", "much", "little", "bit", "no"), lineage, "error lineage-recode lineage.yaml:0 recode"},
		{"a category that is not there", waveOf(t, "Learning?", "month", "much", "no"), lineage, "error lineage-recode lineage.yaml:0 recode"},
		{"recoded to what was not there", waveOf(t, "Learning?", "month", "much", "little", "no"), strings.Replace(lineage, "much: yes", "much: ja", 1), "error lineage-recode lineage.yaml:0 recode"},
		{"no such wave", waveOf(t, "Learning?", "month", "much", "little", "no"), strings.Replace(lineage, "[2]", "[2, 3]", 1), "error lineage-to lineage.yaml:0 to"},
		{"no such item", waveOf(t, "Learning?", "month", "yes", "no"), "lineage: [{item: x, from: {item: learn, wave: 1}, to: {item: studying, wave: 2}, change: [wording], note: N}]", "error lineage-to lineage.yaml:0 to"},
		{"without a note", waveOf(t, "Learning?", "month", "much", "little", "no"), strings.Replace(lineage, "note: {en: Learning was split in two.}", "comparable: true", 1), "error lineage-note lineage.yaml:0 note"},
		{"a change of no kind", waveOf(t, "Learning?", "month", "much", "little", "no"), strings.Replace(lineage, "[categories]", "[categories, colour]", 1), "error lineage-change lineage.yaml:0 change"},
		{"not comparable, and recoded", waveOf(t, "Learning?", "month", "much", "little", "no"), lineage + "    comparable: false\n", "error lineage-comparable lineage.yaml:0 comparable"},
	} {
		l, err := instrument.ParseLineage([]byte(tt.lineage))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		var got []string
		for _, p := range instrument.CheckWaves(map[study.WaveID]*instrument.Instrument{1: first, 2: tt.second}, l) {
			got = append(got, fmt.Sprintf("%s %s %s:%d %s", p.Severity, p.Code, strings.Replace(p.Where, "wave1.md", "w.md", 1), p.Row, p.Column))
		}
		if strings.Join(got, "\n") != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), tt.want)
		}
	}
}

func TestATrendMeetsTheNotesOfTheWavesItCrosses(t *testing.T) {
	l, err := instrument.ParseLineage([]byte(lineage))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		item     string
		from, to study.WaveID
		notes    int
	}{{"learn", 1, 2, 1}, {"learn", 1, 3, 1}, {"learn", 2, 3, 0}, {"work", 1, 2, 0}} {
		if got := l.Continuations[0].Crosses(tt.item, tt.from, tt.to); got != (tt.notes == 1) {
			t.Errorf("%s from wave %d to %d crosses: %v", tt.item, tt.from, tt.to, got)
		}
	}
}

func TestAWaveCollectedElsewhereIsTakenAtItsWord(t *testing.T) {
	l, err := instrument.ParseLineage([]byte(lineage))
	if err != nil {
		t.Fatal(err)
	}
	waves := map[study.WaveID]*instrument.Instrument{1: {}, 2: waveOf(t, "Learning?", "month", "much", "little", "no")}
	if problems := instrument.CheckWaves(waves, l); len(problems) > 0 {
		t.Errorf("items of a wave without a questionnaire are missed: %v", problems)
	}
}

func TestWhatIsRecalledWasAsked(t *testing.T) {
	recalls := func(what string) *instrument.Instrument {
		return read(t, "## survey\n| type | name | label | calculation |\n|-|-|-|-|\n| calculate | before | | "+what+" |\n| note | n | ${before} | |"+settings)
	}
	for what, want := range map[string][]string{"prev(1, 'learn')": nil, "prev(1, 'lern')": {"unknown-reference"}, "prev(2, 'learn')": {"unknown-wave"}} {
		got := codes(instrument.CheckWaves(map[study.WaveID]*instrument.Instrument{1: waveOf(t, "L?", "", "yes"), 2: recalls(what)}, &instrument.Lineage{}))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// TestTheLineageOfTheMadeUpStudyFits reads a lineage as a team would write it.
func TestTheLineageOfTheMadeUpStudyFits(t *testing.T) {
	folder := filepath.Join("..", "internal", "seed", "folder")
	data, err := os.ReadFile(filepath.Join(folder, instrument.LineageFile))
	if err != nil {
		t.Skip("skipped: not there")
	}
	l, err := instrument.ParseLineage(data)
	if err != nil {
		t.Fatal(err)
	}
	waves := map[study.WaveID]*instrument.Instrument{}
	for w := study.WaveID(1); w <= 3; w++ {
		data, err := os.ReadFile(filepath.Join(folder, "instrument", fmt.Sprintf("wave%d.md", w)))
		if err != nil {
			t.Fatal(err)
		}
		wb, _ := xlsform.Read(fmt.Sprintf("wave%d.md", w), data)
		waves[w], _ = xlsform.Instrument(wb)
	}
	problems := instrument.CheckWaves(waves, l)
	for _, p := range problems {
		t.Error(p)
	}
	if len(l.Continuations) == 0 || !slices.ContainsFunc(l.Continuations, func(c instrument.Continuation) bool { return !c.Trend() }) {
		t.Error("nothing was read")
	}
}
