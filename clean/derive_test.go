package clean

import (
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

func derived(t *testing.T, text string) []Derived {
	t.Helper()
	all, err := ParseDerived([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestVariablesAreDerivedInWavesAndOverThem(t *testing.T) {
	r := Recipe{Completion: study.Completion{Partial: .5, Complete: .8}, Derived: derived(t, `
variables:
  - name: likes
    label: {en: Sum of likes}
    waves: [1, 2]
    value: ${like0} + ${like1}
  - name: given
    label: {en: Scales answered}
    waves: [1]
    value: count(${like0}, ${like1}, ${like2})
    gaps: evaluate
  - name: older
    label: {en: Age group}
    waves: [1]
    value: if(${age} >= 40, 'yes', 'no')
    categories: [{code: no, label: {en: under 40}}, {code: yes, label: {en: 40 and more}}]
    universe: {en: Everybody of wave 1}
  - name: rise
    label: {en: Change of the first scale}
    value: ${like0_w2} - ${like0_w1}
`)}
	cut, err := r.Cut("raw", []Wave{
		wave(t, 1, respondent{"a", 30, []string{"1", "2", ""}, 1, 600}, respondent{"b", 50, []string{"4", "", "1"}, 1, 600}),
		wave(t, 2, respondent{"a", 31, []string{"3", "2", "3"}, 1, 600})})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"likes_w1": "3 skipped", "likes_w2": "5 not_in_wave", "given_w1": "2 2", "older_w1": "no yes", "rise": "2 not_in_wave"} {
		c, err := cut.Data.Column(name)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		var got []string
		for row := range 2 {
			got = append(got, c.Text(row)+c.Missing[row].String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is %v, want %s", name, got, want)
		}
	}
	c, _ := cut.Data.Column("older_w1")
	if c.Universe.In("en") != "Everybody of wave 1" || c.Formula == "" || c.Kind != dataset.Categorical || c.Item != "" {
		t.Errorf("the derived variable is %+v", c.Variable)
	}
}

func TestAFormulaThatDoesNotFitIsRefusedWithItsPlace(t *testing.T) {
	one := func(rest string) string { return "variables: [{name: x, label: {en: X}, waves: [1], " + rest + "}]" }
	for want, text := range map[string]string{
		"no variable height":              one("value: '${height} + 1'"),
		`like0 has no code "seven"`:       one("value: \"${like0} = 'seven'\""),
		"list its categories":             one("value: \"if(${age} > 3, 'a', 'b')\""),
		"none of its categories":          one("value: \"if(${age} > 3, 'a', 'b')\", categories: [{code: a, label: {en: A}}]"),
		"cannot be understood":            one("value: '${age} +'"),
		"two variables have this name":    "variables: [{name: x, label: {en: X}, value: '1'}, {name: x, label: {en: X}, value: '2'}]",
		"variables[0] 9x":                 "variables: [{name: 9x, label: {en: X}, value: '1'}]",
		"two columns are named age":       strings.Replace(one("value: '1'"), "name: x", "name: age", 1),
		"earlier waves and repeats":       one("value: random()"),
		"gaps is carry or evaluate":       one("value: '1', gaps: maybe"),
		"scale is nominal, ordinal or in": one("value: '1', scale: big"),
	} {
		all, err := ParseDerived([]byte(text))
		if err == nil {
			r := Recipe{Completion: study.Completion{Partial: .5, Complete: .8}, Derived: all}
			_, err = r.Cut("raw", []Wave{wave(t, 1, respondent{"a", 2, []string{"1", "2", "3"}, 1, 600})})
		}
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), DeriveFile) {
			t.Errorf("%s\ngives %v, want %q", text, err, want)
		}
	}
}
