package weight

import (
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
		h.Columns, err = s.columns(d)
		return h, err
	case Raked:
		h.Regress = repeated(1, d.Rows)
	}
	h.Margins, err = Places(d, s.Recipe.Margins, s.Recipe.Wave)
	return h, err
}

// columns are the indicators of margins, the constant and the numbers that a
// calibration held.
func (s Set) columns(d *dataset.Dataset) ([][]float64, error) {
	var all [][]float64
	for _, m := range s.Recipe.Margins {
		p, err := place(d, m, s.Recipe.Wave)
		if err != nil {
			return nil, err
		}
		by := make([][]float64, len(p.codes))
		for row, at := range p.at {
			if at >= 0 && s.start[row] > 0 {
				if by[at] == nil {
					by[at] = make([]float64, d.Rows)
				}
				by[at][row] = 1
			}
		}
		for _, column := range by {
			if column != nil {
				all = append(all, column)
			}
		}
	}
	if len(all) == 0 && !s.Recipe.Calibrate.Free {
		all = append(all, s.masked(repeated(1, d.Rows)))
	}
	for _, k := range s.Recipe.Numbers {
		t := &table{n: d.Rows} // the values were checked when the set was made
		x, err := t.number(d, k, s.Recipe.Wave)
		if err != nil {
			return nil, err
		}
		all = append(all, s.masked(x.values))
	}
	return all, nil
}

// masked are values with zero outside the base, where they may be missing.
func (s Set) masked(values []float64) []float64 {
	all := make([]float64, len(values))
	for row, x := range values {
		if s.start[row] > 0 {
			all[row] = x
		}
	}
	return all
}
