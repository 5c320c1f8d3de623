package xlsform

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"sojourn/format/xlsform/excel"
	"sojourn/study"
)

// Read reads the sheets of a file of any kind that XLSForm comes in: .xlsx,
// .xls, Markdown tables or CSV. Which kind it is follows from the content and
// never from the name, which only serves to say where a problem is.
func Read(name string, data []byte) (*Workbook, study.Problems) {
	switch {
	case len(data) > excel.MaxFile:
		return refused(name, "too-large", fmt.Sprintf("the file is larger than %d megabytes", excel.MaxFile>>20), "a questionnaire is far smaller; take out pictures and sheets that do not belong to it")
	case excel.Is(data):
		return readExcel(name, data)
	case bytes.IndexByte(data, 0) >= 0 || bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")):
		return refused(name, "unknown-file", "the file is neither a spreadsheet nor a table of text", "give an .xlsx, an .xls, a Markdown or a CSV file")
	case isMarkdown(data):
		return ReadMarkdown(name, data)
	}
	return readCSV(name, data)
}

func refused(name, code, what, do string) (*Workbook, study.Problems) {
	return &Workbook{File: name}, study.Problems{{Severity: study.Error, Code: code, Where: name, What: what, Do: do}}
}

// isMarkdown reports whether some line is a row of a table or a heading.
func isMarkdown(data []byte) bool {
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\uFEFF"))) {
		line = bytes.TrimSpace(line)
		if bytes.HasPrefix(line, []byte("|")) || bytes.HasPrefix(line, []byte("#")) {
			return true
		}
	}
	return len(bytes.TrimSpace(data)) == 0
}

// readExcel reads .xlsx and .xls.
func readExcel(name string, data []byte) (*Workbook, study.Problems) {
	sheets, err := excel.Read(data)
	switch {
	case errors.Is(err, excel.ErrPassword):
		return refused(name, "password", "the workbook is protected by a password", "save it without one")
	case errors.Is(err, excel.ErrOld), errors.Is(err, excel.ErrBinary):
		return refused(name, "unsupported", "workbooks of Excel 95 and binary workbooks (.xlsb) are not supported", "save it as .xlsx")
	case errors.Is(err, excel.ErrTooLarge):
		return refused(name, "too-large", "the workbook is far larger than a questionnaire can be", "take out pictures, and sheets, rows and columns that do not belong to it")
	case errors.Is(err, excel.ErrNotExcel):
		return refused(name, "unknown-file", "the file holds no workbook", "give an .xlsx, an .xls, a Markdown or a CSV file")
	case err != nil:
		return refused(name, "damaged", "the workbook is damaged", "open it in a spreadsheet program and save it anew")
	}
	wb := &Workbook{File: name}
	var problems study.Problems
	for _, s := range sheets {
		problems = append(problems, wb.append(s.Name, grid(s.Cells))...)
	}
	return wb, problems
}

// grid puts cells into rows by their numbers.
func grid(cells []excel.Cell) map[int][]string {
	rows := map[int][]string{}
	for _, c := range cells {
		row := rows[c.Row]
		for len(row) <= c.Column {
			row = append(row, "")
		}
		row[c.Column] = strings.ToValidUTF8(c.Text, "\uFFFD")
		rows[c.Row] = row
	}
	return rows
}

// append makes a sheet of rows that are numbered from 0; the first that is not
// empty holds the names of the columns.
func (wb *Workbook) append(title string, rows map[int][]string) study.Problems {
	s := Sheet{Name: canonicalSheet(title), Title: title}
	if s.Name == title {
		s.Title = ""
	}
	if wb.Sheet(s.Name) != nil {
		return study.Problems{{Severity: study.Error, Code: "second-table", Where: place(wb.File, s.Name), What: "there is a second sheet of this name", Do: "join the two sheets"}}
	}
	numbers := make([]int, 0, len(rows))
	width := 0
	for n, cells := range rows {
		numbers = append(numbers, n)
		width = max(width, len(cells))
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		cells := append(rows[n], make([]string, width-len(rows[n]))...)
		if i == 0 {
			s.Columns = cells
			s.Heading = n + 1
			continue
		}
		s.Rows = append(s.Rows, Row{Number: n + 1, Cells: cells})
	}
	wb.Sheets = append(wb.Sheets, s)
	return nil
}

