package model

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// A Dropped column got no coefficient, because the columns named in By, which
// stand before it, determine it. By is empty where the column is zero
// throughout, as a crossing of categories that never occur together is.
type Dropped struct {
	Column string
	By     []string
}

// String says what was dropped and why.
func (d Dropped) String() string {
	if len(d.By) == 0 {
		return d.Column + " is zero for everybody in the model"
	}
	return d.Column + " is determined by " + strings.Join(d.By, ", ")
}

// A basis is the columns of a frame made orthonormal under the weights,
// X = T·R with TᵀWT = 1. Iterations run on T, where the equations are well
// conditioned whatever the units of the variables are.
type basis struct {
	kept    []int // columns of the frame
	dropped []Dropped
	t       [][]float64 // by kept column
	r       [][]float64 // upper triangle: r[j][i] for i ≤ j is the share of t[i] in column j
}

// dependent is the relative size below which what is left of a column after
// the columns before it counts as rounding.
const dependent = 1e-10

// newBasis orthogonalises by Gram and Schmidt, twice over for accuracy (Giraud,
// Langou & Rozložník 2005). A column that the ones before it determine is
// left out, as statistical software does and mostly does not say.
func newBasis(names []string, x [][]float64, w []float64) *basis {
	b := &basis{}
	for at, column := range x {
		rest := slices.Clone(column)
		before := math.Sqrt(inner(rest, rest, w))
		share := make([]float64, len(b.t), len(b.t)+1)
		for range 2 {
			for j, t := range b.t {
				c := inner(t, rest, w)
				share[j] += c
				for i := range rest {
					rest[i] -= c * t[i]
				}
			}
		}
		after := math.Sqrt(inner(rest, rest, w))
		if !(after > dependent*before) {
			b.dropped = append(b.dropped, Dropped{names[at], b.blame(names, x, w, share, before)})
			continue
		}
		for i := range rest {
			rest[i] /= after
		}
		b.kept, b.t, b.r = append(b.kept, at), append(b.t, rest), append(b.r, append(share, after))
	}
	return b
}

// blame names the columns whose combination with these shares is the dropped
// column.
func (b *basis) blame(names []string, x [][]float64, w, share []float64, size float64) []string {
	var by []string
	for j, c := range b.coefficients(share) {
		column := x[b.kept[j]]
		if math.Abs(c)*math.Sqrt(inner(column, column, w)) > 1e-6*size {
			by = append(by, names[b.kept[j]])
		}
	}
	return by
}

func inner(a, b, w []float64) float64 {
	sum := 0.0
	for i, x := range a {
		sum += w[i] * x * b[i]
	}
	return sum
}

// coefficients turns coefficients of the basis into those of the columns:
// it solves R·β = θ.
func (b *basis) coefficients(theta []float64) []float64 {
	beta := slices.Clone(theta)
	for j := len(beta) - 1; j >= 0; j-- {
		beta[j] /= b.r[j][j]
		for i := range j {
			beta[i] -= beta[j] * b.r[j][i]
		}
	}
	return beta
}

// shares turns coefficients of the columns into those of the basis.
func (b *basis) shares(beta []float64) []float64 {
	theta := make([]float64, len(beta))
	for j, c := range beta {
		for i, r := range b.r[j] {
			theta[i] += r * c
		}
	}
	return theta
}

// unbase turns a covariance from the basis to the columns:
// R⁻¹ · C · R⁻ᵀ.
func (b *basis) unbase(cov mat.Symmetric) *mat.SymDense {
	p := len(b.t)
	half := make([][]float64, p) // R⁻¹ times the columns of cov
	for j := range p {
		column := make([]float64, p)
		for i := range p {
			column[i] = cov.At(i, j)
		}
		half[j] = b.coefficients(column)
	}
	out := mat.NewSymDense(p, nil)
	for i := range p {
		row := make([]float64, p)
		for j := range p {
			row[j] = half[j][i]
		}
		for j, x := range b.coefficients(row) {
			if j >= i {
				out.SetSym(i, j, x)
			}
		}
	}
	return out
}

// need reports what stands in the way where every column is wanted.
func need(dropped []Dropped) error {
	if len(dropped) == 0 {
		return nil
	}
	var texts []string
	for _, d := range dropped {
		texts = append(texts, d.String())
	}
	return fmt.Errorf("model: %s", strings.Join(texts, "; "))
}
