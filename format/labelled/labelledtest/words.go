package labelledtest

import (
	"slices"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

// Words is a dataset of a single column of text.
func Words(t testing.TB, name string, texts ...string) *dataset.Dataset {
	t.Helper()
	d := dataset.New(len(texts))
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words}, len(texts), dataset.Present)
	copy(c.Texts, texts)
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	return d
}

// Warned reports whether there is a warning of the code about the variable that
// says what to do.
func Warned(problems study.Problems, code, variable string) bool {
	return slices.ContainsFunc(problems, func(p study.Problem) bool {
		return p.Code == code && p.Column == variable && p.Severity == study.Warning && p.Do != ""
	})
}
