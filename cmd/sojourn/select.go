package main

import (
	"bytes"
	"os"
	"time"

	"sojourn/panel"
	"sojourn/study"
)

// selectCommand is "sojourn select".
type selectCommand struct {
	Study string `arg:"" help:"Study folder."`
	Cut   string `placeholder:"CUT" help:"Cut by name or the beginning of its hash; the latest if left out."`
	Quota string `required:"" placeholder:"FILE" help:"Whom to draw from and how many: consent, and groups with name, where and people."`
	Seed  uint64 `default:"1" help:"Number from which chance is made. It is kept with the drawing."`
	Out   string `required:"" placeholder:"FILE" help:"File for the contact custodian. An existing file is never overwritten."`
}

// Help shows an example.
func (selectCommand) Help() string {
	return `Example: sojourn select exile-panel --cut report-2024 --quota quota.yaml --seed 2024 --out for-interviews.jsonl

Draws people for interviews at random within each quota, from those who agreed to be asked. The file has marks that name
nobody and not why they were drawn. The drawing is kept: the same cut, quotas and seed give the same people again, and
another drawing leaves them out, unless it is undone on the desk's page. The contact custodian writes to them: sojourn mailroom send --letter interview --only FILE`
}

// Run draws and writes the file.
func (k selectCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(k.Quota)
	if err != nil {
		return study.Problem{Where: k.Quota, What: "this file cannot be read", Do: "check the name and the permissions"}
	}
	quota, err := panel.ParseQuota(k.Quota, data)
	if err != nil {
		return err
	}
	cut, err := p.Cut(k.Cut)
	if err != nil {
		return err
	}
	drawn, err := p.DrawPeople(cut, quota, k.Quota, k.Seed, study.DayOf(time.Now().In(p.Study.Location())))
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := p.SelectionOf(drawn).Write(&file); err != nil {
		return err
	}
	if err := writeNew(k.Out, file.Bytes()); err != nil {
		return err
	}
	for _, g := range drawn.Groups {
		c.printf("%-24s %d of %d wanted, from %d who agreed\n", g.Name, g.Drawn, g.People, g.Eligible)
	}
	c.printf("%s: %s, drawn from cut %s with seed %d and kept as drawing %s. Give the file to the contact custodian.\n", k.Out, counted(len(drawn.Marks), "mark"), cut.Hash[:12], k.Seed, drawn.ID)
	return nil
}
