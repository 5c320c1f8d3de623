package dta

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/format/labelled/labelledtest"
	"sojourn/study"
)

func readBack(t *testing.T, b []byte) *dataset.Dataset {
	t.Helper()
	d, _, err := Read(bytes.NewReader(b), "en")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestTextThatTheFormatCannotHoldIsAlteredWithAWarning(t *testing.T) {
	cases := []struct{ name, text, code, want string }{
		{"a NUL", "a\x00b", "text-altered", "a\uFFFDb"},
		{"a lone surrogate", "a\xed\xa0\x80b", "text-altered", "a\uFFFDb"},
	}
	for _, tt := range cases {
		b, problems := written(t, labelledtest.Words(t, "story", tt.text, "x"), Options{})
		if !labelledtest.Warned(problems, tt.code, "story") {
			t.Errorf("%s: no warning names the variable: %v", tt.name, problems)
		}
		if strings.Contains(problems.Error(), tt.text[:1]+"\uFFFD") {
			t.Errorf("%s: the warning shows the answer", tt.name)
		}
		c := readBack(t, b).Columns[0]
		if c.Texts[0] != tt.want || c.Texts[1] != "x" {
			t.Errorf("%s: comes back with %d bytes, %.20q", tt.name, len(c.Texts[0]), c.Texts[0])
		}
	}
}

func TestFormulasStayAsTheyAre(t *testing.T) {
	texts := []string{"=1+1", "+7 900", "-", "@SUM(A1)", "\tx", "'quoted", "\"q\"", "a\nb"}
	b, problems := written(t, labelledtest.Words(t, "story", texts...), Options{})
	if got := readBack(t, b).Columns[0].Texts; !slices.Equal(got, texts) || len(problems) > 0 {
		t.Errorf("%q come back as %q, %v", texts, got, problems)
	}
}

func TestNamesThatStataCannotTakeAreChangedWithAWarning(t *testing.T) {
	long := strings.Repeat("n", 70)
	wanted := []string{"age", "AGE", "2nd", "with", "str20", "a b", "a-b", "", "_x", "ends.", "возраст", "Возраст", long + "1", long + "2"}
	d := dataset.New(1)
	for _, name := range wanted {
		if err := d.Add(dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, 1, dataset.Present)); err != nil {
			t.Fatal(err)
		}
	}
	p := newPlan(d, Options{Languages: []study.Lang{"en"}})
	seen := map[string]bool{}
	for i, v := range p.vars {
		if seen[v.name] || len([]rune(v.name)) > maxName || v.name == "" {
			t.Errorf("%q becomes %q", wanted[i], v.name)
		}
		seen[v.name] = true
		changed := labelledtest.Warned(p.Problems, "name-clash", wanted[i]) || labelledtest.Warned(p.Problems, "name-altered", wanted[i])
		if changed != (v.name != wanted[i]) {
			t.Errorf("%q becomes %q; warned: %v", wanted[i], v.name, changed)
		}
	}
	clash := p.Problems[slices.IndexFunc(p.Problems, func(p study.Problem) bool { return p.Column == "a-b" })]
	if !strings.Contains(clash.What, "a b") {
		t.Errorf("the clash does not name the other variable: %s", clash.What)
	}
	var b bytes.Buffer
	if err := p.writeFile(&b); err != nil {
		t.Fatal(err)
	}
	for i, c := range readBack(t, b.Bytes()).Columns {
		if c.Name != wanted[i] && wanted[i] != "" {
			t.Errorf("%q comes back as %q", wanted[i], c.Name)
		}
	}
}

func TestLabelsTooLongAreCutBetweenLettersAndKeptWhole(t *testing.T) {
	question, answer := "A"+strings.Repeat("вопрос ", 40)+"конец", "A"+strings.Repeat("ответ ", 30)+"конец"
	list := &dataset.CodeList{Name: "l", Categories: []dataset.Category{{Code: "x", Label: study.Text{"ru": answer}}, {Code: "y", Label: study.Text{"ru": "да"}}}}
	d := dataset.New(1)
	for _, kind := range []dataset.Kind{dataset.Categorical, dataset.Multiple} {
		v := dataset.Variable{Name: string(kind), Kind: kind, Codes: list, Label: study.Text{"ru": question}}
		if err := d.Add(dataset.NewColumn(v, 1, dataset.Present)); err != nil {
			t.Fatal(err)
		}
	}
	p := newPlan(d, Options{Languages: []study.Lang{"ru"}})
	for _, name := range []string{"categorical", "multiple"} {
		if !labelledtest.Warned(p.Problems, "label-cut", name) {
			t.Errorf("no warning names %s: %v", name, p.Problems)
		}
	}
	if v := p.vars[0]; len([]rune(v.labels[0])) != maxLabel || v.notes[0] != question {
		t.Errorf("the label is cut to %q, the note is %q", v.labels[0], v.notes)
	}
	b, _ := written(t, d, Options{Languages: []study.Lang{"ru"}})
	for _, c := range readBack(t, b).Columns {
		if c.Label["ru"] != question || c.Variable.Codes.Categories[0].Label["ru"] != answer {
			t.Errorf("%s: the labels do not come back whole: %v", c.Name, c.Variable)
		}
	}
}

