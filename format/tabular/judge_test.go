package tabular

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/internal/judge"
)

// folder writes the CSV and whatever else into a directory of its own.
func folder(t *testing.T, d *dataset.Dataset, o Options, more map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	data, labels := written(t, d, o)
	files := map[string][]byte{"data.csv": data.Bytes(), "labels.csv": labels.Bytes()}
	for name, text := range more {
		files[name] = text
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func scriptOf(t *testing.T, d *dataset.Dataset, s Script) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := WriteScript(&out, d, s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// counts is what every program must find: how many people chose "free" in
// work_w1, how many refused it, and the sum of the numbers that are there.
func counts(d *dataset.Dataset) (free, refused int) {
	c, _ := d.Column("work_w1")
	for i := range d.Rows {
		if c.CodeAt(i) == "free" {
			free++
		}
		if c.Missing[i] == dataset.Refused {
			refused++
		}
	}
	return free, refused
}

func TestRLoadsTheDataWithLabels(t *testing.T) {
	d := exile(t, 300)
	free, refused := counts(d)
	for _, o := range []Options{{}, {Profile: Guarded}} {
		dir := folder(t, d, o, map[string][]byte{
			"load.R": scriptOf(t, d, Script{Program: R, Data: "data.csv", Lang: "ru", Options: o}),
			"check.R": []byte(`source("load.R", encoding = "UTF-8")
cat(nrow(data), sum(data$work_w1 == "фриланс", na.rm = TRUE), sum(data$work_w1.missing == "Отказ от ответа", na.rm = TRUE),
  is.ordered(data$trust_w1), class(data$age_w1), attr(data$work_w1, "label"), sum(data$reasons_w1.free == 1, na.rm = TRUE) > 0,
  data$comment_w1[5] , sep = "|")`)})
		want := strings.Join([]string{"300", strconv.Itoa(free), strconv.Itoa(refused), "TRUE", "numeric", "Работа", "TRUE"}, "|")
		if got := judge.Ask(t, dir, "", "Rscript", "check.R"); !strings.HasPrefix(got, want) {
			t.Errorf("R finds %q, want %q", got, want)
		}
	}
}

func TestRReadsEveryTextAsItWasGiven(t *testing.T) {
	for _, o := range []Options{{}, {Profile: Guarded}} {
		rReadsTexts(t, exile(t, 44), o)
	}
}

func rReadsTexts(t *testing.T, d *dataset.Dataset, o Options) {
	t.Helper()
	c, _ := d.Column("comment_w1")
	dir := folder(t, d, o, map[string][]byte{
		"load.R":  scriptOf(t, d, Script{Program: R, Data: "data.csv", Lang: "en", Options: o}),
		"check.R": []byte(`source("load.R", encoding = "UTF-8"); cat(sum(nchar(data$comment_w1, "bytes"), na.rm = TRUE), max(data$age_w1, na.rm = TRUE))`)})
	length := 0
	for i, s := range c.Texts {
		if c.Missing[i] == dataset.Present {
			length += len(s)
		}
	}
	// R makes LF of the ends of lines inside a text: one byte less for CR LF.
	got, _, _ := strings.Cut(judge.Ask(t, dir, "", "Rscript", "check.R"), " ")
	if n, _ := strconv.Atoi(got); n > length || n < length-4 {
		t.Errorf("R reads %s bytes of text, %d were written", got, length)
	}
}

func TestPSPPLoadsTheDataWithoutAWarning(t *testing.T) {
	d := exile(t, 300)
	// SPSS takes the end of a line inside a text for that of a row.
	c, _ := d.Column("comment_w1")
	for i, s := range c.Texts {
		c.Texts[i] = strings.NewReplacer("\r", " ", "\n", " ").Replace(s)
	}
	free, refused := counts(d)
	check := []byte("\nFREQUENCIES /VARIABLES=work_w1.\nDISPLAY DICTIONARY.\n")
	for _, o := range []Options{{}, {Profile: Guarded}} {
		psppLoads(t, d, o, free, refused, check)
	}
}

func psppLoads(t *testing.T, d *dataset.Dataset, o Options, free, refused int, check []byte) {
	t.Helper()
	dir := folder(t, d, o, map[string][]byte{"load.sps": append(scriptOf(t, d, Script{Program: SPSS, Data: "data.csv", Lang: "ru", Options: o}), check...)})
	out := judge.Ask(t, dir, "", "pspp", "-O", "format=csv", "load.sps")
	for _, bad := range []string{"warning", "error"} {
		if strings.Contains(strings.ToLower(out), bad) {
			t.Fatalf("PSPP has a %s:\n%s", bad, out[:min(len(out), 3000)])
		}
	}
	for _, want := range []string{",фриланс," + strconv.Itoa(free), ",Отказ от ответа," + strconv.Itoa(refused), "reasons_w1_free", "Российская компания"} {
		if !strings.Contains(out, want) {
			t.Errorf("PSPP does not tell %q:\n%s", want, out[:min(len(out), 3000)])
		}
	}
}

func TestPythonReadsTheRowsAsWritten(t *testing.T) {
	d := exile(t, 300)
	dir := folder(t, d, Options{}, map[string][]byte{"check.py": []byte(`
import csv
rows = list(csv.DictReader(open("data.csv", newline="", encoding="utf-8"), strict=True))
print(len(rows), sum(r["work_w1"] == "free" for r in rows), sum(r["work_w1.missing"] == "refused" for r in rows), sum(len(r["comment_w1"]) for r in rows))
`)})
	free, refused := counts(d)
	c, _ := d.Column("comment_w1")
	length := 0
	for i, s := range c.Texts {
		if c.Missing[i] == dataset.Present {
			length += len([]rune(s))
		}
	}
	want := strings.Join([]string{"300", strconv.Itoa(free), strconv.Itoa(refused), strconv.Itoa(length)}, " ")
	if got := strings.TrimSpace(judge.Ask(t, dir, "", "python3", "check.py")); got != want {
		t.Errorf("Python finds %q, want %q", got, want)
	}
}

func TestAWorkbookHoldsTextsAndNoFormulas(t *testing.T) {
	d := exile(t, 300)
	var book bytes.Buffer
	if problems, err := WriteWorkbook(&book, d); err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	dir := folder(t, d, Options{}, map[string][]byte{"book.xlsx": book.Bytes(), "check.py": []byte(`
import openpyxl
b = openpyxl.load_workbook("book.xlsx")
rows = list(b["data"].iter_rows())
head = [c.value for c in rows[0]]
w, a, q = head.index("work_w1"), head.index("age_w1"), head.index("comment_w1")
print(b.sheetnames, len(rows) - 1, sum(r[w].value == "free" for r in rows), any(c.data_type == "f" for r in rows for c in r),
  sum(r[q].value == "=1+1" for r in rows) > 0, rows[1][a].data_type, b["labels"].cell(2, 1).value)
`)})
	got := strings.TrimSpace(judge.Ask(t, dir, "", judge.Python(t, "openpyxl"), "check.py"))
	free, _ := counts(d)
	if want := "['data', 'labels'] 300 " + strconv.Itoa(free) + " False True n panelist"; got != want {
		t.Errorf("openpyxl finds %q, want %q", got, want)
	}
}

func TestAWorkbookThatASheetCannotHoldIsRefusedOrTold(t *testing.T) {
	if _, err := WriteWorkbook(&bytes.Buffer{}, dataset.New(1<<20)); err == nil {
		t.Error("a million rows and a heading are taken")
	}
	d := dataset.New(1)
	c := dataset.NewColumn(dataset.Variable{Name: "story", Kind: dataset.Words}, 1, dataset.Present)
	c.Texts[0] = strings.Repeat("ы", 40000) + "\x01"
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	problems, err := WriteWorkbook(&bytes.Buffer{}, d)
	if err != nil || len(problems) != 2 {
		t.Errorf("a text that is too long and a control character give %v, %v", problems, err)
	}
}

func TestColumnsOfASheetAreNamedAsInASheet(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := columnName(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}
