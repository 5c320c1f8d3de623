package xlsform_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/internal/judge"
	"sojourn/study"
)

// cells lists what stands in a workbook, whatever kind of file it came from.
func cells(wb *xlsform.Workbook) []string {
	var found []string
	for _, s := range wb.Sheets {
		for _, row := range append([]xlsform.Row{{Number: max(1, s.Heading), Cells: s.Columns}}, s.Rows...) {
			for column, text := range row.Cells {
				if text = strings.TrimSpace(text); text != "" {
					found = append(found, fmt.Sprintf("%s %d.%d %s", s.Name, row.Number, column, text))
				}
			}
		}
	}
	return found
}

func readFile(t *testing.T, path string) *xlsform.Workbook {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wb, problems := xlsform.Read(filepath.Base(path), data)
	for _, p := range problems {
		if p.Severity == study.Error {
			t.Errorf("%s: %v", filepath.Base(path), p)
		}
	}
	return wb
}

func TestOneFormIsTheSameInEveryKindOfFile(t *testing.T) {
	dir := judge.Standards.Need(t, "xlsform", "pyxform-example_xls")
	for form, kinds := range map[string][]string{
		"group": {"xls", "xlsx", "csv"}, "loop": {"xls", "xlsx"}, "include_json": {"xls", "xlsx", "csv"},
		"specify_other": {"xls", "xlsx"}, "yes_or_no_question": {"xls", "xlsx", "csv"},
	} {
		want := cells(readFile(t, filepath.Join(dir, form+".xlsx")))
		if len(want) == 0 {
			t.Errorf("%s has no cells", form)
		}
		for _, kind := range kinds {
			if diff := cmp.Diff(want, cells(readFile(t, filepath.Join(dir, form+"."+kind)))); diff != "" {
				t.Errorf("%s.%s differs from the .xlsx:\n%s", form, kind, diff)
			}
		}
	}
}

// TestEveryFormOfTheCollectionKeepsItsCells reads each file, writes it as .xlsx
// and reads that; excelize, which had no part in it, must see the same.
func TestEveryFormOfTheCollectionKeepsItsCells(t *testing.T) {
	read := 0
	for _, dir := range []string{"pyxform-example_xls", "pyxform-bug_example_xls"} {
		entries, err := os.ReadDir(judge.Standards.Need(t, "xlsform", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			wb := readFile(t, filepath.Join(judge.Standards.Need(t, "xlsform", dir), e.Name()))
			xlsform.Instrument(wb)
			data, err := xlsform.WriteXLSX(wb)
			if err != nil {
				t.Errorf("%s: %v", e.Name(), err)
				continue
			}
			again, problems := xlsform.Read("again.xlsx", data)
			if diff := cmp.Diff(wb.Sheets, again.Sheets, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(xlsform.Sheet{}, "Heading")); diff != "" || problems != nil {
				t.Errorf("%s came back as\n%s\n%v", e.Name(), diff, problems)
			}
			if diff := cmp.Diff(cells(wb), judged(t, data)); diff != "" {
				t.Errorf("%s: another program reads\n%s", e.Name(), diff)
			}
			read++
		}
	}
	t.Logf("%d files", read)
}

// judged lists the cells of an .xlsx as excelize reads them.
func judged(t *testing.T, data []byte) []string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var found []string
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			for c, text := range row {
				if text = strings.TrimSpace(text); text != "" {
					found = append(found, fmt.Sprintf("%s %d.%d %s", strings.ToLower(name), r+1, c, text))
				}
			}
		}
	}
	return found
}

