package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkRakedMeans is ten means of a million people with standard errors
// that know of raking to four margins, of which the design is made first.
func BenchmarkRakedMeans(b *testing.B) {
	const n, items = 1_000_000, 10
	r := rand.New(rand.NewPCG(7, 8))
	s := Structure{Weights: make([]float64, n), Margins: make([][]int32, 4), Regress: slices.Repeat([]float64{1}, n)}
	ys := make([][]float64, items)
	for i := range n {
		s.Weights[i] = 0.2 + r.ExpFloat64()
	}
	for m := range s.Margins {
		s.Margins[m] = make([]int32, n)
		for i := range n {
			s.Margins[m][i] = int32(r.IntN(5))
		}
	}
	for k := range ys {
		ys[k] = make([]float64, n)
		for i := range n {
			ys[k][i] = r.NormFloat64()
		}
	}
	rows := allRows(n)
	for b.Loop() {
		d := design(b, n, s)
		for _, y := range ys {
			if !(d.SE(d.Mean(rows, y)) > 0) {
				b.Fatal("a mean does not vary")
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6/500, "of-target")
}
