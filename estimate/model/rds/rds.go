// Package rds estimates shares from samples in which people recruited each
// other: respondent-driven sampling (Heckathorn 1997).
//
// Whoever knows many is found more often, so that people count by the inverse
// of the number they know, or by the inverse of the probability that sampling
// without replacement from a population of known size gave them. The package
// knows who recruited whom and how many each knows. It does not know whether
// these numbers are true, whether recruiting was random or whether chains were
// long enough: all estimates rest on that, and the text that prints them is to
// say so.
package rds

import (
	"fmt"
	"math"
)

// A Network is the people of a sample with who recruited them.
type Network struct {
	degree    []float64
	recruiter []int32
	order     []int32 // recruiters before those they recruited
}

// New checks a sample: degree is how many people of the population each person
// knows, recruiter the person who recruited them, -1 for a seed. It is an
// error if the slices differ in length, a degree is below 1 or no finite
// number, a recruiter is not in the sample, or somebody recruited themselves
// along a chain.
func New(degree []float64, recruiter []int32) (*Network, error) {
	if len(degree) == 0 || len(degree) != len(recruiter) {
		return nil, fmt.Errorf("rds: there are %d degrees and %d recruiters: give one of each a person", len(degree), len(recruiter))
	}
	recruits := make([][]int32, len(degree))
	n := &Network{degree: degree, recruiter: recruiter}
	for i, d := range degree {
		if !(d >= 1) || math.IsInf(d, 1) {
			return nil, fmt.Errorf("rds: person %d knows %v people: whoever was recruited knows at least one", i+1, d)
		}
		switch r := recruiter[i]; {
		case r < -1 || int(r) >= len(degree):
			return nil, fmt.Errorf("rds: person %d was recruited by %d, who is not in the sample of %d", i+1, r+1, len(degree))
		case r == -1:
			n.order = append(n.order, int32(i))
		default:
			recruits[r] = append(recruits[r], int32(i))
		}
	}
	for at := 0; at < len(n.order); at++ {
		n.order = append(n.order, recruits[n.order[at]]...)
	}
	if len(n.order) < len(degree) {
		return nil, fmt.Errorf("rds: %d people are on chains that begin with no seed", len(degree)-len(n.order))
	}
	return n, nil
}

// Inverse gives every person the weight
//
//	wᵢ = n · (1/dᵢ) / ∑ 1/dⱼ
//
// the RDS-II estimator of Volz & Heckathorn (2008). The weights sum to the
// number of people.
func (n *Network) Inverse() []float64 {
	return normalised(n.degree, func(d float64) float64 { return 1 / d })
}

// Successive gives every person the weight 1/π(d), scaled to sum to the number
// of people, where π is the probability that somebody who knows d people is
// among n drawn one after the other without replacement, with probabilities
// proportional to d, from the population (Gile 2011). The degrees of the
// population are estimated by the same weights, round and round until they
// settle.
//
// Gile simulates π. Here it is that of n exponential clocks of rate d,
//
//	π(d) = 1 − exp(−dτ),  ∑ N_d π(d) = n
//
// to which the draws come arbitrarily close as n grows (Rosén 1972). In a
// population much larger than the sample these are the weights of
// [Network.Inverse], in one as large as the sample they are equal. A
// population smaller than the sample is an error.
func (n *Network) Successive(population float64) ([]float64, error) {
	return successive(n.degree, population)
}

const (
	maxRounds = 1000
	settled   = 1e-12
)

func successive(degree []float64, population float64) ([]float64, error) {
	size := float64(len(degree))
	if !(population >= size) || math.IsInf(population, 1) {
		return nil, fmt.Errorf("rds: the population of %v is smaller than the sample of %v, or no number", population, size)
	}
	if population == size {
		return normalised(degree, func(float64) float64 { return 1 }), nil
	}
	w := normalised(degree, func(d float64) float64 { return 1 / d })
	for range maxRounds {
		tau := clock(degree, w, size/population)
		next := normalised(degree, func(d float64) float64 { return -1 / math.Expm1(-d*tau) })
		moved := 0.0
		for i := range w {
			moved = max(moved, math.Abs(next[i]/w[i]-1))
		}
		w = next
		if moved <= settled {
			return w, nil
		}
	}
	return nil, fmt.Errorf("rds: the inclusion probabilities did not settle in %d rounds for a population of %v", maxRounds, population)
}

// clock is the τ at which the share taken of a population, whose degrees are
// distributed as the weighted sample's, is what was taken.
func clock(degree, w []float64, taken float64) float64 {
	share := func(tau float64) float64 {
		sum := 0.0
		for i, d := range degree {
			sum -= w[i] * math.Expm1(-d*tau)
		}
		return sum / float64(len(degree))
	}
	low, high := 0.0, 1.0
	for share(high) < taken {
		low, high = high, 2*high
	}
	for range 200 {
		middle := (low + high) / 2
		if middle == low || middle == high {
			break
		}
		if share(middle) < taken {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// normalised scales a function of degrees to a mean of 1.
func normalised(degree []float64, of func(float64) float64) []float64 {
	w, sum := make([]float64, len(degree)), 0.0
	for i, d := range degree {
		w[i] = of(d)
		sum += w[i]
	}
	for i := range w {
		w[i] *= float64(len(w)) / sum
	}
	return w
}

// Shares gives the weighted share of each of k groups, of[i] being the group
// of person i and negative where it is not known; these people are left out.
// It is an error if nobody's group is known or a group is k or more.
func Shares(weights []float64, of []int32, k int) ([]float64, error) {
	shares, total := make([]float64, k), 0.0
	for i, g := range of {
		if int(g) >= k {
			return nil, fmt.Errorf("rds: person %d is of group %d, and there are %d", i+1, g+1, k)
		}
		if g >= 0 {
			shares[g] += weights[i]
			total += weights[i]
		}
	}
	if total == 0 {
		return nil, fmt.Errorf("rds: nobody's group is known")
	}
	for g := range shares {
		shares[g] /= total
	}
	return shares, nil
}
