package main

import (
	"sojourn/clean"
	"sojourn/workspace"
)

// cutCommand is "sojourn cut".
type cutCommand struct {
	Make        cutMakeCommand        `cmd:"" default:"withargs" help:"Clean and link the opened answers into a cut."`
	List        cutListCommand        `cmd:"" help:"List the cuts."`
	Show        cutShowCommand        `cmd:"" help:"Show a cut: by what it was made, what the rules did, who is flagged."`
	Diff        cutDiffCommand        `cmd:"" help:"Compare two cuts, variable by variable."`
	Sensitivity cutSensitivityCommand `cmd:"" help:"Compute estimates without each of the rules in turn."`
	Drop        cutDropCommand        `cmd:"" help:"Remove the data of a cut and keep what it was made by."`
	Long        cutLongCommand        `cmd:"" help:"Write a cut in long and wide form, under pseudonyms of its own."`
}

// cutMakeCommand is "sojourn cut" with a study folder.
type cutMakeCommand struct {
	Study string `arg:"" help:"Study folder."`
	Name  string `placeholder:"NAME" help:"Give the cut a name, such as report-2024. A name is never moved to another cut."`
}

// Help shows an example.
func (cutMakeCommand) Help() string {
	return `Example: sojourn cut exile-panel --name report-2024

Flags responses by the rules of clean.yaml and the decisions of decisions.yaml, links the waves and stores the result under
its hash. Nothing is deleted: change a rule and cut again. The same answers and rules give the same cut.`
}

// Run makes the cut.
func (k cutMakeCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	cut, err := p.MakeCut()
	if err != nil {
		return err
	}
	left, err := p.Leftovers()
	if err != nil {
		return err
	}
	warn(c, append(left, cut.Recipe.Unmatched(cut.Logs)...))
	if k.Name != "" {
		if err := p.NameCut(cut.Hash, k.Name); err != nil {
			return err
		}
	}
	printCut(c, cut)
	return nil
}

// openStudy opens a study folder and prints what is worth a warning.
func openStudy(c console, dir string) (*workspace.Project, error) {
	p, warnings, err := workspace.Open(dir)
	if err != nil {
		return nil, err
	}
	warn(c, warnings)
	return p, nil
}

// printCut prints the flow from raw to clean, rule by rule.
func printCut(c console, cut *clean.Cut) {
	printFlow(c, cut.Logs)
	if n := cut.Recipe.Joined(); n > 0 {
		c.printf("joined by decisions of %s: %s of responses\n", clean.MatchesFile, counted(n, "pair"))
	}
	c.printf("cut %s: %s\n", cut.Hash[:12], counted(cut.Data.Rows, "person"))
}

func printFlow(c console, logs []clean.Log) {
	for _, log := range logs {
		c.printf("wave %d: %s\n", log.Wave, counted(log.Raw, "response"))
		for _, t := range log.Tallies {
			if t.Caught > 0 {
				c.printf("  %-24s −%-5d %d left  (%s)\n", t.Rule, t.Removed, t.Left, t.Reason.In("en"))
			}
			if t.Kept > 0 {
				c.printf("  %-24s  %-5d kept by decision\n", "", t.Kept)
			}
		}
		c.printf("  %-24s        %d\n", "clean", log.Clean)
	}
}