func TestAWorkbookOfAnotherProgramIsReadWithItsNumbersDatesAndConditions(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", "Survey"); err != nil {
		t.Fatal(err)
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	set := func(at string, v any) {
		if err := f.SetCellValue("Survey", at, v); err != nil {
			t.Fatal(err)
		}
	}
	for at, v := range map[string]any{"A1": "type", "B1": "name", "C1": "default", "D1": "required", "E1": "кто",
		"A3": "integer", "B3": "n", "C3": 0.1, "D3": true, "E3": "два\nряда & <b>", "A4": "date", "B4": "d", "D4": false, "E4": 1234567890123} {
		set(at, v)
	}
	set("C4", time.Date(2022, 2, 24, 0, 0, 0, 0, time.UTC))
	if err := f.SetCellStyle("Survey", "C4", "C4", style); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellRichText("Survey", "F3", []excelize.RichTextRun{{Text: "in "}, {Text: "parts", Font: &excelize.Font{Bold: true}}}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	wb, problems := xlsform.Read("a.md", b.Bytes()) // the name lies
	if problems != nil {
		t.Error(problems)
	}
	want := []string{"survey 1.0 type", "survey 1.1 name", "survey 1.2 default", "survey 1.3 required", "survey 1.4 кто",
		"survey 3.0 integer", "survey 3.1 n", "survey 3.2 0.1", "survey 3.3 TRUE", "survey 3.4 два\nряда & <b>", "survey 3.5 in parts",
		"survey 4.0 date", "survey 4.1 d", "survey 4.2 2022-02-24", "survey 4.3 FALSE", "survey 4.4 1234567890123"}
	if diff := cmp.Diff(want, cells(wb)); diff != "" {
		t.Error(diff)
	}
	if wb.Sheets[0].Title != "Survey" {
		t.Errorf("the sheet is titled %q", wb.Sheets[0].Title)
	}
}

func TestNothingIsLostThatIsNotUnderstood(t *testing.T) {
	wb, _ := xlsform.Read("w.md", []byte("## Survey\n| type | name | label | our notes |\n|-|-|-|-|\n| text | q | Q? | ask gently |\n\n## Diary\n| day | |\n|-|-|\n| 1 | _x000D_ a\u0001b |\n"))
	data, err := xlsform.WriteXLSX(wb)
	if err != nil {
		t.Fatal(err)
	}
	again, problems := xlsform.Read("w.xlsx", data)
	if problems != nil {
		t.Error(problems)
	}
	if diff := cmp.Diff(wb.Sheets, again.Sheets, cmpopts.IgnoreFields(xlsform.Sheet{}, "Heading")); diff != "" {
		t.Error(diff)
	}
	twice, err := xlsform.WriteXLSX(again)
	if err != nil || !bytes.Equal(data, twice) {
		t.Errorf("written again the bytes differ (%v)", err)
	}
}

// zipped makes a zip file of parts.
func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range parts {
			if !yield(name) {
				return
			}
		}
	}) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbook is the parts of a small .xlsx with the given sheet and strings.
func workbook(sheet, shared string) map[string]string {
	const types = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	return map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r" Type="` + types + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="x"><sheets><sheet name="survey" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="` + types + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="` + types + `sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet,
		"xl/sharedStrings.xml":       shared,
	}
}

// TestHostileFilesAreRefusedQuickly holds each file to a second and to 256
// megabytes.
func TestHostileFilesAreRefusedQuickly(t *testing.T) {
	row := `<row><c t="inlineStr"><is><t>x</t></is></c></row>`
	// Noise that cannot be packed makes the rest look less tightly packed.
	noise := make([]byte, 1<<20)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	padded := func(sheet, shared string) []byte {
		parts := workbook(sheet, shared)
		parts["noise"] = string(noise)
		return zipped(t, parts)
	}
	many := map[string]string{}
	for n := range 6000 {
		many[fmt.Sprintf("p%d", n)] = ""
	}
	nested := "## survey\n| type | name | calculation |\n|-|-|-|\n| calculate | c | " + strings.Repeat("if(1,", 10_000) + "1" + strings.Repeat(",0)", 10_000) + " |"
	laughs := `<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`
	lying := zipped(t, workbook("<worksheet>"+strings.Repeat(row, 20_000), ""))
	lie := bytes.LastIndex(lying, []byte("xl/worksheets/sheet1.xml"))
	copy(lying[lie-22:], []byte{10, 0, 0, 0}) // the unpacked size in the directory
	for name, data := range map[string][]byte{
		"a zip bomb":                         zipped(t, workbook(strings.Repeat(" ", 190<<20), "")),
		"a bomb of rows":                     zipped(t, workbook("<worksheet>"+strings.Repeat(row, 900_000), "")),
		"a bomb of strings":                  zipped(t, workbook("", "<sst>"+strings.Repeat("<si></si>", 5_000_000))),
		"a bomb of elements":                 zipped(t, workbook("<worksheet>"+strings.Repeat("<a/>", 10_000_000), "")),
		"a padded bomb of rows":              padded("<worksheet>"+strings.Repeat(row, 900_000), ""),
		"a padded bomb of strings":           padded("", "<sst>"+strings.Repeat("<si></si>", 5_000_000)),
		"a padded bomb of elements":          padded("<worksheet>"+strings.Repeat("<a/>", 10_000_000), ""),
		"a padded bomb of one text":          padded("<worksheet><row><c><is><t>"+strings.Repeat("ab", 23<<20)+"</t></is></c></row></worksheet>", ""),
		"six thousand parts":                 zipped(t, many),
		"a billion laughs":                   zipped(t, workbook(laughs, "")),
		"a size that lies":                   lying,
		"a cell in column ZZZZ":              zipped(t, workbook(`<worksheet><row><c r="ZZZZ1" t="inlineStr"><is><t>x</t></is></c></row></worksheet>`, "")),
		"a cell in row ten million":          zipped(t, workbook(`<worksheet><row><c r="A10000000" t="inlineStr"><is><t>x</t></is></c></row></worksheet>`, "")),
		"half an .xlsx":                      zipped(t, workbook(row, ""))[:200],
		"half an .xls":                       append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...),
		"a web page":                         []byte("<html><table><tr><td>survey</td></tr></table></html>"),
		"noise":                              {0, 1, 2, 3},
		"ten thousand ifs":                   []byte(nested),
		"a name with a zero-width character": []byte("## survey\n| type | name | label |\n|-|-|-|\n| text | a\u200bb | Q? |"),
		"a name from right to left":          []byte("## survey\n| type | name | label |\n|-|-|-|\n| text | \u202eeman | Q? |"),
		"a name of the program":              []byte("## survey\n| type | name | label |\n|-|-|-|\n| text | __proto__ | Q? |"),
		"an open quotation mark":             []byte("type,name\ntext,\"q"),
		"a text of two million runs":         zipped(t, workbook("", "<sst><si>"+strings.Repeat("<t>a</t>", 2_000_000)+"</si></sst>")),
		"a circle of calculates":             []byte(rows("type|name|calculation", 4_000, func(n int) string { return fmt.Sprintf("calculate|c%d|${c%d} + 1", n, (n+1)%4_000) })),
		"calculates that look ahead":         []byte(rows("type|name|calculation", 4_000, func(n int) string { return fmt.Sprintf("calculate|c%d|${c%d} + 1", n, n+1) })),
		"a repeat after a repeat":            []byte(rows("type|name|label", 3_000, func(n int) string { return fmt.Sprintf("begin_repeat|r%d|R|\n|text|q|Q|\n|end_repeat||", n) })),
		"twenty thousand conditions":         []byte(rows("type|name|label|relevant", 20_000, func(n int) string { return fmt.Sprintf("integer|q%d|Q|${q%d} > %d and ${none} = 1", n, n-1, n) })),
	} {
		var v string
		var problems study.Problems
		took, peak := measured(func() { v, problems = verdict("f", data) })
		t.Logf("%s: %s in %v, %d MB: %.90v", name, v, took.Round(time.Millisecond), peak>>20, errorsOf(problems))
		if v == "ok" || len(errorsOf(problems)) == 0 || errorsOf(problems)[0].Where == "" {
			t.Errorf("%s is taken: %v", name, problems)
		}
		if took > 4*time.Second { // a second on a quiet machine
			t.Errorf("%s took %v", name, took)
		}
		if peak > 256<<20 {
			t.Errorf("%s took %d MB", name, peak>>20)
		}
	}
}

