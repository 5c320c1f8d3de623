// Package edit changes single cells and rows of a questionnaire file and leaves
// everything else as it is.
//
// It works on the cells of a [xlsform.Workbook] and never writes a file from
// the questionnaire that was understood of it: columns, sheets and values that
// the program does not know stay where they are. It gives a changed copy and
// leaves the workbook that it was given alone, so that the state before is
// still there. Rows go by their numbers as a spreadsheet shows them. The package
// knows names, references and the nesting of groups; whether the questionnaire
// is any good afterwards is for the linter to say.
package edit

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/format/xlsform"
	"sojourn/study"
)

// A Change makes of a workbook another one; the first is left as it is.
type Change func(*xlsform.Workbook) (*xlsform.Workbook, error)

// All makes several changes one after the other, or none.
func All(changes ...Change) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		for _, c := range changes {
			next, err := c(wb)
			if err != nil {
				return nil, err
			}
			wb = next
		}
		return wb, nil
	}
}

// refuse tells why a change cannot be made.
func refuse(wb *xlsform.Workbook, sheet string, row int, column, code, what, do string) error {
	return study.Problems{{Severity: study.Error, Code: code, Where: strings.TrimSpace(wb.File + " " + sheet), Row: row, Column: column, What: what, Do: do}}
}

// clone copies a workbook with all its cells.
func clone(wb *xlsform.Workbook) *xlsform.Workbook {
	c := &xlsform.Workbook{File: wb.File, Sheets: slices.Clone(wb.Sheets)}
	for n := range c.Sheets {
		s := &c.Sheets[n]
		s.Columns, s.Rows = slices.Clone(s.Columns), slices.Clone(s.Rows)
		for r := range s.Rows {
			s.Rows[r].Cells = slices.Clone(s.Rows[r].Cells)
		}
	}
	return c
}

// at finds the place of a row among the rows of its sheet.
func at(wb *xlsform.Workbook, sheet string, row int) (*xlsform.Sheet, int, error) {
	s := wb.Sheet(sheet)
	if s == nil {
		return nil, 0, refuse(wb, sheet, 0, "", "no-sheet", "there is no such sheet", "write survey, choices or settings")
	}
	n := slices.IndexFunc(s.Rows, func(r xlsform.Row) bool { return r.Number == row })
	if n < 0 {
		return nil, 0, refuse(wb, sheet, row, "", "no-row", "there is nothing on this row", "the file may have changed; look at it anew")
	}
	return s, n, nil
}

// column finds a column by its written name or its meaning, and adds one that
// is not there.
func column(s *xlsform.Sheet, name string) int {
	if n := slices.Index(s.Columns, name); n >= 0 {
		return n
	}
	if n := s.Column(name); n >= 0 {
		return n
	}
	s.Columns = append(s.Columns, name)
	for n := range s.Rows {
		s.Rows[n].Cells = fit(s.Rows[n].Cells, len(s.Columns))
	}
	return len(s.Columns) - 1
}

// fit fills cells up to n.
func fit(cells []string, n int) []string {
	return append(cells, make([]string, max(0, n-len(cells)))...)
}

// Set writes one cell. A column that is not there is added.
func Set(sheet string, row int, name, value string) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		if strings.TrimSpace(name) == "" {
			return nil, refuse(wb, sheet, row, "", "no-column", "the column has no name", "name one, such as label::English (en)")
		}
		wb = clone(wb)
		s, n, err := at(wb, sheet, row)
		if err != nil {
			return nil, err
		}
		c := column(s, strings.TrimSpace(name))
		s.Rows[n].Cells = fit(s.Rows[n].Cells, len(s.Columns))
		s.Rows[n].Cells[c] = strings.TrimSpace(value)
		return wb, nil
	}
}

// Add inserts a row below another one; 0 is above the first. What is below
// moves down. Cells go by the names of columns.
func Add(sheet string, below int, cells map[string]string) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		name := strings.TrimSpace(cells["name"])
		if sheet == "survey" && name != "" && Find(wb, name) > 0 {
			return nil, refuse(wb, sheet, Find(wb, name), "name", "duplicate-name", fmt.Sprintf("there is an item %q already", name), "choose another name")
		}
		wb = clone(wb)
		s := wb.Sheet(sheet)
		if s == nil {
			return nil, refuse(wb, sheet, 0, "", "no-sheet", "there is no such sheet", "write survey, choices or settings")
		}
		n := 0
		if below > 0 {
			var err error
			if s, n, err = at(wb, sheet, below); err != nil {
				return nil, err
			}
			n++
		}
		row := make([]string, len(s.Columns))
		for name, value := range cells {
			c := column(s, name)
			row = fit(row, len(s.Columns))
			row[c] = strings.TrimSpace(value)
		}
		insert(s, n, []xlsform.Row{{Number: 1, Cells: fit(row, len(s.Columns))}})
		return wb, nil
	}
}

