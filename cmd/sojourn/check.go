package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

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
		return append(workspace.Check(k.Path), placeholders(os.DirFS(k.Path), study.Warning)...)
	}
	_, ps, err := workspace.ReadInstrument(os.DirFS(filepath.Dir(k.Path)), filepath.Base(k.Path))
	return withError(ps, err, k.Path)
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
