package system

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryCatalogOfWordsStandsInTheDocumentsWithItsLanguages(t *testing.T) {
	listed := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| (.*) \| .* \| ([a-z ]+) \|$`).FindAllStringSubmatch(documents(t)["docs/languages.md"], -1) {
		for _, name := range regexp.MustCompile("`([a-z/]+)`").FindAllStringSubmatch(row[1], -1) {
			listed[name[1]] = row[2]
		}
	}
	err := filepath.WalkDir(repository, func(name string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() || d.Name() != "words" {
			return err
		}
		files, err := filepath.Glob(filepath.Join(name, "*.yaml"))
		if err != nil || len(files) == 0 {
			return err
		}
		var langs []string
		for _, f := range files {
			langs = append(langs, strings.TrimSuffix(filepath.Base(f), ".yaml"))
		}
		dir, err := filepath.Rel(repository, name)
		if there := strings.Join(langs, " "); listed[filepath.ToSlash(dir)] != there {
			t.Errorf("docs/languages.md says of %s %q, there are %q", dir, listed[filepath.ToSlash(dir)], there)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
