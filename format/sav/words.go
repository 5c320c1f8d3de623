package sav

import (
	"fmt"
	"slices"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

func (p *plan) addWords(c *dataset.Column, name string) {
	v := p.newVariable(c, name)
	p.setLabel(v, c.Name, c.Label.In(p.options.Language))
	if v.measure == 3 {
		v.measure = 1 // a string is no scale
	}
	altered, long, gappy := 0, 0, false
	v.width = 1
	for i, m := range c.Missing {
		if m != dataset.Present {
			gappy = true
			continue
		}
		s, changed := labelled.Plain(c.Texts[i])
		if changed {
			altered++
		}
		if len(s) > maxText {
			long++
		}
		v.width = max(v.width, len(labelled.CutBytes(s, maxText)))
	}
	if altered > 0 {
		p.Warn("text-altered", c.Name, fmt.Sprintf("there are NUL or bytes that are not UTF-8 in %s; each is U+FFFD in the file", study.Counted(altered, "text")), "look at where the texts come from")
	}
	if long > 0 {
		p.Warn("text-cut", c.Name, fmt.Sprintf("SPSS takes texts of %d bytes; what is beyond is cut from %s", maxText, study.Counted(long, "text")), "take these texts from the Parquet or CSV file")
	}
	v.text = func(row int) string {
		if c.Missing[row] != dataset.Present {
			return ""
		}
		s, _ := labelled.Plain(c.Texts[row])
		return labelled.CutBytes(s, maxText)
	}
	if gappy {
		p.addReasons(c, v)
	}
}

// addReasons adds the variable that says why texts of the column c are empty.
func (p *plan) addReasons(c *dataset.Column, of *variable) {
	v := p.newVariable(&dataset.Column{Variable: dataset.Variable{Name: of.name + "_missing", Wave: c.Wave}}, p.Name(p.names, of.name+"_missing", c.Name))
	v.attribute("reasons_of", c.Name)
	label := of.label
	if label == "" {
		label = of.name
	}
	v.label = labelled.CutBytes(labelled.WhyEmpty(label, p.options.Language), maxLabel)
	v.valueLabels = []valueLabel{{0, labelled.Given(p.options.Language)}}
	p.addGaps(v, c.Missing, slices.Values([]float64{0}))
	gap := v.gaps
	v.number = func(row int) float64 {
		if m := c.Missing[row]; m != dataset.Present {
			return gap.value(m)
		}
		return 0
	}
}
