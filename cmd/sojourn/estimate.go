package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"sojourn/estimate"
	"sojourn/format/tabular"
	"sojourn/study"
	"sojourn/study/phrasebook"
	"sojourn/workspace"
)

// estimateCommand is "sojourn estimate".
type estimateCommand struct {
	Study string   `arg:"" help:"Study folder; with --data a file of estimates, YAML or JSON."`
	Names []string `arg:"" optional:"" help:"Names of estimates; all if none is given."`
	Data  string   `name:"data" placeholder:"FILE" help:"Compute on this file, .parquet, .csv or .sav, in place of a study's latest cut."`
	JSON  bool     `name:"json" help:"Print JSON."`
	R     string   `name:"r" placeholder:"DIR" help:"Write for each a script in R that reproduces it, with its data. The data are answers: keep them at the desk."`
}

// Help shows an example.
func (estimateCommand) Help() string {
	return `Examples: sojourn estimate exile-panel life_sat_w2
          sojourn estimate exile-panel --json > estimates.json
          sojourn estimate estimates.yaml --data answers.csv --json

Computes on the latest cut and prints every number with its base, n and interval. These are the desk's own numbers: what
leaves the desk goes through "sojourn report build", which hides small groups.`
}

// Run computes and prints.
func (k estimateCommand) Run(c console) error {
	source, all, refused, err := k.compute(c)
	if err != nil {
		return err
	}
	chosen, err := choose(all, refused, k.Names)
	if err != nil && k.Data != "" {
		return renamed(k.Study, err)
	}
	if err != nil {
		return err
	}
	if k.R != "" {
		return writeScripts(c, source, chosen, k.R)
	}
	if k.JSON {
		enc := json.NewEncoder(c.out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(append([]estimate.Estimate{}, chosen...)); err != nil {
			return err
		}
	} else {
		for _, e := range chosen {
			printEstimate(c, e)
		}
	}
	if len(k.Names) == 0 {
		return refused.Err()
	}
	return nil
}

// A scripter writes the script in R of an estimate.
type scripter interface {
	Script(spec estimate.Spec, file string) (estimate.Script, error)
}

// compute computes the estimates of a study, or those of a file on data.
func (k estimateCommand) compute(c console) (scripter, []estimate.Estimate, study.Problems, error) {
	if k.Data != "" {
		return computeOn(c, k.Study, k.Data, k.Names)
	}
	p, bench, err := openBench(c, k.Study)
	if err != nil {
		return nil, nil, nil, err
	}
	all, refused, err := p.EstimateAll(bench)
	return bench, all, refused, err
}

// writeScripts writes NAME.R and NAME.csv of each estimate. One that R cannot
// reproduce is named and passed over.
func writeScripts(c console, source scripter, chosen []estimate.Estimate, dir string) error {
	files := map[string][]byte{}
	for _, e := range chosen {
		script, err := source.Script(e.Spec, e.Spec.Name+".csv")
		if err != nil {
			fmt.Fprintf(c.err, "passed over: %v\n", err)
			continue
		}
		var data bytes.Buffer
		if _, err := tabular.WriteData(&data, script.Data, tabular.Options{}); err != nil {
			return err
		}
		files[e.Spec.Name+".R"], files[e.Spec.Name+".csv"] = []byte(script.Text), data.Bytes()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return cannotWrite(dir)
	}
	c.printf("%s in %s; run them there, such as: Rscript NAME.R\n", counted(len(files)/2, "script"), dir)
	return writeFiles(dir, files)
}

// openBench opens a study folder on its latest cut.
func openBench(c console, dir string) (*workspace.Project, *workspace.Bench, error) {
	p, err := openStudy(c, dir)
	if err != nil {
		return nil, nil, err
	}
	bench, err := benchOf(p)
	return p, bench, err
}

// benchOf prepares the latest cut of a project.
func benchOf(p *workspace.Project) (*workspace.Bench, error) {
	cut, err := p.Cut("")
	if err != nil {
		return nil, err
	}
	return p.Bench(cut)
}

// choose picks estimates by name.
func choose(all []estimate.Estimate, refused study.Problems, names []string) ([]estimate.Estimate, error) {
	if len(names) == 0 {
		return all, nil
	}
	var chosen []estimate.Estimate
	for _, name := range names {
		at := slices.IndexFunc(all, func(e estimate.Estimate) bool { return e.Spec.Name == name })
		if at < 0 {
			for _, p := range refused {
				if p.Column == name || strings.Contains(p.Error(), name) {
					return nil, p
				}
			}
			return nil, study.Problem{Where: estimate.File, Column: name, What: "there is no estimate of this name", Do: "look at the names in the file"}
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

// printEstimate prints an estimate as a plain table.
func printEstimate(c console, e estimate.Estimate) {
	voice := phrasebook.Voice{Lang: "en"}
	c.printf("%s  %s\n  sample: %s, n %s\n", e.Spec.Name, e.Title.In("en"), e.Sample.In("en"), voice.Count(e.SampleN))
	for _, cell := range e.Cells {
		c.printf("  %-56s %s\n", keysOf(cell), valueOf(voice, e, cell))
	}
	for _, note := range e.Notes {
		c.printf("  note: %s\n", note.In("en"))
	}
	c.printf("\n")
}

// keysOf says which cell of an estimate it is.
func keysOf(cell estimate.Cell) string {
	var keys []string
	for _, k := range cell.Keys {
		label := k.Label.In("en")
		if label == "" {
			label = k.Value
		}
		keys = append(keys, k.Dim+" "+label)
	}
	return strings.Join(keys, ", ")
}

// valueOf writes a cell with its interval, base and test.
func valueOf(v phrasebook.Voice, e estimate.Estimate, cell estimate.Cell) string {
	if cell.State == estimate.NoData {
		return "no data"
	}
	var write func(float64) string
	switch e.Unit(cell) {
	case estimate.People:
		return fmt.Sprintf("%s of n %s", v.Count(int(cell.Value)), v.Count(cell.N))
	case estimate.Percent:
		write = func(x float64) string { return v.Percent(x, 1) }
	case estimate.Points:
		write = func(x float64) string { return v.Number(100*x, 1) + " points" }
	default:
		write = func(x float64) string { return v.Number(x, 3) }
	}
	test := ""
	if t := cell.Test; t != nil {
		test = fmt.Sprintf("%s: statistic %s%s, p %s, n %s", t.Kind, v.Number(t.Statistic, 3), degrees(v, *t), v.Number(t.P, 4), v.Count(cell.N))
		if cell.Key("test") != "" {
			return test
		}
		test = "; " + test
	}
	if cell.State == estimate.NoInterval {
		return fmt.Sprintf("%s (no interval: too few answers), n %s", write(cell.Value), v.Count(cell.N))
	}
	if test == "" {
		test = ", n " + v.Count(cell.N)
	}
	return fmt.Sprintf("%s [%s; %s]%s", write(cell.Value), write(cell.Low), write(cell.High), test)
}

// degrees writes a test's degrees of freedom, where its distribution has any.
func degrees(v phrasebook.Voice, t estimate.Test) string {
	switch {
	case t.DF == 0:
		return ""
	case t.DF2 == 0:
		return ", df " + v.Number(t.DF, 1)
	}
	return ", df " + v.Number(t.DF, 1) + " and " + v.Number(t.DF2, 1)
}
