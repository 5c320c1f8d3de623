package main

import (
	"fmt"
	"strings"
	"time"

	"sojourn/clean"
)

// cutListCommand is "sojourn cut list".
type cutListCommand struct {
	Study string `arg:"" help:"Study folder."`
}

// Help shows an example.
func (cutListCommand) Help() string { return `Example: sojourn cut list exile-panel` }

// Run lists the cuts, the newest first.
func (k cutListCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	cuts, err := p.Cuts()
	if err != nil {
		return err
	}
	if len(cuts) == 0 {
		c.printf("There is no cut yet. Make one with: sojourn cut %s\n", k.Study)
	}
	for _, cut := range cuts {
		names := cut.Names
		if cut.Latest {
			names = append(names, "latest")
		}
		if cut.Dropped {
			names = append(names, "(data dropped)")
		}
		c.printf("%s  %s  %6d people  %2d rules  %s\n", cut.Hash[:12], cut.Made.Format(time.DateTime), cut.Rows, len(cut.Recipe.Rules), strings.Join(names, ", "))
	}
	return nil
}

// cutShowCommand is "sojourn cut show".
type cutShowCommand struct {
	Study   string `arg:"" help:"Study folder."`
	Cut     string `arg:"" optional:"" default:"latest" help:"Hash, beginning of a hash, or name of a cut."`
	Flagged bool   `help:"List the flagged responses by the handle that decisions.yaml uses."`
}

// Help shows an example.
func (cutShowCommand) Help() string {
	return `Example: sojourn cut show exile-panel report-2024 --flagged

The data of the cut are held against the hash that they were stored with.`
}

// Run shows a cut.
func (k cutShowCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	cut, err := p.Cut(k.Cut) // reads the data, so that altered ones are found
	if err != nil {
		return err
	}
	c.printf("cut      %s\nanswers  %s\nrules    %d, decisions %d, derived variables %d\n\n", cut.Hash, cut.Raw, len(cut.Recipe.Rules), len(cut.Recipe.Decisions), len(cut.Recipe.Derived))
	printCut(c, cut)
	now, err := p.Recipe()
	if err != nil {
		return err
	}
	for _, change := range cut.Recipe.Stale(now) {
		c.printf("the study folder has since: %s\n", changeLine(change))
	}
	if k.Flagged {
		printFlagged(c, cut.Logs)
	}
	return nil
}

func printFlagged(c console, logs []clean.Log) {
	for _, log := range logs {
		for _, m := range log.Flagged {
			c.printf("wave %d  %s  %s", log.Wave, m.Response, strings.Join(m.Rules, " "))
			if m.Verdict != "" {
				c.printf("  (decision: %s)", m.Verdict)
			}
			c.printf("\n")
		}
	}
}

func changeLine(x clean.Change) string {
	if x.Part == clean.DecisionsFile {
		return fmt.Sprintf("%s: the decision about %s is %s", x.Part, x.Name, x.How)
	}
	return fmt.Sprintf("%s: %s is %s", x.Part, x.Name, x.How)
}

// cutDiffCommand is "sojourn cut diff".
type cutDiffCommand struct {
	Study string `arg:"" help:"Study folder."`
	From  string `arg:"" help:"Hash, beginning of a hash, or name of a cut."`
	To    string `arg:"" optional:"" default:"latest" help:"The same of the other."`
}

// Help shows an example.
func (cutDiffCommand) Help() string {
	return `Example: sojourn cut diff exile-panel report-2024 latest

Counts what changed and names nobody: rules, people whose outcome is another, and for every variable the people with a
value, the reasons for empty cells and the categories.`
}

// Run compares two cuts.
func (k cutDiffCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	d, err := p.CompareCuts(k.From, k.To)
	if err != nil {
		return err
	}
	printDifference(c, d)
	return nil
}

func printDifference(c console, d clean.Difference) {
	if d.Same() {
		c.printf("Nothing changed.\n")
		return
	}
	if d.Answers {
		c.printf("The open answers are not the same.\n")
	}
	if d.Completion {
		c.printf("study.yaml: completion is changed\n")
	}
	for _, x := range d.Parts {
		c.printf("%s\n", changeLine(x))
	}
	if d.Left+d.Came > 0 {
		c.printf("people: %d left, %d came\n", d.Left, d.Came)
	}
	for _, m := range d.Moves {
		c.printf("wave %d: %s %s → %s\n", m.Wave, counted(m.People, "person"), m.From, m.To)
	}
	for _, v := range d.Variables {
		c.printf("%-32s %s, n %d → %d", v.Name, v.How, v.N[0], v.N[1])
		if v.Cells > 0 {
			c.printf(", %s", counted(v.Cells, "cell"))
		}
		if v.Label {
			c.printf(", wording")
		}
		if v.Shape {
			c.printf(", kind or categories")
		}
		c.printf("\n")
		for _, part := range append(v.Categories, v.Missing...) {
			c.printf("    %-28s %d → %d\n", part.Name, part.Pair[0], part.Pair[1])
		}
	}
}
