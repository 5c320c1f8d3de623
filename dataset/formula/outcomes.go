package formula

import "sojourn/dataset"

// outcomes remember whether a condition on categories holds, by the categories
// of a row: of thousands of rows few differ.
type outcomes struct {
	columns []*dataset.Column
	known   []int8 // by the categories crossed, with one more for no answer; 0: not known yet, 1: it holds, -1: it does not
}

// mostOutcomes is the number of outcomes above which it is cheaper to compute.
const mostOutcomes = 4096

// outcomes prepares to remember; nothing is remembered where chance has a say,
// or something else than single categories.
func (f *Formula) outcomes() *outcomes {
	o, size := &outcomes{}, 1
	for _, name := range f.expr.Names() {
		c := f.columns[name]
		if c.Kind != dataset.Categorical || f.expr.Kept() || f.expr.Draws() {
			return &outcomes{}
		}
		o.columns = append(o.columns, c)
		if size *= len(f.codes[name]) + 1; size > mostOutcomes {
			return &outcomes{}
		}
	}
	o.known = make([]int8, size)
	return o
}

// of is the outcome at a row, computed where no row like it has come before.
// An error is not remembered.
func (o *outcomes) of(row int, compute func() (bool, error)) (bool, error) {
	if o.known == nil {
		return compute()
	}
	at := 0
	for _, c := range o.columns {
		at *= len(c.Variable.Codes.Categories) + 1
		if c.Missing[row] == dataset.Present {
			at += int(c.Codes[row]) + 1
		}
	}
	if o.known[at] == 0 {
		holds, err := compute()
		if err != nil {
			return holds, err
		}
		if o.known[at] = -1; holds {
			o.known[at] = 1
		}
	}
	return o.known[at] > 0, nil
}
