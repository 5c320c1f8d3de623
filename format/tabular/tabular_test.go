package tabular

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/study"
)

// nasty are texts that break careless programs.
var nasty = []string{
	"plain", "с запятой, и «кавычками»", `she said "no"`, "two\r\nlines", "two\nlines", "lone\rreturn", " space at both ends ", "",
	"=1+1", "+7 995", "-5", "@SUM(A1)", "\ttab", "'apostrophe", "ქართული", "semi;colon", `"`, `""`, ",", "007", "NA", "_x0041_",
}

// exile is a small dataset with every kind of variable and every reason for an
// empty cell.
func exile(t testing.TB, rows int) *dataset.Dataset {
	t.Helper()
	work := &dataset.CodeList{Name: "work", Categories: []dataset.Category{
		{Code: "ru", Label: study.Text{"en": "Russian company", "ru": "Российская компания"}},
		{Code: "free", Label: study.Text{"en": "freelance", "ru": "фриланс", "ka": "ფრილანსი"}},
		{Code: "none", Label: study.Text{"en": "not working"}}}}
	scale := &dataset.CodeList{Name: "scale", Categories: []dataset.Category{
		{Code: "1", Label: study.Text{"en": "low", "ru": "низко"}}, {Code: "2", Label: study.Text{"en": "middle", "ru": "средне"}}, {Code: "5", Label: study.Text{"en": "high", "ru": "высоко"}}}}
	d := dataset.New(rows)
	for _, v := range []dataset.Variable{
		{Name: "panelist", Kind: dataset.Words, Label: study.Text{"en": "Pseudonym"}},
		{Name: "work_w1", Item: "work", Wave: 1, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: work, Label: study.Text{"en": "Work, now", "ru": "Работа"}},
		{Name: "trust_w1", Item: "trust", Wave: 1, Kind: dataset.Categorical, Scale: dataset.Ordinal, Codes: scale, Label: study.Text{"en": "Trust"}},
		{Name: "reasons_w1", Item: "reasons", Wave: 1, Kind: dataset.Multiple, Codes: work, Label: study.Text{"en": "Reasons"}},
		{Name: "age_w1", Item: "age", Wave: 1, Kind: dataset.Numeric, Scale: dataset.Interval, Label: study.Text{"en": "Age"}},
		{Name: "comment_w1", Item: "comment", Wave: 1, Kind: dataset.Words, Label: study.Text{"en": `"Anything" else?`}},
	} {
		c := dataset.NewColumn(v, rows, dataset.Present)
		for i := range rows {
			fill(c, i)
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func fill(c *dataset.Column, i int) {
	if c.Name != "panelist" && i%11 > 3 {
		c.Missing[i] = dataset.Missing(i % 8)
	}
	if c.Missing[i] != dataset.Present {
		return
	}
	switch {
	case c.Name == "panelist":
		c.Texts[i] = fmt.Sprintf("person-%05d", i)
	case c.Kind == dataset.Words:
		c.Texts[i] = nasty[i/2%len(nasty)]
	case c.Kind == dataset.Categorical:
		c.Codes[i] = uint16(i % 3)
	case c.Kind == dataset.Multiple:
		c.Sets[i] = uint64(i % 8)
	case c.Kind == dataset.Numeric:
		c.Numbers[i] = []float64{float64(i%80) + 0.25, -3, 1e6, 1e-9, 6.02e23, 0.1, 1.0 / 3}[i%7]
	}
}

// written gives the CSV and its labels.
func written(t testing.TB, d *dataset.Dataset, o Options) (data, labels *bytes.Buffer) {
	t.Helper()
	data, labels = &bytes.Buffer{}, &bytes.Buffer{}
	if _, err := WriteData(data, d, o); err != nil {
		t.Fatal(err)
	}
	if err := WriteLabels(labels, d, o); err != nil {
		t.Fatal(err)
	}
	return data, labels
}

func readBack(t testing.TB, data, labels *bytes.Buffer) *dataset.Dataset {
	t.Helper()
	legend, problems, err := ReadLabels(labels)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the labels give %v, %v", problems, err)
	}
	d, problems, err := ReadData(data, legend)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the data give %v, %v", problems, err)
	}
	return d
}

func TestADatasetSurvivesTheFiles(t *testing.T) {
	for _, rows := range []int{0, 1, 500} {
		for _, o := range []Options{{}, {Profile: Guarded}} {
			want := exile(t, rows)
			data, labels := written(t, want, o)
			got := readBack(t, data, labels)
			if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(dataset.Dataset{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%d rows with %+v come back changed (-wrote +read):\n%s", rows, o, diff[:min(len(diff), 2000)])
			}
		}
	}
}

func TestASingleColumnSurvivesWithItsEmptyCells(t *testing.T) {
	d := dataset.New(3)
	c := dataset.NewColumn(dataset.Variable{Name: "x", Kind: dataset.Words}, 3, dataset.Present)
	c.Texts = []string{"a", "b", "c"}
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	data, _ := written(t, d, Options{})
	if got, want := data.String(), "x\r\na\r\nb\r\nc\r\n"; got != want {
		t.Errorf("written is %q, want %q", got, want)
	}
	got, _, err := ReadData(strings.NewReader("x\n\"\"\nb\n\n"), LegendOf(d))
	if err != nil || got.Rows != 2 {
		t.Fatalf("a quoted empty cell and an empty line give %d rows, %v", got.Rows, err)
	}
}

func TestSemicolonsAndAByteOrderMarkAreRead(t *testing.T) {
	legend, _, err := ReadLabels(strings.NewReader("\ufeffvariable;row;kind\r\nx;variable;numeric\r\ny;variable;words\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := ReadData(strings.NewReader("\ufeffx;y\r\n3;a,b\r\n"), legend)
	if err != nil || d.Rows != 1 || d.Columns[0].Numbers[0] != 3 || d.Columns[1].Texts[0] != "a,b" {
		t.Errorf("they read as %+v, %v", d, err)
	}
}

func TestAGuardedFileRunsNothingAndComesBackUnchanged(t *testing.T) {
	texts := []string{"=1+1", "+7 900", "-2+3", "@x", "\tx", "\rx", "＝1", "'quoted", "''twice", "=\"a\"", "-5", "plain", "it's"}
	d := dataset.New(len(texts))
	codes := &dataset.CodeList{Categories: []dataset.Category{{Code: "-1", Label: study.Text{"en": "=no"}}, {Code: "=2", Label: study.Text{"en": "'yes"}}}}
	for _, v := range []dataset.Variable{{Name: "=story", Kind: dataset.Words}, {Name: "answer", Kind: dataset.Categorical, Codes: codes}} {
		c := dataset.NewColumn(v, len(texts), dataset.Present)
		copy(c.Texts, texts)
		for i := range c.Codes {
			c.Codes[i] = uint16(i % 2)
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	data, labels := written(t, d, Options{Profile: Guarded})
	for _, file := range []*bytes.Buffer{data, labels} {
		rows, err := csv.NewReader(bytes.NewReader(file.Bytes())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if likeFormula(cell) && cell != "-5" && cell != "-1" {
					t.Errorf("a spreadsheet would run %q", cell)
				}
			}
		}
	}
	got := readBack(t, data, labels)
	if diff := cmp.Diff(d, got, cmpopts.IgnoreUnexported(dataset.Dataset{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("it comes back changed (-wrote +read):\n%s", diff)
	}
}

func TestWhatAFileCannotCarryIsReplacedAndNamed(t *testing.T) {
	d := dataset.New(2)
	c := dataset.NewColumn(dataset.Variable{Name: "story", Kind: dataset.Words}, 2, dataset.Present)
	c.Texts = []string{"a\x00b", "bad \xed\xa0\x80 surrogate" + strings.Repeat("x", 1<<20)}
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	problems, err := WriteData(&data, d, Options{})
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Where, "story") {
		t.Fatalf("written with %v, %v", problems, err)
	}
	if !strings.Contains(data.String(), "a�b") || !strings.Contains(data.String(), "� surrogate") || data.Len() < 1<<20 {
		t.Error("the texts are not written as they should be")
	}
}

func TestTwoColumnsOfOneNameAreRefused(t *testing.T) {
	d := dataset.New(1)
	for _, v := range []dataset.Variable{{Name: "x", Kind: dataset.Words}, {Name: "x.missing", Kind: dataset.Words}} {
		if err := d.Add(dataset.NewColumn(v, 1, dataset.Skipped)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := WriteData(&bytes.Buffer{}, d, Options{}); err == nil || !strings.Contains(err.Error(), "x.missing") {
		t.Errorf("x.missing means two things, and the error is %v", err)
	}
}

const foreignLabels = `variable,row,code,reason,kind,label.en
sex,variable,,,categorical,Sex
sex,category,1,,,man
sex,category,2,,,woman
sex,missing,-99,refused,,
income,variable,,,numeric,Income
income,missing,-99,refused,,
income,missing,-98,dont_know,,
`

func TestAWaveCollectedElsewhereIsRead(t *testing.T) {
	legend, _, err := ReadLabels(strings.NewReader(foreignLabels))
	if err != nil {
		t.Fatal(err)
	}
	d, problems, err := ReadData(strings.NewReader("id;sex;income\n1;2;1500,5\n2;-99;-98\n3;;\n4;7;many\n"), legend)
	if err != nil {
		t.Fatal(err)
	}
	sex, income := d.Columns[0], d.Columns[1]
	if diff := cmp.Diff(sex.Missing, []dataset.Missing{dataset.Present, dataset.Refused, dataset.Unknown, dataset.Unknown}); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(income.Missing, []dataset.Missing{dataset.Present, dataset.DontKnow, dataset.Unknown, dataset.Unknown}); diff != "" {
		t.Error(diff)
	}
	if income.Numbers[0] != 1500.5 || sex.CodeAt(0) != "2" {
		t.Errorf("the first row is %v and %v", sex.CodeAt(0), income.Numbers[0])
	}
	told := problems.Error()
	for _, want := range []string{"variable id", "variable sex: the labels do not allow what stands in 1 cell;", "variable income: the labels do not allow what stands in 1 cell;"} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not among the warnings:\n%s", want, told)
		}
	}
	if strings.Contains(told, "many") {
		t.Error("a warning repeats what somebody answered")
	}
}

func TestFilesThatWouldBeReadWronglyAreRefused(t *testing.T) {
	legend := Legend{Variables: []dataset.Variable{{Name: "a", Kind: dataset.Words}, {Name: "b", Kind: dataset.Words}}}
	for name, file := range map[string]string{
		"empty":             "",
		"a row too short":   "a,b\n1,2\n3\n",
		"a row too long":    "a,b\n1,2,3\n",
		"an open quotation": "a,b\n1,\"2\n",
		"two of one name":   "a,a\n1,2\n",
		"nothing described": "x,y\n1,2\n",
		"another encoding":  "a,b\n\xcf\xf0\xe8,2\n",
	} {
		if _, _, err := ReadData(strings.NewReader(file), legend); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	for name, labels := range map[string]string{
		"empty":             "",
		"no variable":       "row,code\ncategory,1\n",
		"a stray category":  "variable,row,code\nx,category,1\n",
		"an unknown kind":   "variable,row,kind\nx,variable,colour\n",
		"described twice":   "variable,row,kind\nx,variable,words\nx,variable,words\n",
		"a code twice":      "variable,row,kind,code\nx,variable,categorical,\nx,category,,1\nx,category,,1\n",
		"an unknown reason": "variable,row,kind,reason\nx,variable,numeric,\nx,missing,,tired\n",
	} {
		if _, _, err := ReadLabels(strings.NewReader(labels)); err == nil {
			t.Errorf("labels with %s: taken", name)
		}
	}
}

func FuzzReadData(f *testing.F) {
	d := exile(f, 40)
	data, labels := written(f, d, Options{})
	f.Add(data.Bytes(), labels.Bytes())
	f.Add([]byte("a,b\r\n\"x\"\"y\",2\r\n"), []byte("variable,row,kind\na,variable,words\nb,variable,numeric\n"))
	f.Fuzz(func(t *testing.T, data, labels []byte) {
		legend, _, err := ReadLabels(bytes.NewReader(labels))
		if err != nil {
			return
		}
		if d, _, err := ReadData(bytes.NewReader(data), legend); err == nil {
			for _, c := range d.Columns {
				if c.Len() != d.Rows {
					t.Errorf("column %s has %d rows of %d", c.Name, c.Len(), d.Rows)
				}
			}
		}
	})
}

func TestColumnsThatTheLabelsLackAreNamedInOneWarning(t *testing.T) {
	legend, _, err := ReadLabels(strings.NewReader("variable,row,kind\r\nx,variable,numeric\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, problems, err := ReadData(strings.NewReader("x,y,y.missing,z\r\n1,2,,3\r\n"), legend)
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0].What, "2 columns") || !strings.HasSuffix(problems[0].What, ": y, z") {
		t.Errorf("told is %v, %v", problems, err)
	}
}
