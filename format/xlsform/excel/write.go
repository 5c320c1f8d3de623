package excel

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxText is the number of characters that Excel takes in a cell.
const MaxText = 32767

// maxName is the number of characters that Excel takes in the name of a sheet.
const maxName = 31

// A Table is a sheet to be written: rows of texts, the first of them headings.
// A row that is nil is left empty.
type Table struct {
	Name string
	Rows [][]string
}

// Write makes an .xlsx of tables, every cell a text, the heading row bold and
// fixed. The same tables give the same bytes.
func Write(tables []Table) ([]byte, error) {
	for _, t := range tables {
		if n := utf8.RuneCountInString(t.Name); n == 0 || n > maxName || strings.ContainsAny(t.Name, `[]:*?/\`) {
			return nil, fmt.Errorf("excel: the sheet name %q is not possible; use 1 to %d characters without [ ] : * ? / \\", t.Name, maxName)
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	parts := [][2]string{
		{"[Content_Types].xml", contentTypes(len(tables))},
		{"_rels/.rels", relationships("officeDocument", "xl/workbook.xml")},
		{"xl/workbook.xml", tabs(tables)},
		{"xl/_rels/workbook.xml.rels", bookLinks(len(tables))},
		{"xl/styles.xml", stylesheet},
	}
	for i, t := range tables {
		text, err := worksheet(t)
		if err != nil {
			return nil, err
		}
		parts = append(parts, [2]string{sheetPart("xl/", i), text})
	}
	for _, p := range parts {
		w, err := z.Create(p[0])
		if err == nil {
			_, err = w.Write([]byte(p[1]))
		}
		if err != nil {
			return nil, fmt.Errorf("excel: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("excel: %w", err)
	}
	return b.Bytes(), nil
}

const (
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	linkSpace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packSpace = "http://schemas.openxmlformats.org/package/2006/"
	mainType  = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	// Style 0 is a text with line breaks, style 1 a heading. Format 49 is "@":
	// what is typed into a cell stays as it was typed.
	stylesheet = xml.Header + `<styleSheet xmlns="` + mainSpace + `"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
		`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

func sheetPart(dir string, i int) string {
	return dir + "worksheets/sheet" + strconv.Itoa(i+1) + ".xml"
}

func contentTypes(sheets int) string {
	var b strings.Builder
	b.WriteString(xml.Header + `<Types xmlns="` + packSpace + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + mainType + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + mainType + `styles+xml"/>`)
	for i := range sheets {
		fmt.Fprintf(&b, `<Override PartName="%s" ContentType="%sworksheet+xml"/>`, sheetPart("/xl/", i), mainType)
	}
	return b.String() + `</Types>`
}

// relationships writes a list of links, given as pairs of kind and target.
func relationships(pairs ...string) string {
	var b strings.Builder
	b.WriteString(xml.Header + `<Relationships xmlns="` + packSpace + `relationships">`)
	for i := 0; i+1 < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, i/2+1, linkSpace, pairs[i], pairs[i+1])
	}
	return b.String() + `</Relationships>`
}

func bookLinks(sheets int) string {
	var pairs []string
	for i := range sheets {
		pairs = append(pairs, "worksheet", sheetPart("", i))
	}
	return relationships(append(pairs, "styles", "styles.xml")...)
}

func tabs(tables []Table) string {
	var b strings.Builder
	b.WriteString(xml.Header + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + linkSpace + `"><sheets>`)
	for i, t := range tables {
		fmt.Fprintf(&b, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escape(t.Name), i+1, i+1)
	}
	return b.String() + `</sheets></workbook>`
}

// worksheet writes the cells of a table.
func worksheet(t Table) (string, error) {
	var b strings.Builder
	b.WriteString(xml.Header + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
		`<sheetFormatPr defaultRowHeight="15" baseColWidth="22"/><sheetData>`)
	for r, row := range t.Rows {
		if row == nil {
			continue
		}
		fmt.Fprintf(&b, `<row r="%d">`, r+1)
		style := min(r, 1) ^ 1
		for c, text := range row {
			if text == "" {
				continue
			}
			if utf8.RuneCountInString(text) > MaxText {
				return "", fmt.Errorf("excel: sheet %s row %d: a text is longer than the %d characters that a cell can hold", t.Name, r+1, MaxText)
			}
			fmt.Fprintf(&b, `<c r="%s%d" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, letters(c), r+1, style, escape(text))
		}
		b.WriteString(`</row>`)
	}
	return b.String() + `</sheetData></worksheet>`, nil
}

// letters names a column, counted from 0: A, B, … Z, AA.
func letters(column int) string {
	if column < 26 {
		return string(rune('A' + column))
	}
	return letters(column/26-1) + string(rune('A'+column%26))
}

var looksEscaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// escape writes a text for XML. Characters that XML cannot hold, and what would
// be read as one of them, are written as [unescape] reads them.
func escape(s string) string {
	s = looksEscaped.ReplaceAllStringFunc(s, func(m string) string { return "_x005F" + m })
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
