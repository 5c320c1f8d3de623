package chart

import (
	"fmt"

	"sojourn/look"
)

// marker draws the point of a series. Shape repeats what the colour says.
func (p *pen) marker(series int, x, y float64) {
	colour := look.Categories[series%len(look.Categories)]
	const r = 4.5
	attributes := fmt.Sprintf(`fill="%s" stroke="%s" stroke-width="1.25"`, colour, look.Paper)
	t := trace{pen: p}
	switch series % 5 {
	case 0:
		p.printf(`<circle cx="%s" cy="%s" r="%s" %s/>`, p.x(x), y, r, attributes)
		return
	case 1: // square
		t.to("M", x-r, y-r)
		t.to("L", x+r, y-r, x+r, y+r, x-r, y+r)
	case 2: // triangle
		t.to("M", x, y-r-1)
		t.to("L", x+r+.5, y+r-.5, x-r-.5, y+r-.5)
	case 3: // diamond
		t.to("M", x, y-r-1)
		t.to("L", x+r+1, y, x, y+r+1, x-r-1, y)
	case 4: // triangle on its point
		t.to("M", x, y+r+1)
		t.to("L", x+r+.5, y-r+.5, x-r-.5, y-r+.5)
	}
	t.to("Z")
	t.draw(attributes)
}

// seriesStroke is the line of a series. A dash tells apart what colours and
// shapes, which come round again, do not.
func seriesStroke(series int) stroke {
	dashes := []string{"", "7 3", "2 3"}
	return stroke{colour: look.Categories[series%len(look.Categories)], width: 2, dash: dashes[series/3%len(dashes)]}
}