func TestNumbersThatAreNoneAreEmptyWithAWarning(t *testing.T) {
	d := dataset.New(4)
	c := dataset.NewColumn(dataset.Variable{Name: "x", Kind: dataset.Numeric}, 4, dataset.Present)
	copy(c.Numbers, []float64{math.NaN(), math.Inf(1), math.Inf(-1), 7})
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	b, problems := written(t, d, Options{})
	if !labelledtest.Warned(problems, "no-number", "x") {
		t.Errorf("no warning: %v", problems)
	}
	back := readBack(t, b).Columns[0]
	for row, empty := range []bool{true, true, true, false} {
		if (back.Missing[row] != dataset.Present) != empty {
			t.Errorf("row %d: empty is %v", row, !empty)
		}
	}
}

func TestANumberTakesTheSmallestTypeThatHoldsIt(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		kind   int
	}{
		{[]float64{-127, 100}, typeByte}, {[]float64{101}, typeInt}, {[]float64{-128}, typeInt}, {[]float64{32740}, typeInt},
		{[]float64{32741}, typeLong}, {[]float64{2147483620}, typeLong}, {[]float64{2147483621}, typeDouble}, {[]float64{0.1}, typeDouble},
	} {
		d := dataset.New(len(tt.values) + 1)
		c := dataset.NewColumn(dataset.Variable{Name: "x", Kind: dataset.Numeric}, d.Rows, dataset.Refused)
		for i, x := range tt.values {
			c.Numbers[i], c.Missing[i] = x, dataset.Present
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
		b, _ := written(t, d, Options{})
		back := readBack(t, b).Columns[0]
		if kind := newPlan(d, Options{Languages: []study.Lang{"en"}}).vars[0].kind; kind != tt.kind || !slices.Equal(back.Numbers, c.Numbers) || !slices.Equal(back.Missing, c.Missing) {
			t.Errorf("%v has the type %d and comes back as %v, %v", tt.values, kind, back.Numbers, back.Missing)
		}
	}
}

func TestAMegabyteOfTextComesBackWhole(t *testing.T) {
	texts := []string{strings.Repeat("я", 1<<19), "", "short", strings.Repeat("ж", 1100)}
	b, problems := written(t, labelledtest.Words(t, "story", texts...), Options{})
	if got := readBack(t, b).Columns[0].Texts; !slices.Equal(got, texts) || len(problems) > 0 {
		t.Errorf("the texts come back changed, %v", problems)
	}
}

func TestMoreVariablesThanStataTakesAreRefused(t *testing.T) {
	d := dataset.New(0)
	for i := range maxVariables + 1 {
		if err := d.Add(dataset.NewColumn(dataset.Variable{Name: fmt.Sprint("v", i), Kind: dataset.Numeric}, 0, dataset.Present)); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Write(&bytes.Buffer{}, d, Options{})
	if problem, ok := err.(study.Problem); !ok || problem.Code != "too-many-variables" {
		t.Errorf("32,768 variables give %v", err)
	}
}

func TestACellBeyondItsListIsEmptyWithAWarning(t *testing.T) {
	d := labelledtest.Exile(t, 3)
	c, _ := d.Column("work_w1")
	c.Codes[1] = 99
	b, problems := written(t, d, Options{})
	if !labelledtest.Warned(problems, "no-category", "work_w1") {
		t.Errorf("no warning: %v", problems)
	}
	back, _ := readBack(t, b).Column("work_w1")
	if back.Missing[1] == dataset.Present {
		t.Error("a cell of no category comes back with a value")
	}
}

func Test32767VariablesAreWrittenAndReadBack(t *testing.T) {
	const n = 32767
	d := dataset.New(2)
	for i := range n {
		c := dataset.NewColumn(dataset.Variable{Name: fmt.Sprintf("variable_%d", i), Kind: dataset.Numeric, Wave: 1}, 2, dataset.Present)
		c.Numbers[1] = float64(i)
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	b, problems := written(t, d, Options{})
	back := readBack(t, b)
	if len(problems) > 0 || len(back.Columns) != n || back.Columns[n-1].Numbers[1] != n-1 {
		t.Errorf("%d variables come back, %v", len(back.Columns), problems)
	}
}

func TestALongLabelOfTheFileIsCutWithAWarning(t *testing.T) {
	_, problems := written(t, labelledtest.Words(t, "story", "x"), Options{Label: study.Text{"en": strings.Repeat("Ф", 100)}})
	if !labelledtest.Warned(problems, "label-cut", "") {
		t.Errorf("no warning: %v", problems)
	}
}
