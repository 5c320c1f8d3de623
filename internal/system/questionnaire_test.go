package system

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
)

func TestCheckPrintsAVerdictAndEndsWithItsCode(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		form, verdict string
		code          int
	}{
		{"| integer | age | Age? | |", "ok", 0},
		{"| integer | age | Age? | ${nobody} = 1 |", "error", 1},
		{"| geopoint | place | Where? | |", "unsupported", 3},
		{"| integer | age | Age? | pulldata('a', 'b', 'c', 'd') = 1 |", "unsupported", 3},
		{"| integer | age | Age? | frobnicate(1) |", "error", 1},
	} {
		write(t, dir, map[string]string{"form.md": "## survey\n\n| type | name | label::English (en) | relevant |\n|-|-|-|-|\n" + tt.form + "\n\n## settings\n\n| form_id | version |\n|-|-|\n| f | 1 |\n"})
		out, err := exec.CommandContext(t.Context(), program, "check", filepath.Join(dir, "form.md"), "--json").Output()
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		}
		var got struct {
			Verdict  string           `json:"verdict"`
			Problems []map[string]any `json:"problems"`
		}
		if err := json.Unmarshal(out, &got); err != nil || got.Problems == nil {
			t.Fatalf("%s: %v\n%s", tt.form, err, out)
		}
		if got.Verdict != tt.verdict || code != tt.code {
			t.Errorf("%s: %s and code %d, want %s and %d\n%s", tt.form, got.Verdict, code, tt.verdict, tt.code, out)
		}
	}
}

func TestTheCheckReadsTheLettersAndWhatTheyNeedOfTheStudy(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "study")
	sojourn(t, "new", dir)
	if out := sojourn(t, "check", dir); strings.Contains(out, "field") {
		t.Errorf("without letters the check asks for the field's address: %s", out)
	}
	write(t, dir, map[string]string{"mailroom.yaml": fmt.Sprintf(mailroomPost, 25)})
	if out := sojourn(t, "check", dir); !strings.Contains(out, "warning: study.yaml column field: the public address of the field is not given") {
		t.Errorf("with letters the check says %s", out)
	}
	write(t, dir, map[string]string{"mailroom.yaml": strings.Replace(fmt.Sprintf(mailroomPost, 25), "{link}", "{lnik}", 1)})
	if out, err := exec.CommandContext(t.Context(), program, "check", dir).Output(); err == nil || !strings.Contains(string(out), "{lnik} stands for nothing") {
		t.Errorf("with a slip in a letter the check ends with %v: %s", err, out)
	}
}

func TestAFieldedQuestionnaireDoesNotChangeUnderItsVersion(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	serve(t, studyDir, data, root).stop(t)
	name := filepath.Join(studyDir, "instrument", "wave1.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(text, []byte("?"), []byte(", please?"), 1)
	write(t, studyDir, map[string]string{"instrument/wave1.md": string(changed)})
	trouble(t, "differs from the one that was fielded", "field", studyDir, "--data", data, "--listen", "127.0.0.1:0", "--staff", "127.0.0.1:0", "--rehearsal")
	version := regexp.MustCompile(`(?m)^(\| \w+ *\| )1( *\| en)`)
	if out := doctorSays(t, studyDir, data); !strings.Contains(out, "mend  questionnaires") || !strings.Contains(out, "differs from the one that was fielded") {
		t.Errorf("the doctor says\n%s", out)
	}
	second := version.ReplaceAllString(string(changed), "${1}2${2}")
	if second == string(changed) {
		t.Fatal("the version was not found")
	}
	write(t, studyDir, map[string]string{"instrument/wave1.md": second})
	serve(t, studyDir, data, root).stop(t)
	if kept, _ := filepath.Glob(filepath.Join(data, "fielded", "wave1", "*", "wave1.md")); len(kept) != 2 {
		t.Errorf("%d versions are kept, want 2", len(kept))
	}
}

// doctorSays is what the doctor prints, who finds something.
func doctorSays(t *testing.T, studyDir, data string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, "field", "doctor", studyDir, "--data", data).CombinedOutput()
	if err == nil {
		t.Errorf("the doctor finds nothing to mend")
	}
	return string(out)
}

