package workspace

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"sojourn/study"
)

// CutNamed is the hash of the cut that a person names: "latest", a whole hash,
// or enough of its beginning.
func (p *Project) CutNamed(name string) (string, error) {
	if name == "latest" {
		hash, err := p.LatestCut()
		if errors.Is(err, study.ErrNotFound) {
			return "", study.Problem{Severity: study.Error, Code: "no-cut", Where: p.Dir, What: "there is no cut yet", Do: "make one with: sojourn cut"}
		}
		return hash, err
	}
	entries, err := os.ReadDir(p.path("cuts"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("workspace: %w", err)
	}
	var found []string
	for _, e := range entries {
		if e.IsDir() && name != "" && strings.HasPrefix(e.Name(), name) {
			found = append(found, e.Name())
		}
	}
	if len(found) != 1 {
		return "", study.Problem{Severity: study.Error, Code: "no-cut", Where: p.Dir, What: fmt.Sprintf("%d cuts begin with %q", len(found), name),
			Do: "give more of the hash that \"sojourn cut\" printed, or latest"}
	}
	return found[0], nil
}
