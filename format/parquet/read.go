package parquet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"sojourn/dataset"
)

// A File is an open Parquet file: one that [Write] wrote, or one of another
// program whose columns are plain numbers and texts. Only the columns that are
// asked for are read.
type File struct {
	file      *parquet.File
	from      io.ReaderAt
	size      int64
	variables []dataset.Variable
	plain     bool // of another program
}

// Open reads what a file says of its variables.
func Open(r io.ReaderAt, size int64) (f *File, err error) {
	defer mend(&err)
	if !footed(r, size) {
		return nil, damaged
	}
	file, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil || !plausible(file, size) {
		return nil, damaged
	}
	f = &File{file: file, from: r, size: size}
	described, ok := file.Lookup(variablesKey)
	if !ok {
		f.plain = true
		f.variables, err = plainVariables(file)
		return f, err
	}
	if err := json.Unmarshal([]byte(described), &f.variables); err != nil || slices.ContainsFunc(f.variables, unlisted) {
		return nil, damaged
	}
	return f, nil
}

// Rows is the number of rows.
func (f *File) Rows() int { return int(f.file.NumRows()) }

// Variables lists the variables in the order of the file.
func (f *File) Variables() []dataset.Variable { return f.variables }

// Read reads a whole file, see [Open].
func Read(r io.ReaderAt, size int64) (*dataset.Dataset, error) {
	f, err := Open(r, size)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, v := range f.variables {
		names = append(names, v.Name)
	}
	return f.Read(names)
}

// Read reads whole columns, in the order of the file. Names that it lacks are
// passed over.
func (f *File) Read(names []string) (*dataset.Dataset, error) {
	d := dataset.New(f.Rows())
	for _, v := range f.chosen(names) {
		c, err := f.begin(v)
		if err != nil {
			return nil, f.named(v, err)
		}
		column, err := c.next(d.Rows)
		if err := errors.Join(err, c.close()); err != nil {
			return nil, f.named(v, err)
		}
		if err := d.Add(column); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// blockRows is the number of rows of a block.
const blockRows = 1 << 16

// Blocks reads columns block by block from the first row to the last and hands
// each block to take. Memory is bounded by a block and by what the file has on
// a page, however many rows there are.
func (f *File) Blocks(names []string, take func(*dataset.Dataset) error) (err error) {
	var columns []*columnReader
	defer func() {
		for _, c := range columns {
			err = errors.Join(err, c.close())
		}
	}()
	for _, v := range f.chosen(names) {
		c, err := f.begin(v)
		if err != nil {
			return f.named(v, err)
		}
		columns = append(columns, c)
	}
	for from := 0; from < f.Rows(); from += blockRows {
		block := dataset.New(min(blockRows, f.Rows()-from))
		for _, c := range columns {
			column, err := c.next(block.Rows)
			if err != nil {
				return f.named(c.variable, err)
			}
			if err := block.Add(column); err != nil {
				return err
			}
		}
		if err := take(block); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) chosen(names []string) []dataset.Variable {
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	var all []dataset.Variable
	for _, v := range f.variables {
		if wanted[v.Name] {
			all = append(all, v)
		}
	}
	return all
}

func (f *File) named(v dataset.Variable, err error) error {
	return fmt.Errorf("parquet: variable %s: %w", v.Name, err)
}

// A columnReader reads a variable, and the reasons for its empty cells where
// the file has them, some rows at a time.
type columnReader struct {
	variable dataset.Variable
	parts    []filling
	column   *dataset.Column // being filled
	empty    dataset.Missing // of a cell of which the file says nothing
}

// next reads the next n rows.
func (c *columnReader) next(n int) (_ *dataset.Column, err error) {
	defer mend(&err)
	c.column = dataset.NewColumn(c.variable, n, c.empty)
	for _, part := range c.parts {
		if err := part.fill(n); err != nil {
			return nil, err
		}
	}
	return c.column, nil
}

func (c *columnReader) close() error {
	var err error
	for _, part := range c.parts {
		err = errors.Join(err, part.close())
	}
	return err
}

// begin begins a variable at its first row.
func (f *File) begin(v dataset.Variable) (_ *columnReader, err error) {
	defer mend(&err)
	for _, name := range []string{v.Name, v.Name + missingSuffix} {
		if leaf, ok := f.file.Schema().Lookup(name); ok {
			if err := f.honest(leaf.ColumnIndex); err != nil {
				return nil, err
			}
		}
	}
	if f.plain {
		return beginPlain(f.file, v)
	}
	c := &columnReader{variable: v}
	if err := c.values(f.file); err != nil {
		return nil, err
	}
	if _, gaps := f.file.Schema().Lookup(v.Name + missingSuffix); !gaps {
		return c, nil
	}
	reasons, err := newReading(f.file, v.Name+missingSuffix,
		func(v parquet.Value) (dataset.Missing, error) { return dataset.ParseMissing(v.String()) },
		func(row int, why dataset.Missing) error { c.column.Missing[row] = why; return nil })
	c.parts = append(c.parts, reasons)
	return c, err
}

// values adds the part that reads the values.
func (c *columnReader) values(file *parquet.File) (err error) {
	var part filling
	name, codes := c.variable.Name, c.variable.Codes
	switch c.variable.Kind {
	case dataset.Numeric:
		part, err = newReading(file, name, func(v parquet.Value) (float64, error) { return v.Double(), nil },
			func(row int, x float64) error { c.column.Numbers[row] = x; return nil })
	case dataset.Categorical:
		part, err = newReading(file, name, func(v parquet.Value) (uint16, error) { k, err := codeOf(codes, v.String()); return uint16(k), err },
			func(row int, code uint16) error { c.column.Codes[row] = code; return nil })
	case dataset.Multiple:
		part, err = newReading(file, name, func(v parquet.Value) (uint64, error) { return setOf(codes, v.String()) },
			func(row int, set uint64) error { c.column.Sets[row] = set; return nil })
	default:
		part, err = newReading(file, name, func(v parquet.Value) (string, error) { return v.String(), nil },
			func(row int, text string) error { c.column.Texts[row] = text; return nil })
	}
	c.parts = append(c.parts, part)
	return err
}

func codeOf(codes *dataset.CodeList, code string) (int, error) {
	k := codes.Index(code)
	if k < 0 {
		return 0, errors.New("the file has a code that its code list lacks")
	}
	return k, nil
}

func setOf(codes *dataset.CodeList, text string) (set uint64, err error) {
	for code := range strings.FieldsSeq(text) {
		k, err := codeOf(codes, code)
		if err != nil {
			return 0, err
		}
		set |= 1 << k
	}
	return set, nil
}
