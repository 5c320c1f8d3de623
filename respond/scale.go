package respond

import (
	"html/template"
	"math"
	"strconv"

	"sojourn/instrument"
)

// maxPoints is how many points of a scale stand side by side: on the narrowest
// phone a finger still finds each of them. A scale of more is answered by a
// number. A native slider is not used: it always stands somewhere, so that
// nobody could tell an answer from a slider that was not touched.
const maxPoints = 11

// An end is a point of a scale of numbers that has a label.
type end struct {
	Point string
	Label template.HTML
}

// pointCount is how many points the scale of a range has.
func pointCount(s *instrument.Slider) int {
	return int(math.Round(math.Abs(s.End-s.Start)/s.Step)) + 1
}

func shortScale(i *instrument.Item) bool {
	return i.Slider != nil && i.Slider.Step > 0 && pointCount(i.Slider) <= maxPoints
}

// points are the points of a short scale, from its start to its end.
func (p *questions) points(i *instrument.Item, given string) []choice {
	step := math.Copysign(i.Slider.Step, i.Slider.End-i.Slider.Start)
	chosen, typed := instrument.ReadNumber(given)
	var cs []choice
	for n := range pointCount(i.Slider) {
		x := i.Slider.Start + float64(n)*step
		c := choice{ID: "q-" + i.Name + "-" + strconv.Itoa(n+1), Value: point(x), Point: point(x), Checked: typed && math.Abs(chosen-x) < 1e-9}
		for _, e := range p.ends(i) {
			if e.Point == c.Value {
				c.Label = e.Label
			}
		}
		cs = append(cs, c)
	}
	return cs
}

// point writes a point of a scale, rid of what binary fractions add.
func point(x float64) string {
	return strconv.FormatFloat(math.Round(x*1e9)/1e9, 'f', -1, 64)
}

// ends are the labelled points of a range, in the order of its scale. The two
// ends are always among them, if need be without a label.
func (p *questions) ends(i *instrument.Item) []end {
	if i.Slider == nil {
		return nil
	}
	labels := map[string]template.HTML{}
	for _, c := range categories(i) {
		if x, err := strconv.ParseFloat(c.Code, 64); err == nil {
			labels[point(x)] = p.Text(c.Label)
		}
	}
	start, stop := point(i.Slider.Start), point(i.Slider.End)
	es := []end{{start, labels[start]}}
	for _, c := range categories(i) {
		if x, err := strconv.ParseFloat(c.Code, 64); err == nil && point(x) != start && point(x) != stop {
			es = append(es, end{point(x), labels[point(x)]})
		}
	}
	return append(es, end{stop, labels[stop]})
}

// between says which numbers a range takes.
func (p *questions) between(i *instrument.Item) template.HTML {
	low, high := min(i.Slider.Start, i.Slider.End), max(i.Slider.Start, i.Slider.End)
	if i.Slider.Step == 1 {
		return p.Say("range.whole", point(low), point(high))
	}
	return p.Say("range.steps", point(low), point(high), point(i.Slider.Step))
}

// Words reports whether a point between the ends has a label, so that the
// points are better read one below the other.
func (a asked) Words() bool { return a.Control == stripControl && len(a.Ends) > 2 }
