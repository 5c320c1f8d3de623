package estimate

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/instrument/expr"
)

// A condition is an expression over the rows of a dataset.
type condition struct {
	expr    *expr.Expr
	columns map[string]*dataset.Column
	codes   map[string][]string
	row     int
}

// compile binds an expression to the columns of d.
func compile(source string, d *dataset.Dataset) (*condition, error) {
	e, err := expr.Parse(source)
	if err != nil {
		return nil, err
	}
	c := &condition{expr: e, columns: map[string]*dataset.Column{}, codes: map[string][]string{}}
	for _, name := range e.Names() {
		column, err := d.Column(name)
		if err != nil {
			return nil, fmt.Errorf("the data have no variable %s", name)
		}
		c.columns[name] = column
		if column.Variable.Codes != nil {
			for _, category := range column.Variable.Codes.Categories {
				c.codes[name] = append(c.codes[name], category.Code)
			}
		}
	}
	return c, nil
}

// Lookup gives a variable's value at the condition's row: the code, the set,
// the number or the text, and nothing where the cell is empty.
func (c *condition) Lookup(name string) (expr.Value, bool) {
	column, known := c.columns[name]
	if !known {
		return expr.Value{}, false
	}
	if column.Missing[c.row] != dataset.Present {
		return expr.Value{}, true
	}
	switch column.Kind {
	case dataset.Categorical:
		return expr.Text(c.codes[name][column.Codes[c.row]]), true
	case dataset.Multiple:
		return expr.Picked(c.codes[name], column.Sets[c.row]), true
	case dataset.Numeric:
		return expr.Num(column.Numbers[c.row]), true
	}
	return expr.Text(column.Texts[c.row]), true
}

// narrow leaves in keep only the rows that meet the condition.
func (c *condition) narrow(keep []bool) error {
	for i, in := range keep {
		if !in {
			continue
		}
		c.row = i
		ok, err := c.expr.True(c)
		if err != nil {
			return err
		}
		keep[i] = ok
	}
	return nil
}

// answered reports whether every variable of the condition has a value at row.
func (c *condition) answered(row int32) bool { return c.missing(row) == dataset.Present }

// missing is the reason why a variable of the condition has no value at row,
// of the first by name where several have none.
func (c *condition) missing(row int32) dataset.Missing {
	for _, name := range c.expr.Names() {
		if why := c.columns[name].Missing[row]; why != dataset.Present {
			return why
		}
	}
	return dataset.Present
}
