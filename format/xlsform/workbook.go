// Package xlsform reads and writes questionnaires as XLSForm: sheets named
// survey, choices and settings with the column names that people who field
// surveys know. The sheets stand in a Markdown file, a pipe table each, so that
// a team can compare versions line by line:
//
//	## survey
//
//	| type            | name    | label::English (en)  | label::Русский (ru) |
//	| --------------- | ------- | -------------------- | ------------------- |
//	| begin_group     | people  |                      |                     |
//	| select_one yn   | married | Are you married?     | Вы в браке?         |
//	| end_group       |         |                      |                     |
//
// In a cell, a vertical bar is written \| and a new line <br>.
//
// A group at the top level is a page. The label of a group inside a page
// becomes a note, its condition is inherited by its items. An item outside any
// group is a page of its own. Beside the columns of the standard there are some
// of our own, which other programs pass over:
//
//   - exclusive: codes of a select_multiple that rule out all others
//   - other: the code that asks for a wording of one's own, where it is not "other" (or_other)
//   - nonanswers: what is offered beside the answers: refused, dont_know, not_applicable
//   - sensitive, help: yes
//   - scale: nominal, ordinal or interval, where it does not follow from the type
//   - reference: reference period or source of the wording, in any language
//
// What would change who is asked what and is not supported (repeats, choice
// filters) is an error; what would only change the look is a warning. The
// package knows sheets and how they become an instrument; whether the
// instrument is any good is for [instrument.Check] to say.
package xlsform

// A Workbook is the sheets of one file.
type Workbook struct {
	File   string // path in the study folder, for problems
	Sheets []Sheet
}

// A Sheet is one table.
type Sheet struct {
	Name    string // such as "survey", in lower case
	Columns []string
	Rows    []Row
}

// A Row is one line of a sheet, with a cell for every column.
type Row struct {
	Number int // counted from 1, the heading row included
	Cells  []string
}

// Sheet returns the sheet of the given name, or nil.
func (wb *Workbook) Sheet(name string) *Sheet {
	for i := range wb.Sheets {
		if wb.Sheets[i].Name == name {
			return &wb.Sheets[i]
		}
	}
	return nil
}

// add appends a row of cells.
func (s *Sheet) add(cells ...string) {
	s.Rows = append(s.Rows, Row{Number: len(s.Rows) + 2, Cells: cells})
}
