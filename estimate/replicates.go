package estimate

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"sojourn/estimate/kernel"
)

// Replicates are replicate weights in place of linearisation: made from the
// design, with the weight set's recipe followed anew in each, or read from
// variables.
type Replicates struct {
	Kind  string  `yaml:"kind" json:"kind"`                       // JK1, JKn, bootstrap, BRR, Fay; or given
	Count int     `yaml:"count,omitempty" json:"count,omitempty"` // bootstrap: how many
	Seed  uint64  `yaml:"seed,omitempty" json:"seed,omitempty"`   // bootstrap: from which it starts
	Rho   float64 `yaml:"rho,omitempty" json:"rho,omitempty"`     // Fay

	Columns []string  `yaml:"columns,omitempty" json:"columns,omitempty"` // given: variables; "rw*" is all whose name begins so
	Factors bool      `yaml:"factors,omitempty" json:"factors,omitempty"` // given: to be multiplied with the weights
	Scale   float64   `yaml:"scale,omitempty" json:"scale,omitempty"`     // given: of the sum of squares
	Each    []float64 `yaml:"each,omitempty" json:"each,omitempty"`       // given: a factor for each replicate
	MSE     bool      `yaml:"mse,omitempty" json:"mse,omitempty"`         // deviations from the estimate, not from the mean of the replicates
}

func (w *work) givenReplicates(weights []float64, r *Replicates) (*kernel.Design, error) {
	columns, err := w.replicateWeights(weights, r, 0)
	if err != nil {
		return nil, err
	}
	return kernel.NewReplicated(w.data.Rows, weights, kernel.Replication{Weights: columns, Scale: r.Scale, Each: r.Each, MSE: r.MSE})
}

// replicateWeights are the weights of the replicates that are given, of rows
// after some others.
func (w *work) replicateWeights(weights []float64, r *Replicates, before int) ([][]float64, error) {
	columns, errs := make([][]float64, len(w.replicates)), make([]error, len(w.replicates))
	kernel.Split(len(columns), func(from, to int) {
		for i := from; i < to; i++ {
			columns[i], errs[i] = values(w.replicates[i], before)
		}
	})
	if err := cmp.Or(errs...); err != nil {
		return nil, err
	}
	if !r.Factors || weights == nil {
		return columns, nil
	}
	for i, xs := range columns {
		columns[i] = slices.Clone(xs)
		for row := range xs {
			columns[i][row] *= weights[row]
		}
	}
	return columns, nil
}

// random is the source of a bootstrap.
func (r *Replicates) random() *rand.Rand { return rand.New(rand.NewPCG(r.Seed, 0)) }

// madeReplicates makes replicates of the starting weights, and follows the
// weight set's recipe anew in each.
func (w *work) madeReplicates(s kernel.Structure, r *Replicates) (*kernel.Design, error) {
	s.Margins, s.Columns, s.Raked, s.Regress = nil, nil, nil, nil
	var remake kernel.Recalibration
	if w.set != nil && (w.aware() || w.set.Recipe.Response != nil) {
		in, err := base(w.set.Recipe, w.study, w.data)
		if err != nil {
			return nil, err
		}
		if s.Weights, remake, err = remade(w.set.Recipe, w.data, in); err != nil {
			return nil, err
		}
	}
	d, err := kernel.NewDesign(w.data.Rows, s)
	if err != nil {
		return nil, w.named(err)
	}
	made, err := d.Replicated(kernel.Resampling(r.Kind), r.Count, r.Rho, r.random())
	if err == nil && r.MSE {
		replication := *made.Replication()
		replication.MSE = true
		made, err = kernel.NewReplicated(w.data.Rows, s.Weights, replication)
	}
	if err != nil || remake == nil {
		return made, err
	}
	return made.Recalibrated(remake)
}
