package main

import (
	"bytes"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sojourn/store"
	"sojourn/study"
	"sojourn/workspace"
)

// fielding is a new study with an empty storage, as the doctor sees it on a day
// on which its door stands open.
func fielding(t *testing.T) *examination {
	t.Helper()
	e := &examination{dir: filepath.Join(t.TempDir(), "study"), data: filepath.Join(t.TempDir(), "data"),
		space: func(string) (uint64, uint64, bool) { return 50 << 30, 100 << 30, true }, client: http.DefaultClient}
	began, err := fs.Sub(starter, "starter")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(e.dir, began); err != nil {
		t.Fatal(err)
	}
	if e.project, e.warnings, err = workspace.Open(e.dir); err != nil {
		t.Fatal(err)
	}
	e.now = e.project.Study.Waves[0].Doors[0].Opens.Time().AddDate(0, 1, 0)
	db, err := store.Open(e.data)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return e
}

// put writes a file for somebody to leave lying about.
func put(t *testing.T, name, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// TestEveryLookOfTheDoctorFindsWhatItIsFor spoils one thing after another. A look
// without a case here, and a case without a look, fail.
func TestEveryLookOfTheDoctorFindsWhatItIsFor(t *testing.T) {
	cases := map[string]struct {
		healthy bool // before it is spoilt
		spoil   func(e *examination)
		says    string
	}{
		"permissions":  {true, func(e *examination) { put(t, filepath.Join(e.data, "sync-token"), "x", 0o644) }, "chmod go= "},
		"keys":         {false, func(*examination) {}, "keys"},
		"private keys": {true, func(e *examination) { put(t, filepath.Join(e.dir, "old", "a.key"), "AGE-SECRET-KEY-1TEST", 0o600) }, "a.key"},
		"clock":        {true, func(e *examination) { e.now = time.Date(1970, 1, 1, 0, 5, 0, 0, time.UTC) }, "the clock says a day before"},
		"disk": {true, func(e *examination) {
			e.space = func(string) (uint64, uint64, bool) { return 900 << 20, 100 << 30, true }
		}, "little room"},
		"questionnaires": {true, func(e *examination) {
			text, err := os.ReadFile(filepath.Join(e.dir, "instrument", "wave1.md"))
			if err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(e.data, fieldedDir, "wave1", "001", "wave1.md"), string(bytes.Replace(text, []byte("How old are you"), []byte("How old were you"), 1)), 0o600)
		}, "version"},
		"texts": {false, func(*examination) {}, "sojourn new"},
		"doors": {true, func(e *examination) { e.now = e.now.AddDate(5, 0, 0) }, "nobody can come in today"},
		"storage": {true, func(e *examination) {
			put(t, filepath.Join(e.data, "field.db"), "SQLite format 3\x00"+strings.Repeat("z", 8000), 0o600)
		}, "stop the field"},
		"accounts":       {false, func(*examination) {}, "nobody can pause a door"},
		"public address": {false, func(e *examination) { e.project.Study.Field = "http://field.example" }, "not encrypted on its way"},
		"mirrors":        {true, func(e *examination) { e.project.Study.Mirrors = []string{"https://127.0.0.1:1"} }, "cannot be reached"},
	}
	for _, x := range append(beforeStart(), onceRunning()...) {
		c, there := cases[x.name]
		if !there {
			t.Errorf("nothing is spoilt for the look at %s", x.name)
			continue
		}
		delete(cases, x.name)
		e := fielding(t)
		if said, problems := x.look(t.Context(), *e); c.healthy && len(problems) > 0 {
			t.Errorf("%s: before anything is spoilt it says %s: %v", x.name, said, problems)
		}
		c.spoil(e)
		if said, problems := x.look(t.Context(), *e); !strings.Contains(problemsText(problems), c.says) {
			t.Errorf("%s: it says %s: %q, and not %q", x.name, said, problemsText(problems), c.says)
		}
	}
	for name := range cases {
		t.Errorf("there is no look at %s", name)
	}
}

func problemsText(ps study.Problems) string {
	var all strings.Builder
	for _, p := range ps {
		all.WriteString(p.Error() + "\n")
	}
	return all.String()
}
