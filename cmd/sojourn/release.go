package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"sojourn/release"
	"sojourn/release/bundle"
	"sojourn/study"
	"sojourn/workspace"
)

// releaseCommand is "sojourn release".
type releaseCommand struct {
	Study   string `arg:"" help:"Study folder; with --verify alone, a bundle."`
	Propose bool   `help:"Write a release.yaml with a role for every variable, to be corrected; where one is there, show the lines that it lacks."`
	Add     bool   `help:"With --propose: add those lines to the file."`
	Texts   bool   `help:"Write the file in which a human passes free texts."`
	Profile string `placeholder:"public|scientific" help:"For whom: show what the release would be."`
	Out     string `placeholder:"FILE" help:"Build the bundle."`
	Verify  bool   `help:"Read the bundle back and count people alike in it anew."`
}

// Help shows examples.
func (releaseCommand) Help() string {
	return `Examples: sojourn release exile-panel --propose
          sojourn release exile-panel --profile public
          sojourn release exile-panel --profile public --out exile-public.zip --verify
          sojourn release exile-public.zip --verify

Roles stand in release.yaml. Without --out nothing leaves: the risk before and after is shown, and what the protection costs.
A variable without a role stops the release.`
}

// Run does what the flags ask for.
func (k releaseCommand) Run(c console) error {
	if k.Verify && k.Profile == "" {
		return verifyBundle(c, k.Study)
	}
	p, bench, err := openBench(c, k.Study)
	if err != nil {
		return err
	}
	switch {
	case k.Propose:
		return k.propose(c, p, bench)
	case k.Texts:
		name, waiting, err := p.ScreenTexts(bench)
		if err != nil {
			return err
		}
		c.printf("Waiting in %s: %s. Write yes and a name beside each in which nobody can be recognised.\n", name, counted(waiting, "text"))
		return nil
	case k.Profile == "":
		return study.Problem{Where: "sojourn release", What: "it is not said for whom", Do: "add --profile public or --profile scientific, or --propose to begin"}
	}
	return k.make(c, p, bench)
}

// propose writes the file, or tells what is lacking in the one that is there.
func (k releaseCommand) propose(c console, p *workspace.Project, bench *workspace.Bench) error {
	lacking, written, err := p.ProposeRelease(bench)
	switch {
	case err != nil:
		return err
	case written:
		c.printf("%s is written, as a proposal. Read every line: a program sees names and kinds, not lives.\nThen: sojourn release %s --profile public\n", release.File, k.Study)
		return nil
	case len(lacking) == 0:
		c.printf("%s is there and has a role for every variable. To have it proposed afresh move it away.\n", release.File)
		return nil
	case !k.Add:
		c.printf("%s is there and stays as it is. These variables have no role in it; put the lines under variables, or add --add:\n\n%s", release.File, lacking)
		return nil
	}
	if err := p.AddRoles(lacking); err != nil {
		return err
	}
	c.printf("added to %s; read them, as nobody has yet:\n\n%s", release.File, lacking)
	return nil
}

// make protects, shows and, if asked to, builds.
func (k releaseCommand) make(c console, p *workspace.Project, bench *workspace.Bench) error {
	o, err := p.Release(bench, release.Profile(k.Profile), bundle.Former)
	if err != nil {
		return err
	}
	warn(c, o.Warnings)
	printOutcome(c, o)
	if k.Out == "" {
		if k.Verify {
			return study.Problem{Where: "sojourn release", What: "there is no bundle to verify", Do: "add --out FILE"}
		}
		c.printf("\nNothing was written. To build the bundle add --out FILE.zip --verify\n")
		return nil
	}
	data, warnings, err := bundleOf(p, bench, o)
	warn(c, warnings)
	if err != nil {
		return err
	}
	if err := os.WriteFile(k.Out, data, 0o644); err != nil {
		return cannotWrite(k.Out)
	}
	if _, err := p.KeepRelease(o, data); err != nil {
		return err
	}
	c.printf("\n%s: %s, release %s\n", k.Out, counted(o.Data.Rows, "person"), o.ID[:12])
	if k.Verify {
		return verifyBundle(c, k.Out)
	}
	return nil
}

// bundleOf builds the bundle of a release.
func bundleOf(p *workspace.Project, bench *workspace.Bench, o *release.Outcome) ([]byte, study.Problems, error) {
	questionnaires, err := p.Questionnaires()
	if err != nil {
		return nil, nil, err
	}
	files, warnings, err := bundle.Files(bundle.Source{Study: p.Study, Outcome: o, Instruments: p.Instruments,
		Questionnaires: questionnaires, Logs: bench.Cut.Logs, Lineage: p.Lineage.Notes()})
	if err != nil {
		return nil, warnings, err
	}
	var out bytes.Buffer
	err = bundle.Write(&out, files, bundle.Day(p.Study))
	return out.Bytes(), warnings, err
}

// printOutcome shows the risk before and after, and what it costs.
func printOutcome(c console, o *release.Outcome) {
	words := release.In("en")
	c.printf("%s, k %d, l %d\n\n", words.Say("profile."+string(o.Profile)), o.Settings.K, o.Settings.L)
	t := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\t%s\t%s\t%s\t\n", words.Say("stage.collected"), words.Say("stage.coarsened"), words.Say("stage.released"))
	for _, line := range bundle.Stages(o, words) {
		fmt.Fprintf(t, "%s\t%s\t\n", line.Head, strings.Join(line.Cells, "\t"))
	}
	_ = t.Flush() // the console's own
	if o.Declined > 0 {
		c.printf("\nnot in it, for want of agreement to an archive: %s\n", counted(o.Declined, "person"))
	}
	if o.LeftOut > 0 {
		c.printf("\nleft out, since nothing would hide them: %s\n", counted(o.LeftOut, "person"))
	}
	c.printf("\nWhat it costs (share of the answers withheld, and how far that moved the distribution):\n")
	for _, f := range o.Variables {
		const telling = 0.02
		switch {
		case f.To == 0 && len(f.Measures) > 0 && f.Measures[0] == release.Removed:
		case f.Role == release.Quasi || f.Blank > telling || f.Shift > telling:
			c.printf("  %-28s %-18s %4s %6s  %s\n", f.Name, words.Say("role."+string(f.Role)), words.Percent(f.Blank, 0), words.Percent(f.Shift, 1), bundle.Measures(f, words))
		}
	}
}

// verifyBundle reads a bundle back and says what it shows by itself.
func verifyBundle(c console, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return study.Problem{Severity: study.Error, Where: name, What: "there is no such bundle", Do: "name the zip file that --out wrote"}
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	v, err := bundle.Verify(file, info.Size())
	if err != nil {
		return err
	}
	if err := v.Problems.Err(); err != nil {
		return err
	}
	c.printf("verified: %s as they were; %s, and at least %d alike in %d quasi-identifiers (k %d), counted anew from the released table\n",
		counted(v.Files, "file"), counted(v.People, "person"), v.Least, len(v.Manifest.Keys), v.Manifest.K)
	return nil
}
