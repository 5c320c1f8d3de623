package parquet

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sojourn/dataset"
	"sojourn/study"
)

// exile is a small dataset with every kind of variable and every reason for an
// empty cell.
func exile(t testing.TB, rows int) *dataset.Dataset {
	t.Helper()
	d := dataset.New(rows)
	list := &dataset.CodeList{Name: "work", Categories: []dataset.Category{
		{Code: "ru", Label: study.Text{"en": "Russian company", "ru": "Российская компания"}},
		{Code: "free", Label: study.Text{"en": "freelance", "ru": "фриланс", "ka": "ფრილანსი"}},
		{Code: "none", Label: study.Text{"en": "not working"}}}}
	for _, v := range []dataset.Variable{
		{Name: "panelist", Kind: dataset.Words},
		{Name: "work_w1", Item: "work", Wave: 1, Kind: dataset.Categorical, Scale: dataset.Nominal, Codes: list, Label: study.Text{"en": "Work", "ru": "Работа"}},
		{Name: "reasons_w1", Item: "reasons", Wave: 1, Kind: dataset.Multiple, Codes: list},
		{Name: "age_w1", Item: "age", Wave: 1, Kind: dataset.Numeric, Scale: dataset.Interval},
	} {
		c := dataset.NewColumn(v, rows, dataset.Present)
		for i := range rows {
			if v.Name != "panelist" && i%11 > 3 {
				c.Missing[i] = dataset.Missing(i % 8)
			}
			if c.Missing[i] != dataset.Present {
				continue
			}
			switch v.Kind {
			case dataset.Words:
				c.Texts[i] = fmt.Sprintf("person-%05d", i)
			case dataset.Categorical:
				c.Codes[i] = uint16(i % 3)
			case dataset.Multiple:
				c.Sets[i] = uint64(1 + i%7)
			case dataset.Numeric:
				c.Numbers[i] = float64(i%80) + 0.25
			}
		}
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func TestADatasetSurvivesTheFile(t *testing.T) {
	for _, rows := range []int{0, 1, 1000, rowGroup + 3} {
		want := exile(t, rows)
		var file bytes.Buffer
		if err := Write(&file, want, map[string]string{"sojourn.cut": "abc"}); err != nil {
			t.Fatal(err)
		}
		got, err := Read(bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(dataset.Dataset{})); diff != "" {
			t.Errorf("%d rows come back changed (-wrote +read):\n%s", rows, diff[:min(len(diff), 2000)])
		}
	}
}

func TestTheSameDatasetGivesTheSameBytes(t *testing.T) {
	var a, b bytes.Buffer
	for _, to := range []*bytes.Buffer{&a, &b} {
		if err := Write(to, exile(t, 500), map[string]string{"x": "1", "y": "2"}); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of one dataset differ")
	}
}

func TestADamagedFileIsRefused(t *testing.T) {
	var file bytes.Buffer
	if err := Write(&file, exile(t, 50), nil); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 3, file.Len() / 2, file.Len() - 1} {
		if _, err := Read(bytes.NewReader(file.Bytes()[:n]), int64(n)); err == nil {
			t.Errorf("the first %d bytes of %d are taken for a file", n, file.Len())
		}
	}
}
