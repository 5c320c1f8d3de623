package dta

import (
	"fmt"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// The types of a variable in the file. A string's type is its width in bytes.
const (
	typeStrL   = 32768
	typeDouble = 65526
	typeFloat  = 65527
	typeLong   = 65528
	typeInt    = 65529
	typeByte   = 65530
)

// A plan is everything about a file that must be known before its first byte
// is written.
type plan struct {
	labelled.Notes
	options  Options
	rows     int
	vars     []*variable
	sets     []*labelSet
	shared   map[any][]*labelSet // sets of a code list, or of a word, in each language
	names    *labelled.Names     // of variables
	setNames *labelled.Names
	longText int64 // bytes that the strLs take
}

// A variable is one column of the file.
type variable struct {
	name    string
	kind    int
	labels  []string    // in each language
	sets    []*labelSet // in each language; nil for a string
	marks   []mark
	notes   []string
	missing []dataset.Missing
	number  func(row int) float64
	text    func(row int) string
}

// A labelSet is the wordings of numbers in one language.
type labelSet struct {
	name   string
	values []int32
	texts  []string
}

// A mark is a characteristic.
type mark struct{ name, text string }

func newPlan(d *dataset.Dataset, o Options) *plan {
	p := &plan{Notes: labelled.Notes{File: where}, options: o, rows: d.Rows, shared: map[any][]*labelSet{}, names: stataNames(), setNames: stataNames()}
	// Plain columns get their names first, so that only made-up ones give way.
	given := make([]string, len(d.Columns))
	for i, c := range d.Columns {
		given[i] = p.Name(p.names, c.Name, c.Name)
	}
	for i, c := range d.Columns {
		switch c.Kind {
		case dataset.Categorical:
			p.addCategorical(c, given[i])
		case dataset.Multiple:
			p.addMultiple(c, given[i])
		case dataset.Numeric:
			p.addNumeric(c, given[i])
		default:
			p.addWords(c, given[i])
		}
	}
	return p
}

// newVariable is the variable name for the column c with what all kinds share.
func (p *plan) newVariable(c *dataset.Column, name string) *variable {
	v := &variable{name: name, missing: c.Missing}
	if name != c.Name {
		v.mark("name", c.Name)
	}
	if c.Item != "" {
		v.mark("item", c.Item)
	}
	if c.Wave != 0 {
		v.mark("wave", strconv.Itoa(int(c.Wave)))
	}
	if c.Scale != "" {
		v.mark("scale", string(c.Scale))
	}
	p.vars = append(p.vars, v)
	return v
}

func (v *variable) mark(name, text string) {
	text, _ = labelled.Plain(text)
	v.marks = append(v.marks, mark{"sojourn_" + name, labelled.CutBytes(text, maxNote-1)})
}

// inLanguage is the name of a mark that there is in each language.
func inLanguage(name string, lang study.Lang) string {
	return name + "_" + labelled.CutRunes(strings.ReplaceAll(string(lang), "-", "_"), 12)
}

// setLabels gives v the label in every language, cut if need be.
func (p *plan) setLabels(v *variable, column string, label study.Text) {
	longest := 0
	for _, lang := range p.options.Languages {
		whole := labelled.OneLine(label.In(lang))
		short := labelled.CutRunes(whole, maxLabel)
		if short != whole {
			longest = max(longest, len([]rune(whole)))
			v.mark(inLanguage("label", lang), whole)
			v.notes = append(v.notes, whole)
		}
		v.labels = append(v.labels, short)
	}
	if longest > 0 {
		p.Warn("label-cut", column, fmt.Sprintf("its label has %d characters, Stata takes %d; it is cut", longest, maxLabel), "shorten it, or find it whole in the notes of "+v.name)
	}
}

// A choice is one value of a label set with its wording in each language.
type choice struct {
	value float64
	label func(study.Lang) string
}

// labelSets makes a set of the choices and of all reasons in every language.
// What has the same key shares its sets.
func (p *plan) labelSets(key any, name, column string, choices []choice) []*labelSet {
	if sets, ok := p.shared[key]; ok {
		return sets
	}
	cuts := 0
	for _, lang := range p.options.Languages {
		s := &labelSet{}
		s.name, _ = p.setNames.Give(labelled.CutRunes(name, maxName-10) + "_" + string(lang))
		for _, c := range choices {
			whole := labelled.OneLine(c.label(lang))
			short := labelled.CutBytes(whole, maxValueLabel)
			if short != whole {
				cuts++
			}
			s.values, s.texts = append(s.values, int32(c.value)), append(s.texts, short)
		}
		for _, m := range dataset.Reasons() {
			s.values, s.texts = append(s.values, missingLong+int32(m)), append(s.texts, labelled.Reason(m, lang))
		}
		p.shared[key] = append(p.shared[key], s)
		p.sets = append(p.sets, s)
	}
	if cuts > 0 {
		p.Warn("label-cut", column, fmt.Sprintf("Stata takes value labels of %d bytes; what is beyond is cut from %s", maxValueLabel, study.Counted(cuts, "label")), "shorten them")
	}
	return p.shared[key]
}

// yesNo are the choices of a variable that stands for one category of several.
func yesNo() []choice {
	return []choice{
		{0, func(lang study.Lang) string { return labelled.Chosen(false, lang) }},
		{1, func(lang study.Lang) string { return labelled.Chosen(true, lang) }},
	}
}
