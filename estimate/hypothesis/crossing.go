package hypothesis

import (
	"fmt"

	"sojourn/estimate/kernel"
)

// A crossing is the weighted table of two variables, with what its covariance
// needs: the rows that have both answers and the cell of each.
type crossing struct {
	r, c   int
	n      float64 // rows of the base
	labels [2][]string
	rows   []int32
	cell   []int32   // of each row: row·c + column
	share  []float64 // of each cell
}

func cross(d *kernel.Design, rows []int32, a, b Factor) (*crossing, error) {
	if len(a.Codes) != len(rows) || len(b.Codes) != len(rows) {
		return nil, fmt.Errorf("hypothesis: %s and %s have %d and %d codes for %d rows", a.name(), b.name(), len(a.Codes), len(b.Codes), len(rows))
	}
	x := &crossing{n: float64(len(rows))}
	var at []int
	for j, row := range rows {
		if a.Codes[j] >= 0 && b.Codes[j] >= 0 {
			x.rows, at = append(x.rows, row), append(at, j)
		}
	}
	weights := weightsOf(d, x.rows)
	var index [2]map[int32]int32
	for side, f := range []Factor{a, b} {
		index[side], x.labels[side] = occurring(f, at, weights)
		if len(index[side]) < 2 {
			return nil, undefined("%s has %d categories with people in them, and an association needs two", f.name(), len(index[side]))
		}
	}
	x.r, x.c = len(index[0]), len(index[1])
	x.share = make([]float64, x.r*x.c)
	sum := 0.0
	for k, j := range at {
		row, okRow := index[0][a.Codes[j]]
		col, okCol := index[1][b.Codes[j]]
		if !okRow || !okCol || weights[k] == 0 { // perhaps the only row of its cell
			x.cell = append(x.cell, -1)
			continue
		}
		cell := row*int32(x.c) + col
		x.cell = append(x.cell, cell)
		x.share[cell] += weights[k]
		sum += weights[k]
	}
	for cell := range x.share {
		x.share[cell] /= sum
	}
	return x, nil
}

// occurring numbers the categories that have weight, in their order.
func occurring(f Factor, at []int, weights []float64) (map[int32]int32, []string) {
	top, has := int32(-1), map[int32]bool{}
	for k, j := range at {
		if weights[k] != 0 {
			has[f.Codes[j]] = true
			top = max(top, f.Codes[j])
		}
	}
	index, labels := map[int32]int32{}, []string(nil)
	for code := int32(0); code <= top; code++ {
		if !has[code] {
			continue
		}
		index[code] = int32(len(labels))
		if int(code) < len(f.Categories) {
			labels = append(labels, f.Categories[code])
		} else {
			labels = append(labels, fmt.Sprint(code))
		}
	}
	return index, labels
}

func weightsOf(d *kernel.Design, rows []int32) []float64 {
	weights := make([]float64, len(rows))
	for j, row := range rows {
		weights[j] = d.Weight(row)
	}
	return weights
}

func (x *crossing) observed() Table {
	t := Table{Rows: x.labels[0], Cols: x.labels[1], N: make([][]float64, x.r)}
	for i := range t.N {
		t.N[i] = make([]float64, x.c)
		for j := range t.N[i] {
			t.N[i][j] = x.n * x.share[i*x.c+j]
		}
	}
	return t
}

func (x *crossing) margins() (rows, cols []float64) {
	rows, cols = make([]float64, x.r), make([]float64, x.c)
	for cell, p := range x.share {
		rows[cell/x.c] += p
		cols[cell%x.c] += p
	}
	return rows, cols
}

func (x *crossing) pearson() float64 {
	rows, cols := x.margins()
	sum := 0.0
	for cell, p := range x.share {
		expected := rows[cell/x.c] * cols[cell%x.c]
		sum += (p - expected) * (p - expected) / expected
	}
	return x.n * sum
}

// interactions is C: the products of contrasts of rows and of columns, each of
// a category with the last.
func (x *crossing) interactions() [][]float64 {
	contrast := func(category, k, last int) float64 {
		switch category {
		case k:
			return 1
		case last:
			return -1
		}
		return 0
	}
	var all [][]float64
	for i := range x.r - 1 {
		for j := range x.c - 1 {
			column := make([]float64, x.r*x.c)
			for cell := range column {
				column[cell] = contrast(cell/x.c, i, x.r-1) * contrast(cell%x.c, j, x.c-1)
			}
			all = append(all, column)
		}
	}
	return all
}
