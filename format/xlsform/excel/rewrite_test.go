package excel_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sojourn/format/xlsform/excel"
	"sojourn/format/xlsform/excel/exceltest"
)

// decorated is a workbook as people keep them: colours, widths, a comment, joined
// cells, a formula, a number, a sheet of notes.
func decorated(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "survey"))
	for cell, v := range map[string]any{"A1": "type", "B1": "name", "C1": "label", "A2": "text", "B2": "first", "C2": "One", "A3": "text", "B3": "second", "C3": "Two", "A4": "integer", "B4": "third", "C4": 3} {
		must(f.SetCellValue("survey", cell, v))
	}
	red, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FF0000"}}})
	must(err)
	must(f.SetCellStyle("survey", "A3", "C3", red))
	must(f.SetColWidth("survey", "C", "C", 55))
	must(f.SetRowHeight("survey", 3, 44))
	must(f.AddComment("survey", excelize.Comment{Cell: "B3", Author: "Anna", Paragraph: []excelize.RichTextRun{{Text: "ask Boris"}}}))
	must(f.MergeCell("survey", "E3", "F3"))
	_, err = f.NewSheet("Notes of ours")
	must(err)
	must(f.SetCellValue("Notes of ours", "B7", "kept"))
	must(f.SetCellFormula("Notes of ours", "B8", "1+1"))
	b, err := f.WriteToBuffer()
	must(err)
	return b.Bytes()
}

// tablesOf are the sheets of a workbook as they are given to Rewrite.
func tablesOf(t *testing.T, data []byte) []excel.Table {
	t.Helper()
	sheets, err := excel.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	var tables []excel.Table
	for _, s := range sheets {
		table := excel.Table{Name: s.Name}
		for _, c := range s.Cells {
			for len(table.Rows) <= c.Row {
				table.Rows = append(table.Rows, nil)
			}
			for len(table.Rows[c.Row]) <= c.Column {
				table.Rows[c.Row] = append(table.Rows[c.Row], "")
			}
			table.Rows[c.Row][c.Column] = c.Text
		}
		tables = append(tables, table)
	}
	return tables
}

func TestARowThatMovesTakesItsLookAndItsCommentAlong(t *testing.T) {
	original := decorated(t)
	tables := tablesOf(t, original)
	rows := tables[0].Rows // the second question comes first, and a new one after it
	tables[0].Rows = [][]string{rows[0], rows[2], {"note", "new", "A & <b>"}, rows[1], rows[3]}
	written, err := excel.Rewrite(original, tables)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"B2": "second", "B3": "new", "C3": "A & <b>", "B4": "first", "C5": "3"} {
		if got, _ := f.GetCellValue("survey", cell); got != want {
			t.Errorf("%s holds %q, not %q", cell, got, want)
		}
	}
	plain, _ := f.GetCellStyle("survey", "B4")
	red, _ := f.GetCellStyle("survey", "B2")
	if style, err := f.GetStyle(red); err != nil || red == plain || !slices.Contains(style.Fill.Color, "FF0000") {
		t.Errorf("the red row is not red in its new place")
	}
	if w, _ := f.GetColWidth("survey", "C"); w != 55 {
		t.Errorf("the column is %v wide", w)
	}
	if h, _ := f.GetRowHeight("survey", 2); h != 44 {
		t.Errorf("the row is %v high", h)
	}
	if comments, _ := f.GetComments("survey"); len(comments) != 1 || comments[0].Cell != "B2" {
		t.Errorf("the comment is at %+v", comments)
	}
	if merged, _ := f.GetMergeCells("survey"); len(merged) != 1 || merged[0].GetStartAxis() != "E2" {
		t.Errorf("the joined cells are at %v", merged)
	}
	if formula, _ := f.GetCellFormula("Notes of ours", "B8"); formula != "1+1" {
		t.Errorf("the formula of the other sheet is %q", formula)
	}
}

func TestOnlyTheSheetThatChangedIsWrittenAnew(t *testing.T) {
	original := decorated(t)
	tables := tablesOf(t, original)
	tables[0].Rows[1][2] = "Another wording"
	written, err := excel.Rewrite(original, tables)
	if err != nil {
		t.Fatal(err)
	}
	before, after := exceltest.Parts(t, original), exceltest.Parts(t, written)
	for name, text := range before {
		if after[name] != text && name != "xl/worksheets/sheet1.xml" && !strings.Contains(name, "comments") {
			t.Errorf("%s differs", name)
		}
	}
	if after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"] || len(after) != len(before) {
		t.Error("the changed sheet is as it was, or parts are missing")
	}
	if same, err := excel.Rewrite(original, tablesOf(t, original)); err != nil || len(same) == 0 {
		t.Fatal(err)
	} else if got := exceltest.Parts(t, same)["xl/worksheets/sheet1.xml"]; got != before["xl/worksheets/sheet1.xml"] {
		t.Error("a sheet is written anew although nothing changed")
	}
}

func TestFormulasBecomeTheirValuesOnlyWhereRowsMove(t *testing.T) {
	original := decorated(t)
	tables := tablesOf(t, original)
	rows := tables[1].Rows
	tables[1].Rows = append([][]string{{"above"}}, rows...)
	written, err := excel.Rewrite(original, tables)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(written))
	if err != nil {
		t.Fatal(err)
	}
	if formula, _ := f.GetCellFormula("Notes of ours", "B9"); formula != "" {
		t.Errorf("a formula that moved is still there: %q", formula)
	}
	if got, _ := f.GetCellValue("Notes of ours", "B8"); got != "kept" {
		t.Errorf("the moved cell holds %q", got)
	}
}

func TestAnotherSheetOrATextTooLongIsRefused(t *testing.T) {
	original := decorated(t)
	tables := tablesOf(t, original)
	if _, err := excel.Rewrite(original, append(tables, excel.Table{Name: "choices"})); !errors.Is(err, excel.ErrOther) {
		t.Errorf("a new sheet gives %v", err)
	}
	tables[0].Rows[1][2] = strings.Repeat("я", excel.MaxText+1)
	if _, err := excel.Rewrite(original, tables); err == nil {
		t.Error("a text that no cell can hold is written")
	}
}
