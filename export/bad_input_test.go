package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/format/dta"
	"sojourn/format/parquet"
	"sojourn/format/sav"
	"sojourn/format/tabular"
	"sojourn/study"
)

// texts is a dataset of one variable, story, with the given texts.
func texts(t *testing.T, all ...string) *dataset.Dataset {
	t.Helper()
	d := dataset.New(len(all))
	c := dataset.NewColumn(dataset.Variable{Name: "story", Kind: dataset.Words, Scale: dataset.Nominal}, len(all), dataset.Present)
	copy(c.Texts, all)
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	return d
}

// numbers is a dataset of one row with a number under each name.
func numbers(t *testing.T, label study.Text, names ...string) *dataset.Dataset {
	t.Helper()
	d := dataset.New(1)
	for i, name := range names {
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric, Scale: dataset.Interval, Label: label}, 1, dataset.Present)
		c.Numbers[0] = float64(i)
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// chosen is a dataset of one choice with the given codes, each chosen once.
func chosen(t *testing.T, name string, codes ...string) *dataset.Dataset {
	t.Helper()
	list := &dataset.CodeList{Name: "list"}
	d := dataset.New(len(codes))
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: list}, len(codes), dataset.Present)
	for i, code := range codes {
		list.Categories = append(list.Categories, dataset.Category{Code: code, Label: study.Text{"en": "label " + code[:1]}})
		c.Codes[i] = uint16(i)
	}
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	return d
}

func many(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("q%05d", i)
	}
	return names
}

// bad is what the formats must take. A format of warn alters it and names the
// variable; the others hold it as it is and say nothing.
var bad = []struct {
	name     string
	data     func(t *testing.T) *dataset.Dataset
	variable string
	warn     []Format
}{
	{"texts that look like formulas", func(t *testing.T) *dataset.Dataset {
		return texts(t, "=1+1", "+7 900", "-2+3", "@SUM(A1)", "\tx", "'quoted", "=cmd|' /C calc'!A0", "plain")
	}, "story", nil},
	{"a NUL", func(t *testing.T) *dataset.Dataset { return texts(t, "a\x00b", "c") }, "story", []Format{CSV, SAV, ZSAV, DTA, Workbook}},
	{"a lone surrogate", func(t *testing.T) *dataset.Dataset { return texts(t, "a\xed\xa0\x80b", "c") }, "story", []Format{CSV, Parquet, SAV, ZSAV, DTA, Workbook}},
	{"a megabyte of text", func(t *testing.T) *dataset.Dataset { return texts(t, strings.Repeat("ы", 1<<19), "c") }, "story", []Format{SAV, ZSAV, Workbook}},
	{"32,767 columns", func(t *testing.T) *dataset.Dataset { return numbers(t, nil, many(32767)...) }, "q16384", []Format{Workbook}},
	{"names that are the same once cut", func(t *testing.T) *dataset.Dataset {
		long := strings.Repeat("n", 70)
		return numbers(t, nil, long+"1", long+"2")
	}, strings.Repeat("n", 70) + "2", []Format{SAV, ZSAV, DTA}},
	{"names that differ in case", func(t *testing.T) *dataset.Dataset { return numbers(t, nil, "age", "AGE") }, "AGE", []Format{SAV, ZSAV}},
	{"a control character", func(t *testing.T) *dataset.Dataset { return texts(t, "a\x0bb", "c") }, "story", []Format{Workbook}},
	{"a NUL in a label", func(t *testing.T) *dataset.Dataset { return numbers(t, study.Text{"en": "how\x00old"}, "age") }, "age", []Format{CSV, Parquet, SAV, ZSAV, DTA, Workbook}},
	{"a lone surrogate in a code", func(t *testing.T) *dataset.Dataset { return chosen(t, "work", "a\xed\xa0\x80b", "c") }, "work", []Format{CSV, Parquet, SAV, ZSAV, DTA, Workbook}},
	{"a control character in the label of a code", func(t *testing.T) *dataset.Dataset {
		d := chosen(t, "work", "a", "c")
		d.Columns[0].Variable.Codes.Categories[1].Label = study.Text{"en": "self\x0bemployed"}
		return d
	}, "work", []Format{CSV, Parquet, SAV, ZSAV, DTA, Workbook}},
	{"a label that is too long", func(t *testing.T) *dataset.Dataset {
		return numbers(t, study.Text{"en": strings.Repeat("question ", 60)}, "age")
	}, "age", []Format{SAV, ZSAV, DTA}},
}

