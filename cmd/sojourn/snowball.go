package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

Counts seeds, the people at each step from a seed, the longest chains, and for each item who recruited whom. Counts below the
study's min_cell are held back, with so many others that they cannot be worked out. Nobody is named.`
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
	printTree(c, tree, len(r.People))
	for _, item := range k.By {
		_, r, err := k.read(console{ctx: c.ctx, out: c.out, err: &bytes.Buffer{}}, item) // its warnings were printed above
		if err != nil {
			return err
		}
		tree, err := snowball.Grow(r.People)
		if err != nil {
			return err
		}
		printMixing(c, item, tree.Mixing(p.Study.Disclosure.MinCell))
	}
	return nil
}

// longest is how many chains are printed.
const longest = 10

func printTree(c console, t *snowball.Tree, people int) {
	chains := t.Chains()
	c.printf("%d people: %d came by themselves, %d by the link of somebody in the sample\n", people, len(chains)-t.Lost, t.Recruits())
	if t.Lost > 0 {
		c.printf("%d came by the link of somebody who is not in the sample; they count as beginning a chain\n", t.Lost)
	}
	c.printf("\nsteps from the first   people\n")
	for step, n := range t.Waves() {
		c.printf("%21d   %6d\n", step, n)
	}
	c.printf("\nrecruited   people\n")
	for n, people := range t.Passed() {
		c.printf("%9d   %6d\n", n, people)
	}
	slices.SortStableFunc(chains, func(a, b snowball.Chain) int { return b.People - a.People })
	c.printf("\nlargest chains   people   steps\n")
	for i, chain := range chains[:min(longest, len(chains))] {
		c.printf("%14d   %6d   %5d\n", i+1, chain.People, chain.Depth)
	}
}

func printMixing(c console, item string, m snowball.Mixing) {
	c.printf("\n%s: who recruited (down) whom (across), %d recruitments with both known\n%-16s", item, m.Total, "")
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
	c.printf("%s: %d people, %s\n", k.Out, len(sample.People), strings.Join(append([]string{"network.size"}, k.Items...), ", "))
	if left > 0 {
		c.printf("%d people did not say how many they know and are left out; whom they recruited begin chains\n", left)
	}
	return nil
}
