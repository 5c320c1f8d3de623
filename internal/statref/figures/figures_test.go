package main

import (
	"slices"
	"testing"
)

// The figures themselves are no test; that each can be measured is.
func TestEveryFigureCanBeMeasured(t *testing.T) {
	some, err := small(400, 1)
	if err != nil {
		t.Fatal(err)
	}
	more, err := largeOn(600, 1)
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := tables(500, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range slices.Concat(some, kinds, more) {
		if !(f.got > 0) || f.what == "" {
			t.Errorf("%q was measured as %v", f.what, f.got)
		}
	}
	file := t.TempDir() + "/long.parquet"
	if err := writeLong(file, 900); err != nil {
		t.Fatal(err)
	}
	for _, yaml := range []string{passing, staying} {
		if err := compute(yaml, file); err != nil {
			t.Error(err)
		}
	}
}
