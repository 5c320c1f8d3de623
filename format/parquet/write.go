package parquet

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"sojourn/dataset"
	"sojourn/study"
)

// Write writes the dataset with further metadata of the caller's.
func Write(w io.Writer, d *dataset.Dataset, metadata map[string]string) error {
	variables, gaps := make([]dataset.Variable, len(d.Columns)), map[string]bool{}
	for i, c := range d.Columns {
		variables[i], gaps[c.Name] = c.Variable, hasGaps(c)
	}
	out, err := NewWriter(w, variables, gaps, metadata)
	if err != nil {
		return err
	}
	if err := out.Append(d); err != nil {
		return err
	}
	return out.Close()
}

// A Writer writes a dataset that comes block by block.
type Writer struct {
	out  *parquet.Writer
	gaps map[string]bool
}

// NewWriter begins a file of variables; gaps names those that have empty
// cells.
func NewWriter(w io.Writer, variables []dataset.Variable, gaps map[string]bool, metadata map[string]string) (*Writer, error) {
	described, err := json.Marshal(variables)
	if err != nil {
		return nil, fmt.Errorf("parquet: describing the variables: %w", err)
	}
	options := []parquet.WriterOption{
		schema(variables, gaps),
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault}),
		parquet.PageBufferSize(pageBuffer),
		parquet.CreatedBy("sojourn", "1", "0"),
		parquet.KeyValueMetadata(variablesKey, string(described)),
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		options = append(options, parquet.KeyValueMetadata(key, metadata[key]))
	}
	return &Writer{out: parquet.NewWriter(w, options...), gaps: gaps}, nil
}

// Append writes a block that has the variables of the file. It begins a row
// group of its own.
func (w *Writer) Append(d *dataset.Dataset) error {
	if err := writeGroups(w.out, d, cells(d, w.gaps)); err != nil {
		return fmt.Errorf("parquet: writing: %w", err)
	}
	return nil
}

// Close ends the file.
func (w *Writer) Close() error {
	if err := w.out.Close(); err != nil {
		return fmt.Errorf("parquet: writing: %w", err)
	}
	return nil
}

// schema gives every variable its columns.
func schema(variables []dataset.Variable, gaps map[string]bool) *parquet.Schema {
	group := parquet.Group{}
	for _, v := range variables {
		group[v.Name] = parquet.Optional(valueNode(v.Kind))
		if gaps[v.Name] {
			group[v.Name+missingSuffix] = parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
		}
	}
	return parquet.NewSchema("dataset", group)
}

func valueNode(k dataset.Kind) parquet.Node {
	switch k {
	case dataset.Numeric:
		return parquet.Leaf(parquet.DoubleType)
	case dataset.Categorical, dataset.Multiple:
		return parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
	}
	return parquet.String()
}

func hasGaps(c *dataset.Column) bool {
	return slices.ContainsFunc(c.Missing, func(m dataset.Missing) bool { return m != dataset.Present })
}

// A cell gives the value of one file column in a row, with its level.
type cell func(row int) parquet.Value

// cells lists the file's columns in the order of the schema, which sorts them.
func cells(d *dataset.Dataset, gaps map[string]bool) []cell {
	byName := map[string]func(k int) cell{}
	for _, c := range d.Columns {
		byName[c.Name] = func(k int) cell { return valueCell(c, k) }
		if gaps[c.Name] {
			byName[c.Name+missingSuffix] = func(k int) cell { return reasonCell(c, k) }
		}
	}
	var list []cell
	for k, name := range slices.Sorted(maps.Keys(byName)) {
		list = append(list, byName[name](k))
	}
	return list
}

// null and filled are the levels of an optional value in file column k.
func null(k int) parquet.Value                    { return parquet.NullValue().Level(0, 0, k) }
func filled(v parquet.Value, k int) parquet.Value { return v.Level(0, 1, k) }

func reasonCell(c *dataset.Column, k int) cell {
	var names [256]parquet.Value
	for m := range names {
		names[m] = null(k)
	}
	for _, m := range dataset.Reasons() {
		names[m] = filled(parquet.ValueOf(m.String()), k)
	}
	return func(row int) parquet.Value { return names[c.Missing[row]] }
}

func valueCell(c *dataset.Column, k int) cell {
	read := valueOf(c, k)
	empty := null(k)
	return func(row int) parquet.Value {
		if c.Missing[row] != dataset.Present {
			return empty
		}
		return read(row)
	}
}

// valueOf gives the values that are there. The few that return again and again
// are made once.
func valueOf(c *dataset.Column, k int) cell {
	switch c.Kind {
	case dataset.Categorical:
		var codes []parquet.Value
		for _, category := range c.Variable.Codes.Categories {
			codes = append(codes, filled(parquet.ValueOf(category.Code), k))
		}
		return func(row int) parquet.Value { return codes[c.Codes[row]] }
	case dataset.Multiple:
		known := map[uint64]parquet.Value{}
		return func(row int) parquet.Value {
			v, ok := known[c.Sets[row]]
			if !ok {
				v = filled(parquet.ValueOf(setCodes(c, row)), k)
				if len(known) < 1<<12 { // of 64 categories every row may choose others
					known[c.Sets[row]] = v
				}
			}
			return v
		}
	case dataset.Numeric:
		return func(row int) parquet.Value { return filled(parquet.ValueOf(c.Numbers[row]), k) }
	}
	return func(row int) parquet.Value {
		return filled(parquet.ValueOf(strings.ToValidUTF8(c.Texts[row], "\uFFFD")), k)
	}
}

func setCodes(c *dataset.Column, row int) string {
	var codes []string
	for k, category := range c.Variable.Codes.Categories {
		if c.Sets[row]&(1<<k) != 0 {
			codes = append(codes, category.Code)
		}
	}
	return strings.Join(codes, " ")
}

// writeGroups writes group after group of rows, and in each column after
// column: a row at a time would cost three times as much.
func writeGroups(out *parquet.Writer, d *dataset.Dataset, columns []cell) error {
	values := make([]parquet.Value, 0, 1024)
	for start := 0; start < d.Rows; start += rowGroup {
		end := min(start+rowGroup, d.Rows)
		for k, to := range out.ColumnWriters() {
			for row := start; row < end; row++ {
				if values = append(values, columns[k](row)); len(values) < cap(values) && row < end-1 {
					continue
				}
				if _, err := to.WriteRowValues(values); err != nil {
					return err
				}
				values = values[:0]
			}
			// Packed now, so that the plain values of one column are held at a time.
			if err := to.Flush(); err != nil {
				return err
			}
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// Check lists the texts that a Parquet file cannot hold as they are: bytes that
// are not UTF-8, each of which [Write] makes U+FFFD.
func Check(d *dataset.Dataset) study.Problems {
	var ps study.Problems
	for _, c := range d.Columns {
		n := 0
		for row, s := range c.Texts {
			if c.Missing[row] == dataset.Present && !utf8.ValidString(s) {
				n++
			}
		}
		if n > 0 {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "text-altered", Where: "Parquet file", Column: c.Name,
				What: fmt.Sprintf("there are bytes that are not UTF-8 in %s; each is U+FFFD in the file", study.Counted(n, "text")), Do: "look at where the texts come from"})
		}
	}
	return ps
}
