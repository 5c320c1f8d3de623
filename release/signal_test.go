package release

import (
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
)

// TestSignalsNeverLeave adds to the people what tells how their responses came
// about, with no line for it in the plan, and with one that lets it out.
func TestSignalsNeverLeave(t *testing.T) {
	for name, text := range map[string]string{
		"without a line": plan,
		"let out":        strings.Replace(plan, "  - {name: mood", "  - {name: "+clean.TrapColumn+", role: free}\n  - {name: mood", 1),
	} {
		p, err := Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s := people(t, 200)
		c := dataset.NewColumn(dataset.Variable{Name: clean.TrapColumn, Kind: dataset.Numeric}, s.Data.Rows, dataset.Present)
		if err := s.Data.Add(c); err != nil {
			t.Fatal(err)
		}
		out, err := Protect(s, p, Scientific)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, c := range out.Data.Columns {
			if clean.Signal(c.Name) {
				t.Errorf("%s: %s leaves", name, c.Name)
			}
		}
	}
	s := people(t, 200)
	c := dataset.NewColumn(dataset.Variable{Name: clean.TrapColumn, Kind: dataset.Numeric}, s.Data.Rows, dataset.Present)
	if err := s.Data.Add(c); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(Propose(s.Data, nil)), clean.TrapColumn) {
		t.Error("a role is proposed for what never leaves")
	}
}
