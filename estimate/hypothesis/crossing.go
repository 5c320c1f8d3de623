package hypothesis

import (
	"fmt"

	"gonum.org/v1/gonum/mat"

	"sojourn/estimate/kernel"
)

// A Crossing is the weighted table of two variables as shares, and all that a
// Rao–Scott test of it needs. Share and Covariance run row by row of the table.
type Crossing struct {
	Rows, Cols []string // names of the categories, those that nobody has among them
	Share      []float64
	Covariance mat.Symmetric // of the shares
	N          float64       // rows of the base, answered or not
	DF         float64       // of the design

	Composition *kernel.Composition // in place of Covariance
}

// A crossing is the table of the categories that somebody has.
type crossing struct {
	r, c   int
	n      float64 // rows of the base
	labels [2][]string
	share  []float64 // of each cell
	whole  []int     // the cell's place in the table of all categories
	node   [][2]int  // the cell's row and its column, which is numbered after the rows
}

// occupied leaves out the categories without people. It is an error if a
// variable has fewer than two others.
func (t Crossing) occupied(a, b string) (*crossing, error) {
	rows, cols := make([]float64, len(t.Rows)), make([]float64, len(t.Cols))
	for cell, p := range t.Share {
		rows[cell/len(cols)] += p
		cols[cell%len(cols)] += p
	}
	x := &crossing{n: t.N}
	var kept [2][]int
	for side, sums := range [][]float64{rows, cols} {
		for category, sum := range sums {
			if sum != 0 {
				kept[side] = append(kept[side], category)
				x.labels[side] = append(x.labels[side], [][]string{t.Rows, t.Cols}[side][category])
			}
		}
		if len(kept[side]) < 2 {
			return nil, because("one-category", "fewer than two categories of %s have people in them, and an association needs two", []string{a, b}[side])
		}
	}
	x.r, x.c = len(kept[0]), len(kept[1])
	for a, i := range kept[0] {
		for b, j := range kept[1] {
			x.node = append(x.node, [2]int{a, x.r + b})
			x.whole = append(x.whole, i*len(cols)+j)
			x.share = append(x.share, t.Share[i*len(cols)+j])
		}
	}
	return x, nil
}

// cross makes the table of two factors, still without a covariance, and tells
// for each row its cell, -1 for none.
func cross(d *kernel.Design, rows []int32, a, b Factor) (t Crossing, cell []int32, err error) {
	if len(a.Codes) != len(rows) || len(b.Codes) != len(rows) {
		return t, nil, fmt.Errorf("hypothesis: %s and %s have %d and %d codes for %d rows", a.name(), b.name(), len(a.Codes), len(b.Codes), len(rows))
	}
	t = Crossing{Rows: a.occurring(), Cols: b.occurring(), N: float64(len(rows)), DF: d.DF(rows)}
	cell = make([]int32, len(rows))
	for j, code := range a.Codes {
		if cell[j] = -1; code >= 0 && b.Codes[j] >= 0 {
			cell[j] = code*int32(len(t.Cols)) + b.Codes[j]
		}
	}
	return t, cell, nil
}

// occurring names the categories up to the last that occurs.
func (f Factor) occurring() []string {
	top := -1
	for _, code := range f.Codes {
		top = max(top, int(code))
	}
	labels := make([]string, top+1)
	for code := range labels {
		if labels[code] = fmt.Sprint(code); code < len(f.Categories) {
			labels[code] = f.Categories[code]
		}
	}
	return labels
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

// An interaction is one column of C: the product of a contrast of rows and one
// of columns, each of a category with the last. All but four cells are zero.
type interaction struct {
	cell [4]int
	sign [4]float64
}

func (x *crossing) interactions() []interaction {
	all := make([]interaction, 0, (x.r-1)*(x.c-1))
	bottom, right := (x.r-1)*x.c, x.c-1
	for i := range x.r - 1 {
		for j := range x.c - 1 {
			all = append(all, interaction{[4]int{i*x.c + j, i*x.c + right, bottom + j, bottom + right}, [4]float64{1, -1, -1, 1}})
		}
	}
	return all
}
