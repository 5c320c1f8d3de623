package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/format/parquet"
)

// wages writes a Parquet file of some people with a country and a wage.
func wages(t *testing.T, rows int) string {
	t.Helper()
	d := dataset.New(rows)
	country := dataset.NewColumn(dataset.Variable{Name: "country", Kind: dataset.Categorical, Codes: &dataset.CodeList{
		Categories: []dataset.Category{{Code: "am"}, {Code: "ge"}, {Code: "rs"}}}}, rows, dataset.Present)
	wage := dataset.NewColumn(dataset.Variable{Name: "wage", Kind: dataset.Numeric}, rows, dataset.Present)
	for i := range rows {
		country.Codes[i], wage.Numbers[i] = uint16(i%3), float64(i*i%101)
	}
	for _, c := range []*dataset.Column{country, wage} {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := parquet.Write(&file, d, nil); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "wages.parquet")
	if err := os.WriteFile(name, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestALongFilePassesAndSaysWhatItReadWhole(t *testing.T) {
	name := wages(t, 500)
	r, err := estimate.ParseRequest([]byte(`estimates:
  - {name: means, measure: mean, item: wage, by: country}
  - {name: medians, measure: quantile, item: wage, by: country, quantiles: [0.5]}
`))
	if err != nil {
		t.Fatal(err)
	}
	var said, silent bytes.Buffer
	_, passing, err := outcomesOnColumns(console{err: &said}, r, nil, nil, name, 100)
	if err != nil {
		t.Fatal(err)
	}
	_, staying, err := outcomesOnColumns(console{err: &silent}, r, nil, nil, name, manyRows)
	if err != nil {
		t.Fatal(err)
	}
	if got := said.String(); !strings.Contains(got, "medians: its columns are read whole, for a quantile needs all values at once: 12 bytes a row at least, 1 MB for 500 rows") || strings.Contains(got, "means:") || silent.Len() > 0 {
		t.Errorf("said of the long file: %q, of the short one: %q", got, silent.String())
	}
	for i, o := range passing {
		for k, c := range o.Estimate.Cells {
			if want := staying[i].Estimate.Cells[k]; c.Value != want.Value || o.Estimate.ID != staying[i].Estimate.ID {
				t.Errorf("%s: %v in the long file, %v in the short one", r.Estimates[i].Name, c.Value, want.Value)
			}
		}
	}
}
