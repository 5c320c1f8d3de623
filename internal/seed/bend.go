package seed

import (
	"slices"

	"sojourn/clean"
)

// loose are items that no target speaks of, by wave.
var loose = [Waves + 1]string{"", "readiness", "fear_disc", "stay_12m"}

// bend changes one answer of whoever answers every scale with the same code by
// chance, so that only planted straight lines are found.
func (w *world) bend() error {
	text, err := folder.ReadFile("folder/" + clean.File)
	if err != nil {
		return err
	}
	rules, err := clean.ParseRules(text)
	if err != nil {
		return err
	}
	for _, r := range rules {
		if r.Kind != clean.StraightLine {
			continue
		}
		for wave := 1; wave <= Waves; wave++ {
			w.bendWave(r, wave)
		}
	}
	return nil
}

func (w *world) bendWave(r clean.Rule, wave int) {
	var columns []*column
	for _, item := range r.Items {
		if c := w.columns[at(item, wave)]; c != nil {
			columns = append(columns, c)
		}
	}
	spare := w.column(loose[wave], wave)
	for m := range w.members {
		var codes []string
		for _, c := range columns {
			if c.answered(m) {
				codes = append(codes, c.item.Codes.Categories[c.one[m]].Code)
			}
		}
		if len(codes) > 1 && len(slices.Compact(codes)) == 1 && spare.answered(m) {
			spare.one[m] = (spare.one[m] + 1) % len(spare.item.Codes.Categories)
		}
	}
}
