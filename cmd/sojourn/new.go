package main

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"sojourn/internal/seed"
	"sojourn/study"
)

//go:embed all:starter
var starter embed.FS

// newCommand is "sojourn new".
type newCommand struct {
	Dir     string `arg:"" help:"Folder to make."`
	Example string `enum:",exile" default:"" help:"Begin with the made-up exile panel instead of a small empty study."`
}

// Help shows an example.
func (newCommand) Help() string {
	return `Examples: sojourn new my-study
          sojourn new my-study --example exile

Writes a small study that is whole: a questionnaire in English and Russian, cleaning rules, estimates and a report. Change
the texts, make the keys, and check it with: sojourn check my-study`
}

// Run writes the folder.
func (k newCommand) Run(c console) error {
	if entries, err := os.ReadDir(k.Dir); err == nil && len(entries) > 0 {
		return study.Problem{Where: k.Dir, What: "this folder is not empty", Do: "name a new one; nothing is overwritten"}
	}
	files, err := starterFiles()
	if err != nil {
		return err
	}
	if k.Example == "exile" {
		ignore := files[".gitignore"]
		if files, err = seed.Folder(study.Keys{}); err != nil {
			return err
		}
		files[".gitignore"] = ignore
	}
	named := k.named(files)
	if err := writeFiles(k.Dir, files); err != nil {
		return err
	}
	if !named {
		c.printf("The study's id is my-study: write your own in %s before you make keys.\n", filepath.Join(k.Dir, study.File))
	}
	c.printf("A study in %s. Next:\n  sojourn check %s\n  sojourn key new answers --out answers.key --passphrase FILE --draw\n  sojourn key new contact --out contact.key --passphrase FILE --draw\n", k.Dir, quoted(k.Dir))
	return nil
}

// plainPath is a path that a shell takes as it stands.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9_./+@%,:][A-Za-z0-9_./+@%,:-]*$`)

// quoted is a path as it can be pasted into a shell.
func quoted(path string) string {
	if plainPath.MatchString(path) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// named gives the small study its folder's name as id, and says whether the name
// can be one. The example keeps its own.
func (k newCommand) named(files map[string][]byte) bool {
	dir, err := filepath.Abs(k.Dir)
	id, fits := study.IDOf(filepath.Base(dir))
	if k.Example != "" || err != nil || !fits {
		return k.Example != ""
	}
	files[study.File] = bytes.Replace(files[study.File], []byte("id: my-study\n"), []byte("id: "+string(id)+"\n"), 1)
	return true
}

// starterFiles are the files of the small study.
func starterFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(starter, "starter", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := starter.ReadFile(name)
		name = strings.TrimPrefix(name, "starter/")
		if name == "gitignore" { // a file of that name would be taken for ours
			name = ".gitignore"
		}
		files[name] = text
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("the starter study: %w", err)
	}
	return files, nil
}
