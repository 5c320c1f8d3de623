package dta

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"sojourn/dataset"
	"sojourn/internal/judge"
)

func TestEveryFileThatReadstatReadsIsRead(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(judge.Standards.Need(t, "stat-files"), "*", "*.dta"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	judge.Program(t, "readstat")
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d, _, err := Read(bytes.NewReader(b), "en")
			if err != nil {
				t.Fatal(err)
			}
			compareWithReadstat(t, name, d)
		})
	}
}

// compareWithReadstat compares names, numbers, texts and which cells are empty.
func compareWithReadstat(t *testing.T, name string, d *dataset.Dataset) {
	out, err := exec.Command("readstat", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	// A row of one empty cell is an empty line, which the CSV reader would skip.
	out = bytes.ReplaceAll(out, []byte("\n\n"), []byte("\n\"\"\n"))
	out = bytes.ReplaceAll(out, []byte("\n\n"), []byte("\n\"\"\n"))
	table, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(table)-1 != d.Rows || len(table[0]) != len(d.Columns) {
		t.Fatalf("%d rows of %d variables, readstat has %d of %d", d.Rows, len(d.Columns), len(table)-1, len(table[0]))
	}
	for k, c := range d.Columns {
		if c.Name != table[0][k] {
			t.Errorf("variable %q, readstat has %q", c.Name, table[0][k])
		}
		for row := range d.Rows {
			got, theirs := "", table[row+1][k]
			if c.Missing[row] == dataset.Present {
				switch c.Kind {
				case dataset.Numeric:
					got = strconv.FormatFloat(c.Numbers[row], 'f', -1, 64)
				case dataset.Categorical:
					got = c.CodeAt(row)
				case dataset.Words:
					if got = c.Texts[row]; len(got) >= 10 && got[4] == '-' && got[7] == '-' {
						continue // a date: readstat prints the number behind it
					}
				}
			}
			if !same(got, theirs) {
				t.Errorf("%s row %d is %q, readstat has %q", c.Name, row, got, theirs)
			}
		}
	}
}
