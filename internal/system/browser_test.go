package system

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"sojourn/internal/judge"
)

// browser runs one of the scripts of testdata/browser and returns its lines. A
// machine without Chromium, Node.js or what scripts/setup fetches skips.
func browser(t *testing.T, script string, args ...string) []string {
	t.Helper()
	chromium, node := judge.Program(t, "chromium"), judge.Program(t, "node")
	for _, module := range []string{"axe-core", "puppeteer-core"} {
		judge.Fetched(t, "node_modules", module)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, append([]string{filepath.Join("testdata", "browser", script)}, args...)...)
	cmd.Env = append(os.Environ(), "SOJOURN_JUDGES="+judge.Fetched(t), "SOJOURN_CHROMIUM="+chromium)
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", script, err, out.String(), errors.String())
	}
	return strings.Split(strings.TrimSpace(out.String()), "\n")
}

var galleryAddress = regexp.MustCompile(`Gallery: (http://\S+)`)

// TestEveryPageOfTheGalleryIsAccessible has axe-core look at every page and
// state, and finds pages that are wider than a phone.
func TestEveryPageOfTheGalleryIsAccessible(t *testing.T) {
	t.Parallel()
	var output safeBuffer
	cmd := exec.Command(program, "gallery")
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Signal(syscall.SIGTERM)
	var address []string
	for deadline := time.Now().Add(20 * time.Second); address == nil && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		address = galleryAddress.FindStringSubmatch(output.String())
	}
	if address == nil {
		t.Fatalf("the gallery did not open:\n%s", output.String())
	}
	lines := browser(t, "axe.mjs", address[1])
	last := lines[len(lines)-1]
	if pages := strings.TrimPrefix(last, "pages "); len(pages) < 3 {
		t.Errorf("only %s pages were looked at", pages)
	}
	for _, fault := range lines[:len(lines)-1] {
		t.Error(fault)
	}
}

// TestAWholeInterviewInABrowserWithoutScript answers every kind of question by
// mouse and keyboard, in three languages, and finds the answers at the desk.
func TestAWholeInterviewInABrowserWithoutScript(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	form, err := os.ReadFile(filepath.Join("..", "..", "respond", "gallery", "form.md"))
	if err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile(filepath.Join(studyDir, "study.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"instrument/wave1.md": string(form),
		"study.yaml": strings.Replace(string(settings), "languages: [en, ru]", "languages: [en, ru, fa]", 1)})
	s := serve(t, studyDir, data, root)
	for _, lang := range []string{"en", "ru", "fa"} {
		for _, line := range browser(t, "interview.mjs", s.pages, lang) {
			if kind, what, _ := strings.Cut(line, " "); kind != "receipt" || what == "" {
				t.Errorf("%s: %s", lang, line)
			}
		}
	}
	if out := sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key); !strings.Contains(out, "3 finished") {
		t.Errorf("the desk says\n%s", out)
	}
	s.stop(t)
	for _, lang := range []string{"en", "ru", "fa"} {
		if len(search(t, "Пример "+lang, filepath.Join(studyDir, ".sojourn", "opened"))) == 0 {
			t.Errorf("the text written in %s did not reach the desk", lang)
		}
	}
	if len(search(t, `"matter":{"v":["people"]}`, filepath.Join(studyDir, ".sojourn", "opened"))) == 0 {
		t.Error("the ranking did not reach the desk")
	}
}
