package hypothesis

import (
	"fmt"
	"math"

	"sojourn/estimate/kernel"
)

// A Table counts people by two variables: N[i][j] are those in row i and
// column j, unweighted. Rows and Cols are the names of the categories and may
// be nil.
type Table struct {
	Rows, Cols []string
	N          [][]float64
}

// sums checks the table and adds it up.
func (t Table) sums() (rows, cols []float64, total float64, err error) {
	if len(t.N) == 0 {
		return nil, nil, 0, because("empty-table", "the table is empty")
	}
	rows, cols = make([]float64, len(t.N)), make([]float64, len(t.N[0]))
	for i, row := range t.N {
		if len(row) != len(cols) {
			return nil, nil, 0, fmt.Errorf("hypothesis: row %d of the table has %d columns, the first has %d", i, len(row), len(cols))
		}
		for j, n := range row {
			if !(n >= 0) || math.IsInf(n, 1) {
				return nil, nil, 0, fmt.Errorf("hypothesis: row %d, column %d of the table counts %v people", i, j, n)
			}
			rows[i] += n
			cols[j] += n
			total += n
		}
	}
	return rows, cols, total, nil
}

// margins are the sums of a table each of whose rows and columns has people.
func (t Table) margins() (rows, cols []float64, total float64, err error) {
	if rows, cols, total, err = t.sums(); err != nil {
		return nil, nil, 0, err
	}
	for _, side := range []struct {
		what  string
		names []string
		sums  []float64
	}{{"row", t.Rows, rows}, {"column", t.Cols, cols}} {
		if len(side.sums) < 2 {
			return nil, nil, 0, because("single-"+side.what, "the table has a single "+side.what)
		}
		for i, sum := range side.sums {
			if sum == 0 {
				return nil, nil, 0, because("nobody-in-"+side.what, "nobody is in "+side.what+" %s of the table; leave it out", name(side.names, i))
			}
		}
	}
	return rows, cols, total, nil
}

func name(names []string, i int) string {
	if i < len(names) {
		return fmt.Sprintf("%q", names[i])
	}
	return fmt.Sprint(i)
}

// A Contingency is Pearson's test with what explains it.
type Contingency struct {
	Test
	Expected [][]float64 // under independence
	// Residuals are adjusted for the margins: about ±2 is where a cell begins
	// to stand out (Haberman 1973).
	Residuals [][]float64
	CramersV  float64 // from the statistic without correction (Cramér 1946)
	Sparse    int     // cells that expect fewer than five, where χ² is doubtful
}

// Pearson tests independence of the rows and columns of t:
//
//	X² = ∑ (N − E)² / E ~ χ²((r−1)(c−1))
//
// (Pearson 1900). With corrected, a table of two by two has |N − E| lessened by
// 1/2, though not below zero (Yates 1934); other tables are not corrected. A
// row or column without people makes it undefined.
func Pearson(t Table, corrected bool) (Contingency, error) {
	rows, cols, n, err := t.margins()
	if err != nil {
		return Contingency{}, err
	}
	c := Contingency{}
	corrected = corrected && len(rows) == 2 && len(cols) == 2
	x2, plain := 0.0, 0.0
	for i := range rows {
		expected, residuals := make([]float64, len(cols)), make([]float64, len(cols))
		for j := range cols {
			e := rows[i] * cols[j] / n
			off := t.N[i][j] - e
			expected[j] = e
			residuals[j] = off / math.Sqrt(e*(1-rows[i]/n)*(1-cols[j]/n))
			plain += off * off / e
			if corrected {
				off = max(math.Abs(off)-0.5, 0)
			}
			x2 += off * off / e
			if e < 5 {
				c.Sparse++
			}
		}
		c.Expected, c.Residuals = append(c.Expected, expected), append(c.Residuals, residuals)
	}
	c.CramersV = math.Sqrt(plain / (n * float64(min(len(rows), len(cols))-1)))
	df := float64((len(rows) - 1) * (len(cols) - 1))
	method := "Pearson chi-squared"
	if corrected {
		method += ", Yates"
	}
	c.Test, err = sound(Test{method, x2, df, 0, kernel.ChiSquaredSurvival(x2, df)})
	return c, err
}

// noLikelier adds the probabilities, given as logarithms, that do not exceed
// the one at observed. Probabilities that differ by rounding alone are equal.
func noLikelier(logs []float64, observed int) float64 {
	p := 0.0
	for _, l := range logs {
		if l <= logs[observed]+1e-7 {
			p += math.Exp(l)
		}
	}
	return min(p, 1)
}

func logChoose(n, k float64) float64 {
	a, _ := math.Lgamma(n + 1)
	b, _ := math.Lgamma(k + 1)
	c, _ := math.Lgamma(n - k + 1)
	return a - b - c
}
