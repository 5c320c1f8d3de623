package system

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheErrataPageSaysWhatTheProgramFinds(t *testing.T) {
	out := sojourn(t, "library", "contradictions", "--study="+filepath.Join(repository, "docs", "errata"))
	blocks := fenced.FindAllStringSubmatch(documents(t)["docs/errata.md"], -1)
	if len(blocks) != 1 || blocks[0][2] != out {
		t.Errorf("the page does not hold what the program prints:\n%s", out)
	}
	for n := range 20 {
		if !strings.Contains(out, fmt.Sprintf("\nE%d ", n+1)) && !strings.HasPrefix(out, fmt.Sprintf("E%d ", n+1)) {
			t.Errorf("E%d is not found", n+1)
		}
	}
}
