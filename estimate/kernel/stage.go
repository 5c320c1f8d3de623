package kernel

import "fmt"

// A Stage says how units were drawn within each unit of the stage before.
// Every slice has one entry a row or is nil. Without Population a stage is left
// out, as are those after it: what was not drawn there is not known.
type Stage struct {
	Strata     []int32   // within a unit of the stage before; nil: a single stratum
	Clusters   []int32   // nil: each row is its own
	Population []float64 // units in the population of the row's stratum, as in [Structure]
}

// A StageError says at which stage after the first a design cannot be.
type StageError struct {
	Stage int // counted from 1
	Err   error
}

func (e *StageError) Error() string { return fmt.Sprintf("kernel: stage %d: %v", e.Stage, e.Err) }

func (e *StageError) Unwrap() error { return e.Err }

// enter sets up the stages within the units. With f the share of units taken at
// a stage, each unit's own variance counts f times, the stages before
// multiplied:
//
//	V = V₁ + ∑ f₁ V₂ + ∑∑ f₁f₂ V₃ + …
//
// (Cochran 1977, 10.4 and 10.8; Särndal, Swensson & Wretman 1992, 4.3).
func (d *Design) enter(s Structure) error {
	before, shares := d, make([]float64, len(d.units))
	for h := range shares {
		shares[h] = 1
	}
	for k, stage := range s.Within {
		if before.fraction == nil || stage.Population == nil {
			return nil
		}
		next, of, err := before.inside(stage)
		if err != nil {
			return &StageError{Stage: k + 2, Err: err}
		}
		taken := make([]float64, len(next.units))
		for h, outer := range of {
			taken[h] = shares[outer] * before.fraction[outer]
			next.correction[h] *= taken[h]
		}
		before.within, before, shares = next, next, taken
	}
	return nil
}

// inside is the design of a stage, and for each of its strata that of the stage
// before.
func (d *Design) inside(stage Stage) (next *Design, of []int32, err error) {
	strata, outer := crossedWith(d.rowUnits(), stage.Strata)
	clusters := stage.Clusters
	if clusters != nil {
		clusters, _ = crossedWith(strata, clusters)
	}
	next, err = NewDesign(d.n, Structure{Strata: strata, Clusters: clusters, Population: stage.Population, Lonely: d.lonely, LonelyDomains: d.lonelyDomains})
	if err != nil {
		return nil, nil, err
	}
	for _, row := range outer {
		of = append(of, d.stratumOf(row))
	}
	return next, of, nil
}

// rowUnits are the units of the rows at a stage.
func (d *Design) rowUnits() []int32 {
	units := make([]int32, d.n)
	for row := range int32(d.n) {
		units[row] = d.Unit(row)
	}
	return units
}

// crossedWith numbers the pairs of two codes in the order in which they first
// occur, and lists the first row of each.
func crossedWith(a, b []int32) (pairs, first []int32) {
	pairs = make([]int32, len(a))
	number := map[[2]int32]int32{}
	for row := range a {
		pair := [2]int32{a[row], 0}
		if b != nil {
			pair[1] = b[row]
		}
		at, known := number[pair]
		if !known {
			at = int32(len(first))
			number[pair] = at
			first = append(first, int32(row))
		}
		pairs[row] = at
	}
	return pairs, first
}
