package hypothesis

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"sojourn/estimate/kernel"
)

// crossed is a table of people at random in a design at random: strata,
// clusters, raking, replicates, and some empty cells.
func crossed(t *testing.T, r *rand.Rand) Crossing {
	t.Helper()
	n, rows, cols := 400, 2+r.IntN(6), 2+r.IntN(6)
	cell, all, s := make([]int32, n), make([]int32, n), kernel.Structure{Weights: make([]float64, n)}
	gaps := map[int32]bool{}
	for range min(r.IntN(4)*(1+r.IntN(3)), rows*cols-2) {
		gaps[int32(r.IntN(rows*cols))] = true
	}
	for i := range n {
		if all[i], s.Weights[i] = int32(i), 0.1+r.ExpFloat64(); r.IntN(15) == 0 {
			s.Weights[i] = 0
		}
		for cell[i] = int32(r.IntN(rows * cols)); gaps[cell[i]]; {
			cell[i] = int32(r.IntN(rows * cols))
		}
	}
	clusters := []int{0, 8, 60}[r.IntN(3)]
	if clusters > 0 {
		s.Clusters, s.Strata, s.Population = make([]int32, n), make([]int32, n), make([]float64, n)
		for i := range n {
			s.Clusters[i] = int32(r.IntN(clusters))
			s.Strata[i] = s.Clusters[i] % 3
			s.Population[i] = float64(clusters) * float64(1+s.Strata[i]) // of which as many were taken in each stratum
		}
	}
	if r.IntN(2) == 0 {
		s.Margins = [][]int32{make([]int32, n), make([]int32, n)}
		for i := range n {
			s.Margins[0][i], s.Margins[1][i] = int32(r.IntN(3)), cell[i]%2
		}
	}
	d, err := kernel.NewDesign(n, s)
	if err == nil && s.Margins == nil && r.IntN(3) == 0 {
		d, err = d.Replicated(kernel.Bootstrap, 12, 0, r)
	}
	if err != nil {
		t.Fatal(err)
	}
	table := Crossing{Rows: make([]string, rows), Cols: make([]string, cols), N: float64(n), DF: 59}
	if table.Share, table.Composition = d.Shares(all, cell, rows*cols); table.Composition == nil {
		t.Fatal("the covariance is not told in parts")
	}
	_, table.Covariance = d.SharesByRow(all, cell, rows*cols)
	return table
}

func TestTheSumsOfDesignEffectsByThreeRoads(t *testing.T) {
	r := rand.New(rand.NewPCG(51, 52))
	agreed, undefined, parts, empty := 0, 0, 0, 0
	for trial := range 300 {
		table := crossed(t, r)
		x, err := table.occupied("a", "b")
		if err != nil {
			continue
		}
		what := fmt.Sprintf("trial %d, %d by %d", trial, x.r, x.c)
		wantSum, wantSquares, wantErr := x.sumsOfEffects(x.scaled(table.Covariance))
		a, err := x.apart()
		if wantErr != nil || err != nil {
			if (wantErr == nil) != (err == nil) || !errors.Is(err, ErrUndefined) {
				t.Errorf("%s: %v by the margins, %v by the interactions", what, err, wantErr)
			}
			undefined++
			continue
		}
		if sum, squares, err := x.effectSums(table); err != nil || wantSum == 0 && (sum != 0 || squares != 0) {
			t.Errorf("%s: %v and %v, %v where nothing varies", what, sum, squares, err)
		}
		sum, squares := x.composed(table.Composition).traces(a)
		wholeSum, wholeSquares := a.traces(x.narrowed(table.Covariance))
		for _, got := range [][2]float64{{sum, squares}, {wholeSum, wholeSquares}} {
			// Effects are about 1; where margins hold nearly all, rounding of what they take away remains.
			if got, root := x.n*got[0], x.n*x.n*got[1]; wantSum > 0 && math.Abs(got-wantSum) > 1e-9*(wantSum+1e-2) || wantSum > 0 && math.Abs(root-wantSquares) > 1e-9*(wantSquares+1e-2) {
				t.Errorf("%s: %v and %v by the margins, %v and %v by the interactions", what, got, root, wantSum, wantSquares)
			}
		}
		agreed++
		if len(table.Composition.Units) > 0 {
			parts++
		}
		for _, p := range x.share {
			if p == 0 {
				empty++
				break
			}
		}
	}
	if agreed < 200 || undefined == 0 || parts == 0 || empty < 20 {
		t.Errorf("%d tables agreed, %d are undefined, %d have units, %d empty cells: too few to tell", agreed, undefined, parts, empty)
	}
}
