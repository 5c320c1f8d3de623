package formula

import (
	"errors"
	"math/rand/v2"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

func people(t *testing.T) *dataset.Dataset {
	t.Helper()
	d := dataset.New(2)
	codes := &dataset.CodeList{Categories: []dataset.Category{{Code: "home"}, {Code: "host"}}}
	age := dataset.NewColumn(dataset.Variable{Name: "age", Kind: dataset.Numeric}, 2, dataset.Present)
	age.Numbers[0], age.Missing[1] = 30, dataset.Refused
	work := dataset.NewColumn(dataset.Variable{Name: "work", Kind: dataset.Categorical, Codes: codes}, 2, dataset.Present)
	work.Codes[0] = 1
	ties := dataset.NewColumn(dataset.Variable{Name: "ties", Kind: dataset.Multiple, Codes: codes}, 2, dataset.Present)
	ties.Sets[0], ties.Sets[1] = 3, 1
	story := dataset.NewColumn(dataset.Variable{Name: "story", Kind: dataset.Words}, 2, dataset.Present)
	story.Texts[1] = "long"
	for _, c := range []*dataset.Column{age, work, ties, story} {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestFormulasSpeakOfCellsAsQuestionnairesSpeakOfAnswers(t *testing.T) {
	d := people(t)
	for source, want := range map[string][2]string{
		"${age} + 1":               {"31", ""},
		"${work} = 'host'":         {"1", "0"},
		"selected(${ties},'host')": {"1", "0"},
		"count-selected(${ties})":  {"2", "1"},
		"string-length(${story})":  {"0", "4"},
		"coalesce(${age}, 99)":     {"30", "99"},
	} {
		f, err := Compile(source, d)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		for row := range 2 {
			v, err := f.At(row)
			if err != nil || v.Text() != want[row] {
				t.Errorf("%s of row %d is %q, %v, want %q", source, row, v.Text(), err, want[row])
			}
		}
	}
}

func TestAFormulaSaysWhyItHasNoValue(t *testing.T) {
	f, err := Compile("${work} = 'host' and ${age} > 2", people(t))
	if err != nil {
		t.Fatal(err)
	}
	if f.Missing(0) != dataset.Present || f.Missing(1) != dataset.Refused {
		t.Errorf("the reasons are %v and %v", f.Missing(0), f.Missing(1))
	}
	if yes, err := f.Holds(0); err != nil || !yes {
		t.Errorf("it does not hold: %v", err)
	}
	if yes, err := f.Holds(1); err != nil || yes {
		t.Errorf("it holds for somebody of unknown age: %v", err)
	}
}

func TestAFormulaIsRefusedBeforeItIsComputed(t *testing.T) {
	for _, source := range []string{"${age} +", "${height} > 2", "${work} = 'moon'", "random() > 0.5", "prev(1, 'age') > 2"} {
		if _, err := Compile(source, people(t)); err == nil {
			t.Errorf("%s is taken", source)
		}
	}
	if _, err := Compile("${height} > 2", people(t)); !errors.Is(err, study.ErrNotFound) {
		t.Errorf("an unknown variable is not told apart: %v", err)
	}
}

func TestAConditionOnCategoriesHoldsForEveryRowAsItDoesAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 400
	d := dataset.New(n)
	for _, name := range []string{"a", "b", "c"} {
		list := &dataset.CodeList{}
		for _, code := range []string{"1", "2", "3", "x"} {
			list.Categories = append(list.Categories, dataset.Category{Code: code})
		}
		c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: list}, n, dataset.Present)
		for i := range n {
			if c.Codes[i] = uint16(r.IntN(4)); r.IntN(5) == 0 {
				c.Missing[i] = dataset.Refused
			}
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	for _, source := range []string{"${a} = '1'", "${a} = ${b} or ${c} > 1", "not(${a} = 'x') and coalesce(${b}, ${c}) = '2'", "count-non-empty(${a}, ${b}, ${c}) > 1"} {
		together, err := Compile(source, d)
		if err != nil {
			t.Fatal(err)
		}
		for row := range n {
			alone, err := Compile(source, d)
			if err != nil {
				t.Fatal(err)
			}
			want, err := alone.At(row)
			got, err2 := together.Holds(row)
			if err != nil || err2 != nil || got != want.True() {
				t.Errorf("%s holds for row %d: %v, alone %v; %v, %v", source, row, got, want.True(), err, err2)
			}
		}
	}
}
