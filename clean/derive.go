package clean

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/dataset/formula"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// DeriveFile is the name of the file in the study folder that holds the
// formulas of derived variables.
const DeriveFile = "derive.yaml"

// A Derived is a variable computed by a formula. With waves it is computed in
// the table of each, from the items as the questionnaire names them, before
// the rules run; without, on the linked data, from names such as life_sat_w2.
//
// Who lacks a value that the formula speaks of lacks the derived one for the
// same reason, unless Gaps says that the formula deals with it. A formula that
// gives nothing means that the variable does not apply.
type Derived struct {
	Name       string             `yaml:"name" json:"name"`
	Label      study.Text         `yaml:"label" json:"label"`
	Waves      []study.WaveID     `yaml:"waves,omitempty" json:"waves,omitempty"`
	Value      string             `yaml:"value" json:"value"`
	Categories []dataset.Category `yaml:"categories,omitempty" json:"categories,omitempty"` // none: a number, or words if Words
	Words      bool               `yaml:"words,omitempty" json:"words,omitempty"`
	Scale      dataset.Scale      `yaml:"scale,omitempty" json:"scale,omitempty"`
	Universe   study.Text         `yaml:"universe,omitempty" json:"universe,omitempty"`
	Gaps       Gaps               `yaml:"gaps,omitempty" json:"gaps,omitempty"`
}

// A Gaps says what a formula does where a variable in it is empty.
type Gaps string

// The two ways with gaps.
const (
	Carry    Gaps = "carry"    // the result is empty for the same reason; the default
	Evaluate Gaps = "evaluate" // the formula is computed all the same
)

// ParseDerived reads and checks the text of a derive.yaml.
func ParseDerived(data []byte) ([]Derived, error) {
	var file struct {
		Variables []Derived `yaml:"variables"`
	}
	if err := study.Decode(DeriveFile, data, &file); err != nil {
		return nil, err
	}
	var ps study.Problems
	for i, d := range file.Variables {
		what := d.fault()
		if slices.ContainsFunc(file.Variables[:i], func(o Derived) bool { return o.Name == d.Name }) {
			what = "two variables have this name"
		}
		if what != "" {
			ps = append(ps, d.problem(i, what))
		}
	}
	return file.Variables, ps.Err()
}

func (d Derived) problem(place int, what string) study.Problem {
	return study.Problem{Severity: study.Error, Code: "derived", Where: DeriveFile,
		Column: fmt.Sprintf("variables[%d] %s", place, d.Name), What: what, Do: "see docs/folder.md for the keys of a derived variable"}
}

func (d Derived) fault() string {
	e, err := expr.Parse(d.Value)
	switch {
	case !plainName(d.Name):
		return "a name has letters, digits and _, and does not begin with a digit"
	case len(d.Label) == 0:
		return "the variable has no label"
	case d.Value == "":
		return "value is the formula"
	case err != nil:
		return "the formula cannot be understood: " + err.Error()
	case d.Gaps != "" && d.Gaps != Carry && d.Gaps != Evaluate:
		return "gaps is carry or evaluate"
	case d.Scale != "" && !slices.Contains([]dataset.Scale{dataset.Nominal, dataset.Ordinal, dataset.Interval}, d.Scale):
		return "scale is nominal, ordinal or interval"
	case d.Words && d.Categories != nil:
		return "categories and words exclude each other"
	case d.Categories == nil && !d.Words && (e.Yields() == expr.String || e.Yields() == expr.Set):
		return "the formula gives words; list its categories, or say words: true"
	}
	for i, c := range d.Categories {
		if c.Code == "" || slices.ContainsFunc(d.Categories[:i], func(o dataset.Category) bool { return o.Code == c.Code }) {
			return "every category needs a code of its own"
		}
	}
	return ""
}

func plainName(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// into computes the variable and adds it to a dataset.
func (d Derived) into(t *dataset.Dataset) error {
	f, err := formula.Compile(d.Value, t)
	if err != nil {
		return err
	}
	c := dataset.NewColumn(d.variable(), t.Rows, dataset.NotApplicable)
	for row := range t.Rows {
		if why := f.Missing(row); why != dataset.Present && d.Gaps != Evaluate {
			c.Missing[row] = why
			continue
		}
		v, err := f.At(row)
		if err != nil {
			return err
		}
		if !v.IsEmpty() && !set(c, row, v) {
			return errors.New("the formula gives a value that is none of its categories, or no number")
		}
	}
	return t.Add(c)
}

// variable is the derived variable. It comes from no item, so rules that
// compare answers pass it by.
func (d Derived) variable() dataset.Variable {
	v := dataset.Variable{Name: d.Name, Label: d.Label, Kind: dataset.Numeric, Scale: d.Scale, Universe: d.Universe, Formula: strings.TrimSpace(d.Value)}
	switch {
	case d.Words:
		v.Kind = dataset.Words
	case d.Categories != nil:
		v.Kind, v.Codes = dataset.Categorical, &dataset.CodeList{Name: d.Name, Categories: d.Categories}
		if v.Scale == "" {
			v.Scale = dataset.Nominal
		}
	case v.Scale == "":
		v.Scale = dataset.Interval
	}
	return v
}

// set puts a value into a cell; false if it does not fit the column.
func set(c *dataset.Column, row int, v expr.Value) bool {
	switch c.Kind {
	case dataset.Categorical:
		k := c.Variable.Codes.Index(v.Text())
		if k < 0 {
			return false
		}
		c.Codes[row] = uint16(k)
	case dataset.Numeric:
		x, ok := v.Float()
		if !ok {
			return false
		}
		c.Numbers[row] = x
	case dataset.Words:
		c.Texts[row] = v.Text()
	}
	c.Missing[row] = dataset.Present
	return true
}

// deriveInWave adds to a wave's table what is derived in it, on a copy.
func deriveInWave(all []Derived, w Wave) (Wave, error) {
	with := w
	for i, d := range all {
		if !slices.Contains(d.Waves, w.Number) {
			continue
		}
		if with.Table == w.Table {
			with.Table = w.Table.Clone()
		}
		if err := d.into(with.Table); err != nil {
			return w, study.Problems{d.problem(i, fmt.Sprintf("in wave %d: %v", w.Number, err))}
		}
	}
	return with, nil
}

// deriveLinked adds to the linked data what is derived over waves.
func deriveLinked(all []Derived, linked *dataset.Dataset) error {
	for i, d := range all {
		if len(d.Waves) > 0 {
			continue
		}
		if err := d.into(linked); err != nil {
			return study.Problems{d.problem(i, err.Error())}
		}
	}
	return nil
}
