package kernel

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Replication is a set of replicate weights: the variance of an estimate θ
// is seen in what becomes of it when it is computed anew under each,
//
//	scale · ∑ each_r · (θ_r − θ̄)²
//
// where θ̄ is the mean of the replicates, or with MSE the estimate itself
// (Rust & Rao 1996; Wolter 2007). Replicates under which the estimate does
// not exist, such as those that leave a whole domain out, are passed over.
type Replication struct {
	Weights [][]float64 // by replicate: a weight a row
	Scale   float64
	Each    []float64 // a factor for each replicate; nil: 1
	MSE     bool
	DF      float64 // degrees of freedom; 0: the rank of the weights less one

	made *madeReplicates // nil: Weights are given
}

// madeReplicates are the factors by which replicates differ from the weights.
// Rows of a cluster have one factor, so that sums of clusters tell what every
// row of a replicate would.
type madeReplicates struct {
	of      *Design
	factors [][]float64 // by replicate and primary unit
	once    sync.Once
	weights [][]float64
}

// count is the number of replicates.
func (r *Replication) count() int {
	if r.made != nil {
		return len(r.made.factors)
	}
	return len(r.Weights)
}

// rows are the replicates' weights, a row each, of made ones worked out when
// they are first asked for.
func (r *Replication) rows() [][]float64 {
	m := r.made
	if m == nil {
		return r.Weights
	}
	m.once.Do(func() {
		m.weights = make([][]float64, len(m.factors))
		Split(len(m.factors), func(from, to int) {
			for i := from; i < to; i++ {
				m.weights[i] = make([]float64, m.of.n)
				for row := range int32(m.of.n) {
					m.weights[i][row] = m.of.Weight(row) * m.factors[i][m.of.Unit(row)]
				}
			}
		})
	})
	return m.weights
}

// NewReplicated is a design on replicate weights. Weights nil are 1 each. It
// is an error if a slice has another length, a weight is no finite number, or
// there are fewer than two replicates.
func NewReplicated(n int, weights []float64, r Replication) (*Design, error) {
	d, err := NewDesign(n, Structure{Weights: weights})
	if err != nil {
		return nil, err
	}
	if err := r.check(len(r.Weights)); err != nil {
		return nil, err
	}
	sizes := make([]float64, len(r.Weights))
	Split(len(sizes), func(from, to int) {
		for i := from; i < to; i++ {
			sizes[i] = floats.Dot(r.Weights[i], r.Weights[i])
		}
	})
	for i, w := range r.Weights {
		if len(w) != n {
			return nil, fmt.Errorf("kernel: replicate %d has %d weights for %d rows", i+1, len(w), n)
		}
		if !math.IsNaN(sizes[i]) && !math.IsInf(sizes[i], 1) {
			continue
		}
		for row, x := range w {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, fmt.Errorf("kernel: row %d has weight %v in replicate %d", row, x, i+1)
			}
		}
	}
	if r.DF == 0 {
		r.DF = float64(rank(r.Weights, sizes) - 1)
	}
	d.replication = &r
	return d, nil
}

// check refuses a replication of too few replicates, or without a scale.
func (r *Replication) check(count int) error {
	if count < 2 {
		return fmt.Errorf("kernel: %d replicates tell nothing of the variance", count)
	}
	if !(r.Scale > 0) || math.IsInf(r.Scale, 1) || r.Each != nil && len(r.Each) != count {
		return fmt.Errorf("kernel: the replicates have the scale %v and %d factors", r.Scale, len(r.Each))
	}
	return nil
}

// rank is the number of weight columns that do not depend on those before. As
// far as some rows tell that none does, the others need not be looked at: what
// is left of a column among all rows is no less than among some.
func rank(columns [][]float64, sizes []float64) int {
	if len(columns) <= len(columns[0]) && independent(columns, sizes) {
		return len(columns)
	}
	var basis []*mat.VecDense
	for _, c := range columns {
		basis = extended(basis, mat.NewVecDense(len(c), append([]float64(nil), c...)))
	}
	return len(basis)
}

// dependent is the part of a column below which what others leave of it counts
// as rounding.
const dependent = 1e-5

