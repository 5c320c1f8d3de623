package model

import (
	"fmt"
	"math"

	"sojourn/dataset"
)

// Options say on whom a model is fitted and with which weights.
type Options struct {
	In      []bool    // the people of the model, a row each; nil: everybody
	Weights []float64 // a row each; nil: 1 each. Rows of weight zero are left out
}

// A Frame is a formula worked out on the rows that have a value of every
// variable in it.
type Frame struct {
	Formula    Formula
	Rows       []int32  // of the dataset
	Incomplete int      // rows left out because a variable has no value
	Columns    []Column // of the model, the intercept first
	Outcomes   []string // the categories of a categorical response, of which the last is the success; else nil

	data    *dataset.Dataset
	y       []float64
	offset  []float64
	weights []float64   // of Rows
	without float64     // weight of the rows left out as incomplete
	x       [][]float64 // by column
}

// A Column is one column of the model's matrix, and so one coefficient.
type Column struct {
	Name string // such as "sex[woman]:age"
	Term int    // index into Formula.Terms; -1 for the intercept
}

// Intercept is the name of the intercept's column.
const Intercept = "(intercept)"

// NewFrame works a formula out on a dataset. Rows outside o.In, of weight
// zero, or without a value of some variable take no part.
//
// A factor with k categories among these rows becomes k−1 columns, each
// comparing a category with the first of the code list; where a term stands
// without the terms below it, as b does in a:b alone, it becomes k columns, so
// that nothing which the formula can express is lost (Chambers & Hastie 1992,
// section 2.4). Crossed columns are products, the first variable changing
// fastest.
//
// It is an error, naming the variable, if a column is not there or cannot be
// read as the formula asks, if a factor has a single category left, if a
// value is infinite, if a weight is negative or not a number, or if no row is
// complete.
func NewFrame(f Formula, d *dataset.Dataset, o Options) (*Frame, error) {
	readers, err := f.readers(d)
	if err != nil {
		return nil, err
	}
	fr := &Frame{Formula: f, data: d}
	if err := fr.enter(o, readers); err != nil {
		return nil, err
	}
	if err := fr.respond(readers[f.Response.String()]); err != nil {
		return nil, err
	}
	fr.offset = make([]float64, len(fr.Rows))
	for _, v := range f.Offset {
		for i, row := range fr.Rows {
			fr.offset[i] += readers[v.String()].number(row)
		}
	}
	return fr, fr.code(readers)
}

// readers finds how to read each variable of the formula.
func (f Formula) readers(d *dataset.Dataset) (map[string]*reader, error) {
	readers := map[string]*reader{}
	all := append([]Variable{f.Response}, f.Offset...)
	for _, t := range f.Terms {
		all = append(all, t...)
	}
	for _, v := range all {
		r, err := newReader(v, d)
		if err != nil {
			return nil, err
		}
		readers[v.String()] = r
	}
	for _, v := range f.Offset {
		if readers[v.String()].codes != nil {
			return nil, fmt.Errorf("model: the offset %s has categories: an offset is a number", v)
		}
	}
	return readers, nil
}

// enter collects the rows that take part.
func (fr *Frame) enter(o Options, readers map[string]*reader) error {
	if o.In != nil && len(o.In) != fr.data.Rows || o.Weights != nil && len(o.Weights) != fr.data.Rows {
		return fmt.Errorf("model: the people or the weights do not have one entry for each of the %d rows", fr.data.Rows)
	}
	for row := range int32(fr.data.Rows) {
		if o.In != nil && !o.In[row] {
			continue
		}
		w := 1.0
		if o.Weights != nil {
			w = o.Weights[row]
		}
		if !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("model: row %d has weight %v: a weight is zero or more", row+1, w)
		}
		if w == 0 {
			continue
		}
		complete := true
		for _, r := range readers {
			complete = complete && r.present(row)
		}
		if !complete {
			fr.Incomplete++
			fr.without += w
			continue
		}
		fr.Rows = append(fr.Rows, row)
		fr.weights = append(fr.weights, w)
	}
	if len(fr.Rows) == 0 {
		return fmt.Errorf("model: nobody has an answer to all of %s: drop a variable or widen the base", fr.Formula)
	}
	for _, r := range readers {
		if err := r.check(fr.Rows); err != nil {
			return err
		}
	}
	return nil
}

// respond reads the response: numbers, or the place among the categories that
// occur.
func (fr *Frame) respond(r *reader) error {
	fr.y = make([]float64, len(fr.Rows))
	if r.codes == nil {
		for i, row := range fr.Rows {
			fr.y[i] = r.number(row)
		}
		return nil
	}
	levels := r.levels(fr.Rows)
	if len(levels) < 2 {
		return fmt.Errorf("model: %s has a single category among the %d people of the model, so that there is nothing to explain", fr.Formula.Response, len(fr.Rows))
	}
	place := map[int]int{}
	for k, level := range levels {
		place[level] = k
		fr.Outcomes = append(fr.Outcomes, r.labels[level])
	}
	for i, row := range fr.Rows {
		fr.y[i] = float64(place[r.code(row)])
	}
	return nil
}

// N is the number of rows in the model.
func (fr *Frame) N() int { return len(fr.Rows) }

// Names lists the names of the columns.
func (fr *Frame) Names() []string {
	names := make([]string, len(fr.Columns))
	for j, c := range fr.Columns {
		names[j] = c.Name
	}
	return names
}
