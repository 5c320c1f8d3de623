package system

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryModuleStandsInTheDocumentsWithItsVersion(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	page := documents(t)["docs/dependencies.md"]
	direct := regexp.MustCompile(`(?m)^\t(\S+) (v\S+)$`).FindAllStringSubmatch(string(text), -1)
	if len(direct) == 0 {
		t.Fatal("go.mod names no module")
	}
	for _, m := range direct {
		if !strings.Contains(page, "| `"+m[1]+"` | "+m[2]+" |") {
			t.Errorf("docs/dependencies.md does not list %s with its version %s", m[1], m[2])
		}
	}
}
