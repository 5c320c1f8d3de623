package dataset

import "testing"

func TestMissingReasonsKeepTheirNames(t *testing.T) {
	for _, m := range append(Reasons(), Present) {
		back, err := ParseMissing(m.String())
		if err != nil || back != m {
			t.Errorf("%v is read back as %v, %v", m, back, err)
		}
	}
}

func TestScoresNeedNumbersThroughout(t *testing.T) {
	scale := CodeList{Categories: []Category{{Code: "1"}, {Code: "2"}, {Code: "5"}}}
	if got := scale.Scores(); len(got) != 3 || got[2] != 5 {
		t.Errorf("scores of 1, 2, 5 are %v", got)
	}
	words := CodeList{Categories: []Category{{Code: "1"}, {Code: "other"}}}
	if got := words.Scores(); got != nil {
		t.Errorf("a list with a word in it has scores %v", got)
	}
}

func TestADatasetRefusesColumnsThatDoNotFit(t *testing.T) {
	d := New(2)
	if err := d.Add(NewColumn(Variable{Name: "age", Kind: Numeric}, 2, Skipped)); err != nil {
		t.Fatal(err)
	}
	if err := d.Add(NewColumn(Variable{Name: "age", Kind: Numeric}, 2, Skipped)); err == nil {
		t.Error("a second column of the same name was taken")
	}
	if err := d.Add(NewColumn(Variable{Name: "sex", Kind: Numeric}, 3, Skipped)); err == nil {
		t.Error("a column of another length was taken")
	}
}
