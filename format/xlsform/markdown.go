package xlsform

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/study"
)

var (
	heading   = regexp.MustCompile(`^#{1,6}\s+(.*?)(\s+#+)?\s*$`)
	delimiter = regexp.MustCompile(`^\|(\s*:?-+:?\s*\|)+$`)
)

// ReadMarkdown reads the tables of a Markdown file. File is its path in the
// study folder and only serves to say where a problem is. What has an error is
// left out: do not write such a workbook over its own file.
func ReadMarkdown(file string, data []byte) (*Workbook, study.Problems) {
	r := markdownReader{wb: &Workbook{File: file}}
	text := strings.TrimPrefix(strings.ToValidUTF8(string(data), "\uFFFD"), "\uFEFF")
	for n, line := range strings.Split(text, "\n") {
		r.line(n+1, strings.TrimSpace(line))
	}
	r.close()
	return r.wb, r.problems
}

// A markdownReader collects the lines of one table until it ends.
type markdownReader struct {
	wb       *Workbook
	problems study.Problems
	heading  string // last seen, in lower case
	title    string // the same as written
	table    []string
	first    int // line of the file on which the table starts
}

func (r *markdownReader) problem(severity study.Severity, code string, row int, what, do string) {
	r.problems = append(r.problems, study.Problem{Severity: severity, Code: code, Where: place(r.wb.File, r.heading), Row: row, What: what, Do: do})
}

// place names a sheet of a file.
func place(file, sheet string) string { return strings.TrimSpace(file + " " + sheet) }

func (r *markdownReader) line(n int, line string) {
	if strings.HasPrefix(line, "|") {
		if len(r.table) == 0 {
			r.first = n
		}
		r.table = append(r.table, line)
		return
	}
	r.close()
	if m := heading.FindStringSubmatch(line); m != nil {
		r.heading, r.title = canonicalSheet(m[1]), strings.Join(strings.Fields(m[1]), " ")
	} else if line != "" {
		r.problem(study.Warning, "stray-text", 0, fmt.Sprintf("line %d stands outside the tables and is lost when the file is written anew", n),
			"put it into a note, or into a column of its own")
	}
}

// close ends the table under way and keeps it as a sheet.
func (r *markdownReader) close() {
	table := r.table
	r.table = nil
	switch {
	case len(table) == 0:
		return
	case r.heading == "" && below(table[0]):
		lines := make([][]string, len(table))
		for i, line := range table {
			lines[i] = splitRow(line)
			if len(lines[i]) == 0 {
				lines[i] = []string{""}
			}
		}
		r.problems = append(r.problems, r.wb.below(lines)...)
		return
	case r.heading == "":
		r.problem(study.Error, "no-sheet-name", 0, fmt.Sprintf("the table on line %d has no heading", r.first), "write ## survey, ## choices or ## settings above it")
		return
	case r.wb.Sheet(r.heading) != nil:
		r.problem(study.Error, "second-table", 0, fmt.Sprintf("the table on line %d is a second one of this name", r.first), "join the two tables; a blank line inside a table ends it")
		return
	case len(splitRow(table[0])) == 0 || len(table) < 2 || !delimiter.MatchString(table[1]):
		r.problem(study.Error, "no-heading-row", 0, fmt.Sprintf("the table on line %d does not begin with the names of its columns", r.first),
			"write them, and under them a line such as | --- | --- |")
		return
	}
	sheet := Sheet{Name: r.heading, Columns: splitRow(table[0])}
	if r.title != r.heading {
		sheet.Title = r.title
	}
	for i, line := range table[2:] {
		if row, ok := r.row(i+2, line, len(sheet.Columns)); ok {
			sheet.Rows = append(sheet.Rows, row)
		}
	}
	r.wb.Sheets = append(r.wb.Sheets, sheet)
}

// below reports whether a table begins with the name of a sheet alone: then
// its sheets stand below each other, their rows one cell to the right.
func below(line string) bool {
	cells := splitRow(line)
	return len(cells) > 0 && cells[0] != "" && only(cells) && strings.ToLower(cells[0]) != "type"
}

