package tabular

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"io"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
)

// The size of a sheet (ECMA-376 says nothing of it; these are the limits of
// Excel 2007 and later).
const (
	maxSheetRows    = 1 << 20
	maxSheetColumns = 1 << 14
	maxSheetText    = 32767 // characters of a cell, in UTF-16 units
)

// WriteWorkbook writes an XLSX workbook (ECMA-376) with the sheets data and
// labels. It writes row by row and keeps nothing on the disk. Texts are texts
// whatever they look like, and there are no formulas; a text that looks like
// one is marked as quoted, so that it stays a text when somebody edits it.
//
// A text that is too long for a cell is cut with a warning that names the
// variable. Columns beyond those of a sheet stand on further sheets, data 2 and
// so on, with the same rows, and a warning names the first of each. More rows
// than a sheet has are refused.
func WriteWorkbook(w io.Writer, d *dataset.Dataset) (study.Problems, error) {
	fields, err := layout(d)
	if err != nil {
		return nil, err
	}
	if d.Rows >= maxSheetRows {
		return nil, study.Problem{Severity: study.Error, Code: "sheet-size", Where: "workbook",
			What: fmt.Sprintf("%d rows do not fit a sheet, which has %d", d.Rows, maxSheetRows-1), Do: "write CSV, Parquet, SPSS or Stata instead"}
	}
	_, problems := flawed(d, soundXML)
	problems = append(problems, tooLong(d)...)
	var sheets []sheetPart
	for part := range slices.Chunk(fields, maxSheetColumns) {
		name := "data"
		if len(sheets) > 0 {
			name = fmt.Sprintf("data %d", len(sheets)+1)
			problems = append(problems, problem(study.Warning, part[0].of.Name, fmt.Sprintf("a sheet has %d columns; the column %s and those after it stand on the sheet %s", maxSheetColumns, part[0].name, name), "take the CSV where one table is wanted"))
		}
		sheets = append(sheets, sheetPart{name, func(out *bufio.Writer) { dataSheet(out, d, part) }})
	}
	sheets = append(sheets, sheetPart{"labels", func(out *bufio.Writer) { labelSheet(out, d) }})
	return problems, writeParts(w, sheets)
}

// A sheetPart is a sheet by its name.
type sheetPart struct {
	name  string
	write func(out *bufio.Writer)
}

func writeParts(w io.Writer, sheets []sheetPart) error {
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for _, part := range workbookParts(sheets) {
		if err := writePart(archive, part.name, func(out *bufio.Writer) { out.WriteString(part.text) }); err != nil {
			return err
		}
	}
	for i, s := range sheets {
		if err := writePart(archive, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), s.write); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("tabular: writing the workbook: %w", err)
	}
	return nil
}

const (
	mainSpace    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSpace = "http://schemas.openxmlformats.org/package/2006/"
	sheetType    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// quotedStyle is the number of the style of texts that look like formulas.
const quotedStyle = "1"

// workbookParts are the parts beside the sheets.
func workbookParts(sheets []sheetPart) []struct{ name, text string } {
	types, list, relations := "", "", ""
	for i, s := range sheets {
		types += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, sheetType)
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.name, i+1, i+1)
		relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, officeSpace, i+1)
	}
	relations += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, len(sheets)+1, officeSpace)
	return []struct{ name, text string }{
		{"[Content_Types].xml", xml.Header + `<Types xmlns="` + packageSpace + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + sheetType + `sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + sheetType + `styles+xml"/>` + types + `</Types>`},
		{"_rels/.rels", xml.Header + `<Relationships xmlns="` + packageSpace + `relationships">` +
			`<Relationship Id="rId1" Type="` + officeSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xml.Header + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + officeSpace + `"><sheets>` + list + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xml.Header + `<Relationships xmlns="` + packageSpace + `relationships">` + relations + `</Relationships>`},
		{"xl/styles.xml", xml.Header + `<styleSheet xmlns="` + mainSpace + `"><fonts count="1"><font/></fonts>` +
			`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>` +
			`<cellXfs count="2"><xf xfId="0"/><xf xfId="0" quotePrefix="1"/></cellXfs>` +
			`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`},
	}
}

// writePart writes one file of the archive. A [bufio.Writer] keeps the first
// error until it is flushed.
func writePart(archive *zip.Writer, name string, write func(out *bufio.Writer)) error {
	part, err := archive.Create(name)
	if err != nil {
		return fmt.Errorf("tabular: writing the workbook: %w", err)
	}
	out := bufio.NewWriterSize(part, 1<<16)
	write(out)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("tabular: writing the workbook: %w", err)
	}
	return nil
}
