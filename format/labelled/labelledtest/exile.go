// Package labelledtest holds the data by which the writers and readers of files
// of labelled numbers are tested: the same for each of them, so that none is
// tried on less than another.
package labelledtest

import (
	"fmt"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

// Exile is a small dataset with every kind of variable, every reason for an
// empty cell, and labels in three scripts.
func Exile(t testing.TB, rows int) *dataset.Dataset {
	t.Helper()
	d := dataset.New(rows)
	work := &dataset.CodeList{Name: "work", Categories: []dataset.Category{
		{Code: "ru", Label: study.Text{"en": "Russian company", "ru": "Российская компания", "ka": "რუსული კომპანია"}},
		{Code: "free", Label: study.Text{"en": "freelance", "ru": "фриланс", "ka": "ფრილანსი"}},
		{Code: "none", Label: study.Text{"en": "not working", "ru": "не работаю", "ka": "არ ვმუშაობ"}}}}
	agree := &dataset.CodeList{Name: "agree", Categories: []dataset.Category{
		{Code: "5", Label: study.Text{"en": "agree", "ru": "согласны", "ka": "თანახმა"}},
		{Code: "1", Label: study.Text{"en": "disagree", "ru": "не согласны", "ka": "წინააღმდეგი"}}}}
	for _, v := range []dataset.Variable{
		{Name: "panelist", Kind: dataset.Words, Scale: dataset.Nominal},
		{Name: "work_w1", Item: "work", Wave: 1, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: work,
			Label: study.Text{"en": "Work", "ru": "Работа", "ka": "სამუშაო"}},
		{Name: "trust", Item: "trust", Wave: 2, Kind: dataset.Categorical, Scale: dataset.Ordinal, Codes: agree, Label: study.Text{"en": "People can be trusted"}},
		{Name: "reasons_w1", Item: "reasons", Wave: 1, Kind: dataset.Multiple, Scale: dataset.Nominal, Codes: work,
			Label: study.Text{"en": "Why", "ru": "Почему вы уехали?", "ka": "რატომ"}},
		{Name: "age_w1", Item: "age", Wave: 1, Kind: dataset.Numeric, Scale: dataset.Interval, Label: study.Text{"en": "Age"}},
		{Name: "debt", Kind: dataset.Numeric, Scale: dataset.Interval},
		{Name: "weight", Kind: dataset.Numeric, Scale: dataset.Interval},
		{Name: "story", Item: "story", Wave: 1, Kind: dataset.Words, Scale: dataset.Nominal, Label: study.Text{"en": "Your story", "ru": "Ваша история"}},
		{Name: "город", Kind: dataset.Words, Scale: dataset.Nominal},
	} {
		c := dataset.NewColumn(v, rows, dataset.Present)
		for i := range rows {
			fill(c, i)
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func fill(c *dataset.Column, i int) {
	if c.Name != "panelist" && c.Name != "weight" && c.Name != "город" && i%11 > 3 {
		c.Missing[i] = dataset.Missing(i % (1 + len(dataset.Reasons())))
	}
	if c.Missing[i] != dataset.Present {
		return
	}
	switch c.Kind {
	case dataset.Categorical:
		c.Codes[i] = uint16(i % len(c.Variable.Codes.Categories))
	case dataset.Multiple:
		c.Sets[i] = uint64(i % 8)
	case dataset.Numeric:
		c.Numbers[i] = map[string]float64{"age_w1": float64(18 + i%80), "debt": float64(i%300-150) * 1.25, "weight": 1 / float64(1+i%9)}[c.Name]
	case dataset.Words:
		c.Texts[i] = map[string]string{
			"panelist": fmt.Sprintf("person-%05d", i),
			"story":    "=SUM(A1) " + strings.Repeat("Мы уехали; ჩვენ წავედით. ", i%40) + "конец",
			"город":    []string{"Тбилиси", "თბილისი", "Berlin", "O'Fallon, «X»"}[i%4],
		}[c.Name]
	}
}