func TestAChangeOfWhatRespondentsHaveSeenBeginsTheNextVersion(t *testing.T) {
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	name := filepath.Join(studyDir, "instrument", "wave1.md")
	if out := sojourn(t, "edit", name, "number", "--set", "label::English (en)", "--to", "How many?"); strings.Contains(out, "version") {
		t.Errorf("before anybody was asked: %s", out)
	}
	s := serve(t, studyDir, data, root)
	answer(t, s, scenario.Script{Answers: story(1)})
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key)
	s.stop(t)
	if out := sojourn(t, "edit", name, "story", "--name", "tale"); !strings.Contains(out, "this is now version 2") {
		t.Errorf("renaming what was answered says %s", out)
	}
	if out := sojourn(t, "edit", name, "tale", "--set", "label::English (en)", "--to", "How many, then?"); strings.Contains(out, "version") {
		t.Errorf("a further change says %s", out)
	}
	for _, command := range []string{"check", "cut"} {
		out, err := exec.CommandContext(t.Context(), program, command, studyDir).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "wave1.md column story: answers given to it in version 1: 1. They stay") {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
	}
	kept := filepath.Join(studyDir, "instrument", "fielded", "wave1-v1.md")
	text, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"instrument/wave1.md": strings.Replace(string(text), "How many?", "How few?", 1)})
	trouble(t, "differs from the one that was fielded", "check", studyDir)
}

func TestAChangeBetweenWavesWithoutAnEntryIsToldByCheck(t *testing.T) {
	dir := t.TempDir()
	files := examples(t)
	write(t, dir, files)
	changed := strings.Replace(files["instrument/wave1.md"], "Where do you work", "Where did you work", 1)
	if changed == files["instrument/wave1.md"] {
		changed = strings.Replace(changed, "?", ", please?", 1)
	}
	write(t, dir, map[string]string{"instrument/wave2.md": changed,
		"study.yaml": strings.Replace(files["study.yaml"], "title: {en: Autumn 2026, ru: Осень 2026 года}\n    instrument: instrument/wave1.md", "title: {en: Autumn 2026, ru: Осень 2026 года}\n    instrument: instrument/wave2.md", 1)})
	if out := sojourn(t, "check", dir); !strings.Contains(out, "instrument/wave2.md survey row") || !strings.Contains(out, "lineage.yaml") {
		t.Errorf("sojourn check says\n%s", out)
	}
}

func TestAQuestionOfTheBankIsCopiedIntoAQuestionnaire(t *testing.T) {
	dir := t.TempDir()
	files := examples(t)
	write(t, dir, map[string]string{"bank/trust.md": files["instrument/wave1.md"],
		"form.md": "## survey\n\n| type | name | label::English (en) |\n|-|-|-|\n| integer | height | Height? |\n\n## settings\n\n| form_id | version |\n|-|-|\n| f | 1 |\n"})
	if out := sojourn(t, "bank", "search", dir, "work"); !strings.Contains(out, "work  trust.md") {
		t.Errorf("the search finds\n%s", out)
	}
	sojourn(t, "bank", "copy", dir, "work", filepath.Join(dir, "form.md"))
	sojourn(t, "check", filepath.Join(dir, "form.md"))
	trouble(t, "already an item", "bank", "copy", dir, "work", filepath.Join(dir, "form.md"))
}

