package sav

import (
	"fmt"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

func (p *plan) addCategorical(c *dataset.Column, name string) {
	v := p.newVariable(c, name)
	p.setLabel(v, c.Name, c.Label.In(p.options.Language))
	var list dataset.CodeList
	if c.Variable.Codes != nil {
		list = *c.Variable.Codes
	}
	values := numbersOf(list)
	p.labelCategories(v, c.Name, list, values)
	p.addGaps(v, c.Missing, slices.Values(values))
	gap, beyond := v.gaps, 0
	for i, m := range c.Missing {
		if m == dataset.Present && int(c.Codes[i]) >= len(values) {
			beyond++
		}
	}
	if beyond > 0 {
		p.Warn("no-category", c.Name, fmt.Sprintf("no category of its list is named in %s, left empty in the file", study.Counted(beyond, "cell")), "make the cut again")
	}
	v.number = func(row int) float64 {
		if m := c.Missing[row]; m != dataset.Present {
			return gap.value(m)
		}
		if k := int(c.Codes[row]); k < len(values) {
			return values[k]
		}
		return sysmis
	}
}

// numbersOf gives the numbers that stand for the categories. Whole ones up to
// 2 to the power of 51 are exact whatever SPSS does with them.
func numbersOf(list dataset.CodeList) []float64 { return labelled.Numbers(&list, -1<<51, 1<<51) }

func (p *plan) labelCategories(v *variable, column string, list dataset.CodeList, values []float64) {
	var codes, whole []string
	cuts := 0
	for i, c := range list.Categories {
		label := labelled.OneLine(c.Label.In(p.options.Language))
		if label == "" {
			label = labelled.OneLine(c.Code)
		}
		short := labelled.CutBytes(label, maxValueLabel)
		if short != label {
			cuts++
		}
		codes, whole = append(codes, c.Code), append(whole, label)
		v.valueLabels = append(v.valueLabels, valueLabel{values[i], short})
		v.digits = max(v.digits, len(strconv.FormatFloat(values[i], 'f', 0, 64)))
	}
	if len(codes) > 0 {
		v.attribute("codes", codes...)
	}
	if list.Name != "" {
		v.attribute("list", list.Name)
	}
	if cuts > 0 {
		v.attribute("categories", whole...)
		p.Warn("label-cut", column, fmt.Sprintf("SPSS takes value labels of %d bytes; what is beyond is cut from %s", maxValueLabel, study.Counted(cuts, "label")),
			"shorten them, or find them whole in the attribute sojourn.categories of "+v.name)
	}
}
