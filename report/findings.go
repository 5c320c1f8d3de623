package report

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"sojourn/chart"
	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

// A published is the name of a finding: the work that publishes it, and its id.
type published struct {
	work library.ID
	id   string
}

// findingOf reads WORK#FINDING.
func findingOf(name string) published {
	work, id, _ := strings.Cut(name, "#")
	return published{library.ID(work), id}
}

// finding finds what WORK#FINDING names.
func (m *manuscript) finding(name string) (library.Finding, *fault) {
	at := findingOf(name)
	if m.in.Library != nil {
		if f, err := m.in.Library.Finding(at.work, at.id); err == nil {
			return f, nil
		}
	}
	return library.Finding{}, &fault{"unknown-finding", fmt.Sprintf("there is no finding %q of the work %q in the library", at.id, at.work), "correct the name, or add a row to " + library.FindingsFile}
}

// quoted words a finding: its value as the work prints it, in the manner of the
// edition's language, or the people it rests on.
func (p *press) quoted(f library.Finding, r reference) (string, *fault) {
	if r.Show == "n" || r.Show == "base" {
		if f.Base == 0 {
			return "", &fault{"no-base", fmt.Sprintf("%s does not say on how many people its finding %s rests", f.Work, f.ID), "take the number out"}
		}
		return p.Count(f.Base), nil
	}
	x, ok := f.Number()
	if !ok {
		return f.Value, nil
	}
	decimals := f.Decimals()
	if r.Decimals >= 0 {
		decimals = r.Decimals
	}
	if f.Unit == library.PercentUnit {
		return p.Percent(x/100, decimals), nil
	}
	return p.Number(x, decimals), nil
}

// quote prints a finding that the text refers to, with a link to its work.
func (p *press) quote(w io.Writer, n *referenceNode) {
	f, problem := p.finding(n.Ref.Argument)
	words := ""
	if problem == nil {
		words, problem = p.quoted(f, n.Ref)
	}
	if problem != nil {
		p.broken(w, n, *problem)
		return
	}
	fmt.Fprintf(w, `<a class="number" href="#ref-%s" title="%s">%s</a>`, html.EscapeString(string(f.Work)), html.EscapeString(p.origin(f)), html.EscapeString(words))
}

// origin says where a finding stands, how it is worded and whom it speaks of.
func (p *press) origin(f library.Finding) string {
	where := ""
	if f.Page > 0 {
		where = fmt.Sprint(f.Page)
	}
	parts := []string{plainPieces(p.works.Narrative(cite.Mention{Work: f.Work, Locator: where}))}
	if label := (study.Text{"en": f.LabelEN, "ru": f.LabelRU}).In(p.Lang); label != "" {
		parts = append(parts, p.Say("worded", label))
	}
	if f.Group != "" {
		parts = append(parts, f.Group)
	}
	if f.Base > 0 {
		parts = append(parts, "n = "+p.Count(f.Base))
	}
	return strings.Join(parts, "; ")
}

func plainPieces(pieces []cite.Piece) string {
	var b strings.Builder
	for _, x := range pieces {
		b.WriteString(x.Text)
	}
	return b.String()
}

// held are the rows of the findings that a figure is held against, by the row
// they follow; where each comes from is noted under the figure.
func (p *press) held(frame *chart.Frame, f Figure, unit chart.Unit, l layout) (map[string][]chart.Row, *fault) {
	rows := map[string][]chart.Row{}
	for _, c := range f.References {
		found, problem := p.finding(c.Finding)
		if problem != nil {
			return nil, problem
		}
		x, ok := found.Number()
		switch {
		case len(l.series.Values) > 1:
			return nil, &fault{"figure-references", fmt.Sprintf("figure %q has several bars in a row", f.Name), "pick one, or leave references out"}
		case !ok || (unit == chart.Percent) != (found.Unit == library.PercentUnit) || unit == chart.Points:
			return nil, &fault{"figure-references", fmt.Sprintf("figure %q shows another kind of number than %s", f.Name, c.Finding), "hold shares against percentages and means against means"}
		case !c.Title.Has(p.Lang):
			return nil, &fault{"untranslated", fmt.Sprintf("the title of %s in figure %q is not worded in %s", c.Finding, f.Name, p.Lang), "word it in every language of the report"}
		case c.Row != "" && !slices.Contains(l.rows.Values, c.Row):
			return nil, &fault{"figure-references", fmt.Sprintf("figure %q has no row %q", f.Name, c.Row), "name one of " + strings.Join(l.rows.Values, ", ")}
		}
		if unit == chart.Percent {
			x /= 100
		}
		label := p.Say("reference", c.Title.In(p.Lang))
		rows[c.Row] = append(rows[c.Row], chart.Row{Label: label, Values: []chart.Value{{Value: x, N: found.Base, Reference: true}}})
		frame.Notes = append(frame.Notes, label+": "+p.origin(found)+".")
	}
	return rows, nil
}
