package estimate_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sojourn/dataset"
)

// references is the directory of results that outside software computed.
type references struct {
	dir   string
	cases map[string]reference
}

// A reference is one case of the manifest.
type reference struct {
	ID        string `json:"id"`
	Area      string `json:"area"`
	Tolerance struct {
		Rel float64 `json:"rel"`
		Abs float64 `json:"abs"`
	} `json:"tolerance"`
	Informational bool `json:"informational"`
}

// openReferences finds the directory by SOJOURN_STATISTICS_REFERENCES or
// beside the repository, and skips the test where it is not.
func openReferences(t *testing.T) *references {
	dir := os.Getenv("SOJOURN_STATISTICS_REFERENCES")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared", "conformance", "statistics")
	}
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("skipped: not there: " + dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Cases []reference `json:"cases"`
	}
	if err := json.Unmarshal(data, &manifest); err != nil {
		t.Fatal(err)
	}
	r := &references{dir: dir, cases: map[string]reference{}}
	for _, c := range manifest.Cases {
		r.cases[c.ID] = c
	}
	return r
}

// want reads the expected result of a case.
func (r *references) want(t *testing.T, id string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(r.dir, "results", id+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]any
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	return want
}

// table reads a data file: every column as numbers under its name where it
// has nothing else, and as categories, sorted, under its name and "_c". An
// empty cell has no value, nor have the codes of non-answers in the panel
// files' income and trust.
func (r *references) table(t *testing.T, name string) *dataset.Dataset {
	t.Helper()
	file, err := os.Open(filepath.Join(r.dir, "data", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	d := dataset.New(len(records) - 1)
	for j, head := range records[0] {
		cells := make([]string, d.Rows)
		for i, record := range records[1:] {
			cells[i] = record[j]
		}
		head = strings.ReplaceAll(head, ".", "_")
		add(t, d, categories(head+"_raw", cells))
		if strings.HasPrefix(name, "panel") && (strings.HasPrefix(head, "income") || strings.HasPrefix(head, "trust")) {
			for i, cell := range cells {
				if cell == "97" || cell == "98" || cell == "99" {
					cells[i] = ""
				}
			}
		}
		add(t, d, categories(head+"_c", cells))
		if c := numbers(head, cells); c != nil {
			add(t, d, c)
		}
	}
	for _, w := range []string{"1", "2", "3"} {
		for _, of := range []string{"gov", "ppl"} {
			if trust, err := d.Column("trust_" + of + "_w" + w); err == nil {
				add(t, d, topTwo(of+"_top2_w"+w, trust))
			}
		}
	}
	everybody := dataset.NewColumn(dataset.Variable{Name: "disposition_w1", Kind: dataset.Categorical,
		Codes: &dataset.CodeList{Categories: []dataset.Category{{Code: "complete"}}}}, d.Rows, dataset.Present)
	add(t, d, everybody)
	return d
}

func add(t *testing.T, d *dataset.Dataset, c *dataset.Column) {
	t.Helper()
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
}

func categories(name string, cells []string) *dataset.Column {
	list := &dataset.CodeList{}
	codes := slices.Compact(slices.Sorted(slices.Values(cells)))
	for _, code := range codes {
		if code != "" {
			list.Categories = append(list.Categories, dataset.Category{Code: code})
		}
	}
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Categorical, Codes: list}, len(cells), dataset.Skipped)
	for i, cell := range cells {
		if cell != "" {
			c.Codes[i], c.Missing[i] = uint16(list.Index(cell)), dataset.Present
		}
	}
	return c
}

// numbers reads a column of numbers; nil if there is anything else in it.
func numbers(name string, cells []string) *dataset.Column {
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, len(cells), dataset.Skipped)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		x, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			return nil
		}
		c.Numbers[i], c.Missing[i] = x, dataset.Present
	}
	return c
}

// topTwo is 1 where the answer is 4 or more, else 0.
func topTwo(name string, c *dataset.Column) *dataset.Column {
	top := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, c.Len(), dataset.Skipped)
	for i, x := range c.Numbers {
		top.Missing[i] = c.Missing[i]
		if x >= 4 {
			top.Numbers[i] = 1
		}
	}
	return top
}

// compare sets what was computed against what is wanted, all the way down.
// Every number of want must be there, save the keys listed in besides. Names
// are not compared.
func compare(t *testing.T, c reference, path string, got, want any, besides ...string) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		if values, isMatrix := want["values"]; isMatrix {
			compare(t, c, path, got, values, besides...)
			return
		}
		have, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s: %T was computed where several results are wanted", path, got)
			return
		}
		for key, w := range want {
			if key == "names" || slices.Contains(besides, key) {
				continue
			}
			g, ok := have[key]
			if !ok {
				t.Errorf("%s.%s was not computed", path, key)
				continue
			}
			compare(t, c, path+"."+key, g, w, besides...)
		}
	case []any:
		have, ok := got.([]any)
		if !ok || len(have) != len(want) {
			t.Errorf("%s: computed %v, want %d values", path, got, len(want))
			return
		}
		for i := range want {
			compare(t, c, path+"["+strconv.Itoa(i)+"]", have[i], want[i], besides...)
		}
	case float64:
		g, ok := got.(float64)
		if got == notEstimable {
			return
		}
		if !ok || math.Abs(g-want) > c.Tolerance.Abs+c.Tolerance.Rel*math.Abs(want) || math.IsNaN(g) {
			t.Errorf("%s = %v, want %v", path, got, want)
		}
	}
}

// notEstimable stands for a number that other software gives and that we
// refuse: the standard error of a single person.
const notEstimable = "not estimable"

// keep makes a file of the rows that are in.
func keep(t *testing.T, d *dataset.Dataset, in []bool) *dataset.Dataset {
	var rows []int
	for i, ok := range in {
		if ok {
			rows = append(rows, i)
		}
	}
	kept := dataset.New(len(rows))
	for _, c := range d.Columns {
		k := dataset.NewColumn(c.Variable, len(rows), dataset.Skipped)
		for to, from := range rows {
			k.Copy(to, c, from)
		}
		add(t, kept, k)
	}
	return kept
}

// list turns numbers into the form of decoded JSON.
func list(xs []float64) []any {
	all := make([]any, len(xs))
	for i, x := range xs {
		all[i] = x
	}
	return all
}
