package system

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pagesOfTheDesk has a browser look at pages of a study's desk, wide and narrow,
// light and dark, in English and Russian.
func pagesOfTheDesk(t *testing.T, studyDir string, paths ...string) {
	entry := startDesk(t, studyDir)
	at, _, _ := strings.Cut(entry, "/?")
	addresses := []string{entry}
	for _, path := range paths {
		mark := "?"
		if strings.Contains(path, "?") {
			mark = "&"
		}
		addresses = append(addresses, at+path+mark+"lang=en", at+path+mark+"lang=ru")
	}
	lines := browser(t, "pages.mjs", addresses...)
	for _, line := range lines[:len(lines)-1] {
		t.Error(line)
	}
	if want := fmt.Sprint("pages ", 2*(len(addresses)-1)); lines[len(lines)-1] != want {
		t.Errorf("%s, not %s", lines[len(lines)-1], want)
	}
}

// decidedByKeyboard decides about a pair at the desk, without script and mouse,
// and takes it back.
func decidedByKeyboard(t *testing.T, studyDir string) {
	ledger := filepath.Join(studyDir, "matches.yaml")
	before, err := os.ReadFile(ledger)
	if err != nil {
		t.Fatal(err)
	}
	lines := browser(t, "codes.mjs", startDesk(t, studyDir), "en")
	if len(lines) != 5 || !strings.Contains(lines[1], "stands in matches.yaml") || lines[2] != "verdict undecided" || lines[4] != "left 1" {
		t.Fatalf("deciding by keyboard: %q", lines)
	}
	after, err := os.ReadFile(ledger)
	if err != nil {
		t.Fatal(err)
	}
	added, same := strings.CutPrefix(string(after), string(before))
	pair := strings.Join(strings.Fields(lines[0])[1:], ", ")
	if !same || strings.Count(added, "["+pair+"]") != 2 || !strings.Contains(added, "verdict: same") || !strings.Contains(added, "why: not so sure") {
		t.Errorf("about %s matches.yaml got:\n%s", pair, added)
	}
}
