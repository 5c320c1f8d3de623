// Package xlsform reads and writes questionnaires as XLSForm: sheets named
// survey, choices and settings with the column names that people who field
// surveys know. The sheets stand in an .xlsx or .xls, in a CSV, or in a Markdown
// file, a pipe table each, so that a team can compare versions line by line:
//
//	## survey
//
//	| type            | name    | label::English (en)  | label::Русский (ru) |
//	| --------------- | ------- | -------------------- | ------------------- |
//	| begin_group     | people  |                      |                     |
//	| select_one yn   | married | Are you married?     | Вы в браке?         |
//	| end_group       |         |                      |                     |
//
// In a cell of Markdown, a vertical bar is written \| and a new line <br>.
//
// A [Workbook] keeps every cell, understood or not, and is what is written back;
// [Instrument] makes of it the questionnaire that is asked. A group at the top
// level is a page. The label of a group inside a page becomes a note, its
// condition is inherited by its items. An item outside any group is a page of
// its own. A repeat is written out as pages, see [instrument.Repeat].
//
// What of XLSForm is understood, passed over and refused stands in one table,
// [Features]. What would change who is asked what and is not supported is an
// error with the code "unsupported"; what would only change the look is a
// warning. The package knows sheets and how they become an instrument; whether
// the instrument is any good is for [instrument.Check] to say.
package xlsform

import "strings"

// A Workbook is the sheets of one file.
type Workbook struct {
	File   string // path in the study folder, for problems
	Sheets []Sheet
}

// A Sheet is one table.
type Sheet struct {
	Name    string // such as "survey", in lower case
	Title   string // the name as it is written, where it differs
	Heading int    // number of the row with the names of the columns; 0 stands for 1
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

// canonicalSheet is the name of a sheet as it is looked up.
func canonicalSheet(title string) string {
	return strings.ToLower(strings.Join(strings.Fields(title), " "))
}

// add appends a row of cells.
func (s *Sheet) add(cells ...string) {
	s.Rows = append(s.Rows, Row{Number: len(s.Rows) + 2, Cells: cells})
}
