package main

import (
	"sojourn/clean"
	"sojourn/workspace"
)

// cutCommand is "sojourn cut".
type cutCommand struct {
	Study string `arg:"" help:"Study folder."`
}

// Help shows an example.
func (cutCommand) Help() string {
	return `Example: sojourn cut exile-panel

Flags responses by the rules of clean.yaml, links the waves and stores the result under its hash. Nothing is deleted:
change a rule and cut again. The same answers and rules give the same cut.`
}

// Run makes the cut.
func (k cutCommand) Run(c console) error {
	p, warnings, err := workspace.Open(k.Study)
	if err != nil {
		return err
	}
	warn(c, warnings)
	cut, err := p.MakeCut()
	if err != nil {
		return err
	}
	printCut(c, cut)
	return nil
}

// printCut prints the flow from raw to clean, rule by rule.
func printCut(c console, cut *clean.Cut) {
	for _, log := range cut.Logs {
		c.printf("wave %d: %d responses\n", log.Wave, log.Raw)
		for _, t := range log.Tallies {
			if t.Caught > 0 {
				c.printf("  %-24s −%-5d %d left  (%s)\n", t.Rule, t.Removed, t.Left, t.Reason.In("en"))
			}
		}
		c.printf("  %-24s        %d\n", "clean", log.Clean)
	}
	c.printf("cut %s: %d people\n", cut.Hash[:12], cut.Data.Rows)
}
