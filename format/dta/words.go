package dta

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

func (p *plan) addWords(c *dataset.Column, name string) {
	v := p.newVariable(c, name)
	p.setLabels(v, c.Name, c.Label)
	altered, gappy, widest, total := 0, false, 1, int64(0)
	for i, m := range c.Missing {
		if m != dataset.Present {
			gappy = true
			continue
		}
		s, changed := labelled.Plain(c.Texts[i])
		if changed {
			altered++
		}
		widest = max(widest, len(s))
		total += longTextSize(s)
	}
	if altered > 0 {
		p.Warn("text-altered", c.Name, fmt.Sprintf("there are NUL or bytes that are not UTF-8 in %s; each is U+FFFD in the file", study.Counted(altered, "text")), "look at where the texts come from")
	}
	if v.kind = widest; widest > maxString {
		v.kind = typeStrL
		p.longText += total
	}
	v.text = func(row int) string {
		if c.Missing[row] != dataset.Present {
			return ""
		}
		s, _ := labelled.Plain(c.Texts[row])
		return s
	}
	if gappy {
		p.addReasons(c, v)
	}
}

// addReasons adds the variable that says why texts of the column c are empty.
func (p *plan) addReasons(c *dataset.Column, of *variable) {
	v := p.newVariable(&dataset.Column{Variable: dataset.Variable{Name: of.name + "_missing", Wave: c.Wave}}, p.Name(p.names, of.name+"_missing", c.Name))
	v.missing = c.Missing
	v.mark("reasons_of", c.Name)
	for i, lang := range p.options.Languages {
		label := labelled.WhyEmpty(first(of.labels[i], of.name), lang)
		v.labels = append(v.labels, labelled.CutRunes(label, maxLabel))
	}
	v.sets = p.labelSets("given", "given", c.Name, []choice{{0, labelled.Given}})
	v.kind = typeByte
	v.number = func(int) float64 { return 0 }
}

// fileLabel is the label of the file in one language.
func (p *plan) fileLabel(lang study.Lang) string {
	return labelled.CutRunes(labelled.OneLine(p.options.Label.In(lang)), maxLabel)
}
