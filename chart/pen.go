package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"sojourn/look"
	"sojourn/study/phrasebook"
)

// All figures are this wide; their height follows from what is in them. A page
// may scale them.
const (
	width  = 720.0
	margin = 24.0
	inner  = width - 2*margin
)

// A pen draws marks. Its x runs from where a line of writing begins: in a
// right-to-left figure that is the right edge, and everything is mirrored.
type pen struct {
	rtl     bool
	id      string
	body    bytes.Buffer
	hatches [hatchCount]bool // those in use, to be defined
}

func (p *pen) x(x float64) float64 {
	if p.rtl {
		return width - x
	}
	return x
}

// coord writes a coordinate with at most two decimals.
func coord(v float64) string {
	s := strconv.FormatFloat(phrasebook.Round(v, 2), 'f', -1, 64)
	if s == "-0" {
		return "0"
	}
	return s
}

func (p *pen) printf(format string, args ...any) {
	for i, a := range args {
		if v, ok := a.(float64); ok {
			args[i] = coord(v)
		}
	}
	fmt.Fprintf(&p.body, format+"\n", args...)
}

// rect fills a rectangle whose beginning is at x.
func (p *pen) rect(x, y, w, h float64, with paint) {
	if p.rtl {
		x += w
	}
	edge := ""
	if with.edge != "" {
		edge = fmt.Sprintf(` stroke="%s" stroke-width=".75"`, with.edge)
	}
	shape := fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s"`, coord(p.x(x)), coord(y), coord(w), coord(h))
	p.printf(`%s fill="%s"%s/>`, shape, with.fill, edge)
	if with.hatch != plain {
		p.hatches[with.hatch] = true
		p.printf(`%s fill="url(#%s)"/>`, shape, p.hatchID(with.hatch))
	}
}

func (p *pen) hatchID(h hatch) string { return fmt.Sprintf("%s-hatch%d", p.id, h) }

// defs defines the hatches in use.
func (p *pen) defs() string {
	var b strings.Builder
	for h, used := range p.hatches {
		if used {
			fmt.Fprintf(&b, `<pattern id="%s" width="6" height="6" patternUnits="userSpaceOnUse">%s</pattern>`+"\n", p.hatchID(hatch(h)), patterns[h])
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "<defs>\n" + b.String() + "</defs>\n"
}

// A stroke is how a line is drawn.
type stroke struct {
	colour string
	width  float64
	dash   string
}

func (s stroke) attributes() string {
	a := fmt.Sprintf(`stroke="%s" stroke-width="%s"`, s.colour, coord(s.width))
	if s.dash != "" {
		a += fmt.Sprintf(` stroke-dasharray="%s"`, s.dash)
	}
	return a
}

func (p *pen) line(x1, y1, x2, y2 float64, with stroke) {
	p.printf(`<line x1="%s" y1="%s" x2="%s" y2="%s" %s/>`, p.x(x1), y1, p.x(x2), y2, with.attributes())
}

// A trace is a path under way.
type trace struct {
	pen *pen
	d   strings.Builder
}

// to appends a command and its points, x and y in turn.
func (t *trace) to(command string, points ...float64) {
	t.d.WriteString(command)
	for i, v := range points {
		if i%2 == 0 {
			v = t.pen.x(v)
		}
		if i > 0 {
			t.d.WriteByte(' ')
		}
		t.d.WriteString(coord(v))
	}
}

func (t *trace) draw(attributes string) {
	t.pen.printf(`<path d="%s" %s/>`, t.d.String(), attributes)
}

// An anchor says which point of a text its x is.
type anchor string

// The anchors, in the direction of writing.
const (
	start  anchor = "start"
	middle anchor = "middle"
	end    anchor = "end"
)

// The faces of figures.
var (
	titleFace = face{size: 17, bold: true, fill: look.Ink}
	labelFace = face{size: 13, fill: look.Ink}
	boldFace  = face{size: 13, bold: true, fill: look.Ink}
	valueFace = face{size: 12, fill: look.Ink}
	quietFace = face{size: 13, fill: look.Muted}
	smallFace = face{size: 11.5, fill: look.Muted}
	shoutFace = face{size: 11.5, bold: true, fill: look.Ink}
)

func (p *pen) text(x, y float64, at anchor, with face, s string) { p.textOver("", x, y, at, with, s) }

// textOver writes on a ground that is not plain: a halo of the ground's colour
// keeps lines and hatches away from the letters.
func (p *pen) textOver(ground string, x, y float64, at anchor, with face, s string) {
	attributes := ""
	if at != start {
		attributes += fmt.Sprintf(` text-anchor="%s"`, at)
	}
	if with.size != labelFace.size {
		attributes += fmt.Sprintf(` font-size="%s"`, coord(with.size))
	}
	if with.bold {
		attributes += ` font-weight="600"`
	}
	if with.fill != labelFace.fill {
		attributes += fmt.Sprintf(` fill="%s"`, with.fill)
	}
	if ground != "" {
		attributes += fmt.Sprintf(` stroke="%s" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`, ground)
	}
	p.printf(`<text x="%s" y="%s"%s>%s</text>`, p.x(x), y, attributes, escape(s))
}

// lines writes lines one under another; y is the baseline of the first.
func (p *pen) lines(x, y float64, at anchor, with face, lines []string) {
	for i, s := range lines {
		p.text(x, y+float64(i)*with.leading(), at, with, s)
	}
}

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}
