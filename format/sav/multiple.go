package sav

import (
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/format/labelled"
)

func (p *plan) addMultiple(c *dataset.Column, name string) {
	s := set{name: "$" + name}
	if len(s.name) > maxName {
		s.name = "$" + p.short.madeUp()
	}
	question := labelled.OneLine(c.Label.In(p.options.Language))
	var list dataset.CodeList
	if c.Variable.Codes != nil {
		list = *c.Variable.Codes
	}
	if len(list.Categories) > dataset.MaxSet {
		p.Warn("set-cut", c.Name, fmt.Sprintf("its list has more than the %d categories that a choice of several can have", dataset.MaxSet), "divide the question")
		list.Categories = list.Categories[:dataset.MaxSet]
	}
	for k, category := range list.Categories {
		v := p.newVariable(c, p.Name(p.names, name+"_"+category.Code, c.Name))
		p.describeMember(v, c, category, list.Name)
		v.number = v.chosen(c, k)
		s.members = append(s.members, v)
	}
	// A set of fewer than two is none to SPSS; its variable carries the attributes
	// all the same.
	switch len(s.members) {
	case 0:
		p.Warn("no-category", c.Name, "its list has no category; it is not in the file", "give it a code list")
		return
	case 1:
		return
	}
	if s.label = labelled.CutBytes(question, maxSetLabel); s.label != question {
		p.Warn("label-cut", c.Name, fmt.Sprintf("its label has %d bytes, a set of SPSS takes %d; it is cut", len(question), maxSetLabel),
			"shorten it, or find it whole in the attribute sojourn.question of its variables")
	}
	p.sets = append(p.sets, s)
}

// describeMember labels v, which stands for one category of the column c.
func (p *plan) describeMember(v *variable, c *dataset.Column, category dataset.Category, list string) {
	label := category.Label.In(p.options.Language)
	if label == "" {
		label = category.Code
	}
	p.setLabel(v, c.Name, label)
	v.measure = 1
	v.attribute("set", c.Name)
	v.attribute("code", category.Code)
	v.attribute("question", c.Label.In(p.options.Language))
	if list != "" {
		v.attribute("list", list)
	}
	v.valueLabels = []valueLabel{{0, labelled.Chosen(false, p.options.Language)}, {1, labelled.Chosen(true, p.options.Language)}}
	p.addGaps(v, c.Missing, slices.Values([]float64{0, 1}))
}

// chosen gives 1 where category k is among those chosen.
func (v *variable) chosen(c *dataset.Column, k int) func(row int) float64 {
	return func(row int) float64 {
		if m := c.Missing[row]; m != dataset.Present {
			return v.gaps.value(m)
		}
		return float64(c.Sets[row] >> k & 1)
	}
}
