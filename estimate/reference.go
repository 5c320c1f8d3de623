package estimate

import (
	"fmt"
	"strings"

	"sojourn/library"
	"sojourn/library/cite"
	"sojourn/study"
)

// Refer fills in the figures that specs are held against and that they name as
// findings of the library, WORK#FINDING. A spec whose finding cannot be used is
// refused when it is computed, and keeps no other from being.
func Refer(specs []Spec, find func(work library.ID, id string) (library.Work, library.Finding, error)) {
	for i := range specs {
		x := specs[i].Compare
		if x == nil || x.Finding == "" {
			continue
		}
		work, id, _ := strings.Cut(x.Finding, "#")
		w, f, err := find(library.ID(work), id)
		if err != nil {
			unread := *x
			unread.refused = []string{fmt.Sprintf("the library has no finding %q", x.Finding), "write it as WORK#FINDING, by the name of the work's file and the id of a row of " + library.FindingsFile}
			specs[i].Compare = &unread
			continue
		}
		referred := x.of(specs[i].Measure, w, f)
		specs[i].Compare = &referred
	}
}

// of is the figure with everything that the finding says of itself.
func (x External) of(m Measure, w library.Work, f library.Finding) External {
	refuse := func(what, do string) External {
		x.refused = []string{what, do}
		return x
	}
	value, ok := f.Number()
	switch share := f.Unit == library.PercentUnit; {
	case x.Value != 0 || x.Source != "":
		return refuse("a finding is named, and a value or a source is typed beside it", "leave the finding, which says both")
	case !ok || share != (m == Share):
		return refuse(fmt.Sprintf("the finding %s is %q in the unit %q", x.Finding, f.Value, f.Unit), "hold a share against a percentage, and a mean against a mean")
	case share:
		value /= 100
	}
	page := ""
	if f.Page > 0 {
		page = fmt.Sprint(f.Page)
	}
	named := study.Text{}
	for _, lang := range book.Languages() {
		for _, piece := range cite.NewList(cite.APA, lang, []library.Work{w}).Narrative(cite.Mention{Work: w.ID, Locator: page}) {
			named[lang] += piece.Text
		}
	}
	x.Value, x.Source = value, named.In("en")
	if len(x.Title) == 0 {
		x.Title = named
	}
	if m == Share && x.N == 0 && x.SE == 0 {
		x.N = float64(f.Base)
	}
	worded := study.Text{"en": f.LabelEN, "ru": f.LabelRU}
	switch {
	case f.Group == "":
		x.Told = say("note-reference", named, worded)
	default:
		x.Told = say("note-reference-of", named, worded, f.Group)
	}
	if x.N == 0 && x.SE == 0 {
		x.Told = joined(x.Told, say("note-reference-exact"), " ")
	}
	return x
}
