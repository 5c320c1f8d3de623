package report

import (
	"fmt"
	"html"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"

	"sojourn/estimate"
	"sojourn/study"
)

// block prints a reference that stands alone.
func (p *press) block(w io.Writer, r reference) error {
	switch r.Name {
	case figureWord:
		return p.figureBlock(w, r)
	case tableWord:
		t, f := p.table(r)
		if f != nil {
			return missing(w, *f)
		}
		p.print(t.cells)
		return p.template(w, "table", t)
	case samplesWord:
		return p.template(w, "samples", p.samples())
	case methodsWord:
		return p.template(w, "methods", p.methods())
	}
	return p.template(w, "citation", p.citation())
}

// missing stands in a draft where a figure or table could not be made.
func missing(w io.Writer, f fault) error {
	_, err := fmt.Fprintf(w, "<p class=\"bad\">%s. %s.</p>\n", html.EscapeString(f.What), html.EscapeString(f.Do))
	return err
}

// A figureView is a plate as the page shows it.
type figureView struct {
	ID     string
	Number int
	SVG    template.HTML
	Table  tableBlock
}

func (p *press) figureBlock(w io.Writer, r reference) error {
	pl := p.plate(r.Argument)
	if pl == nil {
		return missing(w, fault{What: "there is no figure " + r.Argument, Do: "look at figures.yaml"})
	}
	if pl.Fault != nil {
		return missing(w, *pl.Fault)
	}
	p.print(pl.Cells)
	return p.template(w, "figure", figureView{ID: "figure-" + pl.Figure.Name, Number: pl.Number,
		SVG: template.HTML(pl.SVG), Table: tableBlock{ID: "data-" + pl.Figure.Name, Table: pl.Table}})
}

// print notes that the edition shows the cells.
func (p *press) print(cells []place) {
	for _, at := range cells {
		p.printed[at] = true
	}
}

// A sampleView is the definition of a sample with its size.
type sampleView struct{ Title, Definition, Condition, N string }

// samples lists the samples that the report's estimates rest on, in the order
// of the study.
func (p *press) samples() []sampleView {
	var out []sampleView
	for _, s := range p.study.Samples {
		if !p.usesSample(s.Name) {
			continue
		}
		v := sampleView{Title: s.Title.In(p.Lang), Definition: p.definition(s), Condition: s.Where, N: p.Say("hidden")}
		switch n, ok := p.in.SampleN[s.Name]; {
		case !ok:
			v.N = "–"
		case n >= p.study.Disclosure.MinCell:
			v.N = p.Count(n)
		}
		out = append(out, v)
	}
	return out
}

func (p *press) usesSample(name string) bool {
	for used := range p.used {
		if p.shelf[used].Spec.Sample == name {
			return true
		}
	}
	return false
}

// definition says in words who belongs to a sample.
func (p *press) definition(s study.Sample) string {
	var waves []string
	for _, w := range s.Waves {
		waves = append(waves, p.wave(strconv.Itoa(int(w))))
	}
	switch {
	case len(s.Waves) == 1:
		return p.Say("responded-in", waves[0])
	case s.Min == len(s.Waves):
		return p.Say("responded-in-all", strings.Join(waves, ", "))
	}
	return p.Say("responded-in-some", s.Min, strings.Join(waves, ", "))
}

// A methodsView is what the report says about how its numbers were made.
type methodsView struct {
	Population, Sampling string
	Waves                []waveView
	Assumptions          []string
	Methods              []worded
	MinCell, MinBase     int
}

// A waveView is a wave with its days.
type waveView struct{ Title, Days string }

func (p *press) methods() methodsView {
	v := methodsView{Population: p.study.Population.In(p.Lang), Sampling: p.study.Sampling.In(p.Lang),
		MinCell: p.study.Disclosure.MinCell, MinBase: p.study.Disclosure.MinBase}
	waves := map[study.WaveID]bool{}
	add := func(list *[]string, s string) {
		if s != "" && !slices.Contains(*list, s) {
			*list = append(*list, s)
		}
	}
	for _, name := range p.shelf.names() {
		if !p.used[name] {
			continue
		}
		e := p.shelf[name]
		for _, w := range wavesOf(e) {
			waves[w] = true
		}
		add(&v.Assumptions, e.Assumption.In(p.Lang))
		for _, c := range e.Cells {
			if m := p.worded(c.Method); !slices.Contains(v.Methods, m) {
				v.Methods = append(v.Methods, m)
			}
		}
	}
	for _, w := range p.study.Waves {
		if waves[w.Number] {
			v.Waves = append(v.Waves, waveView{w.Title.In(p.Lang), p.days(w.Opens(), w.Closes())})
		}
	}
	slices.SortFunc(v.Methods, func(a, b worded) int { return strings.Compare(a.Text, b.Text) })
	return v
}

// A worded text knows in which language it is: that of the edition, or English
// where nobody has put it into that language.
type worded struct {
	Lang study.Lang
	Text string
}

// worded says the method of a cell.
func (p *press) worded(method string) worded {
	text := estimate.MethodText(method)
	if said, there := text[p.Lang]; there {
		return worded{p.Lang, said}
	}
	return worded{"en", method}
}

// citation is how to cite this edition: the team's own words, or authors,
// year, title and DOI in that order.
func (p *press) citation() string {
	r := p.in.Report
	if s := r.Citation.In(p.Lang); s != "" {
		return s
	}
	var names []string
	for _, a := range r.Authors {
		names = append(names, a.Name.In(p.Lang))
	}
	s := p.Say("citation", strings.Join(names, ", "), string(r.Date)[:min(4, len(r.Date))], r.Title.In(p.Lang), p.study.Title.In(p.Lang))
	if r.DOI != "" {
		s += " https://doi.org/" + r.DOI
	}
	return s
}
