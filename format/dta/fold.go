package dta

import (
	"sojourn/dataset"
)

// folds finds the choices of several that this package wrote, each under its
// first field. Stata itself knows no such sets.
func (f *file) folds() map[*field][]*field {
	first := map[string]*field{}
	groups := map[*field][]*field{}
	for _, v := range f.fields {
		name := f.mark(v, "set")
		if name == "" || v.kind < typeDouble {
			continue
		}
		if first[name] == nil {
			first[name] = v
		}
		if head := first[name]; len(groups[head]) < dataset.MaxSet {
			groups[head] = append(groups[head], v)
			v.folded = true
		}
	}
	return groups
}

// foldedColumn makes one column of the members. A row is empty if all of them
// are, for the reason of the first.
func (f *file) foldedColumn(members []*field) *dataset.Column {
	head := members[0]
	c := f.newColumn(head, dataset.Multiple)
	c.Name, c.Label = f.mark(head, "set"), f.question(head)
	c.Variable.Codes = &dataset.CodeList{Name: f.mark(head, "list")}
	why, _ := f.reasons(head)
	for row, gap := range head.gaps {
		if gap != 0 {
			c.Missing[row] = why[gap]
		}
	}
	for k, v := range members {
		c.Variable.Codes.Categories = append(c.Variable.Codes.Categories, dataset.Category{Code: f.mark(v, "code"), Label: f.label(v)})
		for row, x := range v.numbers {
			if v.gaps[row] != 0 {
				continue
			}
			c.Missing[row] = dataset.Present
			if x == 1 {
				c.Sets[row] |= 1 << k
			}
		}
		v.numbers = nil
	}
	return c
}

// applyReasons gives the texts of this package's files the reasons why they are
// empty, which stand in variables of their own.
func (f *file) applyReasons(d *dataset.Dataset) {
	for _, v := range f.fields {
		of := f.mark(v, "reasons_of")
		if of == "" {
			continue
		}
		c, err := d.Column(of)
		if err != nil || c.Kind != dataset.Words {
			continue
		}
		why, _ := f.reasons(v)
		for row, gap := range v.gaps {
			if gap != 0 {
				c.Missing[row], c.Texts[row] = why[gap], ""
			}
		}
	}
}