func TestMadeUpRespondentsPlayAQuestionnaireWithoutAServer(t *testing.T) {
	dir := t.TempDir()
	form := "## survey\n\n| type | name | label::English (en) | relevant | constraint |\n|-|-|-|-|-|\n| integer | age | Age? | | . > 5 |\n" +
		"| text | why | Why? | ${age} = 17 | |\n"
	write(t, dir, map[string]string{"form.md": form, "shut.md": strings.Replace(form, ". > 5", ". > 5 and . < 5", 1)})
	out, err := exec.CommandContext(t.Context(), program, "preview", filepath.Join(dir, "form.md"), "--play", "100", "--json").Output()
	var report struct {
		Finished int
		Coverage struct{ Branches struct{ Reached, Of int } }
	}
	if err != nil || json.Unmarshal(out, &report) != nil || report.Finished != 100 || report.Coverage.Branches.Reached != 1 {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = exec.CommandContext(t.Context(), program, "preview", filepath.Join(dir, "shut.md"), "--play", "100").Output()
	if err == nil || !strings.Contains(string(out), "dead end (never-taken): page age, age") {
		t.Errorf("an answer that nobody can give ends with %v\n%s", err, out)
	}
	trouble(t, "served on this computer only", "preview", filepath.Join(dir, "form.md"), "--listen", "0.0.0.0:0")
	trouble(t, "no file", "preview", filepath.Join(dir, "none.md"), "--play", "5")
}

func TestAQuestionnaireOfAStudyIsPlayedWithTheExitsOfItsWave(t *testing.T) {
	dir := t.TempDir()
	form := "## survey\n\n| type | name | label::English (en) |\n|-|-|-|\n| begin_group | one | |\n| integer | age | Age? |\n| end_group | | |\n" +
		"| begin_group | two | |\n| integer | rooms | Rooms? |\n| end_group | | |\n\n## settings\n\n| form_id | version |\n|-|-|\n| f | 1 |\n"
	sojourn(t, "new", filepath.Join(dir, "study"))
	dir = filepath.Join(dir, "study")
	text, err := os.ReadFile(filepath.Join(dir, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	about := string(text) + "exits:\n  - {name: minors, kind: ineligible, page: one, when: \"${age} < 18\"}\n"
	write(t, dir, map[string]string{"instrument/wave1.md": form, "study.yaml": about, "instrument/draft.md": form})
	play := func(name string) (led, finished int) {
		out, err := exec.CommandContext(t.Context(), program, "preview", filepath.Join(dir, "instrument", name), "--play", "100", "--json").Output()
		var report struct{ LedOut, Finished int }
		if err != nil || json.Unmarshal(out, &report) != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return report.LedOut, report.Finished
	}
	if led, finished := play("wave1.md"); led < 10 || led+finished != 100 {
		t.Errorf("of a hundred %d were led out and %d finished", led, finished)
	}
	if led, _ := play("draft.md"); led != 0 {
		t.Errorf("%d were led out of a questionnaire that no wave asks", led)
	}
	if out := sojourn(t, "preview", filepath.Join(dir, "instrument", "wave1.md"), "--play", "100"); !strings.Contains(out, "led out by the exit minors (ineligible)") {
		t.Errorf("the exit is not named:\n%s", out)
	}
	write(t, dir, map[string]string{"study.yaml": strings.Replace(about, "page: one", "page: none", 1)})
	trouble(t, `no page "none"`, "preview", filepath.Join(dir, "instrument", "wave1.md"), "--play", "100")
}

func TestOneQuestionIsChangedAndABadChangeIsNotMade(t *testing.T) {
	dir := t.TempDir()
	form := "Notes.\n\n## survey\n\n| type | name | label::English (en) | relevant | ours |\n|-|-|-|-|-|\n| integer | age | Age? | | keep |\n| text | why | Why? | ${age} > 5 | |\n"
	write(t, dir, map[string]string{"form.md": form})
	name := filepath.Join(dir, "form.md")
	trouble(t, `there is no item "age"`, "edit", name, "age", "--delete")
	trouble(t, "already", "edit", name, "age", "--name", "why")
	trouble(t, "one change", "edit", name, "age", "--name", "x", "--delete")
	if now, err := os.ReadFile(name); err != nil || string(now) != form {
		t.Errorf("a change that was refused left %v\n%s", err, now)
	}
	sojourn(t, "edit", name, "age", "--name", "years")
	now, err := os.ReadFile(name)
	if err != nil || !strings.HasPrefix(string(now), "Notes.\n") || !strings.Contains(string(now), "${years} > 5") || !strings.Contains(string(now), "| keep |") {
		t.Errorf("%v\n%s", err, now)
	}
}
