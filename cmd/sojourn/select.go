package main

import (
	"bytes"
	"os"

	"sojourn/panel"
	"sojourn/study"
)

// selectCommand is "sojourn select".
type selectCommand struct {
	Study string `arg:"" help:"Study folder."`
	Cut   string `placeholder:"CUT" help:"Cut by name or the beginning of its hash; the latest if left out."`
	Quota string `required:"" placeholder:"FILE" help:"Whom to draw from and how many: consent, and groups with name, where and people."`
	Seed  uint64 `default:"1" help:"Number from which chance is made. Write it down: it gives the same people again."`
	Out   string `required:"" placeholder:"FILE" help:"File for the contact custodian. An existing file is never overwritten."`
}

// Help shows an example.
func (selectCommand) Help() string {
	return `Example: sojourn select exile-panel --cut report-2024 --quota quota.yaml --seed 2024 --out for-interviews.jsonl

Draws people for interviews at random within each quota, from those who agreed to be asked. The file has marks that name
nobody and not why they were drawn. The contact custodian writes to them: sojourn mailroom send --letter interview --only FILE`
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
	drawn, chosen, err := p.Select(cut, quota, k.Quota, k.Seed)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := chosen.Write(&file); err != nil {
		return err
	}
	if err := writeNew(k.Out, file.Bytes()); err != nil {
		return err
	}
	for _, d := range drawn {
		c.printf("%-24s %d of %d wanted, from %d who agreed\n", d.Name, len(d.Drawn), d.People, d.Eligible)
	}
	c.printf("%s: %d marks, drawn from cut %s with seed %d. Give the file to the contact custodian.\n", k.Out, len(chosen.Marks), cut.Hash[:12], k.Seed)
	return nil
}
