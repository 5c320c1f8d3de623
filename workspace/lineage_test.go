package workspace_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/instrument"
	"sojourn/study"
	"sojourn/workspace"
)

func TestWhatIsToldOfTheLineageStandsAfterWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	p := &workspace.Project{Dir: dir, Files: os.DirFS(dir)}
	entry := instrument.Continuation{Item: "plan", From: instrument.Side{Item: "plan", Wave: 1}, To: instrument.Side{Item: "plan", Waves: []study.WaveID{2}},
		Change: []instrument.Change{instrument.Wording}, Note: study.Text{"en": "Other words: fewer of them"}}
	if err := p.Tell(entry); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, instrument.LineageFile)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append([]byte("# ours\n"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.Tell(entry); err != nil {
		t.Fatal(err)
	}
	l, err := p.ReadLineage()
	if err != nil || len(l.Continuations) != 2 || l.Continuations[1].Note["en"] != "Other words: fewer of them" {
		t.Errorf("the lineage is %+v, %v", l, err)
	}
	if text, _ := os.ReadFile(file); !strings.HasPrefix(string(text), "# ours\n") {
		t.Errorf("the remark is gone:\n%s", text)
	}
	if err := os.WriteFile(file, []byte("lineage: []\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.Tell(entry); err == nil {
		t.Error("an entry is added where it cannot stand")
	}
}
