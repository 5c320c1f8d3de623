package parquet

import (
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"

	"sojourn/dataset"
	"sojourn/study"
)

// readPlain reads a file of another program, which describes no variables:
// numbers and truth values as numbers, texts as words, a null as skipped.
// Columns that are lists or records are refused by name.
func readPlain(file *parquet.File) (*dataset.Dataset, error) {
	d := dataset.New(int(file.NumRows()))
	for _, path := range file.Schema().Columns() {
		name := strings.Join(path, ".")
		leaf, ok := file.Schema().Lookup(path...)
		if !ok || len(path) > 1 || leaf.Node.Repeated() {
			return nil, study.Problem{Severity: study.Error, Code: "parquet", Where: "Parquet file", Column: name, What: "it is a list or a record, not a column of values",
				Do: "write the file anew with a plain column for each variable"}
		}
		v := dataset.Variable{Name: name, Kind: dataset.Numeric}
		if kind := leaf.Node.Type().Kind(); kind == parquet.ByteArray || kind == parquet.FixedLenByteArray {
			v.Kind = dataset.Words
		}
		c := dataset.NewColumn(v, d.Rows, dataset.Skipped)
		if err := eachValue(file, name, func(row int, value parquet.Value) error {
			return placePlain(c, row, value)
		}); err != nil {
			return nil, fmt.Errorf("parquet: variable %s: %w", name, err)
		}
		if err := d.Add(c); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// placePlain puts a value of another program's file into a row. What is not a
// number there is an empty cell here.
func placePlain(c *dataset.Column, row int, value parquet.Value) error {
	x := 0.0
	switch value.Kind() {
	case parquet.Boolean:
		if value.Boolean() {
			x = 1
		}
	case parquet.Int32:
		x = float64(value.Int32())
	case parquet.Int64:
		x = float64(value.Int64())
	case parquet.Float:
		x = float64(value.Float())
	case parquet.Double:
		x = value.Double()
	case parquet.ByteArray, parquet.FixedLenByteArray:
		c.Texts[row], c.Missing[row] = string(value.ByteArray()), dataset.Present
		return nil
	default:
		return fmt.Errorf("its type %s is not read", value.Kind())
	}
	if x == x {
		c.Numbers[row], c.Missing[row] = x, dataset.Present
	}
	return nil
}
