package report

import (
	"fmt"
	"slices"

	"sojourn/chart"
	"sojourn/estimate"
	"sojourn/study"
)

// An Input is everything an edition is made of.
type Input struct {
	Name      string // of the report's directory, such as "memo-2024"
	Study     *study.Study
	Report    Report
	Editions  map[study.Lang][]byte // Markdown, for each language of Report.Editions
	Figures   []Figure              // of figures.yaml; those not referred to are left alone
	Estimates []estimate.Estimate   // as computed: Build suppresses them itself
	SampleN   map[string]int        // people in each sample of the study
	Library   Library               // whose works and findings the editions may name; nil without one
}

// Built is a report ready to be put on a site. An edition's page names the
// others by their file names, "en.html", "ru.html", in the same directory.
type Built struct {
	Pages     map[study.Lang][]byte                 // standalone HTML
	Figures   map[study.Lang]map[string][]byte      // SVG by name
	Tables    map[study.Lang]map[string]chart.Table // the data of each figure by its name
	Estimates []estimate.Estimate                   // those used, suppressed, by name
	JSON      []byte                                // the same as estimates.json
	Problems  study.Problems                        // whoever publishes must first ask Problems.Err
}

// Build renders all editions of a report. What a person can mend comes back in
// Problems, and the pages show it where it stands, so that a draft can be read;
// an error is only what no edition could mend.
func Build(in Input) (Built, error) {
	m := newManuscript(in)
	out := Built{
		Pages:    map[study.Lang][]byte{},
		Figures:  map[study.Lang]map[string][]byte{},
		Tables:   map[study.Lang]map[string]chart.Table{},
		Problems: m.lint(),
	}
	for i, e := range m.editions {
		p := m.presses[i]
		page, err := p.page(e)
		if err != nil {
			return Built{}, err
		}
		out.Pages[e.Lang] = page
		out.Figures[e.Lang] = map[string][]byte{}
		out.Tables[e.Lang] = map[string]chart.Table{}
		for _, pl := range p.plates {
			out.Figures[e.Lang][pl.Figure.Name] = pl.SVG
			out.Tables[e.Lang][pl.Figure.Name] = pl.Table
		}
	}
	for _, name := range m.usedNames() {
		out.Estimates = append(out.Estimates, *m.shelf[name])
	}
	var err error
	if out.JSON, err = Export(out.Estimates); err != nil {
		return Built{}, fmt.Errorf("report: %w", err)
	}
	return out, nil
}

// A manuscript is a report whose editions are read and whose estimates are
// suppressed. Everything after it works on safe numbers only.
type manuscript struct {
	in       Input
	shelf    shelf
	editions []*edition
	presses  []*press        // one for each edition
	used     map[string]bool // names of the estimates referred to

	estimateFaults study.Problems
	uncomputed     bool // see [Proof]
}

func newManuscript(in Input) *manuscript {
	m := &manuscript{in: in, shelf: newShelf(in.Estimates, in.Study.Disclosure), used: map[string]bool{}}
	m.in.Estimates = nil // nothing that renders can reach what is hidden
	m.read()
	for _, e := range m.editions {
		m.presses = append(m.presses, m.press(e))
	}
	m.checkEstimates(in.Estimates)
	return m
}

// read reads the editions and notes which estimates they use.
func (m *manuscript) read() {
	in := m.in
	for _, lang := range in.Report.Editions {
		if source, ok := in.Editions[lang]; ok {
			m.editions = append(m.editions, parseEdition(lang, source))
		}
	}
	for _, e := range m.editions {
		for _, n := range e.Refs {
			m.use(n)
		}
	}
}

// use marks the estimates behind a reference as used.
func (m *manuscript) use(n *referenceNode) {
	switch r := n.Ref; {
	case n.Fault != nil:
	case r.toEstimate():
		m.mark(r.Name)
	case r.Name == figureWord || r.Name == tableWord:
		if f, ok := m.figure(r.Argument); ok {
			for _, name := range f.sources() {
				m.mark(name)
			}
			return
		}
		m.mark(r.Argument)
	}
}

func (m *manuscript) mark(name string) {
	if _, ok := m.shelf[name]; ok {
		m.used[name] = true
	}
}

func (m *manuscript) figure(name string) (Figure, bool) {
	i := slices.IndexFunc(m.in.Figures, func(f Figure) bool { return f.Name == name })
	if i < 0 {
		return Figure{}, false
	}
	return m.in.Figures[i], true
}

// usedNames lists the estimates referred to, sorted.
func (m *manuscript) usedNames() []string {
	var names []string
	for name := range m.used {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// press prepares the rendering of one edition: its figures are drawn first,
// since the text refers to their numbers.
func (m *manuscript) press(e *edition) *press {
	p := m.desk(e)
	for _, f := range m.shown(e) {
		p.plates = append(p.plates, p.draw(f, len(p.plates)+1))
	}
	return p
}

// desk is a press of an edition on which nothing is drawn yet.
func (m *manuscript) desk(e *edition) *press {
	v := newVoice(e.Lang, m.in.Study)
	return &press{voice: v, templates: templates(v), in: m.in, shelf: m.shelf, used: m.used,
		works: m.list(e), finding: m.finding, printed: map[place]bool{}, noted: map[string]bool{}}
}

// shown lists the figures of an edition in the order of its text, each once.
func (m *manuscript) shown(e *edition) []Figure {
	var figures []Figure
	for _, n := range e.Refs {
		r := n.Ref
		if n.Fault != nil || r.Name != figureWord || slices.ContainsFunc(figures, func(f Figure) bool { return f.Name == r.Argument }) {
			continue
		}
		if f, ok := m.figure(r.Argument); ok {
			figures = append(figures, f)
		}
	}
	return figures
}

// plate returns the drawn figure of a name, or nil.
func (p *press) plate(name string) *plate {
	for i := range p.plates {
		if p.plates[i].Figure.Name == name {
			return &p.plates[i]
		}
	}
	return nil
}
