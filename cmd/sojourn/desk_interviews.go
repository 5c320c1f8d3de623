package main

import (
	"time"

	"sojourn/desk"
	"sojourn/panel"
	"sojourn/study"
)

// errNoQuota says that there is nothing to draw by.
var errNoQuota = study.Problem{Severity: study.Error, Code: "quota", Where: panel.QuotaFile, What: "there are no quotas in the study folder", Do: "write them as docs/mailroom.md shows"}

// Eligible tells who could be drawn now by quota.yaml.
func (d *deskProject) Eligible() ([]panel.Account, error) {
	q, text, err := d.Quota()
	if err != nil || text == nil {
		return nil, err
	}
	b, err := d.current()
	if err != nil {
		return nil, err
	}
	drawn, _, err := d.Select(b.Cut, q, panel.QuotaFile, 1)
	groups := []panel.Account{}
	for _, g := range drawn {
		groups = append(groups, g.Account())
	}
	return groups, err
}

// DrawPeople draws by quota.yaml and keeps the drawing.
func (d *deskProject) DrawPeople(seed uint64) error {
	q, text, err := d.Quota()
	if err == nil && text == nil {
		err = errNoQuota
	}
	if err != nil {
		return err
	}
	b, err := d.current()
	if err != nil {
		return err
	}
	_, err = d.Project.DrawPeople(b.Cut, q, panel.QuotaFile, seed, study.DayOf(time.Now().In(d.Project.Study.Location())))
	return err
}

// Drawings lists what was drawn.
func (d *deskProject) Drawings() ([]desk.Drawn, error) {
	all, err := d.Project.Drawings()
	drawn := make([]desk.Drawn, len(all))
	for i, one := range all {
		drawn[i] = desk.Drawn(one)
	}
	return drawn, err
}
