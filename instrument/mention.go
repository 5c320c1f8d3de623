package instrument

import (
	"slices"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// mentions lists the names that an item refers to.
func (i *Item) mentions() []string {
	var names []string
	for _, e := range []*expr.Expr{i.Relevance, i.Constraint, i.RequiredWhen, i.Calculation, i.Default, i.Seed} {
		if e != nil {
			names = append(names, e.Names()...)
		}
	}
	if i.Filter != nil {
		names = append(names, i.Filter.Names()...)
	}
	for _, w := range i.wordings() {
		names = append(names, mentions(w.text)...)
	}
	return names
}

// mentions lists the names that a text shows.
func mentions(text study.Text) []string {
	var names []string
	for _, s := range text {
		for _, m := range pipe.FindAllStringSubmatch(s, -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// mentioned reports whether the questionnaire refers to what was drawn.
func (c *checker) mentioned(x *Experiment) bool {
	drawn := x.Texts()
	for _, v := range x.Variables() {
		drawn = append(drawn, v.Name)
	}
	refers := func(names []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(drawn, name) })
	}
	for _, p := range c.in.Pages {
		if p.Relevance != nil && refers(p.Relevance.Names()) || refers(mentions(p.Title)) {
			return true
		}
		for _, i := range p.Items {
			if refers(i.mentions()) || i.Codes != nil && slices.ContainsFunc(i.Codes.Categories, func(k dataset.Category) bool { return refers(mentions(k.Label)) }) {
				return true
			}
		}
	}
	return false
}
