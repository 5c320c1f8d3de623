package chart

import "sojourn/look"

// A barPlot is the geometry of a bar chart: labels, plot, people.
type barPlot struct {
	*sheet
	Bars
	writing writing
	axis    axis
	labels  [][]string // wrapped, by row
	fills   []paint
	pitch   float64 // from bar to bar within a row
	thick   float64
}

const (
	stubLength = 22.0 // of the hatched mark where a number is missing
	columnGap  = 14.0
	rowGap     = 14.0
)

func newBarPlot(s *sheet, f Bars) *barPlot {
	p := &barPlot{sheet: s, Bars: f, writing: f.Frame.writing(f.Unit, f.Decimals)}
	p.fills = paints(len(f.Series), f.Ordered)
	p.pitch, p.thick = 16, 12
	if len(f.Series) == 1 {
		p.pitch, p.thick = 18, 18
	}
	names := make([]string, len(f.Rows))
	for i, row := range f.Rows {
		names[i] = row.Label
	}
	var labelWidth float64
	p.labels, labelWidth = labelColumn(names, .36*inner)
	p.axis = axisOver(f.Unit, f.Ends, f.values())
	p.axis.from = margin + labelWidth
	p.axis.to = width - margin - p.peopleWidth() - p.valueWidth()
	return p
}

// labelColumn wraps the labels of rows and gives the width that their column
// needs, with its gap, up to most.
func labelColumn(names []string, most float64) (lines [][]string, w float64) {
	for _, name := range names {
		wrapped := labelFace.wrap(name, most)
		lines = append(lines, wrapped)
		w = max(w, labelFace.widest(wrapped))
	}
	if w == 0 {
		return lines, 10
	}
	return lines, w + columnGap
}

// valueWidth is the room right of the plot for the longest number.
func (p *barPlot) valueWidth() float64 {
	w := 0.0
	for _, v := range p.values() {
		if !v.State.Missing() {
			w = max(w, valueFace.width(p.writing.value(v)))
		}
	}
	return w + 10
}

// peopleWidth is the room of the column of n; counts need none.
func (p *barPlot) peopleWidth() float64 {
	if p.Unit == Count {
		return 0
	}
	w := smallFace.width(p.words.Say("n"))
	for _, v := range p.values() {
		w = max(w, smallFace.width(p.writing.people(v)))
	}
	return w + columnGap
}

func (p *barPlot) draw() {
	if p.Unit != Count {
		p.text(width-margin, p.y+smallFace.size, end, smallFace, p.words.Say("n"))
		p.y += 20
	}
	heights, total := p.rowHeights()
	p.acrossTicks(p.axis, p.writing, p.y, p.y+total)
	y := p.y + rowGap/2
	for i, row := range p.Rows {
		p.row(row, p.labels[i], y, heights[i])
		y += heights[i] + rowGap
	}
	if zero := p.axis.at(0); p.Unit != Mean {
		p.line(zero, p.y, zero, p.y+total, stroke{colour: look.Muted, width: 1})
	}
	p.y += total + 18
}

// rowHeights gives the height of every row, and of all with their gaps.
func (p *barPlot) rowHeights() (heights []float64, total float64) {
	for i := range p.Rows {
		h := max(float64(len(p.Series))*p.pitch, float64(len(p.labels[i]))*labelFace.leading())
		heights = append(heights, h)
		total += h + rowGap
	}
	return heights, total
}

func (p *barPlot) row(row Row, label []string, top, height float64) {
	p.label(label, top+height/2)
	y := top + height/2 - float64(len(row.Values)-1)*p.pitch/2
	for i, v := range row.Values {
		fill := p.fills[i]
		if v.Reference {
			fill = hollowPaint
		}
		p.bar(v, i, fill, y)
		y += p.pitch
	}
}

// label sets the lines of a row's label around the height of its middle.
func (s *sheet) label(lines []string, y float64) {
	first := y - float64(len(lines)-1)*labelFace.leading()/2 + .36*labelFace.size
	s.lines(margin, first, start, labelFace, lines)
}

// bar draws one value with its middle at the height y.
func (p *barPlot) bar(v Value, series int, fill paint, y float64) {
	if p.Unit != Count {
		p.text(width-margin, y+.36*smallFace.size, end, smallFace, p.writing.people(v))
	}
	zero := p.axis.at(0)
	if v.State.Missing() {
		p.stub(zero, y, p.thick, p.writing.state(v.State))
		return
	}
	x := p.axis.at(v.Value)
	reach := max(zero, x)
	switch {
	case p.Unit == Mean:
		p.line(p.axis.from, y, p.axis.to, y, stroke{colour: look.Line, width: 1, dash: "1 3"})
		reach = x + 4
	default:
		p.rect(min(zero, x), y-p.thick/2, max(zero, x)-min(zero, x), p.thick, fill)
	}
	if v.hasInterval() {
		p.whisker(p.axis.at(v.Low), p.axis.at(v.High), y)
		reach = max(reach, p.axis.at(v.High))
	}
	if p.Unit == Mean {
		p.marker(series, x, y)
	}
	p.textOver(look.Paper, reach+7, y+.36*valueFace.size, start, valueFace, p.writing.value(v))
}

// stub stands where a bar would be that has no number, and says why.
func (s *sheet) stub(x, y, thick float64, why string) {
	s.rect(x, y-thick/2, stubLength, thick, voidPaint)
	s.textOver(look.Paper, x+stubLength+7, y+.36*smallFace.size, start, smallFace, why)
}

// whisker draws an interval lying down, visible on dark bars and white paper.
func (s *sheet) whisker(from, to, y float64) {
	const cap = 3.5
	for _, with := range []stroke{haloStroke, whiskerStroke} {
		s.line(from, y, to, y, with)
		s.line(from, y-cap, from, y+cap, with)
		s.line(to, y-cap, to, y+cap, with)
	}
}
