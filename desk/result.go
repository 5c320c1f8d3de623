package desk

import (
	"html/template"
	"net/url"
	"slices"

	"sojourn/estimate"
	"sojourn/report"
	"sojourn/study"
)

// A result is an estimate as the desk shows it: every number, those that will
// not leave the desk marked, and the figure that may leave it.
type result struct {
	*frame
	Facts   []fact
	Notes   []template.HTML
	Choices []place // what the shares of a transition are of
	Table   table
	Figure  *plate
}

// result lays an estimate out. Query is that of the page, which of a
// transition's three tables included.
func (s *site) result(f *frame, e estimate.Estimate, path string, query url.Values) (result, error) {
	out := result{frame: f, Facts: f.facts(e)}
	for _, n := range e.Notes {
		out.Notes = append(out.Notes, f.Text(n.Text))
	}
	stays := staying(e, f.Study.Disclosure)
	if e.Spec.Measure == estimate.Transition {
		of := query.Get("of")
		if !slices.Contains(shares, of) {
			of = shares[0]
		}
		out.Choices, out.Table = f.choices(path, query, of), f.matrix(e, of, stays)
	} else {
		out.Table = f.cells(e, stays)
	}
	var err error
	out.Figure, err = s.drawOne(f, e)
	return out, err
}

// staying marks the cells that disclosure control would hide.
func staying(e estimate.Estimate, d study.Disclosure) []bool {
	marks := make([]bool, len(e.Cells))
	for i, c := range report.Suppress(e, d).Cells {
		marks[i] = c.State == estimate.Suppressed
	}
	return marks
}
