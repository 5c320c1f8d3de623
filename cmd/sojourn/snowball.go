package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sojourn/panel/snowball"
	"sojourn/study"
	"sojourn/workspace"
)

// snowballCommand is "sojourn snowball".
type snowballCommand struct {
	Tree snowballTreeCommand `cmd:"" help:"Count how the sample grew by referral links."`
	RDS  snowballRDSCommand  `cmd:"" name:"rds" help:"Write the sample for the R package RDS."`
}

// recruited names a wave of a cut.
type recruited struct {
	Study string       `arg:"" help:"Study folder."`
	Wave  study.WaveID `required:"" help:"Number of the wave."`
	Cut   string       `placeholder:"CUT" help:"Cut by name or the beginning of its hash; the latest if left out."`
}

func (k recruited) read(c console, item string) (*workspace.Project, *workspace.Recruitment, error) {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return nil, nil, err
	}
	cut, err := p.Cut(k.Cut)
	if err != nil {
		return nil, nil, err
	}
	r, err := p.Recruitment(cut, k.Wave, item)
	return p, r, err
}

// snowballTreeCommand is "sojourn snowball tree".
type snowballTreeCommand struct {
	recruited
	By []string `placeholder:"ITEM" help:"Items by which to ask whether people recruit their like."`
}

// Help shows an example.
func (snowballTreeCommand) Help() string {
	return `Example: sojourn snowball tree exile-panel --wave 4 --by gender,country

Counts seeds, the people at each step from a seed, the largest chains, and for each item who recruited whom. Counts below the
study's min_cell are held back or joined with their neighbours, so that they cannot be worked out. Nobody is named.`
}

// Run counts and prints.
func (k snowballTreeCommand) Run(c console) error {
	p, r, err := k.read(c, "")
	if err != nil {
		return err
	}
	tree, err := snowball.Grow(r.People)
	if err != nil {
		return err
	}
	least := p.Study.Disclosure.MinCell
	mixings := make([]snowball.Mixing, len(k.By))
	for i, item := range k.By {
		_, r, err := k.read(console{ctx: c.ctx, out: c.out, err: &bytes.Buffer{}}, item) // its warnings were printed above
		if err != nil {
			return err
		}
		tree, err := snowball.Grow(r.People)
		if err != nil {
			return err
		}
		mixings[i] = tree.Mixing(least)
	}
	printTree(c, tree.Account(least, longest), least)
	for i, item := range k.By {
		printMixing(c, item, mixings[i])
	}
	return nil
}

// longest is how many chains are printed.
const longest = 10

func printTree(c console, a snowball.Account, least int) {
	printSeeds(c, a)
	if len(a.Steps) == 0 {
		c.printf("the rest is held back: too few people\n")
		return
	}
	c.printf("\nsteps from the first   people\n")
	for i, s := range a.Steps {
		c.printf("%20s   %6d\n", spanOf(s, i == len(a.Steps)-1), s.People)
	}
	c.printf("\n%20s   people\n", "recruited")
	for i, s := range a.Passed {
		c.printf("%20s   %6d\n", spanOf(s, i == len(a.Passed)-1), s.People)
	}
	c.printf("\nchains of %s or more, the largest first\n%20s   people   steps\n", counted(least, "person"), "")
	for i, chain := range a.Chains {
		c.printf("%20d   %6d   %s\n", i+1, chain.People, stepsOf(a, chain.Depth))
	}
	if len(a.Chains) == 0 {
		c.printf("%20s   none can be told of\n", "")
	}
	printBranches(c, a)
}

// printBranches prints what grew from each channel, if there are several.
func printBranches(c console, a snowball.Account) {
	if len(a.Branches) < 2 {
		return
	}
	c.printf("\n%20s   people   steps\n", "began by the channel")
	for _, b := range a.Branches {
		if b.People == snowball.Hidden {
			c.printf("%20s   %6s   · held back: too few people\n", channelOf(b), "·")
		} else {
			c.printf("%20s   %6d   %s\n", channelOf(b), b.People, stepsOf(a, b.Depth))
		}
	}
}

func channelOf(b snowball.Branch) string {
	if b.Channel == "" {
		return "(none)"
	}
	return b.Channel
}

