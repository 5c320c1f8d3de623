package chart

import (
	"fmt"

	"sojourn/look"
)

// An alluvialPlot is the geometry of an alluvial diagram.
type alluvialPlot struct {
	*sheet
	Alluvial
	writing writing
	scale   float64 // height of one person
	left    []node  // origins, on the side where a line of writing begins
	right   []node  // destinations
	leftX   float64 // beginning of the origins
	rightX  float64 // beginning of the destinations
}

// A node is a category on one side. Ribbons take its height from the top.
type node struct {
	label  []string
	total  total
	top    float64
	height float64
	taken  float64
}

const (
	nodeThick  = 12.0
	nodeGap    = 14.0
	flowHeight = 330.0 // of all people together
	hiddenTail = 8.0   // hatched, where a node has hidden flows
)

func newAlluvialPlot(s *sheet, f Alluvial) *alluvialPlot {
	p := &alluvialPlot{sheet: s, Alluvial: f, writing: f.Frame.writing(Count, 0)}
	if all := f.sum([2]int{0, len(f.From.Nodes)}, [2]int{0, len(f.To.Nodes)}); all.people > 0 {
		p.scale = flowHeight / float64(all.people)
	}
	for i, name := range f.From.Nodes {
		p.left = append(p.left, p.node(name, f.origin(i)))
	}
	for j, name := range f.To.Nodes {
		p.right = append(p.right, p.node(name, f.destination(j)))
	}
	p.leftX = margin + p.labelWidth(p.left) + 10
	p.rightX = width - margin - p.labelWidth(p.right) - 10 - nodeThick
	return p
}

func (p *alluvialPlot) node(name string, t total) node {
	const most = .25 * inner
	n := node{label: append(labelFace.wrap(name, most), p.writing.total(t)), total: t, height: float64(t.people) * p.scale}
	if t.hidden {
		n.height += hiddenTail
	}
	n.height = max(n.height, 1)
	return n
}

func (p *alluvialPlot) labelWidth(nodes []node) float64 {
	w := 0.0
	for _, n := range nodes {
		w = max(w, boldFace.widest(n.label))
	}
	return w
}

// slot is the height a node needs for itself or its label, with the gap.
func (n node) slot() float64 {
	return max(n.height, float64(len(n.label))*labelFace.leading()) + nodeGap
}

func slots(nodes []node) float64 {
	sum := 0.0
	for _, n := range nodes {
		sum += n.slot()
	}
	return sum
}

func (p *alluvialPlot) draw() {
	p.y += p.headings()
	height := max(slots(p.left), slots(p.right))
	p.stand(p.left, height)
	p.stand(p.right, height)
	fills := paints(len(p.left), false)
	counts := p.ribbons(fills)
	for i, n := range p.left {
		p.drawNode(n, p.leftX, fills[i])
		p.drawLabel(n, p.leftX-10, end)
	}
	for _, n := range p.right {
		p.drawNode(n, p.rightX, paint{fill: look.Muted})
		p.drawLabel(n, p.rightX+nodeThick+10, start)
	}
	counts()
	p.y += height - nodeGap/2
}

// headings names the two waves over their nodes and gives the height taken.
func (p *alluvialPlot) headings() float64 {
	const apart = 24
	room := p.rightX + nodeThick - p.leftX - apart
	left := boldFace.wrap(p.From.Title, room-min(room/2, boldFace.width(p.To.Title)))
	right := boldFace.wrap(p.To.Title, room-boldFace.widest(left))
	p.lines(p.leftX, p.y+boldFace.size, start, boldFace, left)
	p.lines(p.rightX+nodeThick, p.y+boldFace.size, end, boldFace, right)
	return float64(max(len(left), len(right)))*boldFace.leading() + 10
}

// stand places nodes one under another in the middle of their slots, and the
// shorter side in the middle of the height.
func (p *alluvialPlot) stand(nodes []node, height float64) {
	y := p.y + (height-slots(nodes))/2
	for i := range nodes {
		n := &nodes[i]
		n.top = y + (n.slot()-nodeGap-n.height)/2
		y += n.slot()
	}
}

func (p *alluvialPlot) drawNode(n node, x float64, with paint) {
	tail := 0.0
	if n.total.hidden {
		tail = hiddenTail
		p.rect(x, n.top+n.height-tail, nodeThick, tail, voidPaint)
	}
	if solid := n.height - tail; solid > 0 {
		with.hatch, with.edge = plain, ""
		p.rect(x, n.top, nodeThick, solid, with)
	}
}

// drawLabel sets a node's label with its people in bold on the last line.
func (p *alluvialPlot) drawLabel(n node, x float64, at anchor) {
	last := len(n.label) - 1
	y := n.top + n.height/2 - float64(last)*labelFace.leading()/2 + .36*labelFace.size
	p.lines(x, y, at, labelFace, n.label[:last])
	p.text(x, y+float64(last)*labelFace.leading(), at, boldFace, n.label[last])
}

// ribbons draws the flows. Where each begins and ends follows the order of the
// categories; which lies on top, its size. The counts at the origins are
// written by the function it returns, after everything they stand on.
func (p *alluvialPlot) ribbons(fills []paint) (counts func()) {
	begin, end := map[[2]int]float64{}, map[[2]int]float64{}
	for i := range p.left {
		for j := range p.right {
			if flow := p.Flows[i][j]; flow.State == "" {
				begin[[2]int{i, j}] = p.left[i].take(float64(flow.People) * p.scale)
				end[[2]int{i, j}] = p.right[j].take(float64(flow.People) * p.scale)
			}
		}
	}
	shown := p.shown()
	for _, r := range shown {
		at := [2]int{r.from, r.to}
		p.ribbon(begin[at], end[at], float64(r.people)*p.scale, fills[r.from].fill)
	}
	return func() {
		for _, r := range shown {
			if thick := float64(r.people) * p.scale; thick >= smallFace.size+1 {
				y := begin[[2]int{r.from, r.to}] + thick/2 + .36*smallFace.size
				p.text(p.leftX+nodeThick+6, y, start, face{size: smallFace.size, fill: look.Ink}, p.writing.Count(r.people))
			}
		}
	}
}

// take gives the height at which the next ribbon of the node begins.
func (n *node) take(thick float64) float64 {
	y := n.top + n.taken
	n.taken += thick
	return y
}

// ribbon draws one flow of the given thickness; a single person is still seen.
func (p *alluvialPlot) ribbon(y1, y2, thick float64, colour string) {
	const thinnest, thin = 1.0, 3.0
	opacity := ".5"
	if thick < thin {
		opacity = ".8"
	}
	grow := max(0, thinnest-thick) / 2
	y1, y2, thick = y1-grow, y2-grow, max(thick, thinnest)
	x1, x2 := p.leftX+nodeThick, p.rightX
	mid := (x1 + x2) / 2
	t := trace{pen: &p.pen}
	t.to("M", x1, y1)
	t.to("C", mid, y1, mid, y2, x2, y2)
	t.to("L", x2, y2+thick)
	t.to("C", mid, y2+thick, mid, y1+thick, x1, y1+thick)
	t.to("Z")
	t.draw(fmt.Sprintf(`fill="%s" fill-opacity="%s"`, colour, opacity))
}
