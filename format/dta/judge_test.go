package dta

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sojourn/dataset"
	"sojourn/format/labelled/labelledtest"
	"sojourn/internal/judge"
	"sojourn/study"
)

// say runs a program in the directory and returns all it says.
func say(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	c := exec.Command(program, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

// long is exile with a text that makes its column a strL.
func long(t *testing.T, rows int) *dataset.Dataset {
	d := labelledtest.Exile(t, rows)
	c, err := d.Column("story")
	if err != nil {
		t.Fatal(err)
	}
	c.Texts[0] = strings.Repeat("Дорога ", 500) + "домой"
	return d
}

func putFile(t *testing.T, d *dataset.Dataset, languages ...study.Lang) (dir string) {
	t.Helper()
	dir = t.TempDir()
	b, _ := written(t, d, Options{Languages: languages, Label: study.Text{"ru": "Проба"}, Time: noon})
	if err := os.WriteFile(filepath.Join(dir, "a.dta"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReadstatReadsTheValuesThatWereWritten(t *testing.T) {
	judge.Program(t, "readstat")
	d := long(t, 400)
	dir := putFile(t, d, "ru", "ka")
	say(t, dir, "readstat", "a.dta", "a.csv")
	b, err := os.ReadFile(filepath.Join(dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(table) != d.Rows+1 {
		t.Fatalf("%d rows", len(table)-1)
	}
	for k, v := range newPlan(d, Options{Languages: []study.Lang{"ru"}}).vars {
		if table[0][k] != v.name {
			t.Errorf("variable %s is called %s", v.name, table[0][k])
		}
		for row := range d.Rows {
			if got, want := table[row+1][k], asPrinted(v, row); !same(got, want) {
				t.Fatalf("%s row %d is %.80q, want %.80q", v.name, row, got, want)
			}
		}
	}
}

func asPrinted(v *variable, row int) string {
	switch {
	case v.text != nil:
		return v.text(row)
	case v.missing[row] != dataset.Present:
		return "" // a CSV knows no kinds of missing
	}
	return strconv.FormatFloat(v.number(row), 'f', -1, 64)
}

// same compares two cells, numbers by value.
func same(a, b string) bool {
	x, errA := strconv.ParseFloat(a, 64)
	y, errB := strconv.ParseFloat(b, 64)
	return a == b || errA == nil && errB == nil && math.Abs(x-y) < 1e-6
}

const describeInR = `
suppressMessages(library(haven))
x <- read_dta("a.dta")
for (n in names(x)) {
  a <- attributes(x[[n]])
  cat(n, "|", c(a[["label", exact = TRUE]], "")[[1]], "\n", sep = "")
  for (i in seq_along(a$labels)) {
    l <- a$labels[[i]]
    cat("  ", if (is_tagged_na(l)) paste0(".", na_tag(l)) else l, " ", names(a$labels)[[i]], "\n", sep = "")
  }
  if (is.numeric(x[[n]])) {
    v <- x[[n]]
    cat("  :", ifelse(is.na(v), ifelse(is.na(na_tag(v)), ".", paste0(".", na_tag(v))), format(as.numeric(v), digits = 8, trim = TRUE, drop0trailing = TRUE)), "\n")
  } else cat("  :", paste0("<", x[[n]], ">"), "\n")
}`

func TestHavenReadsEveryLabelValueAndKindOfMissing(t *testing.T) {
	judge.R(t, "haven")
	d := long(t, 40)
	dir := putFile(t, d, "ka", "ru")
	var want strings.Builder
	for _, v := range newPlan(d, Options{Languages: []study.Lang{"ka"}}).vars {
		fmt.Fprintf(&want, "%s|%s\n", v.name, v.labels[0])
		want.WriteString(labelsSorted(v))
		want.WriteString("  :")
		for row := range d.Rows {
			switch m := v.missing[row]; {
			case v.text != nil:
				want.WriteString(" <" + v.text(row) + ">")
			case m != dataset.Present:
				want.WriteString(" ." + string(rune('a'+m-1)))
			default:
				want.WriteString(" " + strconv.FormatFloat(v.number(row), 'g', 8, 64))
			}
		}
		want.WriteString(" \n")
	}
	if diff := cmp.Diff(want.String(), say(t, dir, "Rscript", "-e", describeInR)); diff != "" {
		t.Errorf("(-wrote +haven):\n%s", diff)
	}
}

// labelsSorted is the value labels of v in the order of the file, by number.
func labelsSorted(v *variable) string {
	if len(v.sets) == 0 {
		return ""
	}
	set := v.sets[0]
	labels := map[int32]string{}
	for i, n := range set.values {
		labels[n] = set.texts[i]
	}
	var b strings.Builder
	for _, n := range slices.Sorted(maps.Keys(labels)) {
		shown := fmt.Sprint(n)
		if n >= missingLong {
			shown = "." + string('a'+n-missingLong-1)
		}
		fmt.Fprintf(&b, "  %s %s\n", shown, labels[n])
	}
	return b.String()
}

// truthInR is a file made by haven, with what a questionnaire elsewhere has.
const truthInR = `
suppressMessages(library(haven))
x <- data.frame(id = 1:3)
x$sex <- labelled(c(1, 2, tagged_na("a")), c("мужской" = 1, "женский" = 2, "отказ" = tagged_na("a")), label = "Пол")
x$trust <- labelled(c(4L, 5L, 1L), c("совсем нет" = 1L, "полностью" = 5L))
x$age <- c(33.5, NA, 41)
x$city <- c("Тбилиси", "ერევანი", "")
x$born <- as.Date(c("1990-02-01", "1953-12-28", NA))
x$seen <- as.POSIXct(c("2024-05-01 12:30:01", "1955-01-01 23:59:59", NA), tz = "UTC")
for (v in c(13, 14, 15)) write_dta(x, paste0("truth", v, ".dta"), version = v)`

func TestAFileOfHavenIsReadWithLabelsDatesAndReasons(t *testing.T) {
	judge.R(t, "haven")
	dir := t.TempDir()
	say(t, dir, "Rscript", "-e", truthInR)
	for _, version := range []int{13, 14, 15} {
		b, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("truth%d.dta", version)))
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := Read(bytes.NewReader(b), "ru")
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, c := range d.Columns {
			fmt.Fprintf(&got, "%s %s %s:", c.Name, c.Kind, c.Label["ru"])
			for row := range d.Rows {
				got.WriteString(" " + cell(c, row))
			}
			got.WriteByte('\n')
		}
		want := "id numeric : 1 2 3\n" +
			"sex categorical Пол: 1=мужской 2=женский refused\n" +
			"trust categorical : 4= 5=полностью 1=совсем нет\n" +
			"age numeric : 33.5 unknown 41\n" +
			"city words : Тбилиси ერევანი unknown\n" +
			"born words : 1990-02-01 1953-12-28 unknown\n" +
			"seen words : 2024-05-01T12:30:01 1955-01-01T23:59:59 unknown\n"
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("version %d (-haven +read):\n%s", version, diff)
		}
	}
}

// cell shows a cell with its label, or why it is empty.
func cell(c *dataset.Column, row int) string {
	if m := c.Missing[row]; m != dataset.Present {
		return m.String()
	}
	switch c.Kind {
	case dataset.Categorical:
		return c.CodeAt(row) + "=" + c.Variable.Codes.Categories[c.Codes[row]].Label["ru"]
	case dataset.Numeric:
		return fmt.Sprint(c.Numbers[row])
	}
	return c.Texts[row]
}

func TestReadstatTakesTheExtremes(t *testing.T) {
	judge.Program(t, "readstat")
	odd := study.Text{"ru": "«Кавычки» 'и' \"другие\"\nвторая строка " + strings.Repeat("очень ", 60)}
	list := &dataset.CodeList{Name: "имя с пробелом", Categories: []dataset.Category{{Code: "a\n/d", Label: odd}, {Code: ""}}}
	d := dataset.New(2)
	for _, v := range []dataset.Variable{
		{Name: "with", Kind: dataset.Numeric, Label: odd}, {Name: "имя с пробелом", Kind: dataset.Categorical, Codes: list, Label: odd},
		{Name: strings.Repeat("дом", 15), Kind: dataset.Multiple, Codes: list, Label: odd}, {Name: strings.Repeat("дом", 15) + "_", Kind: dataset.Multiple, Codes: list},
		{Name: "none", Kind: dataset.Categorical}, {Name: "long", Kind: dataset.Words, Label: odd}, {Name: "huge", Kind: dataset.Numeric},
	} {
		c := dataset.NewColumn(v, 2, dataset.NotInWave)
		switch v.Kind {
		case dataset.Words:
			c.Texts[0], c.Missing[0] = strings.Repeat("я", 1<<16), dataset.Present
		case dataset.Numeric:
			c.Numbers[0], c.Missing[0] = 1e300, dataset.Present
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	dir := putFile(t, d, "ru", "pt-br")
	if said := say(t, dir, "readstat", "a.dta", "a.csv"); !strings.Contains(said, "and 2 rows") {
		t.Errorf("readstat says %s", said)
	}
	back := readBack(t, mustRead(t, filepath.Join(dir, "a.dta")))
	for i, c := range d.Columns {
		if back.Columns[i].Name != c.Name || !slices.Equal(back.Columns[i].Missing, c.Missing) || !slices.Equal(back.Columns[i].Texts, c.Texts) {
			t.Errorf("%s comes back changed", c.Name)
		}
	}
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
