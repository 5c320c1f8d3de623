package hypothesis

import (
	"math"
	"math/rand/v2"
	"testing"

	"sojourn/estimate/kernel"
)

func TestTheSumsOfDesignEffectsByTwoRoads(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 52))
	for range 40 {
		n, rows, cols := 400, 2+r.IntN(5), 2+r.IntN(4)
		cell, all, s := make([]int32, n), make([]int32, n), kernel.Structure{Weights: make([]float64, n), Clusters: make([]int32, n)}
		for i := range n {
			cell[i], all[i], s.Weights[i], s.Clusters[i] = int32(r.IntN(rows*cols)), int32(i), 0.1+r.ExpFloat64(), int32(r.IntN(60))
		}
		d, err := kernel.NewDesign(n, s)
		if err != nil {
			t.Fatal(err)
		}
		table := Crossing{Rows: make([]string, rows), Cols: make([]string, cols), N: float64(n), DF: 59}
		table.Share, table.Covariance = d.Shares(all, cell, rows*cols)
		x, err := table.occupied("a", "b")
		if err != nil {
			t.Fatal(err)
		}
		scaled := x.scaled(table.Covariance)
		sum, squares, err := x.effectSums(scaled)
		if err != nil {
			t.Fatal(err)
		}
		wantSum, wantSquares, err := x.sumsOfEmpty(scaled)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(sum-wantSum) > 1e-10*wantSum || math.Abs(squares-wantSquares) > 1e-10*wantSquares {
			t.Errorf("%d by %d: %v and %v by the margins, %v and %v by the interactions", rows, cols, sum, squares, wantSum, wantSquares)
		}
	}
}
