package chart

import (
	"math"
	"strings"

	"sojourn/look"
)

// A linePlot is the geometry of a line chart.
type linePlot struct {
	*sheet
	Lines
	writing writing
	axis    axis      // upwards
	xs      []float64 // of the moments
	gap     float64   // the smallest between two moments
	top     float64
	bottom  float64
	labelX  float64 // beginning of the names at the line ends
	names   []endLabel
	taken   []box // places where no further number can stand
}

const (
	linesHeight = 270.0
	nameRoom    = 150.0 // for names at the line ends
)

func newLinePlot(s *sheet, f Lines) *linePlot {
	p := &linePlot{sheet: s, Lines: f, writing: f.Frame.writing(f.Unit, f.Decimals)}
	p.axis = axisOver(f.Unit, f.Ends, f.values())
	p.names = p.endLabels()
	p.labelX = width - margin - p.endWidth()
	p.top = s.y + 10
	p.bottom = p.top + max(linesHeight, stacked(p.names))
	p.axis.from, p.axis.to = p.bottom, p.top
	from := margin + p.tickWidth() + 10
	to := p.labelX - 18
	inset := min(36, (to-from)/float64(2*len(f.Moments)))
	p.xs, p.gap = f.spread(from+inset, to-inset)
	return p
}

func (p *linePlot) tickWidth() float64 {
	w := p.writing.tickWriting(p.axis)
	widest := 0.0
	for _, v := range p.axis.ticks() {
		widest = max(widest, smallFace.width(w.tick(v)))
	}
	return widest
}

// spread places the moments by their time. Where two would stand too close to
// be told apart, or none has a time, they stand evenly.
func (f Lines) spread(from, to float64) (xs []float64, gap float64) {
	const tooClose = 40
	n := len(f.Moments)
	if n == 1 {
		return []float64{(from + to) / 2}, to - from
	}
	first, last := f.Moments[0].At, f.Moments[n-1].At
	even := func(i int) float64 { return float64(i) / float64(n-1) }
	timed := func(i int) float64 { return (f.Moments[i].At - first) / (last - first) }
	for _, place := range []func(int) float64{timed, even} {
		xs, gap = nil, math.Inf(1)
		for i := range n {
			xs = append(xs, from+place(i)*(to-from))
			if i > 0 {
				gap = min(gap, xs[i]-xs[i-1])
			}
		}
		if gap >= tooClose {
			break
		}
	}
	return xs, gap
}

func (p *linePlot) draw() {
	p.upTicks()
	for i, line := range p.Series {
		p.whiskers(i, line)
	}
	for i, line := range p.Series {
		p.path(i, line)
	}
	for i, line := range p.Series {
		p.points(i, line)
	}
	p.numbers()
	p.nameEnds()
	y := p.momentLabels(p.bottom + 8)
	p.y = p.missingLanes(y)
}

// upTicks draws the vertical axis and its rules.
func (p *linePlot) upTicks() {
	w := p.writing.tickWriting(p.axis)
	left := margin + p.tickWidth()
	for _, v := range p.axis.ticks() {
		y := p.axis.at(v)
		p.line(left+8, y, p.labelX-12, y, gridStroke)
		p.text(left, y+.36*smallFace.size, end, smallFace, w.tick(v))
	}
}

// px is where a line has its point of a moment: those of several lines stand a
// little beside each other, so that their whiskers can be told apart.
func (p *linePlot) px(series, moment int) float64 {
	n := float64(len(p.Series))
	aside := min(7, .5*p.gap/n)
	return p.xs[moment] + (float64(series)-(n-1)/2)*aside
}

func (p *linePlot) whiskers(series int, line Series) {
	const cap = 3
	with := stroke{colour: seriesStroke(series).colour, width: 1.25}
	for i, v := range line.Values {
		if !v.hasInterval() {
			continue
		}
		x, lo, hi := p.px(series, i), p.axis.at(v.Low), p.axis.at(v.High)
		p.line(x, lo, x, hi, with)
		p.line(x-cap, lo, x+cap, lo, with)
		p.line(x-cap, hi, x+cap, hi, with)
		p.taken = append(p.taken, box{x - cap, hi, x + cap, lo})
	}
}

// path joins neighbouring points. It breaks where a value is missing: nobody
// knows what lies between.
func (p *linePlot) path(series int, line Series) {
	t, drawn := trace{pen: &p.pen}, false
	for i, v := range line.Values {
		command := "L"
		if i == 0 || line.Values[i-1].State.Missing() {
			command = "M"
		}
		if !v.State.Missing() {
			t.to(command, p.px(series, i), p.axis.at(v.Value))
			drawn = true
		}
	}
	if drawn {
		t.draw(`fill="none" stroke-linejoin="round" ` + seriesStroke(series).attributes())
	}
}

func (p *linePlot) points(series int, line Series) {
	for i, v := range line.Values {
		if !v.State.Missing() {
			x, y := p.px(series, i), p.axis.at(v.Value)
			p.marker(series, x, y)
			p.taken = append(p.taken, box{x - 5, y - 5, x + 5, y + 5})
		}
	}
}

// momentLabels names the moments from y down and gives where they end. Where
// words are wider than the gap, labels step down in turn.
func (p *linePlot) momentLabels(y float64) float64 {
	var words []string
	for _, m := range p.Moments {
		words = append(words, strings.FieldsFunc(m.Label, breaks)...)
	}
	tiers := min(len(p.Moments), int(math.Ceil((smallFace.widest(words)+8)/p.gap)))
	room := max(float64(tiers)*p.gap-8, 40)
	lineCount := make([]int, tiers)
	wrapped := make([][]string, len(p.Moments))
	for i, m := range p.Moments {
		wrapped[i] = smallFace.wrap(m.Label, min(room, 110))
		lineCount[i%tiers] = max(lineCount[i%tiers], len(wrapped[i]))
	}
	for tier, lines := range lineCount {
		for i := tier; i < len(p.Moments); i += tiers {
			x := p.xs[i]
			p.line(x, p.bottom, x, y-3, stroke{colour: look.Line, width: 1})
			p.lines(p.inside(x, smallFace.widest(wrapped[i])), y+smallFace.size, middle, smallFace, wrapped[i])
		}
		y += float64(lines)*smallFace.leading() + 4
	}
	return y
}

// inside moves the middle of a text so far that it stays within the margins.
func (p *linePlot) inside(x, wide float64) float64 {
	return max(margin+wide/2, min(x, width-margin-wide/2))
}

// missingLanes says for each line, under its moments, which values are missing.
func (p *linePlot) missingLanes(y float64) float64 {
	for i, line := range p.Series {
		lines := 0
		for m, v := range line.Values {
			if !v.State.Missing() {
				continue
			}
			why := smallFace.wrap(p.writing.state(v.State), p.gap-6)
			lines = max(lines, len(why))
			p.lines(p.inside(p.xs[m], smallFace.widest(why)), y+smallFace.size, middle, smallFace, why)
		}
		if lines == 0 {
			continue
		}
		if len(p.Series) > 1 {
			p.marker(i, margin+5, y+8)
		}
		y += float64(lines)*smallFace.leading() + 4
	}
	return y
}
