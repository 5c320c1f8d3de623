package model

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A scoring is Fisher scoring on an orthonormal basis.
type scoring struct {
	family       Family
	y, w, offset []float64
	t            [][]float64

	eta      []float64
	deviance float64
	step     []float64 // the last change of the coefficients
	inverse  *mat.SymDense
}

const (
	maxRounds = 60
	settled   = 1e-12 // a step this small, relative to the coefficients, is the last
)

// errDiverges means that the coefficients grew without end.
var errDiverges = errors.New("model: the coefficients have no finite value")

// run iterates from start, nil for the family's own beginning.
func (s *scoring) run(start []float64) (theta []float64, rounds int, err error) {
	theta = start
	if theta == nil {
		theta = s.begin()
	}
	s.predict(theta)
	size := s.size()
	for rounds = 1; rounds <= maxRounds; rounds++ {
		if err := s.advance(theta, 1e-12*size*size); err != nil {
			return nil, rounds, err
		}
		if norm(s.step) <= settled*max(norm(theta), size) {
			return theta, rounds, s.invert()
		}
	}
	return nil, rounds, errDiverges
}

// size is a natural size of the coefficients, by which a step is small.
func (s *scoring) size() float64 {
	sum := 0.0
	for i, w := range s.w {
		if s.family == Gaussian {
			sum += w * s.y[i] * s.y[i]
		} else {
			sum += w
		}
	}
	return math.Sqrt(sum)
}

// begin projects the link of responses drawn towards their mean on the basis,
// from where scoring reaches the maximum without leaving the domain.
func (s *scoring) begin() []float64 {
	sum, total := 0.0, 0.0
	for i, w := range s.w {
		sum += w * s.y[i]
		total += w
	}
	mean := sum / total
	theta := make([]float64, len(s.t))
	for i, w := range s.w {
		z := s.y[i]
		if s.family != Gaussian && mean > 0 {
			z = s.family.link((s.y[i] + 3*mean) / 4) // strictly inside unless everybody answers alike
		}
		if math.IsInf(z, 0) {
			z = 0
		}
		for j, t := range s.t {
			theta[j] += w * t[i] * (z - s.offset[i])
		}
	}
	return theta
}

// predict works out the linear predictor and the deviance.
func (s *scoring) predict(theta []float64) {
	s.eta = slices.Clone(s.offset)
	for j, c := range theta {
		for i, x := range s.t[j] {
			s.eta[i] += c * x
		}
	}
	s.deviance = 0
	for i, eta := range s.eta {
		if s.w[i] > 0 {
			s.deviance += s.w[i] * s.family.deviance(s.y[i], eta)
		}
	}
}

// advance makes one step, halved until the deviance does not rise by more
// than rounding.
func (s *scoring) advance(theta []float64, rounding float64) error {
	if len(theta) == 0 {
		return nil
	}
	information, score := s.equations()
	var chol mat.Cholesky
	if !chol.Factorize(information) {
		return errDiverges
	}
	var step mat.VecDense
	if err := chol.SolveVecTo(&step, score); err != nil {
		var badly mat.Condition
		if !errors.As(err, &badly) {
			return err
		}
	}
	s.step = slices.Clone(step.RawVector().Data)
	before, from := s.deviance, slices.Clone(theta)
	for range 30 {
		for j, c := range s.step {
			theta[j] = from[j] + c
		}
		s.predict(theta)
		if s.deviance <= before+rounding {
			return nil
		}
		for j := range s.step {
			s.step[j] /= 2
		}
	}
	return errDiverges
}

// equations gives the information TᵀWT, with the working weights, and the
// score.
func (s *scoring) equations() (*mat.SymDense, *mat.VecDense) {
	p := len(s.t)
	if p == 0 {
		return nil, nil
	}
	information, score := mat.NewSymDense(p, nil), mat.NewVecDense(p, nil)
	work := make([]float64, len(s.y))
	off := make([]float64, len(s.y))
	for i, eta := range s.eta {
		work[i] = s.w[i] * s.family.variance(eta)
		off[i] = s.w[i] * s.residual(i)
	}
	for j := range p {
		sum := 0.0
		for i, x := range s.t[j] {
			sum += x * off[i]
		}
		score.SetVec(j, sum)
		for k := j; k < p; k++ {
			information.SetSym(j, k, inner(s.t[j], s.t[k], work))
		}
	}
	return information, score
}

// residual is y − μ, exact also where a share is close to 1.
func (s *scoring) residual(i int) float64 {
	if (s.family == Binomial || s.family == Quasibinomial) && s.y[i] == 1 {
		return expit(-s.eta[i])
	}
	return s.y[i] - s.family.mean(s.eta[i])
}

// invert keeps the inverse of the information where the iteration ended.
func (s *scoring) invert() error {
	information, _ := s.equations()
	if information == nil {
		return nil
	}
	var chol mat.Cholesky
	if !chol.Factorize(information) {
		return errDiverges
	}
	s.inverse = mat.NewSymDense(len(s.t), nil)
	if err := chol.InverseTo(s.inverse); err != nil {
		return errDiverges
	}
	return nil
}

func norm(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x * x
	}
	return math.Sqrt(sum)
}
