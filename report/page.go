package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"sojourn/chart"
	"sojourn/estimate"
	"sojourn/look"
	"sojourn/study"
)

//go:embed report.css
var styleSheet string

//go:embed page.html
var pageText string

// templates are those of an edition: the page and the blocks in it.
func templates(v voice) *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{"t": v.Say}).Parse(pageText))
}

// A page is everything the template of an edition may show.
type page struct {
	Lang      study.Lang
	Style     template.CSS
	Title     string
	StudyName string
	Authors   []byline
	Date      string
	Funder    string
	DOI       string
	Synthetic bool
	Others    []link
	Contents  []heading
	Body      template.HTML
	Works     []workView // of the library, that the text cites
	Numbers   []dossier
	Cut       string
	Name      string
}

// A byline is an author with what they did.
type byline struct{ Name, Roles string }

// A link leads to another edition.
type link struct {
	Href, Text string
	Lang       study.Lang
}

// page renders an edition as a standalone page.
func (p *press) page(e *edition) ([]byte, error) {
	r := p.in.Report
	view := page{Lang: e.Lang, Style: template.CSS(look.Base + styleSheet),
		Title: r.Title.In(e.Lang), StudyName: p.study.Title.In(e.Lang), Date: p.day(r.Date), Funder: r.Funder.In(e.Lang),
		DOI: r.DOI, Synthetic: p.study.Synthetic, Contents: e.headings(), Name: p.in.Name}
	for _, a := range r.Authors {
		view.Authors = append(view.Authors, byline{a.Name.In(e.Lang), joined(a.Roles, e.Lang)})
	}
	for _, lang := range r.Editions {
		if lang != e.Lang {
			view.Others = append(view.Others, link{string(lang) + ".html", book.In(lang).Say("this-edition"), lang})
		}
	}
	var err error
	if view.Body, err = p.body(e); err != nil {
		return nil, err
	}
	view.Works = p.references()
	view.Numbers = p.dossiers()
	for _, d := range view.Numbers {
		view.Cut = short(p.shelf[d.Name].Cut) // Lint refuses a report of several cuts
	}
	var b bytes.Buffer
	if err := p.template(&b, "page", view); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func joined(texts []study.Text, lang study.Lang) string {
	var parts []string
	for _, t := range texts {
		parts = append(parts, t.In(lang))
	}
	return strings.Join(parts, ", ")
}

// template executes one of the templates in the edition's language.
func (p *press) template(w io.Writer, name string, data any) error {
	if err := p.templates.ExecuteTemplate(w, name, data); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// A dossier is what the appendix tells of an estimate: how it was specified
// and every number of it that the edition prints.
type dossier struct {
	Name, Title, ID, Sample, Waves, Weight, Base, Assumption, Spec string
	Caveats                                                        []string
	SampleN                                                        string
	Rows                                                           []number
}

// A number is a row of the appendix.
type number struct {
	Anchor, Label, Value, SE, Interval, Count, N, Effective string
	Method                                                  worded
}

// dossiers lists the estimates that the edition prints, by name.
func (p *press) dossiers() []dossier {
	var out []dossier
	for _, name := range p.shelf.names() {
		e := p.shelf[name]
		d := dossier{Name: name, Title: e.Title.In(p.Lang), ID: e.ID, Sample: e.Sample.In(p.Lang), Waves: p.waves(e), Weight: p.weight(e),
			SampleN: p.people(e.SampleN), Base: p.base(Figure{}, []entry{{e: e}}), Caveats: p.remarks(e), Spec: specText(e.Spec)}
		for i, c := range e.Cells {
			if at := (place{name, i}); p.printed[at] {
				d.Rows = append(d.Rows, p.numberRow(at, e, c))
			}
		}
		if len(d.Rows) > 0 {
			out = append(out, d)
		}
	}
	return out
}

func (p *press) numberRow(at place, e *estimate.Estimate, c estimate.Cell) number {
	x := entry{at, e, c}
	n := number{Anchor: at.anchor(), Label: p.labels(c), Value: p.value(x), Interval: p.span(x), SE: "–",
		Count: "–", N: p.people(c.N), Effective: "–", Method: p.worded(c.Method)}
	if c.State == estimate.Suppressed || c.State == estimate.NoData {
		return n
	}
	n.Count = p.Count(c.Count)
	n.Effective = p.cell(e, c, "effective", -1)
	if c.State != estimate.NoInterval && UnitOf(e, c) != chart.Count {
		n.SE = p.cell(e, c, "se", -1)
	}
	return n
}

// specText is the specification as it stands in estimates.yaml, without its
// title, which may be worded anew and changes no number.
func specText(s estimate.Spec) string {
	s.Title, s.Note = nil, nil
	text, err := yaml.Marshal(s)
	if err != nil {
		return s.Name
	}
	return string(text)
}