// independent reports whether a few rows, spread over all, tell that no column
// depends on those before; sizes are the columns' sums of squares.
func independent(columns [][]float64, sizes []float64) bool {
	k, n := len(columns), len(columns[0])
	some := min(n, k+k/4+1)
	var basis [][]float64
	for i, c := range columns {
		v := make([]float64, some)
		for j := range v {
			v[j] = c[j*n/some]
		}
		for _, b := range basis {
			floats.AddScaled(v, -floats.Dot(b, v), b)
		}
		left := math.Sqrt(floats.Dot(v, v))
		if !(left > dependent*math.Sqrt(sizes[i])) {
			return false
		}
		floats.Scale(1/left, v)
		basis = append(basis, v)
	}
	return true
}

// df is the rank of the weights of some rows less one, and at most that of all
// rows, for which nil stands:
// a domain within two clusters does not vary as the whole does.
func (r *Replication) df(d *Design, rows []int32) float64 {
	if rows == nil || len(rows) == d.n {
		return r.DF
	}
	if r.made != nil {
		return r.dfOfUnits(rows)
	}
	var basis []*mat.VecDense
	seen := map[string]bool{}
	v, key := make([]float64, len(r.Weights)), make([]byte, 0, 4*len(r.Weights))
	for _, row := range rows {
		if float64(len(basis)-1) >= r.DF {
			return r.DF
		}
		top := 0.0
		for i, w := range r.Weights {
			v[i] = w[row]
			top = max(top, math.Abs(v[i]))
		}
		key = key[:0]
		for _, x := range v { // the people of a cluster have one pattern, and it is enough to look at it once
			key = binary.LittleEndian.AppendUint32(key, math.Float32bits(float32(x/top)))
		}
		if top > 0 && !seen[string(key)] {
			seen[string(key)] = true
			basis = extended(basis, mat.NewVecDense(len(v), slices.Clone(v)))
		}
	}
	return float64(len(basis) - 1)
}

// dfOfUnits is the same where rows of a primary unit have one factor.
func (r *Replication) dfOfUnits(rows []int32) float64 {
	var basis []*mat.VecDense
	seen := map[int32]bool{}
	for _, row := range rows {
		if float64(len(basis)-1) >= r.DF {
			return r.DF
		}
		u := r.made.of.Unit(row)
		if seen[u] || r.made.of.Weight(row) == 0 {
			continue
		}
		seen[u] = true
		basis = r.spanned(basis, int(u))
	}
	return float64(len(basis) - 1)
}

// spanned adds the factors of a cluster, one of each replicate, to an orthonormal
// basis.
func (r *Replication) spanned(basis []*mat.VecDense, cluster int) []*mat.VecDense {
	v := mat.NewVecDense(r.count(), nil)
	for i, factors := range r.made.factors {
		v.SetVec(i, factors[cluster])
	}
	if mat.Norm(v, 2) > 0 {
		basis = extended(basis, v)
	}
	return basis
}

// extended adds a vector to an orthonormal basis if it does not lie in it.
func extended(basis []*mat.VecDense, v *mat.VecDense) []*mat.VecDense {
	before := mat.Norm(v, 2)
	for _, b := range basis {
		v.AddScaledVec(v, -mat.Dot(b, v), b)
	}
	after := mat.Norm(v, 2)
	if !(after > dependent*before) {
		return basis
	}
	v.ScaleVec(1/after, v)
	return append(basis, v)
}

// Replication is the replication of the design, nil where its variance is by
// linearisation.
func (d *Design) Replication() *Replication {
	if d.replication == nil {
		return nil
	}
	r := *d.replication
	r.Weights, r.made = d.replication.rows(), nil
	return &r
}

// IsReplicated reports whether the variance of the design is by replicates.
func (d *Design) IsReplicated() bool { return d.replication != nil }

// Replicates is what becomes of an estimator under each replicate's weights;
// nil where the design has none. NaN stands for an estimate that does not
// exist under a replicate.
func (d *Design) Replicates(estimator func(weights []float64) float64) []float64 {
	if d.replication == nil {
		return nil
	}
	theta := make([]float64, d.replication.count())
	for r, w := range d.replication.rows() {
		if theta[r] = estimator(w); math.IsInf(theta[r], 0) {
			theta[r] = math.NaN()
		}
	}
	return theta
}

// Linearised gives an estimate the replicates of its linearisation: the total
// of its influence under each replicate's weights.
func (d *Design) Linearised(l Linear) Linear {
	l.Replicates = d.Replicates(func(weights []float64) float64 {
		value := l.Value
		for j, row := range l.Rows {
			if w := d.Weight(row); w != 0 {
				value += l.Influence[j] * weights[row] / w
			}
		}
		return value
	})
	return l
}

