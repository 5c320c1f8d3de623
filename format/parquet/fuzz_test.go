package parquet

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/parquet-go/parquet-go"

	"sojourn/format/labelled/labelledtest"
	"sojourn/internal/judge"
	"sojourn/study"
)

func FuzzRead(f *testing.F) {
	var own, other bytes.Buffer
	if err := Write(&own, exile(f, 40), nil); err != nil {
		f.Fatal(err)
	}
	f.Add(own.Bytes())
	type row struct {
		Age  *int32 `parquet:"age"`
		Town string `parquet:"town,dict"`
	}
	w := parquet.NewGenericWriter[row](&other)
	if _, err := w.Write([]row{{nil, "Tbilisi"}, {new(int32), "Yerevan"}}); err != nil {
		f.Fatal(err)
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(other.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Read(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		labelledtest.Whole(t, d)
	})
}

func TestTheFileOfAnotherProgramIsRead(t *testing.T) {
	b, err := os.ReadFile(judge.Standards.Need(t, "parquet", "alltypes_plain.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read(bytes.NewReader(b), int64(len(b)))
	var p study.Problem
	switch {
	case errors.As(err, &p) && p.Do != "":
		t.Logf("refused: %v", p)
	case err != nil:
		t.Fatal(err)
	case d.Rows != 8 || len(d.Columns) != 11:
		t.Errorf("%d rows of %d variables", d.Rows, len(d.Columns))
	}
}
