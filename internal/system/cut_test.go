package system

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
)

// TestCutsAreMadeNamedComparedAndWrittenLong goes from interviews to cuts by
// the commands alone.
func TestCutsAreMadeNamedComparedAndWrittenLong(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	write(t, studyDir, map[string]string{"estimates.yaml": "estimates: [{name: number, measure: mean, item: number, waves: [1], sample: all}]"})
	s := serve(t, studyDir, data, root)
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
	for i := range 6 {
		answers := instrument.Answers{"story": {Values: []string{fmt.Sprint("story ", i)}}, "number": {Values: []string{fmt.Sprint(10 * (i + 1))}},
			"place": {Values: []string{"here"}}, "more": {Values: []string{"more"}}, "last": {Values: []string{"last"}}}
		if _, err := player.Play(t.Context(), scenario.Script{Answers: answers}); err != nil {
			t.Fatal(err)
		}
	}
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key)
	s.stop(t)

	says := func(want []string, args ...string) string {
		t.Helper()
		out := sojourn(t, args...)
		for _, w := range want {
			if !strings.Contains(out, w) {
				t.Errorf("sojourn %s does not say %q:\n%s", strings.Join(args, " "), w, out)
			}
		}
		return out
	}
	says([]string{"clean", "6 people"}, "cut", studyDir, "--name", "raw")
	write(t, studyDir, map[string]string{"clean.yaml": "rules: [{name: large, kind: range, item: number, max: 50, reason: {en: Too large.}}]",
		"derive.yaml": "variables: [{name: half, label: {en: Half}, waves: [1], value: '${number} div 2'}]"})
	says([]string{"clean.yaml: large is added", "derive.yaml: half is added"}, "cut", "show", studyDir)
	says([]string{"large                    −1     5 left"}, "cut", studyDir)
	says([]string{"raw", "latest"}, "cut", "list", studyDir)
	says([]string{"1 person complete → ineligible", "number_w1", "n 6 → 5", "half_w1", "added"}, "cut", "diff", studyDir, "raw")
	says([]string{"without large", "1 response more", "35.000"}, "cut", "sensitivity", studyDir, "number")
	trouble(t, "another cut bears this name", "cut", studyDir, "--name", "raw")
	trouble(t, "no such cut", "cut", "show", studyDir, "nothing")

	flagged := says([]string{"  large"}, "cut", "show", studyDir, "--flagged")
	_, handle, _ := strings.Cut(flagged, "wave 1  ")
	write(t, studyDir, map[string]string{"decisions.yaml": fmt.Sprintf(
		"decisions: [{wave: 1, response: %s, verdict: keep, by: M., on: 2022-05-01, why: it is right}]", handle[:12])})
	says([]string{"kept by decision", "clean                           6"}, "cut", studyDir)

	long := filepath.Join(root, "long")
	says(nil, "cut", "long", studyDir, "raw", "--out", long)
	trouble(t, "there is something already", "cut", "long", studyDir, "--out", long)
	for _, name := range []string{"long.parquet", "wide.parquet"} {
		if info, err := os.Stat(filepath.Join(long, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s is not there: %v", name, err)
		}
	}
	if err := os.WriteFile(filepath.Join(studyDir, "clean.yaml"), []byte("rules: [{name: large, kind: range, item: numbre, max: 50, reason: {en: Too large.}}]"), 0o600); err != nil {
		t.Fatal(err)
	}
	trouble(t, "no wave in which it runs has a variable numbre", "check", studyDir)
}

// checkCommonCategories reads the files of the demo's cut: where lineage.yaml
// recodes a question, each of them carries its common categories too, but for
// the codebook that leaves.
func checkCommonCategories(t *testing.T, study string) {
	t.Helper()
	dir := t.TempDir()
	has := func(file, text string, want bool) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(data), text); got != want {
			t.Errorf("%s has %q: %v, want %v", file, text, got, want)
		}
	}
	sojourn(t, "export", study, "--format", "csv,parquet,sav,ddi", "--language", "ru", "--out", filepath.Join(dir, "files"))
	has("files/exile-panel.csv", "work_h_w1", true)
	has("files/exile-panel.sav", "По всем волнам: ", true)
	has("files/exile-panel-labels.csv", "Over all waves: ", true)
	has("files/exile-panel.parquet", "Over all waves: ", true)
	has("files/ddi-wave1.xml", "leave → unemp", true)
	again := sojourn(t, "export", study, "--format", "csv", "--out", filepath.Join(dir, "files"))
	if _, err := os.Stat(filepath.Join(dir, "files", "exile-panel.sav")); err == nil || !strings.Contains(again, "ddi-wave1.xml of the export before is removed") || strings.Contains(again, "not of this export") {
		t.Errorf("an export into the same folder leaves files of the one before:\n%s", again)
	}
	sojourn(t, "codebook", study, "--out", filepath.Join(dir, "team"))
	has("team/codebook-en.html", "leave → unemp", true)
	sojourn(t, "codebook", study, "--published", "--out", filepath.Join(dir, "published"))
	has("published/codebook-en.html", "work_h", false)
	sojourn(t, "cut", "long", study, "--out", filepath.Join(dir, "long"))
	has("long/wide.parquet", "work_h_w1", true)
	has("long/long.parquet", "work_h", false)

	file := filepath.Join(study, "lineage.yaml")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, study, map[string]string{"lineage.yaml": "harmonise: false\n" + string(before)})
	sojourn(t, "export", study, "--format", "csv", "--out", filepath.Join(dir, "asked"))
	has("asked/exile-panel.csv", "work_h", false)
	write(t, study, map[string]string{"lineage.yaml": string(before)})
}
