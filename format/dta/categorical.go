package dta

import (
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

func (p *plan) addCategorical(c *dataset.Column, name string) {
	v := p.newVariable(c, name)
	p.setLabels(v, c.Name, c.Label)
	list := c.Variable.Codes
	if list == nil {
		list = &dataset.CodeList{}
	}
	values := numbersOf(*list)
	v.sets = p.labelSets(list, first(list.Name, c.Name), c.Name, choicesOf(list, values))
	v.markList(list)
	v.kind = smallest(values)
	beyond := 0
	for i, m := range c.Missing {
		if m == dataset.Present && int(c.Codes[i]) >= len(values) {
			beyond++
		}
	}
	if beyond > 0 {
		p.Warn("no-category", c.Name, fmt.Sprintf("no category of its list is named in %s, left empty in the file", study.Counted(beyond, "cell")), "make the cut again")
	}
	v.number = func(row int) float64 {
		if k := int(c.Codes[row]); k < len(values) {
			return values[k]
		}
		return noNumber
	}
}

// markList keeps the list's name and codes. A code with a line break in it has
// a blank there.
func (v *variable) markList(list *dataset.CodeList) {
	var codes []string
	for _, c := range list.Categories {
		codes = append(codes, labelled.OneLine(c.Code))
	}
	if len(codes) > 0 {
		v.mark("codes", strings.Join(codes, "\n"))
	}
	if list.Name != "" {
		v.mark("list", list.Name)
	}
}

func choicesOf(list *dataset.CodeList, values []float64) []choice {
	var choices []choice
	for i, c := range list.Categories {
		choices = append(choices, choice{values[i], func(lang study.Lang) string { return first(c.Label.In(lang), c.Code) }})
	}
	return choices
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// numbersOf gives the numbers that stand for the categories: such as can bear
// a label.
func numbersOf(list dataset.CodeList) []float64 {
	return labelled.Numbers(&list, lowLong, missingLong)
}

// addMultiple adds a variable of 0 and 1 for every category.
func (p *plan) addMultiple(c *dataset.Column, name string) {
	var list dataset.CodeList
	if c.Variable.Codes != nil {
		list = *c.Variable.Codes
	}
	if len(list.Categories) > dataset.MaxSet {
		p.Warn("set-cut", c.Name, fmt.Sprintf("its list has more than the %d categories that a choice of several can have", dataset.MaxSet), "divide the question")
		list.Categories = list.Categories[:dataset.MaxSet]
	}
	if len(list.Categories) == 0 {
		p.Warn("no-category", c.Name, "its list has no category; it is not in the file", "give it a code list")
	}
	for k, category := range list.Categories {
		v := p.newVariable(c, p.Name(p.names, name+"_"+category.Code, c.Name))
		label := category.Label
		if label.In(p.options.Languages[0]) == "" {
			label = study.Text{"en": category.Code}
		}
		p.setLabels(v, c.Name, label)
		v.sets = p.labelSets("chosen", "chosen", c.Name, yesNo())
		v.mark("set", c.Name)
		v.mark("code", category.Code)
		if list.Name != "" {
			v.mark("list", list.Name)
		}
		for _, lang := range p.options.Languages {
			if question := labelled.OneLine(c.Label.In(lang)); question != "" {
				v.mark(inLanguage("question", lang), question)
				v.notes = append(v.notes, question)
			}
		}
		v.kind = typeByte
		v.number = func(row int) float64 { return float64(c.Sets[row] >> k & 1) }
	}
}
