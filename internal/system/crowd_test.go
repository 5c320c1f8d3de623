package system

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestACrowdGetsInWithAndWithoutScript has a browser begin while one person a
// minute is a burst.
func TestACrowdGetsInWithAndWithoutScript(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(t, root, studyDir)
	settings(t, studyDir, "crowd: {burst: 1}")
	s := serve(t, studyDir, data, root)
	lines := strings.Join(browser(t, "crowd.mjs", s.pages), "\n")
	t.Log(lines)
	// The first one finds nobody on the first page, and is a burst by themself.
	for _, want := range []string{"stranger not asked waited", "script asked", "plain asked waited"} {
		if !strings.Contains(lines, want) {
			t.Errorf("nobody is %q", want)
		}
	}
	if strings.Contains(lines, "fault") {
		t.Error("the browser finds fault with a page")
	}
	s.stop(t)
	if n := len(search(t, "signals", data)); n > 0 {
		t.Errorf("signals lie open in %d files of the field", n)
	}
}

// settings adds lines to a study's settings.
func settings(t testing.TB, studyDir, lines string) {
	t.Helper()
	name := filepath.Join(studyDir, "study.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append(bytes.TrimRight(text, "\n"), []byte("\n"+lines+"\n")...), 0o600); err != nil {
		t.Fatal(err)
	}
}
