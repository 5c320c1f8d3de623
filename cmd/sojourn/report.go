package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"sojourn/report"
	"sojourn/study"
)

// reportCommand is "sojourn report".
type reportCommand struct {
	Build reportBuildCommand `cmd:"" help:"Render all editions of a report, with its figures and estimates."`
}

// reportBuildCommand is "sojourn report build".
type reportBuildCommand struct {
	Study string `arg:"" help:"Study folder."`
	Name  string `arg:"" help:"Name of the report: its folder under reports/."`
	Out   string `required:"" placeholder:"DIR" help:"Where to write the pages, figures and estimates.json."`
	Draft bool   `help:"Write the pages although the checks found errors."`
}

// Help shows an example.
func (reportBuildCommand) Help() string {
	return `Example: sojourn report build exile-panel memo-2024 --out memo

Every number comes from an estimate on the latest cut and passes disclosure control. With an error in the text, such as a
number that is no reference or editions that disagree, nothing is written unless --draft is given.`
}

// Run builds the report.
func (k reportBuildCommand) Run(c console) error {
	p, bench, err := openBench(c, k.Study)
	if err != nil {
		return err
	}
	built, err := p.BuildReport(k.Name, bench)
	if err != nil {
		return err
	}
	for _, problem := range built.Problems {
		fmt.Fprintf(c.err, "%s: %s\n", problem.Severity, problem.Error())
	}
	if built.Problems.Err() != nil && !k.Draft {
		fmt.Fprintf(c.err, "sojourn: nothing was written; mend the errors or add --draft\n")
		return errShown
	}
	if err := writeReport(built, k.Out); err != nil {
		return err
	}
	c.printf("%s, %s: %s\n", counted(len(built.Pages), "edition"), counted(len(built.Estimates), "estimate"), k.Out)
	return nil
}

// writeReport writes pages, figures and estimates.json under dir.
func writeReport(built report.Built, dir string) error {
	files := map[string][]byte{"estimates.json": built.JSON}
	for lang, page := range built.Pages {
		files[string(lang)+".html"] = page
		for name, svg := range built.Figures[lang] {
			files[filepath.Join("figures", name+"."+string(lang)+".svg")] = svg
		}
	}
	return writeFiles(dir, files)
}

// writeFiles writes files of the given relative names under dir.
func writeFiles(dir string, files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return cannotWrite(dir)
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return cannotWrite(path)
		}
	}
	return nil
}

func cannotWrite(path string) error {
	return study.Problem{Severity: study.Error, Where: path, What: "it cannot be written to", Do: "choose another place or change its permissions"}
}
