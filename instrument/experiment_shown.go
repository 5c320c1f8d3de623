package instrument

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// pages are the pages in the order in which the respondent gets them.
func (w *walk) pages() []*Page {
	return inDrawnOrder(w, w.in.Pages, func(p *Page) string { return p.Name })
}

// items are the items of a page in the order in which the respondent gets them.
func (w *walk) items(p *Page) []*Item {
	return inDrawnOrder(w, p.Items, func(i *Item) string { return i.Name })
}

// inDrawnOrder puts what an order names into the places of these things, in the
// order that was drawn. Everything else stays where it is.
func inDrawnOrder[T any](w *walk, things []T, name func(T) string) []T {
	for _, x := range w.in.Experiments {
		if x.Kind != Order {
			continue
		}
		var places []int
		by := map[string]T{}
		for n, thing := range things {
			if slices.Contains(x.Elements, name(thing)) {
				places, by[name(thing)] = append(places, n), thing
			}
		}
		if len(places) == 0 || len(by) != len(x.Elements) {
			continue
		}
		things = slices.Clone(things)
		for n, place := range places {
			if thing, drawn := by[w.counted[fmt.Sprintf("%s_%d", x.Name, n+1)].Value()]; drawn {
				things[place] = thing
			}
		}
	}
	return things
}

// drawnWords gives what an experiment decided as a reader of the language reads
// it: an arm or a level by its label, a list by its statements, a profile by its
// attributes and levels, each on a line of its own.
func (in *Instrument) drawnWords(name string, lang study.Lang, answers Answers) (string, bool) {
	if x := in.shown(name); x != nil {
		return strings.Join(x.lines(name, lang, in.Languages, answers), "\n"), true
	}
	if x, v, ok := in.drawn(name); ok {
		code := answers[name].Value()
		if x.Kind == Order || v.Codes == nil || v.Codes.Index(code) < 0 {
			return code, true
		}
		return v.Codes.Categories[v.Codes.Index(code)].Label.In(lang, in.Languages...), true
	}
	return "", false
}

// lines are the lines of a list or of a profile.
func (x *Experiment) lines(name string, lang study.Lang, fallbacks []study.Lang, answers Answers) []string {
	var lines []string
	if x.Kind == List {
		for _, code := range strings.Fields(answers[x.Name+"_order"].Value()) {
			at := slices.IndexFunc(x.Arms, func(a Arm) bool { return a.Code == code })
			if at >= 0 {
				lines = append(lines, "• "+x.Arms[at].Label.In(lang, fallbacks...))
			}
		}
		return lines
	}
	for _, a := range x.inOrder(answers) {
		code := answers[name+"_"+a.Name].Value()
		at := slices.IndexFunc(a.Levels, func(c dataset.Category) bool { return c.Code == code })
		if at < 0 {
			continue
		}
		line := a.Levels[at].Label.In(lang, fallbacks...)
		if label := a.Label.In(lang, fallbacks...); label != "" {
			line = label + ": " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// inOrder are the attributes in the order in which the person sees them.
func (x *Experiment) inOrder(answers Answers) []Attribute {
	if x.Kind != Conjoint {
		return x.Attributes
	}
	var ordered []Attribute
	for n := range x.Attributes {
		name := answers[fmt.Sprintf("%s_order_%d", x.Name, n+1)].Value()
		if at := slices.IndexFunc(x.Attributes, func(a Attribute) bool { return a.Name == name }); at >= 0 {
			ordered = append(ordered, x.Attributes[at])
		}
	}
	return ordered
}
