package chart

import (
	"fmt"

	"sojourn/look"
)

// Funnel counts who is left after each stage, with the share of the stage
// before. A pale bar behind each shows where the stage before ended.
type Funnel struct {
	Frame
	Decimals int // of the shares
	Stages   []Stage
}

// A Stage is one step and the people left after it.
type Stage struct {
	Label string
	Tally
}

// SVG draws the figure.
func (f Funnel) SVG() ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	s := newSheet(f.Frame, f.signs())
	newFunnelPlot(s, f).draw()
	return s.finish(f.summary()), nil
}

// Table gives a row for every stage.
func (f Funnel) Table() (Table, error) {
	if err := f.check(); err != nil {
		return Table{}, err
	}
	w, words := f.writing(Percent, f.Decimals), f.words()
	t := f.table(
		Column{Title: words.Say("stage")},
		Column{Title: words.Say("count"), Number: true},
		Column{Title: words.Say("of-previous"), Number: true},
		Column{Title: words.Say("of-first"), Number: true})
	for i, stage := range f.Stages {
		t.Rows = append(t.Rows, []string{stage.Label, w.tally(stage.Tally), f.share(w, i, i-1), f.share(w, i, 0)})
	}
	t.Notes = f.tableNotes(f.signs())
	return t, nil
}

func (f Funnel) check() error {
	if err := f.Frame.check(false); err != nil {
		return err
	}
	if err := f.form(Percent, f.Decimals); err != nil {
		return err
	}
	var labels []string
	for _, stage := range f.Stages {
		labels = append(labels, stage.Label)
	}
	if err := f.unique("stage", labels); err != nil {
		return err
	}
	before := -1
	for _, stage := range f.Stages {
		if err := f.tally(fmt.Sprintf("%q", stage.Label), stage.Tally); err != nil {
			return err
		}
		if stage.State.Missing() {
			continue
		}
		if before >= 0 && stage.People > before {
			return f.refuse("funnel-grows", fmt.Sprintf("%q has more people than the stage before it", stage.Label), "count at each stage only those of the stage before")
		}
		before = stage.People
	}
	return nil
}

func (f Funnel) signs() signs {
	var seen signs
	for _, stage := range f.Stages {
		seen.seeState(stage.State)
	}
	return seen
}

// share is stage i as a share of an earlier stage, or a dash where there is
// nothing to divide.
func (f Funnel) share(w writing, i, of int) string {
	if i == 0 || f.Stages[i].State.Missing() || f.Stages[of].State.Missing() || f.Stages[of].People == 0 {
		return "–"
	}
	return w.number(float64(f.Stages[i].People) / float64(f.Stages[of].People))
}

func (f Funnel) summary() []string {
	w := f.writing(Percent, f.Decimals)
	first, last := f.Stages[0], f.Stages[len(f.Stages)-1]
	return []string{w.words.Say("summary.funnel", w.words.Say("stages", len(f.Stages)), first.Label, w.tally(first.Tally), last.Label, w.tally(last.Tally))}
}

// A funnelPlot is the geometry of a funnel.
type funnelPlot struct {
	*sheet
	Funnel
	writing writing
	labels  [][]string
	axis    axis
}

const funnelThick = 24.0

func newFunnelPlot(s *sheet, f Funnel) *funnelPlot {
	p := &funnelPlot{sheet: s, Funnel: f, writing: f.Frame.writing(Percent, f.Decimals)}
	var names []string
	most, count := 1, 0.0
	for _, stage := range f.Stages {
		names = append(names, stage.Label)
		if !stage.State.Missing() {
			most = max(most, stage.People)
			count = max(count, boldFace.width(p.writing.Count(stage.People)))
		}
	}
	var labelWidth float64
	p.labels, labelWidth = labelColumn(names, .34*inner)
	shares := columnGap + smallFace.widest(p.heading()) + 8
	p.axis = axis{hi: float64(most), from: margin + labelWidth, to: width - margin - shares - count - 10}
	return p
}

// heading stands over the shares, wrapped to a narrow column.
func (p *funnelPlot) heading() []string { return smallFace.wrap(p.words.Say("of-previous"), 110) }

func (p *funnelPlot) draw() {
	heading := p.heading()
	p.lines(width-margin, p.y+smallFace.size, end, smallFace, heading)
	p.y += float64(len(heading))*smallFace.leading() + 8
	previous := Stage{}
	for i, stage := range p.Stages {
		height := max(funnelThick, float64(len(p.labels[i]))*labelFace.leading())
		y := p.y + height/2
		p.label(p.labels[i], y)
		if i > 0 {
			p.text(width-margin, y+.36*labelFace.size, end, labelFace, p.share(p.writing, i, i-1))
		}
		p.bar(stage, previous, y)
		previous = stage
		p.y += height + rowGap
	}
	p.y -= rowGap
}

func (p *funnelPlot) bar(stage, previous Stage, y float64) {
	top := y - funnelThick/2
	if stage.State.Missing() {
		p.stub(p.axis.from, y, funnelThick, p.writing.state(stage.State))
		return
	}
	x := p.axis.at(float64(stage.People))
	if before := p.axis.at(float64(previous.People)); !previous.State.Missing() && before > x {
		p.rect(x, top, before-x, funnelThick, paint{fill: "#e9edeb"})
	}
	p.rect(p.axis.from, top, x-p.axis.from, funnelThick, paint{fill: look.Categories[0]})
	p.line(p.axis.from, top-3, p.axis.from, top+funnelThick+3, stroke{colour: look.Muted, width: 1})
	p.textOver("", x+7, y+.36*boldFace.size, start, boldFace, p.writing.tally(stage.Tally))
}
