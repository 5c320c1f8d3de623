package parquet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/parquet-go/parquet-go"

	"sojourn/dataset"
	"sojourn/study"
)

// Read reads a file that [Write] wrote, or one of another program whose columns
// are plain numbers and texts.
func Read(r io.ReaderAt, size int64) (*dataset.Dataset, error) {
	file, err := parquet.OpenFile(r, size)
	if err != nil {
		return nil, study.Problem{Severity: study.Error, Code: "parquet", Where: "Parquet file", What: "it cannot be read: it is damaged or no Parquet file",
			Do: "make the cut again"}
	}
	described, ok := file.Lookup(variablesKey)
	if !ok {
		return readPlain(file)
	}
	var variables []dataset.Variable
	if err := json.Unmarshal([]byte(described), &variables); err != nil {
		return nil, fmt.Errorf("parquet: reading the description of the variables: %w", err)
	}
	d := dataset.New(int(file.NumRows()))
	for _, v := range variables {
		c, err := readColumn(file, v, d.Rows)
		if err != nil {
			return nil, fmt.Errorf("parquet: variable %s: %w", v.Name, err)
		}
		if err := d.Add(c); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func readColumn(file *parquet.File, v dataset.Variable, rows int) (*dataset.Column, error) {
	c := dataset.NewColumn(v, rows, dataset.Present)
	codes := map[string]int{}
	if v.Codes != nil {
		for i, category := range v.Codes.Categories {
			codes[category.Code] = i
		}
	}
	err := eachValue(file, v.Name, func(row int, value parquet.Value) error {
		return place(c, codes, row, value)
	})
	if err != nil {
		return nil, err
	}
	if _, gaps := file.Schema().Lookup(v.Name + missingSuffix); !gaps {
		return c, nil
	}
	reasons := map[string]dataset.Missing{}
	for _, m := range dataset.Reasons() {
		reasons[m.String()] = m
	}
	return c, eachValue(file, v.Name+missingSuffix, func(row int, value parquet.Value) error {
		why, ok := reasons[string(value.ByteArray())]
		if !ok {
			return errors.New("the file has a reason for an empty cell that is not known")
		}
		c.Missing[row] = why
		return nil
	})
}

// place puts a value of the file into a row.
func place(c *dataset.Column, codes map[string]int, row int, value parquet.Value) error {
	switch c.Kind {
	case dataset.Numeric:
		c.Numbers[row] = value.Double()
	case dataset.Words:
		c.Texts[row] = value.String()
	case dataset.Categorical:
		k, ok := codes[string(value.ByteArray())]
		if !ok {
			return errors.New("the file has a code that its code list lacks")
		}
		c.Codes[row] = uint16(k)
	case dataset.Multiple:
		for code := range strings.FieldsSeq(value.String()) {
			k, ok := codes[code]
			if !ok {
				return errors.New("the file has a code that its code list lacks")
			}
			c.Sets[row] |= 1 << k
		}
	}
	return nil
}

// eachValue hands every value of a file column that is not null to take.
func eachValue(file *parquet.File, name string, take func(row int, v parquet.Value) error) error {
	leaf, ok := file.Schema().Lookup(name)
	if !ok {
		return errors.New("the file has no such column")
	}
	buf := make([]parquet.Value, 4096)
	row := 0
	for _, group := range file.RowGroups() {
		pages := group.ColumnChunks()[leaf.ColumnIndex].Pages()
		for {
			page, err := pages.ReadPage()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return errors.Join(err, pages.Close())
			}
			values := page.Values()
			for {
				n, err := values.ReadValues(buf)
				for _, v := range buf[:n] {
					if !v.IsNull() {
						if err := take(row, v); err != nil {
							return errors.Join(err, pages.Close())
						}
					}
					row++
				}
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					return errors.Join(err, pages.Close())
				}
			}
			parquet.Release(page)
		}
		if err := pages.Close(); err != nil {
			return err
		}
	}
	return nil
}
