package labelledtest

import (
	"fmt"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

// Wide is a dataset of 200 variables as a survey has them, for measuring. Each
// variable whose number is 1 more than a multiple of several is a choice of
// several; none where that is 0.
func Wide(t testing.TB, rows, several int) *dataset.Dataset {
	t.Helper()
	list := &dataset.CodeList{Name: "scale"}
	for i := range 7 {
		list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprint(i + 1), Label: study.Text{"en": "point", "ru": "балл"}})
	}
	d := dataset.New(rows)
	for k := range 200 {
		v := dataset.Variable{Name: fmt.Sprintf("q%03d", k), Kind: dataset.Categorical, Codes: list, Label: study.Text{"en": "A question", "ru": "Вопрос"}}
		switch {
		case k%20 == 0:
			v.Kind, v.Codes = dataset.Words, nil
		case k%5 == 0:
			v.Kind, v.Codes = dataset.Numeric, nil
		case several > 0 && k%several == 1:
			v.Kind = dataset.Multiple
		}
		c := dataset.NewColumn(v, rows, dataset.Present)
		for i := range rows {
			fillWide(c, k, i)
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func fillWide(c *dataset.Column, k, i int) {
	switch {
	case (i+k)%9 == 0:
		c.Missing[i] = dataset.Missing(1 + i%7)
	case c.Kind == dataset.Categorical:
		c.Codes[i] = uint16((i*7919 + k) % 7)
	case c.Kind == dataset.Multiple:
		c.Sets[i] = uint64((i*31 + k) % 128)
	case c.Kind == dataset.Numeric:
		c.Numbers[i] = float64(i*k%100000) / 8
	default:
		c.Texts[i] = "Мы уехали весной"[:2*(i%9)]
	}
}