// stepsOf writes how deep something is, as far as steps are told of.
func stepsOf(a snowball.Account, depth int) string {
	if a.Open && depth == a.Deepest {
		return fmt.Sprintf("%d or more", depth)
	}
	return fmt.Sprint(depth)
}

// printSeeds prints how many began a chain, where that may be told.
func printSeeds(c console, a snowball.Account) {
	switch strangers := a.Began - a.Alone; {
	case a.Began == snowball.Hidden:
		c.printf("%s; how many of them came by themselves is held back: too few people\n", counted(a.People, "person"))
	case a.Alone == snowball.Hidden:
		c.printf("%s: %d began a chain, by themselves or by the link of somebody who is not in the sample; %d came by the link of somebody in it\n",
			counted(a.People, "person"), a.Began, a.Recruits)
	default:
		c.printf("%s: %d came by themselves, %d by the link of somebody in the sample\n", counted(a.People, "person"), a.Alone, a.Recruits)
		if strangers > 0 {
			c.printf("%d came by the link of somebody who is not in the sample; they count as beginning a chain\n", strangers)
		}
	}
}

// spanOf writes the numbers of a span, the last one open where it holds several.
func spanOf(s snowball.Span, last bool) string {
	switch {
	case s.From == s.To:
		return fmt.Sprint(s.From)
	case last:
		return fmt.Sprintf("%d or more", s.From)
	}
	return fmt.Sprintf("%d to %d", s.From, s.To)
}

func printMixing(c console, item string, m snowball.Mixing) {
	of := "recruitments"
	if m.Total != snowball.Hidden {
		of = counted(m.Total, "recruitment")
	}
	c.printf("\n%s: who recruited (down) whom (across), %s with both known\n%-16s", item, of, "")
	for _, g := range m.Groups {
		c.printf(" %10s", shortened(g))
	}
	c.printf("\n")
	hidden := false
	for i, row := range m.Counts {
		c.printf("%-16s", shortened(m.Groups[i]))
		for _, n := range row {
			text := fmt.Sprint(n)
			if n == snowball.Hidden {
				text, hidden = "·", true
			}
			c.printf(" %10s", text)
		}
		c.printf("\n")
	}
	if hidden {
		c.printf("· held back: too few people\n")
	}
	if m.Told {
		c.printf("within a group: %.0f %%, by chance %.0f %%; recruitment homophily %.2f\n", 100*m.Same, 100*m.Expected, m.Same/m.Expected)
	}
}

func shortened(code string) string {
	const most = 10
	if r := []rune(code); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return code
}

// snowballRDSCommand is "sojourn snowball rds".
type snowballRDSCommand struct {
	recruited
	Items []string `placeholder:"ITEM" help:"Items to write as variables."`
	Out   string   `required:"" placeholder:"DIR" help:"A new folder for rds.csv and rds.R."`
}

// Help shows an example.
func (snowballRDSCommand) Help() string {
	return `Example: sojourn snowball rds exile-panel --wave 4 --items gender,country --out for-rds

Writes rds.csv with id, recruiter.id and network.size, as as.rds.data.frame of the R package RDS wants it, and rds.R, which
reads it. People are numbered anew. These are answers: keep them at the desk. The same shares, with intervals, need no R: an
estimate with measure: recruitment.`
}

// Run writes the files.
func (k snowballRDSCommand) Run(c console) error {
	p, r, err := k.read(c, "")
	if err != nil {
		return err
	}
	sample, left, err := r.Sample(k.Items, p.Study.Snowball.Coupons)
	if err != nil {
		return err
	}
	if err := os.Mkdir(k.Out, 0o700); err != nil {
		return study.Problem{Where: k.Out, What: "this folder cannot be made, or is there already", Do: "name a new one"}
	}
	const table = "rds.csv"
	var csv bytes.Buffer
	if err := sample.Table(&csv); err != nil {
		return err
	}
	for name, data := range map[string][]byte{table: csv.Bytes(), "rds.R": sample.Script(table)} {
		if err := writeNew(filepath.Join(k.Out, name), data); err != nil {
			return err
		}
	}
	c.printf("%s: %s, %s\n", k.Out, counted(len(sample.People), "person"), strings.Join(append([]string{"network.size"}, k.Items...), ", "))
	if left > 0 {
		c.printf("left out, since they did not say how many they know: %s; whom they recruited begin chains\n", counted(left, "person"))
	}
	return nil
}
