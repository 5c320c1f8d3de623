package fieldwork_test

import (
	"strings"
	"testing"

	"sojourn/fieldwork"
	"sojourn/instrument"
)

func TestCategoriesOfAFormerVersionKeepTheirAnswers(t *testing.T) {
	form := "## survey\n\n| type | name | label::English (en) |\n|-|-|-|\n| select_one place | where | Where? |\n\n## choices\n\n| list_name | name | label::English (en) |\n|-|-|-|\n" +
		"| place | here | Here |\n| place | there | There |\n\n## settings\n\n| form_id | version |\n|-|-|\n| f | 1 |\n"
	now := strings.Replace(strings.Replace(form, "| place | there | There |", "| place | abroad | Abroad |", 1), "| f | 1 |", "| f | 2 |", 1)
	former := fieldwork.Former{"1": read(t, form)}
	row := func(version, code string) fieldwork.Row {
		return fieldwork.Row{Key: version, Response: fieldwork.Response{Version: version, Day: "2022-03-28", Finished: true, Answers: instrument.Answers{"where": {Values: []string{code}}}}}
	}
	rows := []fieldwork.Row{row("1", "there"), row("2", "abroad")}
	table, err := former.Tabulate(read(t, now), rows)
	if err != nil {
		t.Fatal(err)
	}
	where, err := table.Column("where")
	if err != nil || where.Text(0) != "there" || where.Text(1) != "abroad" {
		t.Fatalf("%+v, %v", where, err)
	}
	if left, err := former.Leftovers(read(t, now), rows); err != nil || len(left) > 0 {
		t.Errorf("left over: %v, %v", left, err)
	}
	if left, err := (fieldwork.Former{}).Leftovers(read(t, now), rows); err != nil || len(left) != 1 || left[0] != (fieldwork.Leftover{Item: "where", Version: "1", Count: 1}) {
		t.Errorf("without the former questionnaire left over: %v, %v", left, err)
	}
}