// insert puts rows before the nth and moves down what is below.
func insert(s *xlsform.Sheet, n int, rows []xlsform.Row) {
	first := max(1, s.Heading) + 1
	if n > 0 {
		first = s.Rows[n-1].Number + 1
	}
	span := rows[len(rows)-1].Number - rows[0].Number + 1
	for k := range s.Rows[n:] {
		s.Rows[n+k].Number += span
	}
	start := rows[0].Number
	for k := range rows {
		rows[k].Number += first - start
	}
	s.Rows = slices.Insert(s.Rows, n, rows...)
}

// remove takes rows n to m out, m excluded, and moves up what is below.
func remove(s *xlsform.Sheet, n, m int) []xlsform.Row {
	rows := slices.Clone(s.Rows[n:m])
	span := rows[len(rows)-1].Number - rows[0].Number + 1
	s.Rows = slices.Delete(s.Rows, n, m)
	for k := range s.Rows[n:] {
		s.Rows[n+k].Number -= span
	}
	return rows
}

// Delete takes a row out; of a group or repeat, everything down to its end.
func Delete(sheet string, row int) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		wb = clone(wb)
		s, n, m, err := span(wb, sheet, row)
		if err != nil {
			return nil, err
		}
		remove(s, n, m)
		return wb, nil
	}
}

// Move puts a row, or a whole group, below another row; 0 is above the first.
func Move(sheet string, row, below int) Change {
	return func(wb *xlsform.Workbook) (*xlsform.Workbook, error) {
		wb = clone(wb)
		s, n, m, err := span(wb, sheet, row)
		if err != nil {
			return nil, err
		}
		to := 0
		if below > 0 {
			if _, to, err = at(wb, sheet, below); err != nil {
				return nil, err
			}
			to++
		}
		if n < to && to <= m {
			return nil, refuse(wb, sheet, row, "", "into-itself", "a row cannot be moved below itself or into its own group", "choose a row outside of it")
		}
		rows := remove(s, n, m)
		if to > n {
			to -= m - n
		}
		insert(s, to, rows)
		return wb, nil
	}
}

// span finds a row and the place after it, or after the end of the group that it
// begins.
func span(wb *xlsform.Workbook, sheet string, row int) (s *xlsform.Sheet, n, m int, err error) {
	if s, n, err = at(wb, sheet, row); err != nil {
		return nil, 0, 0, err
	}
	m, err = end(wb, s, n)
	return s, n, m, err
}

// end is the place after the row, or after the end of the group that it begins.
func end(wb *xlsform.Workbook, s *xlsform.Sheet, n int) (int, error) {
	if s.Name != "survey" {
		return n + 1, nil
	}
	depth := 0
	for m := n; m < len(s.Rows); m++ {
		depth += nesting(s, s.Rows[m])
		if m == n && depth < 0 {
			return 0, refuse(wb, s.Name, s.Rows[n].Number, "type", "group-end", "this row ends a group", "change the row that begins the group")
		}
		if depth == 0 {
			return m + 1, nil
		}
	}
	return 0, refuse(wb, s.Name, s.Rows[n].Number, "type", "group-open", "the group has no end", "add a row of type end_group")
}

// nesting is 1 for a row that begins a group or repeat, -1 for one that ends it.
func nesting(s *xlsform.Sheet, row xlsform.Row) int { return nested(cell(s, row, "type")) }

func nested(kind string) int {
	kind = strings.ToLower(kind)
	switch {
	case strings.HasPrefix(kind, "begin"):
		return 1
	case strings.HasPrefix(kind, "end"):
		return -1
	}
	return 0
}

func cell(s *xlsform.Sheet, row xlsform.Row, name string) string {
	return text(row, s.Column(name))
}

// Find gives the number of the row on which an item, a group or a repeat stands;
// 0 if there is none of the name.
func Find(wb *xlsform.Workbook, name string) int {
	s := wb.Sheet("survey")
	if s == nil || name == "" {
		return 0
	}
	for _, row := range s.Rows {
		if nesting(s, row) >= 0 && cell(s, row, "name") == name {
			return row.Number
		}
	}
	return 0
}

// Below gives the row below which something stands after the item of the name; of
// a group or repeat, that of its end.
func Below(wb *xlsform.Workbook, name string) (int, error) {
	s, n, err := at(wb, "survey", Find(wb, name))
	if err != nil {
		return 0, refuse(wb, "survey", 0, "name", "no-item", fmt.Sprintf("there is no item %q", name), "correct the name")
	}
	m, err := end(wb, s, n)
	if err != nil {
		return 0, err
	}
	return s.Rows[m-1].Number, nil
}
