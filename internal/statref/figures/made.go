package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"

	"sojourn/dataset"
	"sojourn/format/parquet"
	"sojourn/study"
	"sojourn/weight"
)

// A made variable is a category of so many, or a number where there are none.
type made struct {
	name       string
	categories int
}

// variables are those of the made-up data: 30, of which an estimate uses a few.
func variables(countries int) []made {
	all := []made{{"country", countries}, {"trust", 5}, {"sex", 3}, {"age", 0}, {"w", 0}}
	for i := range 4 {
		all = append(all, made{fmt.Sprint("m", i+1), 5})
	}
	for i := range 10 {
		all = append(all, made{fmt.Sprint("y", i+1), 0})
	}
	for i := range 11 {
		all = append(all, made{fmt.Sprint("other", i+1), 7})
	}
	return all
}

func (m made) variable() dataset.Variable {
	v := dataset.Variable{Name: m.name, Kind: dataset.Numeric}
	if m.categories > 0 {
		v.Kind, v.Codes = dataset.Categorical, &dataset.CodeList{Name: m.name}
		for c := range m.categories {
			code := fmt.Sprint(c + 1)
			v.Codes.Categories = append(v.Codes.Categories, dataset.Category{Code: code, Label: study.Text{"en": code}})
		}
	}
	return v
}

// draw makes n people up.
func draw(r *rand.Rand, n int, of []made) (*dataset.Dataset, error) {
	d := dataset.New(n)
	for _, m := range of {
		c := dataset.NewColumn(m.variable(), n, dataset.Present)
		for i := range n {
			switch {
			case m.categories > 0:
				c.Codes[i] = uint16(r.IntN(m.categories))
			case m.name == "w":
				c.Numbers[i] = 0.2 + r.ExpFloat64()
			case m.name == "age":
				c.Numbers[i] = 18 + 50*r.Float64()
			default:
				c.Numbers[i] = r.NormFloat64()
			}
		}
		if err := d.Add(c); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func people(n, countries int) (*dataset.Dataset, error) {
	return draw(rand.New(rand.NewPCG(1, uint64(n))), n, variables(countries))
}

// recipe rakes to four margins.
func recipe() weight.Recipe {
	r := weight.Recipe{Name: "raked", Start: "w"}
	for m := range 4 {
		targets := map[string]float64{}
		for c := range 5 {
			targets[fmt.Sprint(c+1)] = float64(3+c) / 25
		}
		r.Margins = append(r.Margins, weight.Margin{Item: fmt.Sprint("m", m+1), Targets: targets, Source: "made up"})
	}
	return r
}

// writeLong writes a Parquet file of n people with 30 variables.
func writeLong(name string, n int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	var of []dataset.Variable
	for _, m := range variables(100) {
		of = append(of, m.variable())
	}
	w, err := parquet.NewWriter(file, of, nil, nil)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(3, 4))
	const block = 1 << 16
	for from := 0; from < n; from += block {
		d, err := draw(r, min(block, n-from), variables(100))
		if err != nil {
			return err
		}
		if err := w.Append(d); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	return file.Close()
}

// writeForR writes the columns that R is given, one after the other, as
// numbers of eight bytes.
func writeForR(name string, d *dataset.Dataset) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	for _, c := range d.Columns[:19] {
		column := c.Numbers
		if c.Kind == dataset.Categorical {
			column = make([]float64, d.Rows)
			for i, code := range c.Codes {
				column[i] = float64(code) + 1
			}
		}
		if err := binary.Write(out, binary.LittleEndian, column); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Close()
}
