package edit

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"sojourn/format/xlsform"
)

// Write gives the bytes of the file with the cells of wb in it: of the same kind
// as the original, whose name only serves to say where a problem is. In Markdown
// the text around the tables and the tables of unchanged sheets stay byte for
// byte. What was written is read again, and refused unless every cell is there.
func Write(name string, original []byte, wb *xlsform.Workbook) ([]byte, error) {
	was, _ := xlsform.Read(name, original)
	same := Same
	var data []byte
	var err error
	switch {
	case bytes.HasPrefix(original, []byte("PK")):
		data, err = xlsform.RewriteXLSX(original, wb)
	case bytes.Contains(original, []byte("|")) && !bytes.Contains(original, []byte{0}):
		data = splice(original, was, wb)
		same = func(a, b *xlsform.Workbook) bool { return Same(inOrder(a), inOrder(b)) }
	default:
		return nil, refuse(wb, "", 0, "", "unsupported", "files of this kind are read and not written", "save it as .xlsx or as tables in Markdown")
	}
	if err != nil {
		return nil, refuse(wb, "", 0, "", "not-written", "the file cannot be written: "+err.Error(), "shorten the text, or edit it in the program that it comes from")
	}
	if again, problems := xlsform.Read(name, data); problems.Err() != nil || !same(again, wb) {
		return nil, refuse(wb, "", 0, "", "not-written", "the file cannot be written without losing something", "edit it in the program that it comes from")
	}
	return data, nil
}

// Same reports whether two workbooks have the same cells in the same places.
// Empty cells and rows at the ends do not count.
func Same(a, b *xlsform.Workbook) bool {
	return slices.EqualFunc(filled(a), filled(b), func(x, y xlsform.Sheet) bool {
		return x.Name == y.Name && sameSheet(x, y)
	})
}

// filled lists the sheets with anything in them.
func filled(wb *xlsform.Workbook) []xlsform.Sheet {
	return slices.DeleteFunc(slices.Clone(wb.Sheets), func(s xlsform.Sheet) bool { return len(s.Columns) == 0 })
}

// inOrder numbers the rows that hold something as they follow each other, which is
// how they are counted in Markdown.
func inOrder(wb *xlsform.Workbook) *xlsform.Workbook {
	c := clone(wb)
	for n := range c.Sheets {
		c.Sheets[n].Heading, c.Sheets[n].Rows = 1, written(c.Sheets[n])
		for r := range c.Sheets[n].Rows {
			c.Sheets[n].Rows[r].Number = r + 2
		}
	}
	return c
}

func sameSheet(x, y xlsform.Sheet) bool {
	return sameCells(x.Columns, y.Columns) && max(1, x.Heading) == max(1, y.Heading) &&
		slices.EqualFunc(written(x), written(y), func(r, q xlsform.Row) bool { return r.Number == q.Number && sameCells(r.Cells, q.Cells) })
}

// written lists the rows that hold something.
func written(s xlsform.Sheet) []xlsform.Row {
	return slices.DeleteFunc(slices.Clone(s.Rows), func(r xlsform.Row) bool { return sameCells(r.Cells, nil) })
}

func sameCells(x, y []string) bool {
	for n := range max(len(x), len(y)) {
		if (n < len(x) && x[n] != "" || n < len(y) && y[n] != "") && (n >= len(x) || n >= len(y) || x[n] != y[n]) {
			return false
		}
	}
	return true
}

// title is a heading of Markdown, as [xlsform.ReadMarkdown] sees it.
var title = regexp.MustCompile(`^#{1,6}\s+(.*?)(\s+#+)?\s*$`)

// splice puts the tables of changed sheets into the text in the place of the old
// ones, and sheets that are new at its end. A file whose tables have no
// headings is written anew.
func splice(original []byte, was, wb *xlsform.Workbook) []byte {
	var out bytes.Buffer
	seen, kept := map[string]bool{}, map[string]bool{}
	heading, replaced := "", false
	for line := range bytes.Lines(original) {
		trimmed := strings.TrimSpace(string(line))
		if !strings.HasPrefix(trimmed, "|") {
			replaced = false
			if m := title.FindStringSubmatch(strings.TrimPrefix(trimmed, "\uFEFF")); m != nil {
				heading = strings.ToLower(strings.Join(strings.Fields(m[1]), " "))
			}
			out.Write(line)
			continue
		}
		before, now := was.Sheet(heading), wb.Sheet(heading)
		if heading == "" || before == nil || now == nil {
			return xlsform.WriteMarkdown(wb)
		}
		if !seen[heading] {
			seen[heading] = true
			kept[heading] = sameSheet(*before, *now) && len(before.Columns) == len(now.Columns)
		}
		if kept[heading] {
			out.Write(line)
		} else if !replaced {
			out.Write(table(*now, bytes.HasSuffix(line, []byte("\r\n"))))
			replaced = true
		}
	}
	for _, s := range wb.Sheets {
		if !seen[s.Name] && len(s.Columns) > 0 {
			out.WriteByte('\n')
			out.Write(xlsform.WriteMarkdown(&xlsform.Workbook{Sheets: []xlsform.Sheet{s}}))
		}
	}
	return out.Bytes()
}

// table is a sheet as a table without its heading.
func table(s xlsform.Sheet, dos bool) []byte {
	_, lines, _ := bytes.Cut(xlsform.WriteMarkdown(&xlsform.Workbook{Sheets: []xlsform.Sheet{s}}), []byte("\n\n"))
	if dos {
		lines = bytes.ReplaceAll(lines, []byte("\n"), []byte("\r\n"))
	}
	return lines
}