// readCSV reads sheets written below each other, as pyxform has them: a line
// with the name of the sheet in its first cell, then lines whose first cell is
// empty. A file without such a line is a single sheet, the survey.
func readCSV(name string, data []byte) (*Workbook, study.Problems) {
	if !utf8.Valid(data) {
		return refused(name, "encoding", "the file is not in UTF-8", "save it as CSV UTF-8")
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	reader := csv.NewReader(bytes.NewReader(data))
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = true
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		reader.Comma = ';'
	}
	var lines [][]string
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, _ := reader.FieldPos(0)
			return refused(name, "csv", fmt.Sprintf("the table breaks off at line %d", line), "look for a quotation mark that is not closed")
		}
		if len(lines) >= excel.MaxRows || len(cells) > excel.MaxColumns {
			return refused(name, "too-large", "the table is far larger than a questionnaire can be", "take out what does not belong to it")
		}
		lines = append(lines, cells)
	}
	wb := &Workbook{File: name}
	if len(lines) == 0 || strings.TrimSpace(lines[0][0]) == "" || !only(lines[0]) {
		return wb, wb.append("survey", numbered(lines))
	}
	return wb, wb.below(lines)
}

// only reports whether no cell but the first has something in it.
func only(cells []string) bool {
	return !slices.ContainsFunc(cells[1:], func(c string) bool { return strings.TrimSpace(c) != "" })
}

func numbered(lines [][]string) map[int][]string {
	rows := map[int][]string{}
	for n, cells := range lines {
		if slices.ContainsFunc(cells, func(c string) bool { return c != "" }) {
			rows[n] = cells
		}
	}
	return rows
}

// below reads sheets that stand below each other, each under its name.
func (wb *Workbook) below(lines [][]string) study.Problems {
	var problems study.Problems
	var title string
	var rows [][]string
	end := func() {
		if rows := numbered(rows); title != "" && len(rows) > 0 {
			problems = append(problems, wb.append(title, rows)...)
		}
	}
	for _, cells := range lines {
		if name := strings.Join(strings.Fields(cells[0]), " "); name != "" {
			end()
			title, rows = name, nil
			if !only(cells) {
				rows = append(rows, cells[1:])
			}
			continue
		}
		rows = append(rows, cells[1:])
	}
	end()
	return problems
}

// WriteXLSX writes the sheets as .xlsx. Reading it gives the same cells in the
// same places.
func WriteXLSX(wb *Workbook) ([]byte, error) {
	if len(wb.Sheets) == 0 {
		return nil, errors.New("xlsform: a workbook needs a sheet")
	}
	return excel.Write(tables(wb))
}

// RewriteXLSX puts the cells of the sheets into the .xlsx from which they were
// read and leaves everything else in it as it is, see [excel.Rewrite]. A workbook
// with other sheets than the original is written anew.
func RewriteXLSX(original []byte, wb *Workbook) ([]byte, error) {
	data, err := excel.Rewrite(original, tables(wb))
	if errors.Is(err, excel.ErrOther) {
		return WriteXLSX(wb)
	}
	return data, err
}

// tables are the sheets as rows of a spreadsheet.
func tables(wb *Workbook) []excel.Table {
	var all []excel.Table
	for _, s := range wb.Sheets {
		t := excel.Table{Name: cmp.Or(s.Title, s.Name)}
		set := func(number int, cells []string) {
			for len(t.Rows) < number {
				t.Rows = append(t.Rows, nil)
			}
			t.Rows[number-1] = cells
		}
		heading := max(1, s.Heading)
		set(heading, s.Columns)
		for _, r := range s.Rows {
			set(max(r.Number, heading+1), r.Cells)
		}
		all = append(all, t)
	}
	return all
}
