package desk

import (
	"html/template"
	"slices"
	"strings"

	"sojourn/chart"
	"sojourn/estimate"
	"sojourn/report"
	"sojourn/study"
)

// A plate is a figure as a report would print it, or what keeps it from being
// drawn.
type plate struct {
	*frame
	Name     string
	SVG      template.HTML
	Table    table
	Problems []problem
}

// draw draws figures as an edition in the page's language that holds nothing
// else. So they are worded, laid out and put through disclosure control by the
// one package that does so for everything that is published.
func (s *site) draw(f *frame, figures []report.Figure, estimates []estimate.Estimate, sizes map[string]int) ([]plate, error) {
	var text strings.Builder
	for _, fig := range figures {
		text.WriteString("{{figure " + fig.Name + "}}\n\n")
	}
	built, err := report.Build(report.Input{
		Name: "desk", Study: s.project.Study(), Report: report.Report{Editions: []study.Lang{f.Lang}},
		Editions: map[study.Lang][]byte{f.Lang: []byte(text.String())},
		Figures:  figures, Estimates: estimates, SampleN: sizes,
	})
	if err != nil {
		return nil, err
	}
	var plates []plate
	for _, fig := range figures {
		p := plate{frame: f, Name: fig.Name, SVG: template.HTML(built.Figures[f.Lang][fig.Name])}
		if len(p.SVG) > 0 {
			p.Table = f.chartTable("data-"+fig.Name, built.Tables[f.Lang][fig.Name])
		}
		p.Problems = listed(slices.DeleteFunc(slices.Clone(built.Problems), func(x study.Problem) bool {
			return x.Where != report.FiguresFile || x.Column != fig.Name
		}))
		plates = append(plates, p)
	}
	return plates, nil
}

// chartTable sets the data of a figure.
func (f *frame) chartTable(id string, from chart.Table) table {
	t := table{ID: id, Heads: 1, Caption: plain(from.Caption), Bodies: []body{{}}}
	for _, c := range from.Columns {
		t.Columns = append(t.Columns, column{plain(c.Title), c.Number})
	}
	for _, r := range from.Rows {
		t.Bodies[0].Rows = append(t.Bodies[0].Rows, row{Cells: texts(r...)})
	}
	for _, n := range from.Notes {
		t.Notes = append(t.Notes, plain(n))
	}
	return t
}

// drawOne draws an estimate by itself in the form that suits it; nil where a
// figure would tell no more than the table.
func (s *site) drawOne(f *frame, e estimate.Estimate) (*plate, error) {
	kind, suits := kindOf(e)
	if !suits {
		return nil, nil
	}
	fig := report.Figure{Name: plainName(e.Spec.Name), Kind: kind, Estimate: e.Spec.Name}
	plates, err := s.draw(f, []report.Figure{fig}, []estimate.Estimate{e}, map[string]int{e.Spec.Sample: e.SampleN})
	if err != nil {
		return nil, err
	}
	return &plates[0], nil
}

// kindOf chooses the form of a figure by what varies in an estimate.
func kindOf(e estimate.Estimate) (report.Kind, bool) {
	vary := varying(e)
	switch {
	case e.Spec.Measure == estimate.Transition:
		return report.Alluvial, true
	case e.Spec.Measure == estimate.Funnel:
		return report.Funnel, true
	case len(vary) == 0 || len(vary) > 2:
		return "", false
	case slices.Contains(vary, "category") && len(vary) == 2 && sumsUp(e):
		return report.Stacked, true
	case slices.Contains(vary, "wave") && !slices.Contains(vary, "category") && lines(e) <= maxLines:
		return report.Lines, true
	}
	return report.Bars, true
}

// maxLines is how many lines can be told apart in one figure.
const maxLines = 6

// lines is the number of lines that an estimate over waves would make.
func lines(e estimate.Estimate) int {
	var groups []string
	for _, c := range e.Cells {
		if g := c.Key(e.Spec.By); !slices.Contains(groups, g) {
			groups = append(groups, g)
		}
	}
	return len(groups)
}

// varying lists the dimensions in which the cells differ, in the order of the
// cells' keys.
func varying(e estimate.Estimate) []string {
	var dims, vary []string
	for _, c := range e.Cells {
		for _, k := range c.Keys {
			if !slices.Contains(dims, k.Dim) {
				dims = append(dims, k.Dim)
			}
			if k.Value != e.Cells[0].Key(k.Dim) {
				vary = append(vary, k.Dim)
			}
		}
	}
	return slices.DeleteFunc(dims, func(dim string) bool { return !slices.Contains(vary, dim) })
}

// sumsUp reports whether the shares of each group make up its base, as those
// of an item with several answers a person do not.
func sumsUp(e estimate.Estimate) bool {
	type group struct{ wave, by string }
	sum := map[group]int{}
	base := map[group]int{}
	for _, c := range e.Cells {
		g := group{c.Key("wave"), c.Key(e.Spec.By)}
		sum[g] += c.Count
		base[g] = c.N
	}
	for g, n := range sum {
		if n != base[g] {
			return false
		}
	}
	return true
}
