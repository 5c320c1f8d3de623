package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"sojourn/format/parquet"
	"sojourn/study"
)

// A Verdict is what a bundle shows by itself.
type Verdict struct {
	Manifest Manifest
	Files    int
	People   int
	Least    int // people in the smallest class, counted anew from the CSV
	Problems study.Problems
}

// maxFile is the most that one file of a bundle may unpack to, so that a
// crafted one cannot fill the memory.
const maxFile = 4 << 30

// Verify reads a bundle and checks what can be checked from it alone: that all
// files are as they were, and that the released table keeps what the manifest
// promises. It counts people alike in the cells of the CSV, as a stranger
// would, and shares nothing with the code that made the release.
func Verify(r io.ReaderAt, size int64) (Verdict, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return Verdict{}, study.Problem{Severity: study.Error, Code: "bundle", Where: "bundle", What: "it is no zip file, or not all of one", Do: "fetch or build it again"}
	}
	files := map[string][]byte{}
	for _, f := range archive.File {
		data, err := unpacked(f)
		if err != nil {
			return Verdict{}, study.Problem{Severity: study.Error, Code: "bundle", Where: f.Name, What: "it cannot be unpacked", Do: "fetch or build the bundle again"}
		}
		files[f.Name] = data
	}
	c := checker{Verdict: Verdict{Files: len(files)}, files: files}
	c.sums()
	if err := json.Unmarshal(files[manifestName], &c.Manifest); err != nil {
		c.wrong(manifestName, "it cannot be read", "build the bundle again")
		return c.Verdict, nil
	}
	c.table()
	c.linked()
	c.parquet()
	return c.Verdict, nil
}

func unpacked(f *zip.File) ([]byte, error) {
	in, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = io.ErrShortBuffer
	}
	return data, err
}

// A checker is a verification under way.
type checker struct {
	Verdict
	files map[string][]byte
}

func (c *checker) wrong(where, what, do string) {
	c.Problems = append(c.Problems, study.Problem{Severity: study.Error, Code: "bundle", Where: where, What: what, Do: do})
}

// sums compares every file with its sum.
func (c *checker) sums() {
	listed := map[string]bool{sums: true}
	for line := range strings.Lines(string(c.files[sums])) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		listed[name] = true
		data, there := c.files[name]
		switch {
		case !there:
			c.wrong(name, "it is listed in "+sums+" and not there", "fetch or build the bundle again")
		case File{name, data}.sum() != sum:
			c.wrong(name, "it is not as it was when the bundle was made", "fetch or build the bundle again")
		}
	}
	for name := range c.files {
		if !listed[name] {
			c.wrong(name, "somebody has added it", "do not trust it")
		}
	}
}

// A sheet is the CSV as a stranger reads it.
type sheet struct {
	at   map[string]int
	rows [][]string
}

// cell gives a value, without the apostrophe that keeps spreadsheets from
// running it, and the reason why there is none.
func (s sheet) cell(row []string, name string) (value, why string) {
	if at, ok := s.at[name+".missing"]; ok {
		why = row[at]
	}
	if at, ok := s.at[name]; ok {
		value = strings.TrimPrefix(row[at], "'")
	}
	return value, why
}

// sheet reads a CSV; nil where it cannot.
func (c *checker) sheet(name string) *sheet {
	records, err := csv.NewReader(bytes.NewReader(c.files[name])).ReadAll()
	if err != nil || len(records) == 0 {
		c.wrong(name, "it cannot be read as CSV", "build the bundle again")
		return nil
	}
	s := &sheet{map[string]int{}, records[1:]}
	for i, name := range records[0] {
		s.at[name] = i
	}
	return s
}

// table counts the people who are alike in all that others may know.
func (c *checker) table() {
	read := c.sheet(csvName)
	if read == nil {
		return
	}
	s := *read
	c.People = len(s.rows)
	if c.People != c.Manifest.People {
		c.wrong(csvName, fmt.Sprintf("it has %s and the manifest %d", study.Counted(c.People, "person"), c.Manifest.People), "build the bundle again")
	}
	for _, name := range c.Manifest.Keys {
		if _, ok := s.at[name]; !ok {
			c.wrong(csvName, "the quasi-identifier "+name+" is not in it", "build the bundle again")
		}
	}
	alike := map[string][][]string{}
	for _, row := range s.rows {
		known := c.known(s, row)
		alike[known] = append(alike[known], row)
	}
	for _, people := range alike {
		if c.Least == 0 || len(people) < c.Least {
			c.Least = len(people)
		}
	}
	if c.Least < c.Manifest.K || c.Manifest.K < 2 {
		c.wrong(csvName, fmt.Sprintf("the smallest group of people alike has %d, and %d are promised", c.Least, c.Manifest.K), "do not hand it out; build the bundle again")
	}
	c.diverse(s, alike)
	c.weights(s, alike)
}

// known is what others may know of the person in a row, as one text.
func (c *checker) known(s sheet, row []string) string {
	var b strings.Builder
	for _, name := range c.Manifest.Keys {
		value, why := s.cell(row, name)
		fmt.Fprintf(&b, "%q%q", value, why)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Manifest.Asked)) {
		for _, question := range c.Manifest.Asked[name] {
			_, why := s.cell(row, question)
			if why != "not_asked" && why != "withheld" && why != "not_in_wave" {
				why = ""
			}
			fmt.Fprintf(&b, "%q", why)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Manifest.Tables)) {
		for _, time := range c.Manifest.Tables[name] {
			fmt.Fprint(&b, put(s, row, time))
		}
	}
	return b.String()
}

// diverse counts the different sensitive answers of people alike.
func (c *checker) diverse(s sheet, alike map[string][][]string) {
	if c.Manifest.L < 2 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.Manifest.Sensitive)) {
		for _, people := range alike {
			values, telling := map[string]bool{}, false
			for _, row := range people {
				if value, why := s.cell(row, name); why == "" && value != "" {
					values[value] = true
					for code := range strings.FieldsSeq(value) {
						telling = telling || !slices.Contains(c.Manifest.Sensitive[name], code)
					}
				}
			}
			if telling && len(values) < c.Manifest.L {
				c.wrong(csvName, fmt.Sprintf("people alike gave fewer than %d different answers to %s", c.Manifest.L, name), "do not hand it out; build the bundle again")
				break
			}
		}
	}
}

// weights counts the people alike who share a weight.
func (c *checker) weights(s sheet, alike map[string][][]string) {
	for _, w := range c.Manifest.Weights {
		for _, people := range alike {
			shared := map[string]int{}
			for _, row := range people {
				value, why := s.cell(row, "weight_"+w.Name)
				shared[value+why]++
			}
			for _, n := range shared {
				if n < c.Manifest.K {
					c.wrong(csvName, fmt.Sprintf("a weight of weight_%s is that of %d people alike", w.Name, n), "do not hand it out; build the bundle again")
				}
			}
		}
	}
}

// parquet checks that the other table for programs has the same people.
func (c *checker) parquet() {
	data := c.files[parquetName]
	d, err := parquet.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil || d.Rows != c.People {
		c.wrong(parquetName, "it cannot be read, or has other people than the CSV", "build the bundle again")
	}
}
