package tabular

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sojourn/dataset"
	"sojourn/study"
)

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
	s.buf = appendNumber(s.buf[:0], x)
	s.out.Write(s.buf)
	s.out.WriteString("</v></c>")
}

// text writes an inline string, which is never taken for a number or a formula.
func (s *sheet) text(column, text string) {
	if text == "" {
		return
	}
	style := ""
	if likeFormula(text) {
		style = ` s="` + quotedStyle + `"`
	}
	s.open(column, style+` t="inlineStr"><is><t xml:space="preserve">`)
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
			ps = append(ps, problem(study.Warning, c.Name, fmt.Sprintf("a cell takes %d characters; what is beyond is cut from %s", maxSheetText, study.Counted(n, "text")), "take the CSV where the whole text is wanted"))
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
