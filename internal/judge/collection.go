package judge

import (
	"os"
	"path/filepath"
	"testing"
)

// Collection is a folder of cases that others made. It lies where a variable of
// the environment says or else in "shared" beside the repository.
type Collection struct{ setting, place string }

var (
	Standards  = Collection{"SOJOURN_STANDARDS", "conformance/standards"}
	Statistics = Collection{"SOJOURN_STATISTICS_REFERENCES", "conformance/statistics"}
	Study      = Collection{"SOJOURN_STUDY", "study"}
)

// Need is the absolute path of something in the collection; the test is skipped
// where it is not there.
func (c Collection) Need(t testing.TB, parts ...string) string {
	t.Helper()
	path, there := c.Find(parts...)
	if !there {
		t.Skipf("skipped: not there: %s; %s names the folder", filepath.Join(parts...), c.setting)
	}
	return path
}

// Find is the absolute path of something in the collection, and whether it is there.
func (c Collection) Find(parts ...string) (string, bool) {
	root := os.Getenv(c.setting)
	if root == "" {
		repository, err := repository()
		if err != nil {
			return "", false
		}
		root = filepath.Join(filepath.Dir(repository), "shared", c.place)
	}
	path, err := filepath.Abs(filepath.Join(append([]string{root}, parts...)...))
	if err == nil {
		_, err = os.Stat(path)
	}
	return path, err == nil
}

// repository is the folder above the test's own that has go.mod.
func repository() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", os.ErrNotExist
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}
