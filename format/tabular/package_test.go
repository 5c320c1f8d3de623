package tabular

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

func TestThePackageDescribesEveryColumnOfItsFiles(t *testing.T) {
	d := exile(t, 50)
	data, labels := written(t, d, Options{Profile: Guarded})
	var out bytes.Buffer
	if err := WritePackage(&out, d, Package{Name: "exile", Title: "Exile", Lang: "ru", Data: File{Name: "data.csv", Bytes: int64(data.Len()), Hash: "sha256:00"},
		Labels: File{Name: "labels.csv"}, Options: Options{Profile: Guarded}}); err != nil {
		t.Fatal(err)
	}
	var p packageJSON
	if err := json.Unmarshal(out.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	for i, file := range []*bytes.Buffer{data, labels} {
		heading, _, _ := strings.Cut(file.String(), "\r\n")
		var names []string
		for _, f := range p.Resources[i].Schema.Fields {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, ","); got != heading {
			t.Errorf("%s has the columns %s and is described with %s", p.Resources[i].Path, heading, got)
		}
	}
	byName := map[string]fieldJSON{}
	for _, f := range p.Resources[0].Schema.Fields {
		byName[f.Name] = f
	}
	if f := byName["trust_w1"]; !f.Ordered || len(f.Categories) != 3 || f.Categories[0].Label != "низко" {
		t.Errorf("the ordered scale is described as %+v", f)
	}
	if f := byName["age_w1"]; f.Type != "number" {
		t.Errorf("the number is described as %+v", f)
	}
	if f := byName["work_w1.missing"]; len(f.Categories) == 0 || f.Categories[0].Label != "Не задавался" {
		t.Errorf("the reasons are described as %+v", f)
	}
}

func TestScriptsNeverLoseANameOrLabelSilently(t *testing.T) {
	d := dataset.New(1)
	long := strings.Repeat("очень длинный вопрос ", 20)
	for _, name := range []string{"a_name_that_is_far_longer_than_32_characters_1", "a_name_that_is_far_longer_than_32_characters_2", "by", "имя", "x-y"} {
		if err := d.Add(dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric, Label: study.Text{"ru": long}}, 1, dataset.Skipped)); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	problems, err := WriteScript(&out, d, Script{Program: Stata, Data: "d.csv", Lang: "ru"})
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 10 {
		t.Errorf("five names and five labels are changed, and the warnings are\n%v", problems)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(out.String()) {
		if rest, ok := strings.CutPrefix(line, "generate double "); ok {
			name, _, _ := strings.Cut(rest, " ")
			if len(name) > 32 || seen[name] {
				t.Errorf("%q is too long or stands for two variables", name)
			}
			seen[name] = true
		}
	}
	if len(seen) != 5 {
		t.Errorf("five variables become %d", len(seen))
	}
}

func TestAScriptForAnUnknownProgramIsRefused(t *testing.T) {
	if _, err := WriteScript(io.Discard, dataset.New(0), Script{Program: "sas"}); err == nil {
		t.Error("a script for a program that is not known")
	}
}

func TestAMissingValueIsNeverAValue(t *testing.T) {
	c := dataset.NewColumn(dataset.Variable{Name: "balance", Kind: dataset.Numeric}, 2, dataset.Present)
	c.Numbers = []float64{5, -93}
	if n := userMissing(c)(dataset.NotAsked); n != -991 {
		t.Errorf("not asked is %d beside a value of -93", n)
	}
}

// wide is what the performance figures are about: half choices of one, a
// quarter numbers, the rest texts and choices of several.
func wide(b *testing.B, rows, columns int) *dataset.Dataset {
	b.Helper()
	small := exile(b, 1)
	d := dataset.New(rows)
	for k := range columns {
		like := small.Columns[[]int{1, 2, 1, 4, 2, 1, 4, 5, 3, 2}[k%10]]
		v := like.Variable
		v.Name = fmt.Sprintf("v%03d", k)
		c := dataset.NewColumn(v, rows, dataset.Present)
		for i := range rows {
			fill(c, i)
		}
		if err := d.Add(c); err != nil {
			b.Fatal(err)
		}
	}
	return d
}

func BenchmarkWriteData(b *testing.B) {
	d := wide(b, 50_000, 200)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := WriteData(io.Discard, d, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteWorkbook(b *testing.B) {
	d := wide(b, 50_000, 200)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := WriteWorkbook(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadData(b *testing.B) {
	d := wide(b, 50_000, 200)
	var file bytes.Buffer
	if _, err := WriteData(&file, d, Options{}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		if _, _, err := ReadData(bytes.NewReader(file.Bytes()), LegendOf(d)); err != nil {
			b.Fatal(err)
		}
	}
}
