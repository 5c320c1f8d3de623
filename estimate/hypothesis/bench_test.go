package hypothesis_test

import (
	"math"
	"testing"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
	"sojourn/internal/statref"
)

// A bench is the data of a reference case with its design.
type bench struct {
	t      *testing.T
	frame  *statref.Frame
	design *kernel.Design
}

func newBench(t *testing.T, refs *statref.References, c statref.Case) *bench {
	t.Helper()
	b := &bench{t: t, frame: refs.Of(t, c)}
	d := refs.Designs[c.Design]
	b.designed(d.Weights, d.Strata, d.Clusters, d.FPC)
	return b
}

// designed makes the design from names of columns; empty is none.
func (b *bench) designed(weights, strata, clusters, population string) {
	b.t.Helper()
	s := kernel.Structure{}
	if weights != "" {
		s.Weights = b.frame.Numbers(weights)
	}
	if strata != "" {
		s.Strata, _ = b.frame.Codes(strata)
	}
	if clusters != "" {
		s.Clusters, _ = b.frame.Codes(clusters)
	}
	if population != "" {
		s.Population = b.frame.Numbers(population)
	}
	design, err := kernel.NewDesign(b.frame.Rows, s)
	if err != nil {
		b.t.Fatal(err)
	}
	b.design = design
}

func (b *bench) rows() []int32 {
	rows := make([]int32, b.frame.Rows)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// where gives the rows that meet a condition, with numbers and codes at them.
func (b *bench) where(in func(row int) bool) []int32 {
	var rows []int32
	for i := range b.frame.Rows {
		if in(i) {
			rows = append(rows, int32(i))
		}
	}
	return rows
}

func at[T any](rows []int32, all []T) []T {
	some := make([]T, len(rows))
	for j, row := range rows {
		some[j] = all[row]
	}
	return some
}

func (b *bench) factor(name string, rows []int32) hypothesis.Factor {
	codes, levels := b.frame.Codes(name)
	return hypothesis.Factor{Name: name, Categories: levels, Codes: at(rows, codes)}
}

// table counts two columns against each other.
func (b *bench) table(rowName, colName string, in func(row int) bool) hypothesis.Table {
	rows, rowLevels := b.frame.Codes(rowName)
	cols, colLevels := b.frame.Codes(colName)
	return tabulate(b.frame.Rows, rows, rowLevels, cols, colLevels, in)
}

func tabulate(n int, rows []int32, rowLevels []string, cols []int32, colLevels []string, in func(row int) bool) hypothesis.Table {
	t := hypothesis.Table{Rows: rowLevels, Cols: colLevels}
	for range rowLevels {
		t.N = append(t.N, make([]float64, len(colLevels)))
	}
	for i := range n {
		if rows[i] >= 0 && cols[i] >= 0 && (in == nil || in(i)) {
			t.N[rows[i]][cols[i]]++
		}
	}
	return t
}

// pick are the numbers of a column where a condition holds.
func (b *bench) pick(name string, in func(row int) bool) []float64 {
	var some []float64
	for i, x := range b.frame.Numbers(name) {
		if in(i) {
			some = append(some, x)
		}
	}
	return some
}

// is makes a condition: the column has one of the numbers.
func (b *bench) is(name string, values ...float64) func(row int) bool {
	column := b.frame.Numbers(name)
	return func(row int) bool {
		for _, v := range values {
			if column[row] == v {
				return true
			}
		}
		return false
	}
}

func must[T any](x T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
}

// htest puts a test into the form of the references.
func htest(x hypothesis.Test) map[string]any {
	m := map[string]any{"statistic": x.Statistic, "p_value": x.P}
	if x.DF != 0 {
		m["parameter"] = []any{x.DF}
	}
	if x.DF2 != 0 {
		m["parameter"] = []any{x.DF, x.DF2}
	}
	return m
}

func compared(c hypothesis.Comparison) map[string]any {
	m := htest(c.Test)
	m["estimate"], m["conf_int"] = []any{c.Estimate}, []any{c.Low, c.High}
	return m
}

func associated(a hypothesis.Association) map[string]any {
	m := htest(a.Test)
	m["observed"] = a.Observed.N
	return m
}

func isNaN(x float64) bool { return math.IsNaN(x) }
