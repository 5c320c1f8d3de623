package excel_test

import (
	"archive/zip"
	"bytes"
	"slices"
	"testing"

	"sojourn/format/xlsform/excel"
	"sojourn/format/xlsform/excel/exceltest"
)

// FuzzRewrite puts odd sheets into a workbook, adds a row above all, and reads what
// was written: every text must be there, a row lower.
func FuzzRewrite(f *testing.F) {
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c></row><row r="7"/></sheetData></worksheet>`))
	f.Add([]byte(`<x:worksheet xmlns:x="y"><x:sheetData><x:row><x:c><x:v>1</x:v><x:f>A2</x:f></x:c></x:row></x:sheetData><mergeCell ref="A1:B2"/></x:worksheet>`))
	f.Add([]byte(`<worksheet><sheetData><row r="99999999"><c s="3"/></row></sheetData><a sqref="A1 C1:D1048576"/></worksheet>`))
	original, err := excel.Write([]excel.Table{{Name: "survey", Rows: [][]string{{"type"}}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, sheet []byte) {
		data := withSheet(t, original, sheet)
		sheets, err := excel.Read(data)
		if err != nil {
			return
		}
		tables := tablesOf(t, data)
		tables[0].Rows = append([][]string{{"above"}}, tables[0].Rows...)
		written, err := excel.Rewrite(data, tables)
		if err != nil {
			return
		}
		again, err := excel.Read(written)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		for n, c := range sheets[0].Cells {
			c.Row++
			if !slices.Contains(again[0].Cells, c) && !slices.ContainsFunc(sheets[0].Cells[n+1:], func(d excel.Cell) bool { return d.Row == c.Row-1 && d.Column == c.Column }) {
				t.Errorf("%+v is lost:\n%s", c, sheet)
			}
		}
	})
}

// withSheet is a workbook with another part for its only sheet.
func withSheet(t *testing.T, original, sheet []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range exceltest.Parts(t, original) {
		if name == "xl/worksheets/sheet1.xml" {
			text = string(sheet)
		}
		p, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
