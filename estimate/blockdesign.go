package estimate

import (
	"fmt"

	"sojourn/estimate/kernel"
)

// count counts the rows of a block in the design and gives the block its
// weights.
func (t *tabulation) count(w *work, set *blockSet) (unit []int32, err error) {
	var s kernel.Structure
	switch {
	case set != nil:
		s.Weights = set.Values
	case w.weights != nil:
		if s.Weights, err = w.ownWeights(t.rows); err != nil {
			return nil, err
		}
	}
	if w.population != nil {
		if s.Population, err = values(w.population, t.rows); err != nil {
			return nil, err
		}
	}
	if w.strata != nil {
		if s.Strata, err = t.strata.of(w.strata, nil); err != nil {
			return nil, err
		}
		unit = s.Strata
	}
	if w.clusters != nil {
		if s.Clusters, err = t.clusters.of(w.clusters, s.Strata); err != nil {
			return nil, err
		}
		unit = s.Clusters
	}
	if err := t.units.Enter(w.data.Rows, s.Strata, s.Clusters, s.Population); err != nil {
		return nil, t.named(err)
	}
	w.design, err = t.design(w, s, set)
	return unit, err
}

// design is that of a block, with what its weights hold fixed or the replicates
// that are given.
func (t *tabulation) design(w *work, s kernel.Structure, set *blockSet) (*kernel.Design, error) {
	if set != nil && w.aware() {
		w.holds(&s, set.held)
		if t.held == nil {
			t.held = kernel.NewPassing(t.made.Categories(), len(s.Columns))
		}
		if !t.held.Holds() {
			return nil, errWhole
		}
		return t.held.Block(w.data.Rows, s)
	}
	if w.replicated() && w.spec.Design.Replicates.Kind == givenReplicates {
		columns, err := w.replicateWeights(s.Weights, w.spec.Design.Replicates, t.rows)
		if err != nil {
			return nil, err
		}
		return kernel.ReplicatedBlock(w.data.Rows, s.Weights, columns, t.rows)
	}
	return kernel.NewDesign(w.data.Rows, kernel.Structure{Weights: s.Weights, Lonely: kernel.Remove})
}

// replicated reports whether the spec asks for replicates.
func (w *work) replicated() bool { return w.spec.Design != nil && w.spec.Design.Replicates != nil }

// named puts the name of the stratum in the place of its number.
func (t *tabulation) named(err error) error {
	switch err := err.(type) {
	case *kernel.LonelyError:
		return singleUnit(t.stratumName(err.Stratum))
	case *kernel.PopulationError:
		return twoPopulations(t.stratumName(err.Stratum), err, t.head.population)
	}
	return err
}

func (t *tabulation) stratumName(number int32) string {
	if t.head.strata != nil {
		for v, at := range t.strata.number {
			if at == number {
				return fmt.Sprintf("stratum %s of %s", v.written(t.head.strata), t.head.strata.Name)
			}
		}
	}
	return "the design"
}
