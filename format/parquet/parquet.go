// Package parquet writes and reads datasets as Parquet files.
//
// A variable is a column of the same name that any reader of Parquet
// understands: the category's code as text for a choice of one, the codes with
// a space between them for a choice of several, a number, or text; empty where
// there is no value. Why it is empty stands in a second column, NAME.missing,
// which is there only if a cell is empty. Labels, code lists, levels of
// measurement and waves are JSON in the file's metadata under the key
// "sojourn.variables", so that a file is complete by itself and reading it
// back gives the dataset that was written.
//
// The same dataset and metadata give the same bytes.
package parquet

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"sojourn/dataset"
)

const (
	variablesKey  = "sojourn.variables"
	missingSuffix = ".missing"
	// columns in the file are sorted by name; rowGroup bounds what a reader
	// must hold at a time.
	rowGroup = 1 << 16
)

// Write writes the dataset with further metadata of the caller's.
func Write(w io.Writer, d *dataset.Dataset, metadata map[string]string) error {
	variables := make([]dataset.Variable, len(d.Columns))
	for i, c := range d.Columns {
		variables[i] = c.Variable
	}
	described, err := json.Marshal(variables)
	if err != nil {
		return fmt.Errorf("parquet: describing the variables: %w", err)
	}
	options := []parquet.WriterOption{
		schema(d),
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault}),
		parquet.CreatedBy("sojourn", "1", "0"),
		parquet.KeyValueMetadata(variablesKey, string(described)),
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		options = append(options, parquet.KeyValueMetadata(key, metadata[key]))
	}
	out := parquet.NewWriter(w, options...)
	if err := writeRows(out, d); err != nil {
		return fmt.Errorf("parquet: writing: %w", err)
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("parquet: writing: %w", err)
	}
	return nil
}

// schema gives every variable its columns.
func schema(d *dataset.Dataset) *parquet.Schema {
	group := parquet.Group{}
	for _, c := range d.Columns {
		group[c.Name] = parquet.Optional(valueNode(c.Kind))
		if hasGaps(c) {
			group[c.Name+missingSuffix] = parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
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

// A cell gives the value of one file column in a row; ok is false for null.
type cell func(row int) (v parquet.Value, ok bool)

// cells lists the file's columns in the order of the schema, which sorts them.
func cells(d *dataset.Dataset) []cell {
	byName := map[string]cell{}
	for _, c := range d.Columns {
		byName[c.Name] = valueCell(c)
		if hasGaps(c) {
			byName[c.Name+missingSuffix] = func(row int) (parquet.Value, bool) {
				m := c.Missing[row]
				return parquet.ValueOf(m.String()), m != dataset.Present
			}
		}
	}
	var list []cell
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		list = append(list, byName[name])
	}
	return list
}

func valueCell(c *dataset.Column) cell {
	read := map[dataset.Kind]func(int) parquet.Value{
		dataset.Categorical: func(i int) parquet.Value { return parquet.ValueOf(c.CodeAt(i)) },
		dataset.Multiple:    func(i int) parquet.Value { return parquet.ValueOf(setCodes(c, i)) },
		dataset.Numeric:     func(i int) parquet.Value { return parquet.ValueOf(c.Numbers[i]) },
		dataset.Words:       func(i int) parquet.Value { return parquet.ValueOf(c.Texts[i]) },
	}[c.Kind]
	return func(row int) (parquet.Value, bool) {
		if c.Missing[row] != dataset.Present {
			return parquet.Value{}, false
		}
		return read(row), true
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

func writeRows(out *parquet.Writer, d *dataset.Dataset) error {
	columns := cells(d)
	const chunk = 256
	rows := make([]parquet.Row, 0, chunk)
	for i := range d.Rows {
		row := make(parquet.Row, len(columns))
		for k, c := range columns {
			v, ok := c(i)
			if !ok {
				row[k] = parquet.NullValue().Level(0, 0, k)
				continue
			}
			row[k] = v.Level(0, 1, k)
		}
		if rows = append(rows, row); len(rows) == chunk || i == d.Rows-1 {
			if _, err := out.WriteRows(rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
		if (i+1)%rowGroup == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}
