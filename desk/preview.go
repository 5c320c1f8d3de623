package desk

import (
	"html/template"
	"slices"

	"sojourn/estimate"
)

// preview gives an estimate in one line for a list.
func (f *frame) preview(e estimate.Estimate) template.HTML {
	vary := varying(e)
	switch {
	case len(e.Cells) == 0:
		return none
	case e.Spec.Measure == estimate.Funnel || e.Spec.Measure == estimate.Transition:
		return f.counts(e)
	case len(e.Cells) == 1 && hasSpread(e, e.Cells[0]):
		return f.Say("preview.one", f.value(e, e.Cells[0]), f.interval(e, e.Cells[0]))
	case len(e.Cells) == 1:
		return plain(f.value(e, e.Cells[0]))
	case len(vary) == 1 && vary[0] == "wave" && len(e.Cells) <= 4:
		return f.sequence(e, e.Cells)
	case len(vary) == 1 && vary[0] == "category":
		most := slices.MaxFunc(e.Cells, func(a, b estimate.Cell) int { return a.Count - b.Count })
		return f.Say("preview.most") + " " + labelled(f, most.Keys[len(most.Keys)-1]) + ", " + plain(f.value(e, most))
	}
	return f.Say("preview.several", len(e.Cells))
}

// sequence writes the values of cells that follow each other.
func (f *frame) sequence(e estimate.Estimate, cells []estimate.Cell) template.HTML {
	var values []template.HTML
	for _, c := range cells {
		values = append(values, plain(f.value(e, c)))
	}
	return joined(values, " → ")
}

// counts gives the people of each step of a funnel, or those of whom a
// transition tells.
func (f *frame) counts(e estimate.Estimate) template.HTML {
	counts := slices.DeleteFunc(slices.Clone(e.Cells), func(c estimate.Cell) bool {
		return c.Key("of") != "count" || c.Key("from")+c.Key("to") != ""
	})
	if e.Spec.Measure == estimate.Funnel {
		return f.sequence(e, counts)
	}
	return f.Say("preview.people", e.Cells[0].N)
}
