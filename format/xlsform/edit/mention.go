package edit

import (
	"slices"
	"strings"

	"sojourn/format/xlsform"
)

// A Mention is a cell that refers to an item by its name.
type Mention struct {
	Sheet  string
	Row    int
	Column string // as it is written
	Of     string // the name on the row; of a choice, that of its list
	Text   string
}

// Mentions lists the cells that refer to one of the names by ${name} or to what
// comes with it, such as ${name_other}, in the order of the sheets. Those in the
// rows from first to last of the survey are left out.
func Mentions(wb *xlsform.Workbook, names []string, first, last int) []Mention {
	var found []Mention
	for n := range wb.Sheets {
		s := &wb.Sheets[n]
		of := s.Column(map[bool]string{true: "list_name", false: "name"}[s.Name == "choices"])
		for _, row := range s.Rows {
			if s.Name == "survey" && first <= row.Number && row.Number <= last {
				continue
			}
			for c, cell := range row.Cells {
				if c < len(s.Columns) && strings.Contains(cell, "${") && mentions(wb, cell, names) {
					found = append(found, Mention{s.Name, row.Number, s.Columns[c], text(row, of), cell})
				}
			}
		}
	}
	return found
}

// mentions reports whether the text refers to one of the names.
func mentions(wb *xlsform.Workbook, text string, names []string) bool {
	return slices.ContainsFunc(reference.FindAllStringSubmatch(text, -1), func(m []string) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			rest, its := strings.CutPrefix(m[2], name)
			return name != "" && its && (rest == "" || companion.MatchString(rest) && Find(wb, m[2]) == 0)
		})
	})
}

// Names lists the names of a part and of all in it.
func (p *Part) Names() []string {
	var names []string
	Walk([]*Part{p}, func(p *Part, _ []*Part) {
		if p.Name != "" {
			names = append(names, p.Name)
		}
	})
	return names
}
