package kernel

import (
	"fmt"
	"slices"
)

// Units are the strata and clusters of rows that come block by block. In the
// end they are a design that knows no rows: it takes pools.
type Units struct {
	rows       int
	units      []int32   // by stratum
	stratum    []int32   // by cluster; nil: rows are units
	population []float64 // by stratum
	known      []bool    // by stratum: a population was given
}

// Enter counts the rows of a block. The slices are those of a [Structure], with
// the same numbers in all blocks.
func (u *Units) Enter(n int, strata, clusters []int32, population []float64) error {
	u.rows += n
	for row := range n {
		h := 0
		if strata != nil {
			h = int(strata[row])
		}
		for h >= len(u.units) {
			u.units, u.population, u.known = append(u.units, 0), append(u.population, 0), append(u.known, false)
		}
		if population != nil {
			if u.known[h] && u.population[h] != population[row] {
				return &PopulationError{int32(h), [2]float64{u.population[h], population[row]}}
			}
			u.population[h], u.known[h] = population[row], true
		}
		if clusters == nil {
			u.units[h]++
			continue
		}
		c := int(clusters[row])
		for c >= len(u.stratum) {
			u.stratum = append(u.stratum, -1)
		}
		if u.stratum[c] == -1 {
			u.stratum[c] = int32(h)
			u.units[h]++
		}
		if u.stratum[c] != int32(h) {
			return fmt.Errorf("kernel: cluster %d lies in the strata %d and %d", c, u.stratum[c], h)
		}
	}
	return nil
}

// Design is the design of all rows that were entered. It takes pools and no
// rows.
func (u *Units) Design(lonely Lonely, lonelyDomains bool) (*Design, error) {
	if u.rows == 0 {
		return nil, fmt.Errorf("kernel: the design has no rows")
	}
	if !lonely.known() {
		return nil, fmt.Errorf("kernel: the rule %q for lonely units is not known", lonely)
	}
	d := &Design{n: u.rows, units: u.units, stratum: u.stratum, lonely: lonely, lonelyDomains: lonelyDomains}
	population := u.population
	if !slices.Contains(u.known, true) {
		population = nil
	}
	return d, d.correct(population)
}
