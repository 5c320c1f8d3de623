package parquet

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/parquet-go/parquet-go"

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

func TestAMegabyteOfTextComesBackWhole(t *testing.T) {
	d := dataset.New(2)
	c := dataset.NewColumn(dataset.Variable{Name: "story", Kind: dataset.Words}, 2, dataset.Present)
	c.Texts[0], c.Texts[1] = strings.Repeat("ы", 1<<19), strings.Repeat("я", 1<<19)
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := Write(&file, d, nil); err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil || got.Columns[0].Texts[0] != c.Texts[0] || got.Columns[0].Texts[1] != c.Texts[1] {
		t.Errorf("it comes back otherwise: %v", err)
	}
}

func TestBlocksAreTheColumnsAskedForFromFirstRowToLast(t *testing.T) {
	want := exile(t, 2*rowGroup+17)
	var file bytes.Buffer
	if err := Write(&file, want, nil); err != nil {
		t.Fatal(err)
	}
	f, err := Open(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	err = f.Blocks([]string{"age_w1", "work_w1", "not there"}, func(block *dataset.Dataset) error {
		if len(block.Columns) != 2 || block.Rows > blockRows {
			t.Fatalf("a block has %d columns and %d rows", len(block.Columns), block.Rows)
		}
		for _, c := range block.Columns {
			whole, err := want.Column(c.Name)
			if err != nil {
				t.Fatal(err)
			}
			for i, why := range c.Missing {
				at := rows + i
				if why != whole.Missing[at] || c.Kind == dataset.Numeric && c.Numbers[i] != whole.Numbers[at] ||
					c.Kind == dataset.Categorical && c.Codes[i] != whole.Codes[at] {
					t.Fatalf("row %d of %s differs", at, c.Name)
				}
			}
		}
		rows += block.Rows
		return nil
	})
	if err != nil || rows != want.Rows {
		t.Errorf("%d of %d rows came: %v", rows, want.Rows, err)
	}
}

func TestAFileInBlocksIsTheFileAtOnce(t *testing.T) {
	whole := exile(t, 3000)
	var once, blocks bytes.Buffer
	if err := Write(&once, whole, nil); err != nil {
		t.Fatal(err)
	}
	f, err := Open(bytes.NewReader(once.Bytes()), int64(once.Len()))
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWriter(&blocks, f.Variables(), map[string]bool{"work_w1": true, "reasons_w1": true, "age_w1": true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for from := 0; from < whole.Rows; from += 700 {
		part := dataset.New(min(700, whole.Rows-from))
		for _, c := range whole.Columns {
			to := dataset.NewColumn(c.Variable, part.Rows, dataset.Present)
			for i := range part.Rows {
				to.Copy(i, c, from+i)
			}
			if err := part.Add(to); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Append(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Read(bytes.NewReader(blocks.Bytes()), int64(blocks.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole, got, cmpopts.IgnoreUnexported(dataset.Dataset{})); diff != "" {
		t.Errorf("what came in blocks differs (-written +read):\n%s", diff[:min(len(diff), 2000)])
	}
}

// pages of other programs hold numbers of several types, nulls and texts.
func TestAFileOfAnotherProgramIsNumbersAndWords(t *testing.T) {
	type person struct {
		Age   *int32   `parquet:"age"`
		Pay   float64  `parquet:"pay"`
		Town  string   `parquet:"town,dict"`
		Owner bool     `parquet:"owner"`
		Note  *string  `parquet:"note"`
		Small *float32 `parquet:"small,dict"`
	}
	age, small, note := int32(40), float32(0.5), "x"
	var file bytes.Buffer
	w := parquet.NewGenericWriter[person](&file, parquet.MaxRowsPerRowGroup(3), parquet.PageBufferSize(16))
	people := []person{{&age, 1.5, "Tbilisi", true, nil, nil}, {nil, math.NaN(), "Yerevan", false, &note, &small}}
	for range 5 {
		if _, err := w.Write(people); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	d, err := Read(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for row := range 4 {
		line := ""
		for _, c := range d.Columns {
			switch {
			case c.Missing[row] != dataset.Present:
				line += " " + c.Missing[row].String()
			case c.Kind == dataset.Words:
				line += " " + c.Texts[row]
			default:
				line += fmt.Sprint(" ", c.Numbers[row])
			}
		}
		got = append(got, line)
	}
	a, b := " 40 1.5 Tbilisi 1 skipped skipped", " skipped skipped Yerevan 0 x 0.5"
	if diff := cmp.Diff([]string{a, b, a, b}, got); diff != "" || d.Rows != 10 {
		t.Errorf("%d rows, (-want +got):\n%s", d.Rows, diff)
	}
}
