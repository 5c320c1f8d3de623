package layers

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryPackageStandsInTheTableOfTheArchitectureAtItsLevel keeps the way in
// for a stranger whole.
func TestEveryPackageStandsInTheTableOfTheArchitectureAtItsLevel(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n## Packages\n")
	table, _, _ = strings.Cut(table, "\n## ")
	listed := map[string]int{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d) \| (.*?) \| \S`).FindAllStringSubmatch(table, -1) {
		at, _ := strconv.Atoi(row[1])
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[2], -1) {
			listed[name[1]] = at
		}
	}
	there := map[string]bool{}
	err = fs.WalkDir(os.DirFS("../.."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != "." || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if path.Ext(name) == ".go" {
			there[path.Dir(name)] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range there {
		at, named := listed[pkg]
		if here, _ := height(pkg); !named || at != here {
			t.Errorf("%s has level %d, and the table of ARCHITECTURE.md says %d (listed: %v)", pkg, here, at, named)
		}
	}
	for pkg := range listed {
		if !there[pkg] {
			t.Errorf("the table of ARCHITECTURE.md lists %s, which is not there", pkg)
		}
	}
}
