package chart

import "sojourn/look"

// A stackPlot is the geometry of stacked bars.
type stackPlot struct {
	*sheet
	Stacked
	writing  writing
	labels   [][]string
	from, to float64
}

const (
	stackThick = 26.0
	stackGap   = 10.0
)

func newStackPlot(s *sheet, f Stacked) *stackPlot {
	p := &stackPlot{sheet: s, Stacked: f, writing: f.Frame.writing(Percent, f.Decimals)}
	var labelWidth float64
	p.labels, labelWidth = labelColumn(f.labels(), .3*inner)
	people := smallFace.width(s.words.Say("n"))
	for _, row := range f.Rows {
		people = max(people, smallFace.width(row.people(p.writing)))
	}
	p.from, p.to = margin+labelWidth, width-margin-people-columnGap
	return p
}

func (p *stackPlot) draw() {
	p.text(width-margin, p.y+smallFace.size, end, smallFace, p.words.Say("n"))
	p.y += 20
	y := p.y
	for i, row := range p.Rows {
		height := max(stackThick, float64(len(p.labels[i]))*labelFace.leading())
		p.label(p.labels[i], y+height/2)
		p.text(width-margin, y+height/2+.36*smallFace.size, end, smallFace, row.people(p.writing))
		p.bar(row, y+height/2)
		y += height + stackGap
	}
	p.ticks(y)
	p.y = y + 20
}

// ticks divides the width into quarters, under the last bar.
func (p *stackPlot) ticks(y float64) {
	w := p.writing
	w.decimals = 0
	for i := range 5 {
		share := float64(i) / 4
		x := p.from + share*(p.to-p.from)
		p.line(x, y-stackGap+2, x, y-stackGap+7, gridStroke)
		p.text(x, y+13, middle, smallFace, w.number(share))
	}
}

// bar draws the shares of a row, each from the sum of those before it.
func (p *stackPlot) bar(row Distribution, y float64) {
	hidden, sum := 1.0, 0.0
	missing := 0
	for _, v := range row.Shares {
		if v.State.Missing() {
			missing++
			continue
		}
		hidden -= v.Value
	}
	if missing == len(row.Shares) {
		p.stub(p.from, y, stackThick, p.writing.state(row.Shares[0].State))
		return
	}
	fills, gap := p.paints(), row.hiddenAt()
	for i, v := range row.Shares {
		if i == gap && hidden > 0 {
			p.piece(sum, sum+hidden, y, voidPaint, p.writing.state(Suppressed))
			sum += hidden
		}
		if !v.State.Missing() {
			p.piece(sum, sum+v.Value, y, fills[i], p.writing.Number(100*v.Value, p.Decimals))
			sum += v.Value
		}
	}
	if gap == len(row.Shares) && hidden > 0 {
		p.piece(sum, sum+hidden, y, voidPaint, p.writing.state(Suppressed))
	}
}

// hiddenAt is the place of what is hidden in a row; -1 if nothing is. Only the
// sum of hidden shares is known, so they are one piece: at their place in the
// order if they are neighbours, else behind all others.
func (d Distribution) hiddenAt() int {
	first, last, n := -1, -1, 0
	for i, v := range d.Shares {
		if v.State == Suppressed {
			if first < 0 {
				first = i
			}
			last = i
			n++
		}
	}
	if n > 0 && last-first+1 != n {
		return len(d.Shares)
	}
	return first
}

// piece fills one share and writes it inside, where it fits.
func (p *stackPlot) piece(from, to, y float64, with paint, number string) {
	across := p.to - p.from
	x, end := p.from+from*across, p.from+min(to, 1)*across
	if end-x <= 0 {
		return
	}
	p.rect(x, y-stackThick/2, end-x, stackThick, with)
	if to < 1-1e-9 {
		p.line(end, y-stackThick/2, end, y+stackThick/2, stroke{colour: look.Paper, width: 1.5})
	}
	inside := face{size: valueFace.size, fill: textOn(with.fill)}
	if inside.width(number)+8 > end-x {
		return
	}
	ground := ""
	if with.hatch != plain {
		ground = with.fill
	}
	p.textOver(ground, (x+end)/2, y+.36*inside.size, middle, inside, number)
}
