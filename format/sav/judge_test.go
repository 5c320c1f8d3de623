package sav

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
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

var complaint = regexp.MustCompile(`(?i)warning|error`)

// putFiles writes the dataset in every packing into a new directory.
func putFiles(t *testing.T, d *dataset.Dataset, lang study.Lang) (dir string, names []string) {
	t.Helper()
	dir = t.TempDir()
	for name, packing := range map[string]Compression{"a.sav": Bytecode, "b.zsav": Zlib, "c.sav": None} {
		b, _ := written(t, d, Options{Language: lang, Label: "Проба", Time: noon, Compression: packing})
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return dir, names
}

func TestPSPPAcceptsEveryFileWithoutAWarning(t *testing.T) {
	judge.Program(t, "pspp")
	for _, lang := range []study.Lang{"ru", "ka", "en"} {
		dir, names := putFiles(t, labelledtest.Exile(t, 400), lang)
		for _, name := range names {
			syntax := "GET FILE='" + name + "'.\nDISPLAY DICTIONARY.\nMRSETS /DISPLAY NAME=ALL.\nDISPLAY ATTRIBUTES.\nDESCRIPTIVES /VARIABLES=age_w1.\n"
			said := judge.Ask(t, dir, syntax, "pspp", "-O", "format=txt", "-")
			if complaint.MatchString(said) {
				t.Errorf("%s in %s: %s", name, lang, said[:min(len(said), 3000)])
			}
			if lang == "ru" && !strings.Contains(said, "Российская") {
				t.Errorf("%s: no Cyrillic label", name)
			}
		}
	}
}

func TestAFileThatPSPPSavedAnewIsTheSameDataset(t *testing.T) {
	judge.Program(t, "pspp")
	d := labelledtest.Exile(t, 300)
	dir, names := putFiles(t, d, "ka")
	for _, name := range names {
		judge.Ask(t, dir, "GET FILE='"+name+"'.\nSAVE OUTFILE='again.sav'.\n", "pspp", "-O", "format=txt", "-")
		b, err := os.ReadFile(filepath.Join(dir, "again.sav"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(labelledtest.InLanguages(t, d, "ka"), readBack(t, b), sameData); diff != "" {
			t.Errorf("%s (-wrote +read):\n%s", name, diff[:min(len(diff), 3000)])
		}
	}
}

func TestReadstatAndPSPPReadTheValuesThatWereWritten(t *testing.T) {
	d := labelledtest.Exile(t, 400)
	dir, names := putFiles(t, d, "ru")
	p := newPlan(d, Options{Language: "ru"})
	for _, program := range []string{"readstat", "pspp-convert"} {
		t.Run(program, func(t *testing.T) {
			judge.Program(t, program)
			for _, name := range names {
				judge.Ask(t, dir, "", program, name, program+name+".csv")
				b, err := os.ReadFile(filepath.Join(dir, program+name+".csv"))
				if err != nil {
					t.Fatal(err)
				}
				compareTable(t, p, name, b)
			}
		})
	}
}

// compareTable compares a judge's CSV with the values the plan writes.
func compareTable(t *testing.T, p *plan, name string, b []byte) {
	t.Helper()
	table, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(table) != p.rows+1 {
		t.Fatalf("%s: %d rows", name, len(table)-1)
	}
	for k, v := range p.vars {
		if table[0][k] != v.name {
			t.Errorf("%s: variable %s is called %s", name, v.name, table[0][k])
		}
		for row := range p.rows {
			got := table[row+1][k]
			if v.width > 0 {
				if got != v.text(row) {
					t.Fatalf("%s: %s row %d is %.80q, want %.80q", name, v.name, row, got, v.text(row))
				}
				continue
			}
			x, err := strconv.ParseFloat(got, 64)
			// One judge prints as many decimals as the format shows, at least 2.
			if want := v.number(row); err != nil || math.Abs(x-want) > 1e-4 {
				t.Fatalf("%s: %s row %d is %q, want %v", name, v.name, row, got, want)
			}
		}
	}
}

const describeInR = `
suppressMessages(library(haven))
x <- read_sav("a.sav", user_na = TRUE)
for (n in names(x)) {
  a <- attributes(x[[n]])
  cat(n, "|", c(a[["label", exact = TRUE]], "")[[1]], "|", paste(a$na_range, collapse = " "), "\n", sep = "")
  for (i in seq_along(a$labels)) cat("  ", a$labels[[i]], " ", names(a$labels)[[i]], "\n", sep = "")
}`

func TestHavenReadsEveryLabelAndMissingValue(t *testing.T) {
	judge.R(t, "haven")
	for _, lang := range []study.Lang{"ru", "ka"} {
		d := labelledtest.Exile(t, 40)
		dir, _ := putFiles(t, d, lang)
		var want strings.Builder
		for _, v := range newPlan(d, Options{Language: lang}).vars {
			gaps := ""
			if v.gaps != nil && v.gaps.any() {
				gaps = fmt.Sprintf("%g %g", v.gaps.low(), v.gaps.high())
			}
			fmt.Fprintf(&want, "%s|%s|%s\n", v.name, v.label, gaps)
			for _, l := range v.valueLabels {
				fmt.Fprintf(&want, "  %g %s\n", l.value, l.label)
			}
		}
		if diff := cmp.Diff(want.String(), judge.Ask(t, dir, "", "Rscript", "-e", describeInR)); diff != "" {
			t.Errorf("%s (-wrote +haven):\n%s", lang, diff)
		}
	}
}

// truth is a file made by PSPP itself, with what a questionnaire elsewhere has.
const truth = `SET DECIMAL=DOT.
DATA LIST LIST /sex (F1) trust (F2) age (F3) news_tv (F1) news_web (F1) city (A40) born (DATE11).
BEGIN DATA
1 4 33 1 0 "Тбилиси" 01-FEB-1990
2 98 -1 0 0 "ერევანი" 28-DEC-2001
9 5 41 1 1 "" 15-JUL-1975
END DATA.
VARIABLE LABELS sex "Пол" trust "ნდობა" news_tv "телевидение" news_web "интернет".
VALUE LABELS sex 1 "мужской" 2 "женский" 9 "отказ" /trust 1 "совсем нет" 5 "полностью" 98 "Затрудняюсь ответить" /age -1 "нет ответа".
MISSING VALUES sex (9) trust (97 THRU 99) age (-1).
VARIABLE LEVEL sex (NOMINAL) /trust (ORDINAL) /age (SCALE).
MRSETS /MDGROUP NAME=$news LABEL='Новости' VARIABLES=news_tv news_web VALUE=1 /DISPLAY NAME=ALL.
SAVE OUTFILE='truth.sav'.
SAVE OUTFILE='truth.zsav' /ZCOMPRESSED.
`

func TestAFileOfPSPPIsReadWithLabelsSetsAndReasons(t *testing.T) {
	judge.Program(t, "pspp")
	dir := t.TempDir()
	judge.Ask(t, dir, truth, "pspp", "-O", "format=txt", "-")
	for _, name := range []string{"truth.sav", "truth.zsav"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := Read(bytes.NewReader(b), "ru")
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, c := range d.Columns {
			fmt.Fprintf(&got, "%s %s %s %s:", c.Name, c.Kind, c.Scale, c.Label["ru"])
			for row := range d.Rows {
				got.WriteString(" " + cell(c, row))
			}
			got.WriteByte('\n')
		}
		want := "sex categorical nominal Пол: 1=мужской 2=женский refused\n" +
			"trust categorical ordinal ნდობა: 4= dont_know 5=полностью\n" +
			"age numeric interval : 33 skipped 41\n" +
			"news multiple nominal Новости: 1 0 3\n" +
			"city words nominal : Тбилиси ერევანი unknown\n" +
			"born words interval : 1990-02-01 2001-12-28 1975-07-15\n"
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("%s (-PSPP +read):\n%s", name, diff)
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
	case dataset.Multiple:
		return fmt.Sprint(c.Sets[row])
	case dataset.Numeric:
		return fmt.Sprint(c.Numbers[row])
	}
	return c.Texts[row]
}

// extremes is what a dataset may contain that the format hardly takes.
func extremes(t *testing.T) *dataset.Dataset {
	d := dataset.New(2)
	odd := study.Text{"ru": "«Кавычки» 'и' \"другие\"\nвторая строка = (скобки)/косая " + strings.Repeat("очень ", 60)}
	list := &dataset.CodeList{Name: "l", Categories: []dataset.Category{{Code: "a'b(c)\n/d", Label: odd}, {Code: "", Label: nil}}}
	single := &dataset.CodeList{Categories: list.Categories[:1]}
	for _, v := range []dataset.Variable{
		{Name: "with", Kind: dataset.Numeric, Label: odd}, {Name: "имя с пробелом", Kind: dataset.Categorical, Codes: list, Label: odd},
		{Name: strings.Repeat("дом", 15), Kind: dataset.Multiple, Codes: list, Label: odd}, {Name: strings.Repeat("дом", 15) + "_", Kind: dataset.Multiple, Codes: list},
		{Name: "one", Kind: dataset.Multiple, Codes: single, Label: odd}, {Name: "none", Kind: dataset.Categorical},
		{Name: "long", Kind: dataset.Words, Label: odd}, {Name: "longer", Kind: dataset.Words}, {Name: "LONG_", Kind: dataset.Words},
		{Name: "huge", Kind: dataset.Numeric}, {Name: "tiny", Kind: dataset.Numeric},
	} {
		c := dataset.NewColumn(v, 2, dataset.Present)
		c.Missing[1] = dataset.NotInWave
		switch v.Name {
		case "long":
			c.Texts[0] = strings.Repeat("я", 1<<19)
		case "longer":
			c.Texts[0] = strings.Repeat("=", 256)
		case "LONG_":
			c.Texts[0] = strings.Repeat("z", 255)
		case "huge":
			c.Numbers[0] = 1e300
		case "tiny":
			c.Numbers[0] = 1e-300
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestPSPPAcceptsTheExtremesWithoutAWarning(t *testing.T) {
	judge.Program(t, "pspp")
	dir, names := putFiles(t, extremes(t), "ru")
	for _, name := range names {
		said := judge.Ask(t, dir, "GET FILE='"+name+"'.\nDISPLAY DICTIONARY.\nMRSETS /DISPLAY NAME=ALL.\nDISPLAY ATTRIBUTES.\n", "pspp", "-O", "format=txt", "-")
		if line := regexp.MustCompile(`(?i).*(warning|error).*`).FindString(said); line != "" {
			t.Errorf("%s: %s", name, line)
		}
	}
}