func (r *Replication) each(i int) float64 {
	if r.Each == nil {
		return 1
	}
	return r.Each[i]
}

func (r *Replication) covariance(a, b Linear) float64 {
	if len(a.Replicates) != r.count() || len(b.Replicates) != r.count() {
		return 0 // an estimate that nobody bears
	}
	centreA, centreB := r.centre(a), r.centre(b)
	v := 0.0
	for i := range r.count() {
		if x, y := a.Replicates[i]-centreA, b.Replicates[i]-centreB; !math.IsNaN(x + y) {
			v += r.each(i) * x * y
		}
	}
	return r.Scale * v
}

// centre is what the replicates of an estimate are held against.
func (r *Replication) centre(l Linear) float64 {
	if r.MSE {
		return l.Value
	}
	sum, n := 0.0, 0.0
	for i, x := range l.Replicates {
		if !math.IsNaN(x) && r.each(i) > 0 {
			sum += x
			n++
		}
	}
	if n == 0 {
		return l.Value
	}
	return sum / n
}

// A Recalibration makes a replicate's weights anew, as the weights themselves
// were made: raking done again on each replicate.
type Recalibration func(weights []float64) ([]float64, error)

// Recalibrated passes the weights and every replicate of a design through the
// way by which weights are made.
func (d *Design) Recalibrated(by Recalibration) (*Design, error) {
	if d.replication == nil {
		return nil, errors.New("kernel: only replicate weights can be calibrated anew")
	}
	start := d.weights
	if start == nil {
		start = d.gather(allRows(d.n))
	}
	weights, err := by(start)
	if err != nil {
		return nil, err
	}
	r := *d.replication
	r.made = nil
	r.Weights = make([][]float64, d.replication.count())
	for i, w := range d.replication.rows() {
		if r.Weights[i], err = by(w); err != nil {
			return nil, fmt.Errorf("kernel: replicate %d: %w", i+1, err)
		}
	}
	return NewReplicated(d.n, weights, r)
}

func allRows(n int) []int32 {
	rows := make([]int32, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// A Resampling is a way to make replicate weights from a design.
type Resampling string

// The ways.
const (
	JK1       Resampling = "JK1"       // each primary unit left out in turn, one stratum (Quenouille 1956)
	JKn       Resampling = "JKn"       // the same within strata (Jones 1974)
	Bootstrap Resampling = "bootstrap" // n − 1 primary units of each stratum drawn with replacement (Rao & Wu 1988)
	BRR       Resampling = "BRR"       // balanced half samples of two primary units a stratum (McCarthy 1969)
	Fay       Resampling = "Fay"       // the same with half samples damped by a factor (Judkins 1990)
)

// Replicated makes replicate weights of a design by one of the ways. Count and
// random serve the bootstrap alone, rho Fay's method alone. It is an error if
// the design is calibrated (see [Design.Recalibrated]) or does not suit the
// way.
func (d *Design) Replicated(way Resampling, count int, rho float64, random *rand.Rand) (*Design, error) {
	r, err := d.resampled(way, count, rho, random)
	if err != nil {
		return nil, err
	}
	r.DF = d.DF(allRows(d.n))
	made, err := NewDesign(d.n, Structure{Weights: d.weights})
	if err == nil {
		made.replication = &r
	}
	return made, err
}

// resampled makes the factors of replicates.
func (d *Design) resampled(way Resampling, count int, rho float64, random *rand.Rand) (r Replication, err error) {
	if d.isCalibrated() || d.replication != nil {
		return r, errors.New("kernel: replicates are made from starting weights, and calibrated then")
	}
	var factors [][]float64 // by replicate and primary unit
	switch way {
	case JK1, JKn:
		r, factors, err = d.jackknife(way)
	case Bootstrap:
		r, factors, err = d.bootstrap(count, random)
	case BRR, Fay:
		if way == BRR {
			rho = 0
		}
		r, factors, err = d.halves(rho)
	default:
		err = fmt.Errorf("kernel: there are no replicates of the kind %q", way)
	}
	if err == nil && len(factors) < 2 {
		err = fmt.Errorf("kernel: %d replicates tell nothing of the variance", len(factors))
	}
	r.made = &madeReplicates{of: d, factors: factors}
	return r, err
}
