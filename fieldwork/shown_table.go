package fieldwork

import (
	"cmp"
	"maps"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
)

// shownColumns tell, for each item after which anybody of the wave was shown what
// others answered, which table it was, by the names that the desk keeps of all it
// published. Whoever was shown nothing was not asked, so to speak.
func shownColumns(rows []Row) []*dataset.Column {
	tables := map[string]map[string]study.Day{}
	for _, r := range rows {
		for _, led := range r.Response.Shown {
			if tables[led.Item] == nil {
				tables[led.Item] = map[string]study.Day{}
			}
			if day := tables[led.Item][led.Table]; day == "" || led.Day < day {
				tables[led.Item][led.Table] = led.Day
			}
		}
	}
	var columns []*dataset.Column
	for _, item := range slices.Sorted(maps.Keys(tables)) {
		columns = append(columns, shownColumn(rows, item, tables[item]))
	}
	return columns
}

// shownName is the name of the column that says what was shown after an item.
func shownName(item string) string { return "shown_" + item }

// shownColumn has a category for each table, those published first before others.
func shownColumn(rows []Row, item string, days map[string]study.Day) *dataset.Column {
	names := slices.SortedFunc(maps.Keys(days), func(a, b string) int { return cmp.Or(cmp.Compare(days[a], days[b]), cmp.Compare(a, b)) })
	codes := &dataset.CodeList{Name: shownName(item)}
	for _, name := range names {
		codes.Categories = append(codes.Categories, dataset.Category{Code: name,
			Label: study.Text{"en": "published on " + string(days[name]), "ru": "опубликовано " + string(days[name])}})
	}
	c := dataset.NewColumn(dataset.Variable{Name: shownName(item), Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: codes,
		Label: study.Text{"en": "What others answered, as it was shown after " + item, "ru": "Ответы других, показанные после " + item}}, len(rows), dataset.NotAsked)
	for i, r := range rows {
		for _, led := range r.Response.Shown {
			if led.Item == item {
				c.Codes[i], c.Missing[i] = uint16(slices.Index(names, led.Table)), dataset.Present
			}
		}
	}
	return c
}
