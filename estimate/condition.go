package estimate

import (
	"sojourn/dataset"
	"sojourn/dataset/formula"
)

// A condition is an expression over the rows of a dataset.
type condition struct{ *formula.Formula }

// compile binds an expression to the columns of d.
func compile(source string, d *dataset.Dataset) (*condition, error) {
	f, err := formula.Bind(source, d)
	if err != nil {
		return nil, err
	}
	return &condition{f}, nil
}

// narrow leaves in keep only the rows that meet the condition.
func (c *condition) narrow(keep []bool) error {
	for i, in := range keep {
		if !in {
			continue
		}
		ok, err := c.Holds(i)
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
func (c *condition) missing(row int32) dataset.Missing { return c.Missing(int(row)) }