// rows is a survey of n rows.
func rows(columns string, n int, row func(n int) string) string {
	var b strings.Builder
	b.WriteString("## survey\n|" + columns + "|\n|" + strings.Repeat("-|", strings.Count(columns, "|")+1) + "\n")
	for i := range n {
		b.WriteString("|" + row(i) + "|\n")
	}
	return b.String()
}

// measured runs f and gives its time and the memory that it held at most.
func measured(f func()) (took time.Duration, peak uint64) {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before := m.HeapAlloc
	done := make(chan struct{})
	start := time.Now()
	go func() {
		defer close(done)
		f()
		took = time.Since(start)
	}()
	for {
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > before {
			peak = max(peak, m.HeapAlloc-before)
		}
		select {
		case <-done:
			return took, peak
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// FuzzRead feeds files of every kind to the reader and the checks behind it.
func FuzzRead(f *testing.F) {
	f.Add([]byte("survey,,\n,type,name\n,text,q\n"))
	f.Add([]byte("| survey |\n| | type | name | label |\n| | begin_repeat | r | R |\n| | rank l | q | Q |\n| | end_repeat | | |\n| choices |\n| | list_name | name |\n| | l | a |"))
	f.Add([]byte("## survey\n| type | name | choice_filter | default | parameters |\n|-|-|-|-|-|\n| select_one l | q | x = ${a} | 'b' | randomize=true seed=${a} |\n| range | s | | 3 | start=1 end=5 |\n## choices\n| list_name | name | x |\n|-|-|-|\n| l | b | 1 |"))
	f.Fuzz(func(t *testing.T, data []byte) {
		wb, problems := xlsform.Read("f", data)
		in, _ := xlsform.Instrument(wb)
		instrument.Check(in)
		in.Variables()
		if problems.Err() != nil {
			return
		}
		out, err := xlsform.WriteXLSX(wb)
		if err != nil {
			return
		}
		again, problems := xlsform.Read("f.xlsx", out)
		if problems.Err() != nil {
			t.Fatalf("what was written cannot be read: %v", problems)
		}
		if diff := cmp.Diff(cells(wb), cells(again)); diff != "" {
			t.Errorf("what was written reads differently:\n%s", diff)
		}
	})
}
