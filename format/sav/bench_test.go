package sav

import (
	"bytes"
	"fmt"
	"io"
	"sojourn/format/labelled/labelledtest"
	"testing"
)

func BenchmarkWrite(b *testing.B) {
	for _, rows := range []int{12_500, 50_000} {
		d := labelledtest.Wide(b, rows, 0)
		for name, packing := range map[string]Compression{"bytecode": Bytecode, "zlib": Zlib} {
			b.Run(fmt.Sprintf("%s %d rows of 200", name, rows), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := Write(io.Discard, d, Options{Language: "ru", Compression: packing}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkRead(b *testing.B) {
	var file bytes.Buffer
	if _, err := Write(&file, labelledtest.Wide(b, 50_000, 0), Options{Language: "ru"}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Read(bytes.NewReader(file.Bytes()), "ru"); err != nil {
			b.Fatal(err)
		}
	}
}
