package labelledtest

import (
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

// InLanguages is the dataset with its labels in the languages alone, as a file
// holds them.
func InLanguages(t testing.TB, d *dataset.Dataset, languages ...study.Lang) *dataset.Dataset {
	t.Helper()
	only := func(text study.Text) study.Text {
		of := study.Text{}
		for _, lang := range languages {
			if s := text.In(lang); s != "" {
				of[lang] = s
			}
		}
		return of
	}
	some := dataset.New(d.Rows)
	for _, c := range d.Columns {
		copied := *c
		copied.Label = only(c.Label)
		if c.Variable.Codes != nil {
			list := &dataset.CodeList{Name: c.Variable.Codes.Name}
			for _, category := range c.Variable.Codes.Categories {
				list.Categories = append(list.Categories, dataset.Category{Code: category.Code, Label: only(category.Label)})
			}
			copied.Variable.Codes = list
		}
		if err := some.Add(&copied); err != nil {
			t.Fatal(err)
		}
	}
	return some
}

// Whole fails where a dataset that was read from any bytes does not hold
// together: a column of another length, or a cell with no category of its list.
func Whole(t testing.TB, d *dataset.Dataset) {
	t.Helper()
	for _, c := range d.Columns {
		if c.Len() != d.Rows {
			t.Fatalf("column %q has %d rows of %d", c.Name, c.Len(), d.Rows)
		}
		for row := range d.Rows {
			if c.Kind == dataset.Categorical {
				c.CodeAt(row)
			}
		}
	}
}
