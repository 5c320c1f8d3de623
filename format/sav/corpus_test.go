package sav

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/internal/judge"
	"sojourn/study"
)

func TestEveryFileThatReadstatReadsIsReadOrRefusedWithAReason(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(judge.Standards.Need(t, "stat-files"), "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	judge.Program(t, "readstat")
	for _, name := range files {
		if filepath.Ext(name) == ".dta" {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(name))+" "+filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			d, _, err := Read(bytes.NewReader(b), "en")
			refusal := map[bool]string{strings.Contains(name, "encrypted"): "encrypted", filepath.Ext(name) == ".por": "portable"}[true]
			if problem, _ := err.(study.Problem); problem.Code != refusal {
				t.Fatalf("it gives %v", err)
			}
			if err == nil {
				compareWithReadstat(t, name, d)
			}
		})
	}
}

// compareWithReadstat counts rows and names, and cells that one of the two
// holds for empty.
func compareWithReadstat(t *testing.T, name string, d *dataset.Dataset) {
	out, err := exec.Command("readstat", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
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
			if table[row+1][k] == "" && c.Missing[row] == dataset.Present {
				t.Errorf("%s row %d has a value, readstat has none", c.Name, row)
			}
			if c.Kind == dataset.Words && c.Missing[row] == dataset.Present && table[row+1][k] != c.Texts[row] && !strings.Contains(table[row+1][k], ".0") {
				t.Errorf("%s row %d is %q, readstat has %q", c.Name, row, c.Texts[row], table[row+1][k])
			}
		}
	}
}
