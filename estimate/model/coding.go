package model

import "fmt"

// An encoded variable is the columns that it brings into a term.
type encoded struct {
	names  []string
	values [][]float64 // by column, a row of the frame each
}

// code makes the columns of the frame.
func (fr *Frame) code(readers map[string]*reader) error {
	columns, x, err := fr.matrix(readers, nil)
	fr.Columns, fr.x = columns, x
	return err
}

// A setting holds one variable of the formula at one value for everybody.
type setting struct {
	name  string
	level int     // of a factor
	label string  // of the level
	value float64 // of a number
}

// matrix works out every term, with a variable held at a setting if one is
// given.
func (fr *Frame) matrix(readers map[string]*reader, held *setting) (columns []Column, x [][]float64, err error) {
	spanned := fr.Formula.Constant // whether a constant lies in what the columns span so far
	if fr.Formula.Constant {
		columns, x = []Column{{Intercept, -1}}, [][]float64{constant(fr.N(), 1)}
	}
	for at, t := range fr.Formula.Terms {
		product := encoded{[]string{""}, [][]float64{constant(fr.N(), 1)}}
		full := false
		for _, v := range t {
			contrast := fr.contrasts(t.without(v), spanned)
			part, err := fr.encode(readers[v.String()], contrast, held)
			if err != nil {
				return nil, nil, err
			}
			full = full || readers[v.String()].codes != nil && !contrast
			product = product.times(part)
		}
		spanned = spanned || full && len(t) == 1
		for j, name := range product.names {
			columns = append(columns, Column{name, at})
			x = append(x, product.values[j])
		}
	}
	return columns, x, nil
}

// contrasts reports whether a factor whose term less the factor is rest may
// leave one category out: rest itself stands in the model.
func (fr *Frame) contrasts(rest Term, spanned bool) bool {
	if len(rest) == 0 {
		return spanned
	}
	for _, t := range fr.Formula.Terms {
		if t.same(rest) {
			return true
		}
	}
	return false
}

// encode makes the columns of one variable.
func (fr *Frame) encode(r *reader, contrast bool, held *setting) (encoded, error) {
	isHeld := held != nil && held.name == r.v.Name
	if r.codes == nil {
		e := encoded{[]string{r.v.String()}, [][]float64{make([]float64, fr.N())}}
		for i, row := range fr.Rows {
			if isHeld {
				e.values[0][i] = r.at(held)
			} else {
				e.values[0][i] = r.number(row)
			}
		}
		return e, nil
	}
	levels := r.levels(fr.Rows)
	if len(levels) < 2 {
		return encoded{}, fmt.Errorf("model: %s has a single category among the %d people of the model: drop it, or widen the base", r.v, fr.N())
	}
	if contrast {
		levels = levels[1:]
	}
	var e encoded
	for _, level := range levels {
		column := make([]float64, fr.N())
		for i, row := range fr.Rows {
			if isHeld && held.level == level || !isHeld && r.codes(row) == level {
				column[i] = 1
			}
		}
		e.names = append(e.names, fmt.Sprintf("%s[%s]", r.v.Name, r.labels[level]))
		e.values = append(e.values, column)
	}
	return e, nil
}

// times crosses the columns of two variables, those of e changing fastest.
func (e encoded) times(o encoded) encoded {
	var all encoded
	for k, right := range o.values {
		for j, left := range e.values {
			product := make([]float64, len(left))
			for i := range left {
				product[i] = left[i] * right[i]
			}
			name := o.names[k]
			if e.names[j] != "" {
				name = e.names[j] + ":" + name
			}
			all.names, all.values = append(all.names, name), append(all.values, product)
		}
	}
	return all
}

func constant(n int, x float64) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = x
	}
	return xs
}
