package weight

import (
	"slices"

	"sojourn/dataset"
)

// Held is what a set holds fixed, a row of the dataset each: what cannot vary
// under it, and so is taken out of an estimate before its variance is worked
// out.
type Held struct {
	Margins    [][]int32   // each row's category as a number, -1 where it has none
	Columns    [][]float64 // values whose weighted sum is held; zero outside the base
	Calibrated []float64   // the weights that hold them, where they were trimmed since; else nil
	Regress    []float64   // the weights of the regression that takes them out; nil: the calibrated ones
}

// Held says what the set holds fixed in d, on which it was made. Given weights
// hold nothing.
//
// The regression is weighted by the starting weights after calibration
// (Deville & Särndal 1992, 3.4), by the calibrated ones after
// post-stratification, and after raking every row counts alike, as in the R
// package survey; the three agree where weights vary little within a category.
func (s Set) Held(d *dataset.Dataset) (Held, error) {
	h := Held{Calibrated: s.Raked}
	var err error
	switch s.Method {
	case Given:
		return Held{}, nil
	case Calibrated:
		h.Regress = s.start
		if h.Columns, err = s.columns(d); err != nil {
			return h, err
		}
	case Raked:
		h.Regress = slices.Repeat([]float64{1}, d.Rows)
	}
	h.Margins, err = Places(d, s.Recipe.Margins, s.Recipe.Wave)
	return h, err
}

// columns are the numbers that a calibration held, less the mean wanted, and
// for want of margins the constant; zero outside the base, where values may be
// missing.
func (s Set) columns(d *dataset.Dataset) ([][]float64, error) {
	var all [][]float64
	held := func(value func(row int) float64) {
		column := make([]float64, d.Rows)
		for row, w := range s.start {
			if w > 0 {
				column[row] = value(row)
			}
		}
		all = append(all, column)
	}
	if len(s.Recipe.Margins) == 0 && !s.Recipe.Calibrate.Free {
		held(func(int) float64 { return 1 })
	}
	for _, k := range s.Recipe.Numbers {
		x := number{Known: k}
		values, _, err := x.in(d, s.Recipe.Wave)
		if err != nil {
			return nil, err
		}
		centre := x.centre(s.Recipe.Calibrate.Free, s.people)
		held(func(row int) float64 { return values[row] - centre })
	}
	return all, nil
}
