package expr

import "slices"

// A Filter is an expression about one choice of a list. A bare word in it is
// a column of the sheet of choices:
//
//	country = ${country} and size > 100000
type Filter struct{ Expr }

// A Row is an [Env] that also knows the columns of the choice in question. A
// choice has no value in a column that is empty or not there.
type Row interface {
	Column(name string) Value
}

// ParseFilter is [Parse] for a filter.
func ParseFilter(src string) (*Filter, error) {
	e, err := parse(src, true)
	if err != nil {
		return nil, err
	}
	return &Filter{*e}, nil
}

// Columns lists the columns that the filter refers to, each once.
func (f *Filter) Columns() []string { return f.words }

// UnmarshalText is [ParseFilter].
func (f *Filter) UnmarshalText(text []byte) error {
	read, err := ParseFilter(string(text))
	if err != nil {
		return err
	}
	*f = *read
	return nil
}

// column is a bare word of a filter.
func (p *parser) column(name string) *node {
	if !slices.Contains(p.words, name) {
		p.words = append(p.words, name)
	}
	return &node{eval: evalColumn, name: name, column: true}
}

func evalColumn(r *run, n *node) Value {
	row, ok := r.env.(Row)
	if !ok {
		return Value{}
	}
	return row.Column(n.name)
}
