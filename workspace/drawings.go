package workspace

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"sojourn/clean"
	"sojourn/handover"
	"sojourn/panel"
	"sojourn/seal"
	"sojourn/study"
)

// A Drawn is a drawing of people for interviews as the desk keeps it: by marks,
// which lead to nobody for whoever has no pseudonyms.
type Drawn struct {
	ID     string          `json:"id"` // of what it was drawn from
	Day    study.Day       `json:"day"`
	Seed   uint64          `json:"seed"`
	Cut    string          `json:"cut"`
	Groups []panel.Account `json:"groups"`
	Marks  []handover.Mark `json:"marks"`
}

const drawingsFile = "drawings.json"

// Drawings lists what was drawn and not undone, the oldest first.
func (p *Project) Drawings() ([]Drawn, error) {
	data, err := os.ReadFile(p.path(drawingsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	var all []Drawn
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "drawings", Where: drawingsFile, What: "the drawings cannot be read", Do: "restore the file from a copy; without it somebody may be drawn twice"}
	}
	return all, nil
}

func (p *Project) keepDrawings(all []Drawn) error {
	data, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return p.write(data, drawingsFile)
}

// DrawPeople draws by [Project.Select] and keeps the drawing. The same cut,
// quota and seed are the same drawing, which is given again and not made anew.
func (p *Project) DrawPeople(cut *clean.Cut, q panel.Quota, file string, seed uint64, day study.Day) (Drawn, error) {
	all, err := p.Drawings()
	if err != nil {
		return Drawn{}, err
	}
	from, err := json.Marshal([]any{cut.Hash, q, seed})
	if err != nil {
		return Drawn{}, fmt.Errorf("workspace: %w", err)
	}
	d := Drawn{ID: seal.HashOf(from).String()[:12], Day: day, Seed: seed, Cut: cut.Hash}
	if at := slices.IndexFunc(all, func(o Drawn) bool { return o.ID == d.ID }); at >= 0 {
		return all[at], nil
	}
	drawn, chosen, err := p.Select(cut, q, file, seed)
	if err != nil {
		return Drawn{}, err
	}
	for _, g := range drawn {
		d.Groups = append(d.Groups, g.Account())
	}
	d.Marks = slices.Sorted(slices.Values(chosen.Marks))
	if len(d.Marks) == 0 {
		return d, study.Problem{Severity: study.Error, Code: "quota", Where: file, What: "nobody who agreed fits any group", Do: "widen the groups, or undo an earlier drawing"}
	}
	return d, p.keepDrawings(append(all, d))
}

// SelectionOf is the file of a drawing for the mailroom.
func (p *Project) SelectionOf(d Drawn) handover.Selection {
	return handover.Selection{Study: p.Study.ID, Marks: d.Marks}
}

// UndoDrawing forgets a drawing, so that its people can be drawn again.
func (p *Project) UndoDrawing(id string) error {
	all, err := p.Drawings()
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(all), func(d Drawn) bool { return d.ID == id })
	if len(left) == len(all) {
		return study.ErrNotFound
	}
	return p.keepDrawings(left)
}

// Quota reads quota.yaml; nil text where there is none.
func (p *Project) Quota() (q panel.Quota, text []byte, err error) {
	text, err = readOptional(p.Files, panel.QuotaFile)
	if err != nil || text == nil {
		return q, nil, err
	}
	q, err = panel.ParseQuota(panel.QuotaFile, text)
	return q, text, err
}

// leaveOutDrawn takes those out of agreed, a row each, who stand in a drawing.
func (p *Project) leaveOutDrawn(who []string, agreed []bool) error {
	all, err := p.Drawings()
	if err != nil {
		return err
	}
	taken := map[handover.Mark]bool{}
	for _, d := range all {
		for _, m := range d.Marks {
			taken[m] = true
		}
	}
	if len(taken) == 0 {
		return nil
	}
	for row, id := range who {
		agreed[row] = agreed[row] && !taken[handover.MarkOf(p.Study.ID, 0, panel.ID(id))]
	}
	return nil
}
