package system

import (
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

var deskAt = regexp.MustCompile(`The desk: (http://\S+)`)

// desk opens the desk of a study and gives the address that works once.
func desk(t *testing.T, studyDir string) string {
	t.Helper()
	var output safeBuffer
	cmd := exec.Command(program, "desk", studyDir)
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if m := deskAt.FindStringSubmatch(output.String()); m != nil {
			return m[1]
		}
	}
	t.Fatalf("the desk did not open:\n%s", output.String())
	return ""
}

// TestAQuestionnaireIsBuiltFromNothingInABrowser does so with script and without,
// in English and Russian, and has the pages looked at by axe-core.
func TestAQuestionnaireIsBuiltFromNothingInABrowser(t *testing.T) {
	t.Parallel()
	studyDir := filepath.Join(t.TempDir(), "study")
	sojourn(t, "new", studyDir)
	for _, run := range []struct{ lang, script, name string }{{"en", "off", "plain"}, {"ru", "on", "lively"}} {
		for _, line := range browser(t, "editor.mjs", desk(t, studyDir), run.lang, run.script, run.name) {
			if !strings.HasPrefix(line, "done ") {
				t.Errorf("script %s, %s: %s", run.script, run.lang, line)
			}
		}
		file := filepath.Join(studyDir, "instrument", run.name+".md")
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"select_one yn", "${left} = 'yes'", "آیا کشور را ترک کردید؟", "Перевод", "A small questionnaire"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("script %s: %q is not in the file\n%s", run.script, want, text)
			}
		}
		if out := sojourn(t, "check", file); !strings.Contains(out, "ok") {
			t.Errorf("the check says\n%s", out)
		}
	}
}

// TestTheDeskOpensOverABrokenQuestionnaire so that it can be mended there.
func TestTheDeskOpensOverABrokenQuestionnaire(t *testing.T) {
	t.Parallel()
	studyDir := filepath.Join(t.TempDir(), "study")
	sojourn(t, "new", studyDir)
	write(t, studyDir, map[string]string{"instrument/wave1.md": "## survey\n\n| type | name |\n|-|-|\n| text | a | b | c |\n"})
	jar, _ := cookiejar.New(nil) // never fails
	client := &http.Client{Jar: jar}
	answer, err := client.Get(desk(t, studyDir))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if page := textOf(t, answer); answer.StatusCode != http.StatusConflict || !strings.Contains(page, "Something is to be mended") || !strings.Contains(page, "Questionnaires") {
		t.Errorf("the desk answers %d\n%s", answer.StatusCode, page)
	}
	address := answer.Request.URL
	address.Path, address.RawQuery = "/questionnaire/form", "file=instrument/wave1.md"
	mended, err := client.Get(address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer mended.Body.Close()
	if page := textOf(t, mended); mended.StatusCode != http.StatusOK || !strings.Contains(page, "the row has 4 cells") {
		t.Errorf("the questionnaire is answered %d\n%s", mended.StatusCode, page)
	}
	foreign, _ := http.NewRequest(http.MethodPost, strings.Replace(address.String(), "/form", "/act", 1), strings.NewReader("back=1"))
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	refused, err := client.Do(foreign)
	if err != nil {
		t.Fatal(err)
	}
	defer refused.Body.Close()
	if refused.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another page is answered %d", refused.StatusCode)
	}
}
