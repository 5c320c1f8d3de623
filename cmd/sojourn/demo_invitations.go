package main

import (
	"sojourn/handover"
	"sojourn/internal/seed"
	"sojourn/panel"
	"sojourn/study"
)

// tellOutcomes gives the desk what the mailroom of the made-up study would:
// invited to a wave is who agreed to it in an earlier one. Of those who did not
// answer, some addresses no longer work and a few people asked to be left alone.
func (d *demo) tellOutcomes() error {
	refused := map[handover.Mark]bool{}
	for _, w := range d.project.Study.Waves[1:] {
		back := handover.ToDesk{Study: d.project.Study.ID, Wave: w.Number}
		for i := range d.people {
			person := panel.ID(d.people[i].Secret.Panelist(d.project.Study.ID))
			ever := handover.MarkOf(d.project.Study.ID, 0, person)
			if !agreed(&d.people[i], w.Number) || refused[ever] {
				continue
			}
			o := handover.Outcome{Mark: handover.MarkOf(d.project.Study.ID, w.Number, person), Disposition: panel.NonContact}
			if last := d.people[i].Visits[len(d.people[i].Visits)-1]; last.Wave < w.Number { // who comes back later was reached
				switch {
				case i%50 == 7:
					refused[ever] = true
				case i%20 == 3:
					o.Disposition = panel.Undelivered
				}
			}
			back.Outcomes = append(back.Outcomes, o)
		}
		for m := range refused {
			back.Refused = append(back.Refused, m)
		}
		if err := d.project.KeepOutcomes(back); err != nil {
			return err
		}
	}
	return nil
}

// agreed reports whether somebody's latest word before the wave was that they
// may be invited again.
func agreed(p *seed.Person, before study.WaveID) bool {
	yes := false
	for _, v := range p.Visits {
		if a, ok := v.Answers["recontact"]; ok && v.Wave < before {
			yes = len(a.Values) == 1 && a.Values[0] == "yes"
		}
	}
	return yes
}
