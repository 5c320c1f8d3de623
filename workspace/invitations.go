package workspace

import (
	"sojourn/clean"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/study"
)

// invite fills into the waves what the mailroom said of their invitations. It
// speaks of marks; whose they are is worked out from the pseudonyms of those
// who ever responded, of whom same joins who did under two. Who asked to be left
// alone is a refusal in the first wave of which that is told, and was not
// invited to the later ones.
func (p *Project) invite(waves []clean.Wave, same people) error {
	var ids []string
	refused := map[handover.Mark]bool{}
	for i, w := range waves {
		back, err := p.Outcomes(w.Number)
		if err != nil {
			return err
		}
		if len(back.Outcomes)+len(back.Refused) == 0 {
			continue
		}
		if ids == nil {
			if ids, err = everybody(waves); err != nil {
				return err
			}
		}
		waves[i].Invitations = invitations(p.Study.ID, w.Number, back, append(ids, same.others()...), refused, same)
	}
	return nil
}

// everybody lists the pseudonyms of all waves, some more than once.
func everybody(waves []clean.Wave) ([]string, error) {
	var ids []string
	for _, w := range waves {
		who, err := w.Table.Column(clean.PanelistColumn)
		if err != nil {
			return nil, err
		}
		ids = append(ids, who.Texts...)
	}
	return ids, nil
}

func invitations(id study.ID, w study.WaveID, back handover.ToDesk, ids []string, refused map[handover.Mark]bool, same people) map[string]panel.Disposition {
	said := map[handover.Mark]panel.Disposition{}
	for _, o := range back.Outcomes {
		said[o.Mark] = o.Disposition
	}
	now := map[handover.Mark]bool{}
	for _, m := range back.Refused {
		now[m] = !refused[m]
	}
	became := map[string]panel.Disposition{}
	for _, person := range ids {
		if d, ok := said[handover.MarkOf(id, w, panel.ID(person))]; ok {
			became[same.of(person)] = d
		}
		if now[handover.MarkOf(id, 0, panel.ID(person))] {
			became[same.of(person)] = panel.Refusal
		}
	}
	for m := range now {
		refused[m] = true
	}
	return became
}
