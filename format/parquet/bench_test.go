package parquet

import (
	"bytes"
	"fmt"
	"io"
	"sojourn/format/labelled/labelledtest"
	"testing"
)

func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{12_500, 50_000} {
		d := labelledtest.Wide(b, rows, 7)
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
	if err := Write(&file, labelledtest.Wide(b, 50_000, 7), nil); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(file.Bytes()), int64(file.Len())); err != nil {
			b.Fatal(err)
		}
	}
}