func TestBadInputIsWrittenSafelyInEveryFormatOrTold(t *testing.T) {
	for _, tt := range bad {
		d := tt.data(t)
		for _, f := range []Format{CSV, Parquet, SAV, ZSAV, DTA, Workbook} {
			t.Run(tt.name+"/"+string(f), func(t *testing.T) {
				s := Source{Study: &study.Study{ID: "bad", Languages: []study.Lang{"en"}}, Cut: "cut", Data: d}
				dir := folder(t.TempDir())
				_, problems, err := Write(s, Options{Formats: []Format{f}, Language: "en"}, dir.create)
				if err != nil {
					t.Fatal(err)
				}
				told := slices.ContainsFunc(problems, func(p study.Problem) bool {
					return !strings.Contains(p.Where, ".do") && !strings.Contains(p.Where, ".sps") && !strings.Contains(p.Where, ".R") && // of scripts, not of the data
						strings.Contains(p.Column+p.What, tt.variable) && p.Do != ""
				})
				if want := slices.Contains(tt.warn, f); told != want {
					t.Errorf("a warning names %s: %v, want %v: %v", tt.variable, told, want, problems)
				}
				for _, p := range problems {
					if strings.Contains(p.Error(), "\x00") || strings.Contains(p.Error(), "cmd|") {
						t.Errorf("a warning repeats an answer: %v", p)
					}
				}
				harmless(t, dir, f)
				if !slices.Contains(tt.warn, f) {
					comesBack(t, dir, f, d)
				}
			})
		}
	}
}

// comesBack reads the file and compares.
func comesBack(t *testing.T, dir folder, f Format, want *dataset.Dataset) {
	t.Helper()
	var d *dataset.Dataset
	var err error
	data := func() []byte { return dir.read(t, "bad."+string(f)) }
	switch f {
	case SAV, ZSAV:
		d, _, err = sav.Read(bytes.NewReader(data()), "en")
	case DTA:
		d, _, err = dta.Read(bytes.NewReader(data()), "en")
	case Parquet:
		d, err = parquet.Read(bytes.NewReader(data()), int64(len(data())))
	case CSV:
		legend, _, problem := tabular.ReadLabels(bytes.NewReader(dir.read(t, "bad-labels.csv")))
		if problem != nil {
			t.Fatal(problem)
		}
		d, _, err = tabular.ReadData(bytes.NewReader(data()), legend)
	default:
		return // nothing reads a workbook back
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range d.Columns {
		if w := want.Columns[i]; c.Name != w.Name || !slices.Equal(c.Texts, w.Texts) || !slices.Equal(c.Numbers, w.Numbers) {
			t.Fatalf("%s comes back otherwise, as %s", w.Name, c.Name)
		}
	}
}

var formula = regexp.MustCompile(`<f>|t="str"`)

// harmless looks for cells that a spreadsheet would run.
func harmless(t *testing.T, dir folder, f Format) {
	t.Helper()
	switch f {
	case CSV:
		for _, name := range []string{"bad.csv", "bad-labels.csv"} {
			rows, err := csv.NewReader(bytes.NewReader(dir.read(t, name))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range slices.Concat(rows...) {
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("%s: a spreadsheet would run a cell", name)
				}
			}
		}
	case Workbook:
		book, err := zip.OpenReader(filepath.Join(string(dir), "bad.xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		for _, part := range book.File {
			in, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(in)
			if err != nil || formula.Match(text) {
				t.Errorf("%s has a formula: %v", part.Name, err)
			}
			in.Close()
		}
	}
}
