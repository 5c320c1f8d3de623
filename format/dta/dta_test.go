package dta

import (
	"bytes"
	"testing"
	"time"

	"sojourn/dataset"
	"sojourn/study"
)

var noon = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

func written(t testing.TB, d *dataset.Dataset, o Options) ([]byte, study.Problems) {
	t.Helper()
	var b bytes.Buffer
	problems, err := Write(&b, d, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), problems
}
