package chart

import (
	"fmt"
	"math"
	"strconv"

	"sojourn/look"
)

// A hatch is the pattern that repeats in grey what a colour says.
type hatch int

// The hatches. Void fills the place of a number that is missing.
const (
	plain hatch = iota
	diagonal
	dotted
	crossed
	level
	void
	hatchCount
)

// patterns are the tiles of the hatches, drawn over the colour beneath.
var patterns = [hatchCount]string{
	diagonal: `<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="#fff" stroke-opacity=".4"/>`,
	dotted:   `<circle cx="1.5" cy="1.5" r=".8" fill="#fff" fill-opacity=".5"/><circle cx="4.5" cy="4.5" r=".8" fill="#fff" fill-opacity=".5"/>`,
	crossed:  `<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5M-1 5L1 7M0 0L6 6M5 -1L7 1" stroke="#fff" stroke-opacity=".35" stroke-width=".8"/>`,
	level:    `<path d="M0 1.5H6M0 4.5H6" stroke="#fff" stroke-opacity=".4"/>`,
	void:     `<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="` + look.Muted + `" stroke-opacity=".6" stroke-width=".7"/>`,
}

// A paint fills a mark: a colour, a hatch over it and, for pale fills on white
// paper, a thin edge.
type paint struct {
	fill  string
	hatch hatch
	edge  string
}

var voidPaint = paint{fill: look.Paper, hatch: void, edge: look.Muted}

// hollowPaint fills what is no number of the study.
var hollowPaint = paint{fill: look.Paper, edge: look.Ink}

// paints are the fills of n series or categories.
func paints(n int, ordered bool) []paint {
	ps := make([]paint, n)
	for i := range ps {
		ps[i] = paint{fill: look.Categories[i%len(look.Categories)], hatch: hatch(i / 2 % int(void))}
		if ordered {
			ps[i] = rampPaint(i, n)
		}
	}
	return ps
}

// rampPaint shades series that follow each other in time, the last the darkest.
func rampPaint(i, n int) paint {
	dark := look.Categories[0]
	if n == 1 {
		return paint{fill: dark}
	}
	return paint{fill: mix("#c4dada", dark, float64(i)/float64(n-1)), edge: dark}
}

// scalePaints are the fills of an ordered scale of n steps. The two halves are
// equally dark in grey, so the lower one is hatched.
func scalePaints(n int) []paint {
	ps := make([]paint, n)
	last := len(look.Scale) - 1
	for i := range ps {
		at := float64(last)
		if n > 1 {
			at = float64(last*i) / float64(n-1)
		}
		step := min(int(at), last-1)
		ps[i].fill = mix(look.Scale[step], look.Scale[step+1], at-float64(step))
		if 2*i < n-1 {
			ps[i].hatch = diagonal
		}
	}
	return ps
}

// mix is the colour at t of the way from a to b, both "#rrggbb".
func mix(a, b string, t float64) string {
	ra, ga, ba := channels(a)
	rb, gb, bb := channels(b)
	between := func(x, y float64) int { return int(math.Round(x + (y-x)*t)) }
	return fmt.Sprintf("#%02x%02x%02x", between(ra, rb), between(ga, gb), between(ba, bb))
}

func channels(colour string) (r, g, b float64) {
	v, _ := strconv.ParseUint(colour[1:], 16, 32)
	return float64(v >> 16), float64(v >> 8 & 255), float64(v & 255)
}

// contrast is the contrast ratio of two colours, 1 to 21 (WCAG 2.2,
// "contrast ratio" and "relative luminance").
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + .05) / (min(la, lb) + .05)
}

func luminance(colour string) float64 {
	r, g, b := channels(colour)
	linear := func(c float64) float64 {
		if c /= 255; c > .04045 {
			return math.Pow((c+.055)/1.055, 2.4)
		}
		return c / 12.92
	}
	return .2126*linear(r) + .7152*linear(g) + .0722*linear(b)
}

// readable is the minimum contrast of text (WCAG 2.2, criterion 1.4.3).
const readable = 4.5

// textOn is the colour of text on a fill. White or black always reaches 4.5;
// the softer ink is taken where it does too.
func textOn(fill string) string {
	for _, c := range []string{look.Ink, look.Paper} {
		if contrast(c, fill) >= readable {
			return c
		}
	}
	return "#000000"
}
