package statref

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sojourn/dataset"
)

// A Frame is a data file: named columns of cells, an empty one for a missing
// value.
type Frame struct {
	Rows  int
	names []string
	cells map[string][]string
}

// Raw reads a data file, such as "panelA.csv", as it is.
func (r *References) Raw(t testing.TB, file string) *Frame {
	t.Helper()
	in, err := os.Open(filepath.Join(r.dir, "data", filepath.Base(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	records, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f := &Frame{Rows: len(records) - 1, cells: map[string][]string{}}
	for j, name := range records[0] {
		column := make([]string, f.Rows)
		for i, record := range records[1:] {
			column[i] = record[j]
		}
		f.Add(name, column)
	}
	return f
}

// Frame reads a data file after the preparation of that name ("panel", or ""
// for none).
func (r *References) Frame(t testing.TB, file, prep string) *Frame {
	t.Helper()
	f := r.Raw(t, file)
	switch prep {
	case "":
	case "panel":
		f.preparePanel()
	default:
		t.Fatalf("the preparation %s is not known", prep)
	}
	return f
}

// Of reads the data of a case: the file of its design, or its first file.
func (r *References) Of(t testing.TB, c Case) *Frame {
	t.Helper()
	if d, ok := r.Designs[c.Design]; ok {
		return r.Frame(t, d.Data, d.Prep)
	}
	return r.Frame(t, c.Data[0], c.Prep)
}

// preparePanel does what the manifest's prep "panel" does: the codes of
// non-answers become missing, trust of 4 or more becomes a top-two indicator,
// and four variables get a second name under which they are categories.
func (f *Frame) preparePanel() {
	for _, name := range f.names {
		if strings.HasPrefix(name, "income") || strings.HasPrefix(name, "trust") {
			for i, cell := range f.cells[name] {
				if cell == "97" || cell == "98" || cell == "99" {
					f.cells[name][i] = ""
				}
			}
		}
	}
	for _, wave := range []string{"1", "2", "3"} {
		for _, of := range []string{"ppl", "gov"} {
			f.Put(of+"_top2_w"+wave, mapped(f.Numbers("trust_"+of+"_w"+wave), func(x float64) float64 {
				if x >= 4 {
					return 1
				}
				return 0
			}))
		}
	}
	for name, from := range map[string]string{"agef": "agegrp", "educf": "educ", "sexf": "sex", "empf1": "emp_w1"} {
		f.Add(name, slices.Clone(f.cells[from]))
	}
}

// mapped applies a function to the values that are there.
func mapped(xs []float64, to func(float64) float64) []float64 {
	ys := slices.Clone(xs)
	for i, x := range xs {
		if !math.IsNaN(x) {
			ys[i] = to(x)
		}
	}
	return ys
}

// Names lists the columns.
func (f *Frame) Names() []string { return f.names }

// Words gives the cells of a column as they are written; missing is "". A
// column that is not there is nil.
func (f *Frame) Words(name string) []string { return f.cells[name] }

// Numbers gives the cells of a column as numbers; missing, and what is no
// number, is NaN. A column that is not there is nil.
func (f *Frame) Numbers(name string) []float64 {
	words, ok := f.cells[name]
	if !ok {
		return nil
	}
	xs := make([]float64, len(words))
	for i, word := range words {
		x, err := strconv.ParseFloat(word, 64)
		if err != nil {
			x = math.NaN()
		}
		xs[i] = x
	}
	return xs
}

// Codes numbers the distinct cells of a column in their sorted order, as a
// factor does (numbers by size, words by bytes), and lists them. A missing
// cell is -1.
func (f *Frame) Codes(name string) (codes []int32, levels []string) {
	words := f.cells[name]
	for _, word := range slices.Compact(slices.Sorted(slices.Values(words))) {
		if word != "" {
			levels = append(levels, word)
		}
	}
	slices.SortStableFunc(levels, bySize)
	codes = make([]int32, len(words))
	for i, word := range words {
		codes[i] = int32(slices.Index(levels, word))
	}
	return codes, levels
}

// bySize orders numbers by size and leaves words in their order.
func bySize(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX != nil || errY != nil:
		return strings.Compare(a, b)
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// Add puts a column of words into the frame, in the place of one of that name.
func (f *Frame) Add(name string, words []string) {
	if _, known := f.cells[name]; !known {
		f.names = append(f.names, name)
	}
	f.cells[name] = words
}

// Put puts a column of numbers into the frame; NaN is missing.
func (f *Frame) Put(name string, xs []float64) {
	words := make([]string, len(xs))
	for i, x := range xs {
		if !math.IsNaN(x) {
			words[i] = strconv.FormatFloat(x, 'g', -1, 64)
		}
	}
	f.Add(name, words)
}

// Keep makes a frame of the rows for which in holds.
func (f *Frame) Keep(in func(row int) bool) *Frame {
	kept := &Frame{cells: map[string][]string{}}
	var rows []int
	for i := range f.Rows {
		if in(i) {
			rows = append(rows, i)
		}
	}
	kept.Rows = len(rows)
	for _, name := range f.names {
		words := make([]string, len(rows))
		for to, from := range rows {
			words[to] = f.cells[name][from]
		}
		kept.Add(name, words)
	}
	return kept
}

// Dataset turns the frame into a dataset. Every column that holds nothing but
// numbers is there as numbers under its name; every column is there as
// categories under its name and "_c". A dot in a name becomes "_". Missing
// cells are skipped answers.
func (f *Frame) Dataset(t testing.TB) *dataset.Dataset {
	t.Helper()
	d := dataset.New(f.Rows)
	for _, name := range f.names {
		safe := strings.ReplaceAll(name, ".", "_")
		columns := []*dataset.Column{f.categories(name, safe+"_c")}
		if c := f.numeric(name, safe); c != nil {
			columns = append(columns, c)
		}
		for _, c := range columns {
			if err := d.Add(c); err != nil {
				t.Fatal(err)
			}
		}
	}
	return d
}

func (f *Frame) categories(name, as string) *dataset.Column {
	codes, levels := f.Codes(name)
	list := &dataset.CodeList{}
	for _, level := range levels {
		list.Categories = append(list.Categories, dataset.Category{Code: level})
	}
	c := dataset.NewColumn(dataset.Variable{Name: as, Kind: dataset.Categorical, Codes: list}, f.Rows, dataset.Skipped)
	for i, code := range codes {
		if code >= 0 {
			c.Codes[i], c.Missing[i] = uint16(code), dataset.Present
		}
	}
	return c
}

// numeric is the column as numbers, or nil if there is anything else in it.
func (f *Frame) numeric(name, as string) *dataset.Column {
	c := dataset.NewColumn(dataset.Variable{Name: as, Kind: dataset.Numeric}, f.Rows, dataset.Skipped)
	words := f.cells[name]
	for i, x := range f.Numbers(name) {
		if math.IsNaN(x) {
			if words[i] != "" {
				return nil
			}
			continue
		}
		c.Numbers[i], c.Missing[i] = x, dataset.Present
	}
	return c
}
