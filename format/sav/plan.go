package sav

import (
	"fmt"
	"iter"
	"strconv"

	"sojourn/dataset"
	"sojourn/format/labelled"
)

// A plan is everything about a file that must be known before its first byte
// is written: the variables with their widths, names and labels.
type plan struct {
	labelled.Notes
	options Options
	rows    int
	vars    []*variable
	sets    []set
	names   *labelled.Names
	short   shortNames
}

// A variable is one column of the file. A number has width 0; the width of a
// string is in bytes.
type variable struct {
	name, short  string
	label        string
	width        int
	decimals     int
	digits       int // display width of a number
	measure      int32
	valueLabels  []valueLabel
	gaps         *gaps
	attributes   []attribute
	number       func(row int) float64
	text         func(row int) string
	segmentNames []string // of the second and further segments of a very long string
}

type valueLabel struct {
	value float64
	label string
}

type attribute struct {
	name   string
	values []string
}

// A set is a multiple dichotomy set.
type set struct {
	name, label string
	members     []*variable
}

func newPlan(d *dataset.Dataset, o Options) *plan {
	p := &plan{Notes: labelled.Notes{File: where}, options: o, rows: d.Rows, names: longNames(), short: shortNames{taken: map[string]bool{}}}
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
	for _, v := range p.vars {
		v.short = p.short.give(v.name)
		for range segments(v.width) - 1 {
			v.segmentNames = append(v.segmentNames, p.short.madeUp())
		}
	}
	return p
}

// newVariable is the variable name for the column c with what all kinds share.
func (p *plan) newVariable(c *dataset.Column, name string) *variable {
	v := &variable{name: name, digits: 8, measure: measure(c)}
	if name != c.Name {
		v.attribute("name", c.Name)
	}
	if c.Item != "" {
		v.attribute("item", c.Item)
	}
	if c.Wave != 0 {
		v.attribute("wave", strconv.Itoa(int(c.Wave)))
	}
	p.vars = append(p.vars, v)
	return v
}

func (v *variable) attribute(name string, values ...string) {
	for i, s := range values {
		values[i] = labelled.OneLine(s)
	}
	v.attributes = append(v.attributes, attribute{"sojourn." + name, values})
}

func measure(c *dataset.Column) int32 {
	switch {
	case c.Scale == dataset.Ordinal:
		return 2
	case c.Scale == dataset.Interval, c.Scale == "" && c.Kind == dataset.Numeric:
		return 3
	}
	return 1
}

// setLabel gives v the label, cut if need be.
func (p *plan) setLabel(v *variable, column, label string) {
	label = labelled.OneLine(label)
	v.label = labelled.CutBytes(label, maxLabel)
	if v.label != label {
		v.attribute("label", label)
		p.Warn("label-cut", column, fmt.Sprintf("its label has %d bytes, SPSS takes %d; it is cut", len(label), maxLabel),
			"shorten it, or find it whole in the attribute sojourn.label of "+v.name)
	}
}

// addGaps declares why cells of v are empty.
func (p *plan) addGaps(v *variable, missing []dataset.Missing, values iter.Seq[float64]) {
	v.gaps = gapsOf(missing, values)
	var reasons []string
	for _, m := range dataset.Reasons() {
		if v.gaps.used[m] {
			value := v.gaps.value(m)
			v.valueLabels = append(v.valueLabels, valueLabel{value, labelled.CutBytes(labelled.Reason(m, p.options.Language), maxValueLabel)})
			reasons = append(reasons, strconv.FormatFloat(value, 'f', 0, 64)+" "+m.String())
			v.digits = max(v.digits, len(strconv.FormatFloat(value, 'f', 0, 64)))
		}
	}
	if len(reasons) > 0 {
		v.attribute("missing", reasons...)
	}
}
