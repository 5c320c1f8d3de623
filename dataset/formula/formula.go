// Package formula computes expressions over the rows of a dataset: conditions
// of cleaning rules, values of derived variables.
//
// It binds the names of an expression to columns and gives the cells their
// meaning: a category is its code, a set its codes, an empty cell the empty
// value. It does not know what a formula is for, and its errors never hold a
// value of a row.
package formula

import (
	"errors"
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// A Formula is an expression bound to a dataset. It must not be used by
// several goroutines at once.
type Formula struct {
	expr    *expr.Expr
	columns map[string]*dataset.Column
	codes   map[string][]string
	row     int
	outcome *outcomes
}

// Compile is [Bind] for formulas that are checked before there are data: chance,
// earlier waves and repeats, and a code that a variable does not have, are
// errors too.
func Compile(source string, d *dataset.Dataset) (*Formula, error) {
	f, err := Bind(source, d)
	if err != nil {
		return nil, err
	}
	if f.expr.Kept() || f.expr.OutsideRepeat() != "" {
		return nil, errors.New("chance, earlier waves and repeats have no meaning over data")
	}
	return f, f.strange()
}

// Bind reads an expression and binds it to the columns of d. What cannot be
// understood, and a variable that the data do not have, are errors.
func Bind(source string, d *dataset.Dataset) (*Formula, error) {
	e, err := expr.Parse(source)
	if err != nil {
		return nil, err
	}
	f := &Formula{expr: e, columns: map[string]*dataset.Column{}, codes: map[string][]string{}}
	for _, name := range e.Names() {
		column, err := d.Column(name)
		if err != nil {
			return nil, unknownError(name)
		}
		f.columns[name] = column
		if column.Variable.Codes == nil {
			continue
		}
		for _, category := range column.Variable.Codes.Categories {
			f.codes[name] = append(f.codes[name], category.Code)
		}
	}
	return f, nil
}

// An unknownError names a variable that the data do not have. It is a
// [study.ErrNotFound].
type unknownError string

// Error names the variable.
func (e unknownError) Error() string { return "the data have no variable " + string(e) }

// Unwrap gives the kind of the error.
func (e unknownError) Unwrap() error { return study.ErrNotFound }

// strange finds a comparison with a code that the variable does not have.
func (f *Formula) strange() error {
	for _, c := range f.expr.Comparisons() {
		column := f.columns[c.Name]
		if column == nil || column.Variable.Codes == nil || c.Text == "" {
			continue
		}
		for code := range strings.FieldsSeq(c.Text) {
			if column.Variable.Codes.Index(code) < 0 {
				return fmt.Errorf("%s has no code %q", c.Name, code)
			}
		}
	}
	return nil
}

// Names lists the variables of the formula.
func (f *Formula) Names() []string { return f.expr.Names() }

// Yields is the kind of value that the formula gives, where its form tells.
func (f *Formula) Yields() expr.Kind { return f.expr.Yields() }

// Lookup gives a variable's value at the formula's row, as [expr.Env] wants it.
func (f *Formula) Lookup(name string) (expr.Value, bool) {
	column, known := f.columns[name]
	if !known {
		return expr.Value{}, false
	}
	if column.Missing[f.row] != dataset.Present {
		return expr.Value{}, true
	}
	switch column.Kind {
	case dataset.Categorical:
		return expr.Text(f.codes[name][column.Codes[f.row]]), true
	case dataset.Multiple:
		return expr.Picked(f.codes[name], column.Sets[f.row]), true
	case dataset.Numeric:
		return expr.Num(column.Numbers[f.row]), true
	}
	return expr.Text(column.Texts[f.row]), true
}

// At computes the value at a row.
func (f *Formula) At(row int) (expr.Value, error) {
	f.row = row
	return f.expr.Eval(f)
}

// Holds computes the formula at a row as a condition.
func (f *Formula) Holds(row int) (bool, error) {
	f.row = row
	if f.outcome == nil {
		f.outcome = f.outcomes()
	}
	return f.outcome.of(row, func() (bool, error) { return f.expr.True(f) })
}

// Missing is the reason why a variable of the formula has no value at a row, of
// the first in the formula where several have none.
func (f *Formula) Missing(row int) dataset.Missing {
	for _, name := range f.expr.Names() {
		if why := f.columns[name].Missing[row]; why != dataset.Present {
			return why
		}
	}
	return dataset.Present
}
