package xlsform_test

import (
	"fmt"
	"testing"
	"time"

	"sojourn/format/xlsform"
	"sojourn/instrument"
	"sojourn/study"
)

// large is an .xlsx of 1,000 items and 15,000 choices in ten languages.
func large(b *testing.B) []byte {
	languages := []string{"en", "ru", "uk", "ka", "hy", "kk", "tr", "sr", "de", "fa"}
	survey := xlsform.Sheet{Name: "survey", Columns: []string{"type", "name", "relevant", "constraint", "choice_filter"}}
	choices := xlsform.Sheet{Name: "choices", Columns: []string{"list_name", "name", "country"}}
	for _, l := range languages {
		survey.Columns = append(survey.Columns, "label::"+l, "hint::"+l)
		choices.Columns = append(choices.Columns, "label::"+l)
	}
	row := func(s *xlsform.Sheet, cells ...string) {
		s.Rows = append(s.Rows, xlsform.Row{Number: len(s.Rows) + 2, Cells: cells})
	}
	const items, lists = 1000, 150
	for n := range items {
		if n%10 == 0 {
			row(&survey, "begin_group", fmt.Sprintf("page%d", n))
		}
		cells := []string{fmt.Sprintf("select_one list%d", n%lists), fmt.Sprintf("q%d", n), "", "", ""}
		switch {
		case n%10 == 3:
			cells[0], cells[3] = "integer", ". >= 0 and . < 120"
		case n%10 == 7 && n > 10:
			cells[2] = fmt.Sprintf("${q%d} > 17 and selected(${q%d}, 'c%d_5')", n-4, n-2, (n-2)%lists)
		case n%10 == 9:
			cells[4] = fmt.Sprintf("country = ${q%d}", n-1)
		}
		for _, l := range languages {
			cells = append(cells, fmt.Sprintf("Question %d in %s, of the length of a question?", n, l), "A hint in "+l)
		}
		row(&survey, cells...)
		if n%10 == 9 {
			row(&survey, "end_group")
		}
	}
	for n := range 100 * lists {
		list := n / 100
		cells := []string{fmt.Sprintf("list%d", list), fmt.Sprintf("c%d_%d", list, n%100), fmt.Sprintf("c%d_%d", list-1, n%7)}
		for _, l := range languages {
			cells = append(cells, fmt.Sprintf("Choice %d in %s", n, l))
		}
		row(&choices, cells...)
	}
	settings := xlsform.Sheet{Name: "settings", Columns: []string{"form_id", "version"}}
	row(&settings, "large", "1")
	data, err := xlsform.WriteXLSX(&xlsform.Workbook{Sheets: []xlsform.Sheet{survey, choices, settings}})
	if err != nil {
		b.Fatal(err)
	}
	return data
}

// BenchmarkCheckingALargeForm reads and checks 1,000 items with 15,000 choices
// in ten languages.
func BenchmarkCheckingALargeForm(b *testing.B) {
	data := large(b)
	b.ResetTimer()
	for b.Loop() {
		if v, problems := verdict("large.xlsx", data); v != "ok" {
			b.Fatal(errorsOf(problems)[:1])
		}
	}
}

// BenchmarkARouteThroughALargeForm is one pass with half of the answers given.
func BenchmarkARouteThroughALargeForm(b *testing.B) {
	wb, _ := xlsform.Read("large.xlsx", large(b))
	in, problems := xlsform.Instrument(wb)
	if err := problems.Err(); err != nil {
		b.Fatal(err)
	}
	answers := instrument.Answers{}
	for n := 0; n < 500; n++ {
		answers[fmt.Sprintf("q%d", n)] = instrument.Answer{Values: []string{fmt.Sprintf("c%d_%d", n%150, n%7)}}
	}
	sitting := instrument.Sitting{Now: time.Unix(0, 0), Seed: 1, Earlier: map[study.WaveID]instrument.Answers{}}
	b.ResetTimer()
	for b.Loop() {
		if _, err := in.RouteIn(sitting, answers); err != nil {
			b.Fatal(err)
		}
	}
}
