package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
)

// A reader reads one variable of a formula off its column: as a number, or
// where codes is set as a category.
type reader struct {
	v       Variable
	column  *dataset.Column
	value   func(row int32) float64 // before the transformation
	codes   func(row int32) int
	labels  []string
	against int // the category that a factor compares with; -1: the first that occurs
}

// newReader finds out how to read a variable.
func newReader(v Variable, d *dataset.Dataset) (*reader, error) {
	c, err := d.Column(v.Name)
	if err != nil {
		return nil, fmt.Errorf("model: the data have no variable %s", v.Name)
	}
	r := &reader{v: v, column: c, against: -1}
	switch v.As {
	case Indicator:
		return r, r.indicate()
	case Factor:
		if c.Kind == dataset.Numeric {
			return r, r.discrete()
		}
		return r, r.categories()
	case Number:
		if c.Kind == dataset.Categorical {
			return r, r.scores()
		}
	case Plain:
		if c.Kind == dataset.Categorical {
			return r, r.categories()
		}
	}
	if c.Kind != dataset.Numeric {
		return nil, fmt.Errorf("model: %s is %s and cannot be read as %s: choose another variable or derive one", v.Name, c.Kind, v)
	}
	r.value = func(row int32) float64 { return c.Numbers[row] }
	return r, nil
}

// categories reads a categorical column as a factor.
func (r *reader) categories() error {
	if r.column.Kind != dataset.Categorical {
		return fmt.Errorf("model: %s is %s and has no single category a person: use is(%s, code)", r.v.Name, r.column.Kind, r.v.Name)
	}
	for _, c := range r.column.Variable.Codes.Categories {
		r.labels = append(r.labels, c.Code)
	}
	r.codes = func(row int32) int { return int(r.column.Codes[row]) }
	return r.compare()
}

// discrete reads a numeric column as a factor of its values, in their order.
func (r *reader) discrete() error {
	var values []float64
	for i, x := range r.column.Numbers {
		if r.column.Missing[i] == dataset.Present {
			values = append(values, x)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	for _, x := range values {
		r.labels = append(r.labels, strconv.FormatFloat(x, 'g', -1, 64))
	}
	r.codes = func(row int32) int {
		at, _ := slices.BinarySearch(values, r.column.Numbers[row])
		return at
	}
	return r.compare()
}

// compare finds the category that the others are compared with.
func (r *reader) compare() error {
	if len(r.v.Args) == 0 {
		return nil
	}
	if r.against = slices.Index(r.labels, r.v.Args[0]); r.against < 0 {
		return r.unknown(r.v.Args[0])
	}
	return nil
}

func (r *reader) unknown(code string) error {
	return fmt.Errorf("model: %q is no category of %s: use %s", code, r.v.Name, strings.Join(r.labels, ", "))
}

// scores reads the codes of a scale as the numbers they are.
func (r *reader) scores() error {
	scores := r.column.Variable.Codes.Scores()
	if scores == nil {
		return fmt.Errorf("model: %s has categories that are no numbers and cannot be read as %s", r.v.Name, r.v)
	}
	r.value = func(row int32) float64 { return scores[r.column.Codes[row]] }
	return nil
}

// indicate reads whether the value is one of those listed.
func (r *reader) indicate() error {
	if r.column.Kind == dataset.Numeric {
		return r.indicateNumbers()
	}
	if r.column.Kind == dataset.Words {
		return fmt.Errorf("model: %s is words and has no categories", r.v.Name)
	}
	var set uint64
	listed := make([]bool, len(r.column.Variable.Codes.Categories))
	for _, c := range r.column.Variable.Codes.Categories {
		r.labels = append(r.labels, c.Code)
	}
	for _, code := range r.v.Args {
		at := slices.Index(r.labels, code)
		if at < 0 {
			return r.unknown(code)
		}
		listed[at] = true
		set |= 1 << at
	}
	r.value = func(row int32) float64 {
		if r.column.Kind == dataset.Multiple && r.column.Sets[row]&set != 0 || r.column.Kind == dataset.Categorical && listed[r.column.Codes[row]] {
			return 1
		}
		return 0
	}
	return nil
}

func (r *reader) indicateNumbers() error {
	var listed []float64
	for _, code := range r.v.Args {
		x, err := strconv.ParseFloat(code, 64)
		if err != nil {
			return fmt.Errorf("model: %s holds numbers, and %q is none", r.v.Name, code)
		}
		listed = append(listed, x)
	}
	r.value = func(row int32) float64 {
		if slices.Contains(listed, r.column.Numbers[row]) {
			return 1
		}
		return 0
	}
	return nil
}

func (r *reader) present(row int32) bool { return r.column.Missing[row] == dataset.Present }

func (r *reader) code(row int32) int { return r.codes(row) }

// number is the value after the transformation.
func (r *reader) number(row int32) float64 { return r.transform(r.value(row)) }

func (r *reader) transform(x float64) float64 {
	switch r.v.As {
	case Log:
		return math.Log(x)
	case Sqrt:
		return math.Sqrt(x)
	case Square:
		return x * x
	}
	return x
}

// at is the number that the variable comes to at a setting.
func (r *reader) at(s *setting) float64 {
	switch {
	case r.v.As != Indicator:
		return r.transform(s.value)
	case slices.Contains(r.v.Args, s.label):
		return 1
	}
	return 0
}

// check refuses values that no computation survives.
func (r *reader) check(rows []int32) error {
	if r.codes != nil {
		return nil
	}
	for _, row := range rows {
		if x := r.number(row); math.IsNaN(x) || math.IsInf(x, 0) {
			return fmt.Errorf("model: %s is not a finite number in row %d: leave such rows out or derive another variable", r.v, row+1)
		}
	}
	return nil
}

// levels lists the categories that occur among rows, the one to compare with
// first.
func (r *reader) levels(rows []int32) []int {
	occurs := make([]bool, len(r.labels))
	for _, row := range rows {
		occurs[r.codes(row)] = true
	}
	var levels []int
	if r.against >= 0 && occurs[r.against] {
		levels = append(levels, r.against)
	}
	for k, yes := range occurs {
		if yes && k != r.against {
			levels = append(levels, k)
		}
	}
	return levels
}
