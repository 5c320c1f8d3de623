package parquet

import (
	"fmt"
	"math"
	"strings"

	"github.com/parquet-go/parquet-go"

	"sojourn/dataset"
	"sojourn/study"
)

// plainVariables lists the columns of a file of another program, which
// describes no variables: numbers and truth values as numbers, texts as words.
// Columns that are lists or records are refused by name.
func plainVariables(file *parquet.File) ([]dataset.Variable, error) {
	var all []dataset.Variable
	for _, path := range file.Schema().Columns() {
		name := strings.Join(path, ".")
		leaf, ok := file.Schema().Lookup(path...)
		if !ok || len(path) > 1 || leaf.Node.Repeated() {
			return nil, study.Problem{Severity: study.Error, Code: "parquet", Where: "Parquet file", Column: name, What: "it is a list or a record, not a column of values",
				Do: "write the file anew with a plain column for each variable"}
		}
		v := dataset.Variable{Name: name, Kind: dataset.Numeric}
		if isText(leaf.Node.Type().Kind()) {
			v.Kind = dataset.Words
		}
		all = append(all, v)
	}
	return all, nil
}

func isText(k parquet.Kind) bool { return k == parquet.ByteArray || k == parquet.FixedLenByteArray }

// beginPlain begins a variable of another program's file. A null, and what is
// not a number there, is an empty cell here.
func beginPlain(file *parquet.File, v dataset.Variable) (*columnReader, error) {
	c := &columnReader{variable: v, empty: dataset.Skipped}
	var part filling
	var err error
	if v.Kind == dataset.Words {
		part, err = newReading(file, v.Name, func(v parquet.Value) (string, error) { return string(v.ByteArray()), nil },
			func(row int, text string) error {
				c.column.Texts[row], c.column.Missing[row] = text, dataset.Present
				return nil
			})
	} else {
		part, err = newReading(file, v.Name, plainNumber, func(row int, x float64) error {
			if !math.IsNaN(x) {
				c.column.Numbers[row], c.column.Missing[row] = x, dataset.Present
			}
			return nil
		})
	}
	c.parts = []filling{part}
	return c, err
}

func plainNumber(v parquet.Value) (float64, error) {
	switch v.Kind() {
	case parquet.Boolean:
		if v.Boolean() {
			return 1, nil
		}
		return 0, nil
	case parquet.Int32:
		return float64(v.Int32()), nil
	case parquet.Int64:
		return float64(v.Int64()), nil
	case parquet.Float:
		return float64(v.Float()), nil
	case parquet.Double:
		return v.Double(), nil
	}
	return 0, study.Problem{Severity: study.Error, Code: "parquet", Where: "Parquet file", What: fmt.Sprintf("a column has values of type %s, which are not read", v.Kind()),
		Do: "write the file anew with these as numbers or texts, or without the column"}
}
