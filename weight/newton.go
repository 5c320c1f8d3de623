package weight

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

const (
	maxNewton = 200
	exact     = 1e-12 // a relative gap this small in every equation ends the iteration
)

// solve finds λ by Newton's method on the convex function whose gradient is
// the gap of the equations,
//
//	∑ dᵢ G(xᵢᵀλ) − λᵀ targets,  G′ = g
//
// over the units, a reading of the data for each step where numbers are held,
// with steps halved until it falls. It ends when every equation holds or the
// function falls no further, and leaves it to the caller to see how far the
// targets were met.
func (e *equations) solve() (rounds int, err error) {
	k := len(e.target)
	value, gap, slope, err := e.at()
	for rounds = 1; err == nil && rounds <= maxNewton && !e.holds(gap); rounds++ {
		step := descend(slope, gap)
		from, before, falls := append([]float64(nil), e.lambda...), value, mat.Dot(step, mat.NewVecDense(k, gap))
		shrink := 1.0
		for ; shrink > 1e-9 && err == nil; shrink /= 2 {
			for j := range e.lambda {
				e.lambda[j] = from[j] - shrink*step.AtVec(j)
			}
			if value, gap, slope, err = e.at(); value <= before-1e-4*shrink*falls+1e-14*math.Abs(before) {
				break
			}
		}
		if shrink <= 1e-9 {
			break
		}
	}
	return rounds, err
}

// holds reports whether no equation has a gap.
func (e *equations) holds(gap []float64) bool {
	for j, x := range gap {
		if !(math.Abs(x) <= exact*e.size[j]) {
			return false
		}
	}
	return true
}

// at evaluates the function, its gradient and its curvature.
func (e *equations) at() (value float64, gap []float64, slope *mat.SymDense, err error) {
	k := len(e.target)
	gap, slope = make([]float64, k), mat.NewSymDense(k, nil)
	curve := slope.RawSymmetric().Data // of which the upper triangle counts
	err = e.each(func(start float64, x row) {
		area, g, rise := e.c.g(e.u(x))
		value += start * area
		for i, at := range x.at {
			gap[at] += start * g * x.value[i]
			for j := i; j < len(x.at); j++ {
				curve[at*k+x.at[j]] += start * rise * x.value[i] * x.value[j]
			}
		}
	})
	for j, target := range e.target {
		gap[j] -= target
		value -= e.lambda[j] * target
	}
	return value, gap, slope, err
}

// descend solves slope·step = gap in the directions in which the slope is not
// zero: equations may depend on each other, and weights at their bounds move
// no more.
func descend(slope *mat.SymDense, gap []float64) *mat.VecDense {
	k := len(gap)
	step, along := mat.NewVecDense(k, nil), mat.NewVecDense(k, gap)
	scale := make([]float64, k)
	unit := mat.NewSymDense(k, nil)
	for j := range k {
		scale[j] = math.Sqrt(max(slope.At(j, j), math.SmallestNonzeroFloat64))
	}
	for j := range k {
		for l := j; l < k; l++ {
			unit.SetSym(j, l, slope.At(j, l)/scale[j]/scale[l])
		}
		along.SetVec(j, gap[j]/scale[j])
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(unit, true) {
		return along // downhill all the same
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for j, x := range eigen.Values(nil) {
		if x > 1e-11 {
			v := vectors.ColView(j)
			step.AddScaledVec(step, mat.Dot(v, along)/x, v)
		}
	}
	for j := range k {
		step.SetVec(j, step.AtVec(j)/scale[j])
	}
	return step
}