// row reads one line. Cells may be missing at its end, but there cannot be
// more cells than columns: then a bar inside a text was not escaped.
func (r *markdownReader) row(number int, line string, columns int) (Row, bool) {
	cells := splitRow(line)
	for len(cells) > columns && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > columns {
		r.problem(study.Error, "too-many-cells", number, fmt.Sprintf("the row has %d cells, the heading has %d", len(cells), columns),
			`write a vertical bar inside a text as \|`)
		return Row{}, false
	}
	for len(cells) < columns {
		cells = append(cells, "")
	}
	return Row{number, cells}, true
}

// splitRow cuts a line at its bars and undoes the escapes.
func splitRow(line string) []string {
	line = strings.TrimPrefix(line, "|")
	var cells []string
	start := 0
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' && i+1 < len(line) && line[i+1] == '|' {
			i++
		} else if line[i] == '|' {
			cells = append(cells, unescape(line[start:i]))
			start = i + 1
		}
	}
	if rest := strings.TrimSpace(line[start:]); rest != "" {
		cells = append(cells, unescape(rest))
	}
	return cells
}

// A bar and a new line cannot stand in a table as they are. What would be read
// as an escape is written with HTML's entities, which Markdown understands.
var (
	escapes   = strings.NewReplacer("|", `\|`, "\n", "<br>", "<br", "&lt;br", "&lt;", "&amp;lt;", "&amp;", "&amp;amp;")
	unescapes = strings.NewReplacer(`\|`, "|", "<br>", "\n", "<br/>", "\n", "<br />", "\n", "&lt;", "<", "&amp;", "&")
)

func unescape(cell string) string { return strings.TrimSpace(unescapes.Replace(cell)) }

func escape(cell string) string {
	cell = strings.ReplaceAll(cell, "\r\n", "\n")
	return escapes.Replace(strings.TrimSpace(cell))
}

// aligned is the width up to which columns are padded. A longer text runs over
// the edge of its column, so that a change to it changes no other line.
const aligned = 24

// WriteMarkdown writes the sheets as tables. Reading them back gives the same
// sheets, and writing those gives the same bytes. A sheet without anything in it
// is left out: there is no table without columns.
func WriteMarkdown(wb *Workbook) []byte {
	var b bytes.Buffer
	for _, s := range wb.Sheets {
		if len(s.Columns) == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		title := strings.Join(strings.Fields(cmp.Or(s.Title, s.Name)), " ")
		if strings.HasSuffix(title, "#") { // or it would be read as the end of the heading
			title += " #"
		}
		fmt.Fprintf(&b, "## %s\n\n", title)
		writeTable(&b, s)
	}
	return b.Bytes()
}

func writeTable(b *bytes.Buffer, s Sheet) {
	columns := len(s.Columns)
	lines := [][]string{escaped(s.Columns, columns)}
	for _, r := range s.Rows {
		lines = append(lines, escaped(r.Cells, columns))
	}
	widths := make([]int, columns)
	rules := make([]string, columns)
	for c := range widths {
		widths[c] = 3
		for _, cells := range lines {
			if w := width(cells[c]); w <= aligned {
				widths[c] = max(widths[c], w)
			} else {
				widths[c] = aligned
			}
		}
		rules[c] = strings.Repeat("-", widths[c])
	}
	writeRow(b, lines[0], widths)
	writeRow(b, rules, widths)
	for _, cells := range lines[1:] {
		writeRow(b, cells, widths)
	}
}

// escaped gives exactly n cells as they are written.
func escaped(cells []string, n int) []string {
	out := make([]string, n)
	for i := range min(n, len(cells)) {
		out[i] = escape(cells[i])
	}
	return out
}

func writeRow(b *bytes.Buffer, cells []string, widths []int) {
	for c, cell := range cells {
		b.WriteString("| ")
		b.WriteString(cell)
		b.WriteString(strings.Repeat(" ", max(0, widths[c]-width(cell))+1))
	}
	b.WriteString("|\n")
}

// width is the number of characters that take up room.
func width(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			n--
		}
	}
	return n
}
