package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sojourn/outreach"
	"sojourn/study"
	"sojourn/workspace"
)

// checkCommand is "sojourn check".
type checkCommand struct {
	Path string `arg:"" help:"A questionnaire file or a study folder."`
	JSON bool   `name:"json" help:"Print the verdict and the problems as JSON."`
}

// Help shows an example.
func (checkCommand) Help() string {
	return `Examples: sojourn check instrument/wave1.md
          sojourn check exile-panel --json

Prints every problem with its place and what to do. Exit codes: 0 ok, 1 an error, 3 a feature that is refused by name.`
}

// The verdicts.
const (
	verdictOK          = "ok"
	verdictError       = "error"
	verdictUnsupported = "unsupported"
)

// Run checks the file or folder.
func (k checkCommand) Run(c console) error {
	ps := k.problems()
	verdict := verdictOf(ps)
	if k.JSON {
		if ps == nil {
			ps = study.Problems{}
		}
		enc := json.NewEncoder(c.out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(map[string]any{"verdict": verdict, "problems": ps}); err != nil {
			return err
		}
	} else {
		for _, p := range ps {
			c.printf("%s: %s\n", p.Severity, p.Error())
		}
		c.printf("%s: %s\n", k.Path, map[string]string{verdictOK: "ok", verdictError: "has errors", verdictUnsupported: "asks for something that is not supported"}[verdict])
	}
	switch verdict {
	case verdictUnsupported:
		return unsupportedError{}
	case verdictError:
		return errShown
	}
	return nil
}

func (k checkCommand) problems() study.Problems {
	info, err := os.Stat(k.Path)
	if err != nil {
		return study.Problems{{Severity: study.Error, Code: "not-there", Where: k.Path, What: "it cannot be read", Do: "check the name"}}
	}
	if info.IsDir() {
		ps := append(workspace.Check(k.Path), letterProblems(k.Path)...)
		return append(ps, placeholders(os.DirFS(k.Path), study.Warning)...)
	}
	_, ps, err := workspace.ReadInstrument(os.DirFS(filepath.Dir(k.Path)), filepath.Base(k.Path))
	return withError(ps, err, k.Path)
}

// letterProblems looks at mailroom.yaml, if the folder has one, and at what its
// letters need of the study. The desk's packages must not know of letters.
func letterProblems(dir string) study.Problems {
	folder, err := study.Load(os.DirFS(dir))
	if err != nil {
		return nil // told already
	}
	if _, err := os.Stat(filepath.Join(dir, outreach.PostFile)); err != nil {
		return nil
	}
	_, ps := readPost(dir, folder.Study)
	if folder.Study.Field == "" {
		ps = append(ps, study.Problem{Severity: study.Warning, Code: "field", Where: study.File, Column: "field",
			What: fmt.Sprintf("the public address of the field is not given, so the letters of %s can have no links", outreach.PostFile), Do: "write it, such as https://field.example.org"})
	}
	return ps
}

// withError adds err to the problems unless it says what they say.
func withError(ps study.Problems, err error, where string) study.Problems {
	var listed study.Problems
	if err == nil || errors.As(err, &listed) {
		return ps
	}
	return append(ps, study.Problem{Severity: study.Error, Code: "unreadable", Where: where, What: err.Error(), Do: "check the file"})
}

// verdictOf sums the problems up: a feature refused by name outweighs none of
// the errors, which come first.
func verdictOf(ps study.Problems) string {
	verdict := verdictOK
	for _, p := range ps {
		switch {
		case p.Severity == study.Error && p.Code == "unsupported":
			verdict = verdictUnsupported
		case p.Severity == study.Error:
			return verdictError
		}
	}
	return verdict
}
