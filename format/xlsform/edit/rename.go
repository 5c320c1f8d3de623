package edit

import (
	"fmt"
	"regexp"
	"strings"

	"sojourn/format/xlsform"
)

// reference is ${name}, as in [xlsform] wordings and expressions.
var reference = regexp.MustCompile(`\$\{(\s*)([^{}\s]+)(\s*)\}`)

// Rename gives an item, a group or a repeat another name, and every reference to
// it in any cell of any sheet: ${name}, and for an item its companions such as
// ${name_other}, unless something else has that very name.
func Rename(from, to string) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		row := Find(wb, from)
		switch to = strings.TrimSpace(to); {
		case row == 0:
			return nil, refuse(wb, "survey", 0, "name", "no-item", fmt.Sprintf("there is no item %q", from), "correct the name")
		case count(wb, from) > 1:
			return nil, refuse(wb, "survey", row, "name", "ambiguous-name", fmt.Sprintf("%q stands on several rows, and a reference may mean any of them", from), "give each row a name of its own first")
		case to == "" || strings.ContainsAny(to, "${} \t\n"):
			return nil, refuse(wb, "survey", row, "name", "bad-name", fmt.Sprintf("%q cannot be a name", to), "use letters, digits and _")
		case Find(wb, to) > 0:
			return nil, refuse(wb, "survey", Find(wb, to), "name", "duplicate-name", fmt.Sprintf("there is an item %q already", to), "choose another name")
		}
		next, err := Set("survey", row, "name", to)(wb)
		if err != nil {
			return nil, err
		}
		for n := range next.Sheets {
			s := &next.Sheets[n]
			for r := range s.Rows {
				for c, text := range s.Rows[r].Cells {
					s.Rows[r].Cells[c] = renamed(wb, text, from, to)
				}
			}
		}
		return next, nil
	}
}

// count tells on how many rows a name stands.
func count(wb *xlsform.Workbook, name string) int {
	n := 0
	if s := wb.Sheet("survey"); s != nil {
		for _, row := range s.Rows {
			if nesting(s, row) >= 0 && cell(s, row, "name") == name {
				n++
			}
		}
	}
	return n
}

// companion is what follows the name of an item in names that come with it.
var companion = regexp.MustCompile(`^_(other|rank_[0-9]+|count)$`)

// renamed gives a cell with the references of the item under its new name.
func renamed(wb *xlsform.Workbook, text, from, to string) string {
	return reference.ReplaceAllStringFunc(text, func(whole string) string {
		m := reference.FindStringSubmatch(whole)
		rest, its := strings.CutPrefix(m[2], from)
		if !its || rest != "" && (!companion.MatchString(rest) || Find(wb, m[2]) > 0) {
			return whole
		}
		return "${" + m[1] + to + rest + m[3] + "}"
	})
}
