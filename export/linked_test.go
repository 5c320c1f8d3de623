package export

import (
	"bytes"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/format/sav"
	"sojourn/study"
)

// stays are three people of whom the first lived in two countries, the second
// in one, and the third was not asked.
func stays(t *testing.T) *dataset.Dataset {
	t.Helper()
	d := dataset.New(3)
	who := dataset.NewColumn(dataset.Variable{Name: clean.PanelistColumn, Kind: dataset.Words}, 3, dataset.Present)
	copy(who.Texts, []string{"anna", "boris", "vera"})
	columns := []*dataset.Column{who}
	for time := 1; time <= 2; time++ {
		v := dataset.Variable{Name: "country_" + string(rune('0'+time)) + "_w1", Wave: 1, Kind: dataset.Words, Label: study.Text{"en": "Country", "ru": "Страна"},
			Repeated: &dataset.Repeated{Repeat: "stay", Time: time, Name: "country"}}
		c := dataset.NewColumn(v, 3, dataset.NotAsked)
		columns = append(columns, c)
	}
	put := func(time, row int, country string) {
		columns[time].Texts[row], columns[time].Missing[row] = country, dataset.Present
	}
	put(1, 0, "Georgia")
	put(2, 0, "Serbia")
	put(1, 1, "Israel")
	for _, c := range columns {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestWhatWasAskedSeveralTimesIsALinkedTableInEveryFormat(t *testing.T) {
	s := source(t)
	s.Data = stays(t)
	dir := folder(t.TempDir())
	files, problems, err := Write(s, Options{Formats: []Format{CSV, SAV, DTA, Workbook, Parquet}, Language: "ru"}, dir.create)
	if err != nil {
		t.Fatal(err, problems)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	all := strings.Join(names, " ")
	for _, want := range []string{"-stay_w1.csv", "-stay_w1-labels.csv", "-stay_w1.R", "-stay_w1.sav", "-stay_w1.dta", "-stay_w1.xlsx", "-stay_w1.parquet", "stay_w1-datapackage.json"} {
		if !strings.Contains(all, want) {
			t.Errorf("there is no file %s among %s", want, all)
		}
	}
	table, _, err := sav.Read(bytes.NewReader(dir.read(t, string(s.Study.ID)+"-stay_w1.sav")), "ru")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range table.Rows {
		got = append(got, table.Columns[0].Texts[row]+" "+table.Columns[2].Texts[row])
	}
	if strings.Join(got, ", ") != "anna Georgia, anna Serbia, boris Israel" {
		t.Errorf("the linked table reads back as %q", got)
	}
	if readme := string(dir.read(t, "README.txt")); !strings.Contains(readme, "stay_w1: строк: 3") {
		t.Errorf("the README does not tell of the table:\n%s", readme)
	}
}
