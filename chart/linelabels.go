package chart

import (
	"cmp"
	"slices"

	"sojourn/look"
)

// A box is a place taken on the sheet.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(c box) bool {
	return b.left < c.right && c.left < b.right && b.top < c.bottom && c.top < b.bottom
}

// An endLabel names a line where it ends: its mark, its last number, its name.
type endLabel struct {
	series int
	last   int // moment of its last number; -1 if it has none
	number string
	name   []string
	y      float64 // of its middle
}

func (l endLabel) height() float64 {
	return float64(max(1, len(l.name)))*labelFace.leading() + 5
}

func (p *linePlot) endLabels() []endLabel {
	labels := make([]endLabel, len(p.Series))
	for i, line := range p.Series {
		l := endLabel{series: i, last: -1, name: labelFace.wrap(line.Label, nameRoom)}
		for m, v := range line.Values {
			if !v.State.Missing() {
				l.last, l.number = m, p.writing.value(v)
			}
		}
		labels[i] = l
	}
	return labels
}

// keyWidth is the room of the mark before a name; a single line needs none.
func (p *linePlot) keyWidth() float64 {
	if len(p.names) == 1 {
		return 0
	}
	return 14
}

// numberWidth is the room of the column of last numbers.
func (p *linePlot) numberWidth() float64 {
	w := 0.0
	for _, l := range p.names {
		w = max(w, boldFace.width(l.number))
	}
	return w
}

// endWidth is the room that marks, numbers and names need together.
func (p *linePlot) endWidth() float64 {
	name := 0.0
	for _, l := range p.names {
		name = max(name, labelFace.widest(l.name)+numberGap)
	}
	return p.keyWidth() + p.numberWidth() + name
}

const numberGap = 7.0 // between number and name

// stacked is the height of all names one under another.
func stacked(labels []endLabel) float64 {
	h := 0.0
	for _, l := range labels {
		h += l.height()
	}
	return h
}

// nameEnds sets each name at the height of its line's end, or as near as the
// others allow, and leads a thin line to it.
func (p *linePlot) nameEnds() {
	for i := range p.names {
		l := &p.names[i]
		l.y = p.bottom
		if l.last >= 0 {
			l.y = p.axis.at(p.Series[l.series].Values[l.last].Value)
		}
	}
	order := slices.Clone(p.names)
	slices.SortStableFunc(order, func(a, b endLabel) int { return cmp.Compare(a.y, b.y) })
	settle(order, p.top, p.bottom)
	for _, l := range order {
		p.nameEnd(l)
	}
}

// A block is a run of labels that touch each other.
type block struct {
	from, to    int     // labels[from:to]
	top, height float64 // where it stands
	wish        float64 // sum of the tops that its labels would like it to have
}

// settle moves labels, sorted from the top, no further apart than none meets
// another: labels that touch form a block, and a block stands at the mean of
// what its labels wish.
func settle(labels []endLabel, top, bottom float64) {
	var blocks []block
	for i, l := range labels {
		b := block{i, i + 1, 0, l.height(), l.y - l.height()/2}
		for {
			b.top = b.wish / float64(b.to-b.from)
			b.top = max(top, min(b.top, bottom-b.height))
			if len(blocks) == 0 {
				break
			}
			above := blocks[len(blocks)-1]
			if above.top+above.height <= b.top {
				break
			}
			blocks = blocks[:len(blocks)-1]
			wish := above.wish + b.wish - above.height*float64(b.to-b.from)
			b = block{above.from, b.to, 0, above.height + b.height, wish}
		}
		blocks = append(blocks, b)
	}
	for _, b := range blocks {
		y := b.top
		for i := b.from; i < b.to; i++ {
			labels[i].y = y + labels[i].height()/2
			y += labels[i].height()
		}
	}
}

func (p *linePlot) nameEnd(l endLabel) {
	if l.last >= 0 {
		x, y := p.px(l.series, l.last)+9, p.axis.at(p.Series[l.series].Values[l.last].Value)
		t := trace{pen: &p.pen}
		t.to("M", x, y)
		t.to("L", p.labelX-16, y, p.labelX-5, l.y)
		t.draw(`fill="none" ` + stroke{colour: look.Muted, width: .75, dash: "1 2"}.attributes())
	}
	x := p.labelX + p.keyWidth()
	if x > p.labelX {
		p.marker(l.series, p.labelX+5, l.y)
	}
	p.text(x, l.y+.36*boldFace.size, start, boldFace, or(l.number, "–"))
	y := l.y - float64(len(l.name)-1)*labelFace.leading()/2 + .36*labelFace.size
	p.lines(x+p.numberWidth()+numberGap, y, start, labelFace, l.name)
}

// numbers writes the value of each point but the last of a line above or
// below it, wherever there is room. What finds none is in the table.
func (p *linePlot) numbers() {
	for _, l := range p.names {
		for i, v := range p.Series[l.series].Values {
			if !v.State.Missing() && i != l.last {
				p.numberAt(p.px(l.series, i), v)
			}
		}
	}
}

func (p *linePlot) numberAt(x float64, v Value) {
	const away = 6
	text := p.writing.value(v)
	half := valueFace.width(text) / 2
	high, low := p.axis.at(v.Value)-4, p.axis.at(v.Value)+4
	if v.hasInterval() {
		high, low = min(high, p.axis.at(v.High)), max(low, p.axis.at(v.Low))
	}
	size := valueFace.size
	for _, baseline := range []float64{high - away, low + away + .75*size} {
		place := box{x - half - 2, baseline - .8*size, x + half + 2, baseline + .2*size}
		if place.top < p.top-14 || place.bottom > p.bottom || slices.ContainsFunc(p.taken, place.meets) {
			continue
		}
		p.taken = append(p.taken, place)
		p.textOver(look.Paper, x, baseline, middle, valueFace, text)
		return
	}
}
