package parquet

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"sojourn/dataset"
)

// wide is a dataset of 200 variables as a survey has them.
func wide(b *testing.B, rows int) *dataset.Dataset {
	b.Helper()
	list := &dataset.CodeList{Name: "scale"}
	for i := range 7 {
		list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprint(i + 1)})
	}
	d := dataset.New(rows)
	for k := range 200 {
		v := dataset.Variable{Name: fmt.Sprintf("q%03d", k), Kind: dataset.Categorical, Codes: list}
		switch {
		case k%20 == 0:
			v.Kind, v.Codes = dataset.Words, nil
		case k%5 == 0:
			v.Kind, v.Codes = dataset.Numeric, nil
		case k%7 == 0:
			v.Kind = dataset.Multiple
		}
		c := dataset.NewColumn(v, rows, dataset.Present)
		for i := range rows {
			switch {
			case (i+k)%9 == 0:
				c.Missing[i] = dataset.Missing(1 + i%7)
			case v.Kind == dataset.Categorical:
				c.Codes[i] = uint16((i + k) % 7)
			case v.Kind == dataset.Multiple:
				c.Sets[i] = uint64((i*7 + k) % 128)
			case v.Kind == dataset.Numeric:
				c.Numbers[i] = float64(i*k%100000) / 8
			default:
				c.Texts[i] = "Мы уехали весной"[:2*(i%9)]
			}
		}
		if err := d.Add(c); err != nil {
			b.Fatal(err)
		}
	}
	return d
}

func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{12_500, 50_000} {
		d := wide(b, rows)
		b.Run(fmt.Sprintf("%d rows of 200", rows), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Write(io.Discard, d, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	var file bytes.Buffer
	if err := Write(&file, wide(b, 50_000), nil); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(file.Bytes()), int64(file.Len())); err != nil {
			b.Fatal(err)
		}
	}
}
