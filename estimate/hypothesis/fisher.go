package hypothesis

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// mostPaths bounds the work of [Fisher] on larger tables.
const mostPaths = 2_000_000

// Fisher is the exact test of a table, given its margins: the probability of
// all tables that are no likelier than this one (Fisher 1934; Freeman & Halton
// 1951 beyond two by two). The statistic is the number of people in the first
// cell. Tables of which there are too many to count are an error.
func Fisher(t Table) (Test, error) {
	rows, cols, n, err := t.margins()
	if err != nil {
		return Test{}, err
	}
	for _, row := range t.N {
		for _, x := range row {
			if x != math.Floor(x) {
				return Test{}, fmt.Errorf("hypothesis: Fisher's test counts whole people")
			}
		}
	}
	observed := 0.0
	for _, row := range t.N {
		observed -= logFactorials(row)
	}
	if len(rows) > len(cols) { // fewer rows, fewer ways to fill a column
		rows, cols = cols, rows
	}
	sum, err := likelihoods(rows, cols, observed)
	if err != nil {
		return Test{}, err
	}
	constant := logFactorials(rows) + logFactorials(cols) - logFactorial(n)
	return Test{Method: "Fisher exact", Statistic: t.N[0][0], P: min(math.Exp(sum+constant), 1)}, nil
}

// A path is some columns laid out: what is left of the rows, and the logarithm
// of the product of 1/n! so far.
type path struct {
	left string
	log  float64 // rounded, so that paths that differ by rounding are one
}

// likelihoods is the logarithm of the sum of ∏ 1/n! over all tables with the
// margins whose product does not exceed that of the observed one. It goes
// column by column and merges paths that leave the same rows with the same
// product (the network algorithm of Mehta & Patel 1983, without its bounds).
func likelihoods(rows, cols []float64, observed float64) (float64, error) {
	paths := map[path]float64{{left: keyOf(rows)}: 1} // with the number of ways
	for j, column := range cols {
		next := map[path]float64{}
		for p, ways := range paths {
			left := rowsOf(p.left)
			if j == len(cols)-1 {
				next[path{"", math.Round((p.log-logFactorials(left))*1e9) / 1e9}] += ways
				continue
			}
			fill(left, column, func(after []float64, log float64) {
				next[path{keyOf(after), math.Round((p.log+log)*1e9) / 1e9}] += ways
			})
			if len(next) > mostPaths {
				return 0, fmt.Errorf("hypothesis: there are too many tables with these margins for Fisher's test; use pearson")
			}
		}
		paths = next
	}
	top := math.Inf(-1)
	for p := range paths {
		if p.log <= observed+1e-7 {
			top = max(top, p.log)
		}
	}
	sum := 0.0
	for p, ways := range paths {
		if p.log <= observed+1e-7 {
			sum += ways * math.Exp(p.log-top)
		}
	}
	return math.Log(sum) + top, nil
}

// fill hands on every way to take a column from what is left of the rows.
func fill(left []float64, column float64, take func(after []float64, log float64)) {
	after := slices.Clone(left)
	var from func(i int, column, log float64)
	from = func(i int, column, log float64) {
		if i == len(left)-1 {
			if column <= left[i] {
				after[i] = left[i] - column
				take(after, log-logFactorial(column))
			}
			return
		}
		for x := 0.0; x <= min(left[i], column); x++ {
			after[i] = left[i] - x
			from(i+1, column-x, log-logFactorial(x))
		}
	}
	from(0, column, 0)
}

func keyOf(rows []float64) string {
	var key []byte
	for _, x := range rows {
		key = binary.LittleEndian.AppendUint32(key, uint32(x))
	}
	return string(key)
}

func rowsOf(key string) []float64 {
	var rows []float64
	for ; key != ""; key = key[4:] {
		rows = append(rows, float64(binary.LittleEndian.Uint32([]byte(key[:4]))))
	}
	return rows
}

func logFactorials(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += logFactorial(x)
	}
	return sum
}

func logFactorial(x float64) float64 {
	log, _ := math.Lgamma(x + 1)
	return log
}
