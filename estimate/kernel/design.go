package kernel

import (
	"fmt"
	"math"
)

// A Structure describes how n rows came about. Every slice has one entry a
// row or is nil.
type Structure struct {
	Weights    []float64 // nil: 1 each. Rows of weight zero stay in the design: they count as sampled and add nothing
	Strata     []int32   // numbered from 0; nil: a single stratum
	Clusters   []int32   // primary sampling units, numbered from 0, also across strata; nil: each row is its own
	Population []float64 // primary units in the population of the row's stratum; nil: too many to matter

	// Margins are those to which the weights were raked: each row's category,
	// -1 for none. Nil means that the weights are taken as fixed.
	Margins [][]int32
	Raked   []float64 // the weights as raked, where Weights were trimmed since; nil: Weights
	ByRow   bool      // see [Design.Variance] on residuals
}

// A Design is a checked structure that can turn influence into variance.
type Design struct {
	n          int
	weights    []float64
	strata     []int32
	clusters   []int32
	units      []int32   // primary units by stratum
	stratum    []int32   // stratum by cluster
	correction []float64 // (1 − n_h/N_h) · n_h/(n_h − 1) by stratum
	margins    [][]int32
	raked      []float64
	byRow      bool
	calibrated []int32 // rows that bear the margins
}

// NewDesign checks the structure of n rows. It is an error if a slice has
// another length, a weight is negative, infinite or not a number, a cluster
// lies in two strata, a stratum has a single primary unit, or a population is
// smaller than what was taken from it.
func NewDesign(n int, s Structure) (*Design, error) {
	if err := s.check(n); err != nil {
		return nil, err
	}
	d := &Design{n: n, weights: s.Weights, strata: s.Strata, clusters: s.Clusters, margins: s.Margins, raked: s.Raked, byRow: s.ByRow}
	if d.raked == nil {
		d.raked = s.Weights
	}
	if err := d.count(); err != nil {
		return nil, err
	}
	if err := d.correct(s.Population); err != nil {
		return nil, err
	}
	for row := range int32(n) {
		if len(d.margins) > 0 && d.weight(row) > 0 {
			d.calibrated = append(d.calibrated, row)
		}
	}
	return d, nil
}

func (s Structure) check(n int) error {
	if n == 0 {
		return fmt.Errorf("kernel: the design has no rows")
	}
	wrong := s.Weights != nil && len(s.Weights) != n || s.Strata != nil && len(s.Strata) != n ||
		s.Clusters != nil && len(s.Clusters) != n || s.Population != nil && len(s.Population) != n ||
		s.Raked != nil && len(s.Raked) != n || s.Margins != nil && s.Weights == nil
	for _, m := range s.Margins {
		wrong = wrong || len(m) != n
	}
	if wrong {
		return fmt.Errorf("kernel: the slices of the structure do not all have %d rows", n)
	}
	for i, w := range s.Weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("kernel: row %d has weight %v", i, w)
		}
		for m, at := range s.Margins {
			if w > 0 && (at[i] < 0 || s.Raked != nil && !(s.Raked[i] > 0)) {
				return fmt.Errorf("kernel: row %d has a weight and was not raked to margin %d", i, m)
			}
		}
	}
	return nil
}

// count finds how many primary units each stratum has.
func (d *Design) count() error {
	d.units = make([]int32, highest(d.strata)+1)
	if d.clusters == nil {
		for row := range int32(d.n) {
			d.units[d.stratumOf(row)]++
		}
		return nil
	}
	d.stratum = make([]int32, highest(d.clusters)+1)
	for c := range d.stratum {
		d.stratum[c] = -1
	}
	for row := range int32(d.n) {
		h, c := d.stratumOf(row), d.clusters[row]
		if d.stratum[c] == -1 {
			d.stratum[c] = h
			d.units[h]++
		}
		if d.stratum[c] != h {
			return fmt.Errorf("kernel: cluster %d lies in the strata %d and %d", c, d.stratum[c], h)
		}
	}
	return nil
}

// correct works out the factor of each stratum's variance.
func (d *Design) correct(population []float64) error {
	size := make([]float64, len(d.units))
	for row := range population {
		h := d.stratumOf(int32(row))
		if size[h] != 0 && size[h] != population[row] {
			return fmt.Errorf("kernel: stratum %d has the populations %v and %v", h, size[h], population[row])
		}
		size[h] = population[row]
	}
	d.correction = make([]float64, len(d.units))
	for h, units := range d.units {
		n := float64(units)
		if units == 1 {
			return fmt.Errorf("kernel: stratum %d has a single primary unit, so that its variance cannot be estimated", h)
		}
		if units == 0 {
			continue
		}
		d.correction[h] = n / (n - 1)
		if population == nil {
			continue
		}
		if !(size[h] >= n) {
			return fmt.Errorf("kernel: stratum %d has %v units taken from a population of %v", h, n, size[h])
		}
		d.correction[h] *= 1 - n/size[h]
	}
	return nil
}

func highest(of []int32) int32 {
	top := int32(0)
	for _, x := range of {
		top = max(top, x)
	}
	return top
}

func (d *Design) weight(row int32) float64 {
	if d.weights == nil {
		return 1
	}
	return d.weights[row]
}

func (d *Design) stratumOf(row int32) int32 {
	if d.strata == nil {
		return 0
	}
	return d.strata[row]
}

// DF is the design's degrees of freedom for a domain: primary units less
// strata, among rows that have weight.
func (d *Design) DF(rows []int32) float64 {
	if d.strata == nil && d.clusters == nil {
		units := 0
		for _, row := range rows {
			if d.weight(row) > 0 {
				units++
			}
		}
		return float64(units - 1)
	}
	units, strata := map[int32]bool{}, map[int32]bool{}
	for _, row := range rows {
		if d.weight(row) == 0 {
			continue
		}
		strata[d.stratumOf(row)] = true
		if d.clusters != nil {
			units[d.clusters[row]] = true
		} else {
			units[row] = true
		}
	}
	return float64(len(units) - len(strata))
}
