package tabular

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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
// whatever they look like, and there are no formulas. A text that is too long
// for a cell is cut with a warning that names the variable; a dataset that is
// too large for a sheet is refused.
func WriteWorkbook(w io.Writer, d *dataset.Dataset) (study.Problems, error) {
	fields, err := layout(d)
	if err != nil {
		return nil, err
	}
	if d.Rows >= maxSheetRows || len(fields) > maxSheetColumns {
		return nil, study.Problem{Severity: study.Error, Code: "sheet-size", Where: "workbook",
			What: fmt.Sprintf("%d rows and %d columns do not fit a sheet, which has %d and %d", d.Rows, len(fields), maxSheetRows-1, maxSheetColumns),
			Do:   "write CSV, Parquet, SPSS or Stata instead, or fewer variables"}
	}
	_, problems := flawed(d, soundXML)
	problems = append(problems, tooLong(d)...)
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for _, part := range workbookParts {
		if err := writePart(archive, part.name, func(out *bufio.Writer) { out.WriteString(part.text) }); err != nil {
			return problems, err
		}
	}
	if err := writePart(archive, "xl/worksheets/sheet1.xml", func(out *bufio.Writer) { dataSheet(out, d, fields) }); err != nil {
		return problems, err
	}
	if err := writePart(archive, "xl/worksheets/sheet2.xml", func(out *bufio.Writer) { labelSheet(out, d) }); err != nil {
		return problems, err
	}
	if err := archive.Close(); err != nil {
		return problems, fmt.Errorf("tabular: writing the workbook: %w", err)
	}
	return problems, nil
}

// workbookParts are the parts that are the same for every workbook.
var workbookParts = []struct{ name, text string }{
	{"[Content_Types].xml", xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
	{"_rels/.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", xml.Header + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">` +
		`<sheets><sheet name="data" sheetId="1" r:id="rId1"/><sheet name="labels" sheetId="2" r:id="rId2"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`},
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

// A frozen first row, so that the names stay in sight.
const sheetStart = xml.Header + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">` +
	`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`

const sheetEnd = `</sheetData></worksheet>`

func dataSheet(out *bufio.Writer, d *dataset.Dataset, fields []field) {
	s := sheet{out: out}
	names := make([]string, len(fields))
	columns := make([]string, len(fields))
	for i, f := range fields {
		names[i], columns[i] = f.name, columnName(i)
	}
	out.WriteString(sheetStart)
	s.texts(names)
	for row := range d.Rows {
		s.start()
		for i, f := range fields {
			s.field(f, row, columns[i])
		}
		out.WriteString("</row>")
	}
	out.WriteString(sheetEnd)
}

func labelSheet(out *bufio.Writer, d *dataset.Dataset) {
	s := sheet{out: out}
	out.WriteString(sheetStart)
	for _, record := range labelRecords(d, false) {
		s.texts(record)
	}
	out.WriteString(sheetEnd)
}

// A sheet writes rows of cells.
type sheet struct {
	out *bufio.Writer
	row int
	buf []byte
}

func (s *sheet) start() {
	s.row++
	s.out.WriteString(`<row r="`)
	s.out.WriteString(strconv.Itoa(s.row))
	s.out.WriteString(`">`)
}

// texts writes a row of texts.
func (s *sheet) texts(cells []string) {
	s.start()
	for i, text := range cells {
		s.text(columnName(i), text)
	}
	s.out.WriteString("</row>")
}

func (s *sheet) field(f field, row int, column string) {
	c := f.of
	switch why := c.Missing[row]; {
	case f.role == reason:
		s.text(column, why.String())
	case why != dataset.Present:
	case f.role == indicator:
		s.number(column, float64(c.Sets[row]>>f.category&1))
	case c.Kind == dataset.Categorical:
		s.text(column, c.CodeAt(row))
	case c.Kind == dataset.Multiple:
		s.text(column, string(appendSet(nil, c.Sets[row], c.Variable.Codes)))
	case c.Kind == dataset.Numeric:
		s.number(column, c.Numbers[row])
	default:
		s.text(column, c.Texts[row])
	}
}

func (s *sheet) open(column, more string) {
	s.buf = append(append(s.buf[:0], `<c r="`...), column...)
	s.buf = strconv.AppendInt(s.buf, int64(s.row), 10)
	s.buf = append(append(s.buf, '"'), more...)
	s.out.Write(s.buf)
}

// number writes a number; one that a sheet has no notation for becomes a text.
func (s *sheet) number(column string, x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		s.text(column, strconv.FormatFloat(x, 'g', -1, 64))
		return
	}
	s.open(column, "><v>")
	s.buf = appendNumber(s.buf[:0], x, '.')
	s.out.Write(s.buf)
	s.out.WriteString("</v></c>")
}

// text writes an inline string, which is never taken for a number or a formula.
func (s *sheet) text(column, text string) {
	if text == "" {
		return
	}
	s.open(column, ` t="inlineStr"><is><t xml:space="preserve">`)
	s.buf = append(s.buf[:0], escapeUnderscores(cut(soundXML(text)))...)
	_ = xml.EscapeText(s.out, s.buf) // the writer's own error comes back when it is flushed
	s.out.WriteString("</t></is></c>")
}

// soundXML is [sound] also for the control characters that XML 1.0 forbids.
func soundXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return utf8.RuneError
		}
		return r
	}, sound(s))
}

var looksEscaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// escapeUnderscores guards a text such as "_x0041_", which ST_Xstring of
// ECMA-376 (part 1, 22.9.2.19) would read as the letter A.
func escapeUnderscores(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return looksEscaped.ReplaceAllStringFunc(s, func(m string) string { return "_x005F" + m })
}

// units is the length of a character in UTF-16 units, by which a cell is measured.
func units(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// cut shortens s to what a cell may hold.
func cut(s string) string {
	if len(s) <= maxSheetText {
		return s
	}
	n := 0
	for i, r := range s {
		if n += units(r); n > maxSheetText {
			return s[:i]
		}
	}
	return s
}

func tooLong(d *dataset.Dataset) study.Problems {
	var ps study.Problems
	for _, c := range d.Columns {
		n := 0
		for i, s := range c.Texts {
			if c.Missing[i] == dataset.Present && len(s) > maxSheetText && len(cut(s)) < len(s) {
				n++
			}
		}
		if n > 0 {
			ps = append(ps, problem(study.Warning, c.Name, fmt.Sprintf("%d texts are longer than the %d characters of a cell and are cut", n, maxSheetText), "take the CSV where the whole text is wanted"))
		}
	}
	return ps
}

// columnName is the name of a column of a sheet: A, B, … Z, AA, …
func columnName(i int) string {
	var b []byte
	for i++; i > 0; i = (i - 1) / 26 {
		b = append(b, byte('A'+(i-1)%26))
	}
	slices.Reverse(b)
	return string(b)
}
