package kernel

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
)

// byStratum lists the primary units of every stratum.
func (d *Design) byStratum() [][]int32 {
	all := make([][]int32, len(d.units))
	if d.stratum == nil {
		for row := range int32(d.n) {
			all[d.stratumOf(row)] = append(all[d.stratumOf(row)], row)
		}
		return all
	}
	for c, h := range d.stratum {
		if h >= 0 { // -1 is a number that no cluster bears
			all[h] = append(all[h], int32(c))
		}
	}
	return all
}

// ones are factors that leave every primary unit as it is.
func (d *Design) ones() []float64 {
	n := d.n
	if d.stratum != nil {
		n = len(d.stratum)
	}
	f := make([]float64, n)
	for i := range f {
		f[i] = 1
	}
	return f
}

// remaining is the share of a stratum that was not taken.
func (d *Design) remaining(h int) float64 {
	if d.fraction == nil {
		return 1
	}
	return 1 - d.fraction[h]
}

// jackknife leaves each primary unit out in turn and raises the others of its
// stratum by n_h/(n_h − 1); the replicate counts (n_h − 1)/n_h. Under [Adjust] a
// stratum with a single unit is left out as a whole, and the H − 1 others stand
// for it in the same way, as in the
// R package survey; under [Average] it adds what the others' units add on average.
func (d *Design) jackknife(way Resampling) (Replication, [][]float64, error) {
	strata := d.byStratum()
	if way == JK1 && len(strata) > 1 {
		return Replication{}, nil, errors.New("kernel: JK1 is for designs without strata; use JKn")
	}
	r := Replication{Scale: 1}
	var factors [][]float64
	lonely := 0
	for h, units := range strata {
		n := float64(len(units))
		if n == 1 {
			lonely++
			if d.lonely == Adjust && len(strata) > 1 && d.remaining(h) > 0 {
				among := float64(len(strata))
				f := d.ones()
				for u := range f {
					f[u] = among / (among - 1)
				}
				f[units[0]] = 0
				factors = append(factors, f)
				r.Each = append(r.Each, (among-1)/among)
			}
			continue // it adds nothing: NewDesign has seen to it that this is wanted
		}
		for _, out := range units {
			f := d.ones()
			for _, u := range units {
				f[u] = n / (n - 1)
			}
			f[out] = 0
			factors = append(factors, f)
			r.Each = append(r.Each, (n-1)/n*d.remaining(h))
		}
	}
	if d.lonely == Average && len(factors) > 0 {
		r.Scale = float64(len(factors)+lonely) / float64(len(factors))
	}
	return r, factors, nil
}

// bootstrap draws n_h − 1 primary units of each stratum with replacement. A
// unit drawn m times has the factor
//
//	1 − λ + λ · m · n_h/(n_h − 1),  λ = √(1 − n_h/N_h)
//
// (Rao & Wu 1988; Rao, Wu & Yue 1992).
func (d *Design) bootstrap(count int, random *rand.Rand) (Replication, [][]float64, error) {
	if count < 2 || random == nil {
		return Replication{}, nil, fmt.Errorf("kernel: %d replicates and a source of randomness make no bootstrap", count)
	}
	strata := d.byStratum()
	factors := make([][]float64, count)
	for r := range factors {
		factors[r] = d.ones()
		for h, units := range strata {
			n := len(units)
			if n < 2 {
				continue
			}
			drawn := make([]int, n)
			for range n - 1 {
				drawn[random.IntN(n)]++
			}
			lambda := math.Sqrt(d.remaining(h))
			for i, u := range units {
				factors[r][u] = 1 - lambda + lambda*float64(drawn[i])*float64(n)/float64(n-1)
			}
		}
	}
	return Replication{Scale: 1 / float64(count-1)}, factors, nil
}

// halves gives in every replicate one of a stratum's two primary units the
// factor 2 − ρ and the other ρ, by the columns of a Hadamard matrix, so that
// any two strata are balanced against each other.
func (d *Design) halves(rho float64) (Replication, [][]float64, error) {
	strata := d.byStratum()
	if !(rho >= 0 && rho < 1) {
		return Replication{}, nil, fmt.Errorf("kernel: half samples are damped by a factor of 0 to below 1, not %v", rho)
	}
	for h, units := range strata {
		if len(units) != 2 {
			return Replication{}, nil, fmt.Errorf("kernel: half samples need two primary units a stratum, and stratum %d has %d", h, len(units))
		}
	}
	count := 1 << bits.Len(uint(len(strata))) // column 0 is constant and serves no stratum
	factors := make([][]float64, count)
	for r := range factors {
		factors[r] = d.ones()
		for h, units := range strata {
			first := 2 - rho
			if bits.OnesCount(uint(r&(h+1)))%2 == 1 { // Sylvester's matrix
				first = rho
			}
			factors[r][units[0]], factors[r][units[1]] = first, 2-first
		}
	}
	return Replication{Scale: 1 / (float64(count) * (1 - rho) * (1 - rho))}, factors, nil
}
