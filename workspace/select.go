package workspace

import (
	"fmt"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/dataset/formula"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/study"
)

// Select draws people of a cut for interviews by a quota: from those who
// agreed, never asked to be left alone and stand in no drawing yet. What leaves
// is their marks for good, which say neither who they are nor for which group
// they were drawn.
func (p *Project) Select(cut *clean.Cut, q panel.Quota, file string, seed uint64) ([]panel.Drawing, handover.Selection, error) {
	chosen := handover.Selection{Study: p.Study.ID}
	who, err := cut.Data.Column(clean.PanelistColumn)
	if err != nil {
		return nil, chosen, err
	}
	agreed, err := p.askable(cut.Data, who.Texts, q.Consent, file)
	if err != nil {
		return nil, chosen, err
	}
	if err := p.leaveOutDrawn(who.Texts, agreed); err != nil {
		return nil, chosen, err
	}
	fit := make([][]panel.ID, len(q.Groups))
	for i, g := range q.Groups {
		in, err := meeting(cut.Data, g.Where, file, "groups "+g.Name)
		if err != nil {
			return nil, chosen, err
		}
		for row := range in {
			if in[row] && agreed[row] {
				fit[i] = append(fit[i], panel.ID(who.Texts[row]))
			}
		}
	}
	drawn := q.Draw(fit, seed)
	for _, d := range drawn {
		for _, id := range d.Drawn {
			chosen.Marks = append(chosen.Marks, handover.MarkOf(p.Study.ID, 0, id))
		}
	}
	return drawn, chosen, nil
}

// askable tells for every row whether somebody may be asked for an interview:
// by the quota's own expression and, where the consent has that purpose, by
// their last word on it as of the last sync, which the cut may be older than.
func (p *Project) askable(d *dataset.Dataset, who []string, consent, file string) ([]bool, error) {
	said, err := p.Agreed(study.Interview)
	if err != nil {
		return nil, err
	}
	agreed := make([]bool, d.Rows)
	switch {
	case consent != "":
		if agreed, err = meeting(d, consent, file, "consent"); err != nil {
			return nil, err
		}
	case said == nil:
		return nil, study.Problem{Severity: study.Error, Code: "quota", Where: file, Column: "consent", What: "it is not said who agreed to an interview, and the study's consent does not ask",
			Do: "write the condition, such as ${interview_w3} = 'yes'"}
	default:
		for row := range agreed {
			agreed[row] = true
		}
	}
	for row := range agreed {
		agreed[row] = agreed[row] && !refused(d, row) && (said == nil || said[panel.ID(who[row])])
	}
	return agreed, nil
}

// meeting tells for every row whether it meets a condition.
func meeting(d *dataset.Dataset, condition, file, column string) ([]bool, error) {
	f, err := formula.Bind(condition, d)
	if err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "quota", Where: file, Column: column,
			What: fmt.Sprintf("the condition %s cannot be used: %v", condition, err), Do: "correct it; variables are written ${interview_w3}"}
	}
	in := make([]bool, d.Rows)
	for row := range in {
		if in[row], err = f.Holds(row); err != nil {
			return nil, fmt.Errorf("workspace: %s, %s: %w", file, column, err)
		}
	}
	return in, nil
}

// refused reports whether somebody asked to be left alone in any wave.
func refused(d *dataset.Dataset, row int) bool {
	for _, c := range d.Columns {
		if strings.HasPrefix(c.Name, clean.DispositionItem+"_") && c.Variable.Codes != nil && c.CodeAt(row) == panel.Refusal.String() {
			return true
		}
	}
	return false
}
