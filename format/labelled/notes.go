package labelled

import (
	"fmt"

	"sojourn/dataset"
	"sojourn/study"
)

// Notes are the warnings that come up while a file is read or written.
type Notes struct {
	File     string // what it is, such as "SPSS file"
	Problems study.Problems
}

// Warn notes what is wrong with a column, or with the file where it is empty.
func (n *Notes) Warn(code, column, what, do string) {
	n.Problems = append(n.Problems, study.Problem{Severity: study.Warning, Code: code, Where: n.File, Column: column, What: what, Do: do})
}

// Name takes from names one for wanted, which belongs to the column of the
// dataset, and warns where it is another.
func (n *Notes) Name(names *Names, wanted, column string) string {
	name, rival := names.Give(wanted)
	switch {
	case rival != "":
		n.Warn("name-clash", column, fmt.Sprintf("%s would give it the same name as %s; it is %s in the file", names.Program, rival, name), "rename one of the two")
	case name != wanted:
		n.Warn("name-altered", column, fmt.Sprintf("%s does not accept the name %s; it is %s in the file", names.Program, wanted, name), "use letters, digits and _, at most "+names.Most)
	}
	return name
}

// Rename gives a column that was read a name that the dataset does not have yet.
func (n *Notes) Rename(d *dataset.Dataset, c *dataset.Column) {
	wanted := c.Name
	c.Name = free(d, wanted)
	if c.Name != wanted {
		n.Warn("name-clash", c.Name, fmt.Sprintf("the file has another variable named %q; this one is read as %s", wanted, c.Name), "rename one of the two")
	}
}

// Silent warns that cells of so many variables are empty without a reason.
func (n *Notes) Silent(variables int, do string) {
	if variables > 0 {
		n.Warn("no-reason", "", fmt.Sprintf("in %d of its variables cells are empty without a reason; the reason is read as not known", variables), do)
	}
}
