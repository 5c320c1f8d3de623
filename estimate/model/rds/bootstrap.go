package rds

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A Spread is what a share comes to in bootstrap replicates.
type Spread struct {
	SE        float64
	Low, High float64 // percentiles
}

// Options say how the bootstrap is done.
type Options struct {
	Population float64 // 0: that of [Network.Inverse], with replacement; else that of [Network.Successive]
	Replicates int
	Level      float64 // of the interval, such as 0.95
	Random     *rand.Rand
}

// Bootstrap gives the spread of the shares of k groups, of[i] being the group
// of person i. Every replicate goes along the forest of recruitments that was
// observed and draws a new person for each place in it, recruiters first.
//
// Without a population the person is drawn from those of the sample whose
// recruiter is of the same group as the one who recruits (Salganik 2006). With
// a population it is drawn from a population made up by the estimated weights,
// without replacement: the group by the observed rates at which groups
// recruit each other, the person in it by degree (Gile 2011). The estimate is
// then computed anew.
//
// The same random source gives the same result. It is an error if somebody's
// group is not known, nobody was recruited, or there are fewer than two
// replicates.
func (n *Network) Bootstrap(of []int32, k int, o Options) ([]Spread, error) {
	if err := n.suits(of, k, o); err != nil {
		return nil, err
	}
	draw := n.withReplacement(of, o.Random)
	if o.Population > 0 {
		weights, err := n.Successive(o.Population)
		if err != nil {
			return nil, err
		}
		draw = n.withoutReplacement(of, k, weights, o)
	}
	by := make([][]float64, k)
	for range o.Replicates {
		degree, group := draw()
		w := normalised(degree, func(d float64) float64 { return 1 / d })
		if o.Population > 0 {
			var err error
			if w, err = successive(degree, o.Population); err != nil {
				return nil, err
			}
		}
		shares, err := Shares(w, group, k)
		if err != nil {
			return nil, err
		}
		for g, s := range shares {
			by[g] = append(by[g], s)
		}
	}
	spreads := make([]Spread, k)
	for g := range by {
		spreads[g] = spread(by[g], o.Level)
	}
	return spreads, nil
}

func (n *Network) suits(of []int32, k int, o Options) error {
	recruited := false
	for i, r := range n.recruiter {
		recruited = recruited || r >= 0
		if len(of) != len(n.degree) || of[i] < 0 || int(of[i]) >= k {
			return fmt.Errorf("rds: the bootstrap needs the group, one of %d, of every person: leave the others out of the network", k)
		}
	}
	switch {
	case !recruited:
		return fmt.Errorf("rds: nobody was recruited by anybody, so that there are no chains to follow")
	case o.Replicates < 2 || o.Random == nil:
		return fmt.Errorf("rds: %d replicates and a source of randomness make no bootstrap", o.Replicates)
	case !(o.Level > 0 && o.Level < 1):
		return fmt.Errorf("rds: the level is %v: it lies between 0 and 1, such as 0.95", o.Level)
	}
	return nil
}

// along walks the forest and puts at each place whom draw chooses, given the
// group of the recruiter, -1 for a seed.
func (n *Network) along(draw func(recruiter int32) (degree float64, group int32)) (degree []float64, group []int32) {
	degree, group = make([]float64, len(n.degree)), make([]int32, len(n.degree))
	for _, i := range n.order {
		by := int32(-1)
		if r := n.recruiter[i]; r >= 0 {
			by = group[r]
		}
		degree[i], group[i] = draw(by)
	}
	return degree, group
}

func (n *Network) withReplacement(of []int32, random *rand.Rand) func() ([]float64, []int32) {
	recruited := map[int32][]int32{} // by group of the recruiter
	for i, r := range n.recruiter {
		recruited[-1] = append(recruited[-1], int32(i))
		if r >= 0 {
			recruited[of[r]] = append(recruited[of[r]], int32(i))
		}
	}
	return func() ([]float64, []int32) {
		return n.along(func(recruiter int32) (float64, int32) {
			pool := recruited[recruiter]
			if len(pool) == 0 { // a group that recruited nobody
				pool = recruited[-1]
			}
			i := pool[random.IntN(len(pool))]
			return n.degree[i], of[i]
		})
	}
}

// A kind is people of the same degree and group.
type kind struct {
	degree float64
	group  int32
}

func (n *Network) withoutReplacement(of []int32, k int, weights []float64, o Options) func() ([]float64, []int32) {
	kinds, people := n.madeUp(of, weights, o.Population)
	rates := n.rates(of, k)
	return func() ([]float64, []int32) {
		left := slices.Clone(people)
		return n.along(func(recruiter int32) (float64, int32) {
			group := int32(-1)
			if recruiter >= 0 {
				group = int32(choose(rates[recruiter], o.Random))
			}
			mass := make([]float64, len(kinds))
			for restricted := group >= 0; ; restricted = false {
				some := false
				for j, of := range kinds {
					mass[j] = 0
					if !restricted || of.group == group {
						mass[j] = left[j] * of.degree
						some = some || left[j] > 0
					}
				}
				if some || !restricted { // a group that is used up gives way to all
					break
				}
			}
			j := choose(mass, o.Random)
			left[j]--
			return kinds[j].degree, kinds[j].group
		})
	}
}

// madeUp is the population that the weights stand for, in whole people, of
// whom there are at least those of the sample.
func (n *Network) madeUp(of []int32, weights []float64, population float64) (kinds []kind, people []float64) {
	place := map[kind]int{}
	var sampled []float64
	for i, w := range weights {
		at := kind{n.degree[i], of[i]}
		j, known := place[at]
		if !known {
			j = len(kinds)
			place[at] = j
			kinds, people, sampled = append(kinds, at), append(people, 0), append(sampled, 0)
		}
		people[j] += w * population / float64(len(weights))
		sampled[j]++
	}
	for j := range people {
		people[j] = max(math.Round(people[j]), sampled[j])
	}
	return kinds, people
}

// rates are the observed numbers of recruits by the group of the recruiter and
// their own; a group that recruited nobody recruits as all do.
func (n *Network) rates(of []int32, k int) [][]float64 {
	rates, all := make([][]float64, k), make([]float64, k)
	for g := range rates {
		rates[g] = make([]float64, k)
	}
	for i, r := range n.recruiter {
		if r >= 0 {
			rates[of[r]][of[i]]++
			all[of[i]]++
		}
	}
	for g, by := range rates {
		if slices.Max(by) == 0 {
			rates[g] = all
		}
	}
	return rates
}

// choose draws an index with probability proportional to mass.
func choose(mass []float64, random *rand.Rand) int {
	total := 0.0
	for _, m := range mass {
		total += m
	}
	at, last := random.Float64()*total, 0
	for j, m := range mass {
		if m > 0 {
			last = j
			if at -= m; at < 0 {
				return j
			}
		}
	}
	return last
}

func spread(xs []float64, level float64) Spread {
	mean := 0.0
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	squares := 0.0
	for _, x := range xs {
		squares += (x - mean) * (x - mean)
	}
	sorted := slices.Sorted(slices.Values(xs))
	at := func(p float64) float64 {
		h := p * float64(len(sorted)-1)
		below := min(int(h), len(sorted)-2)
		return sorted[below] + (h-float64(below))*(sorted[below+1]-sorted[below])
	}
	return Spread{math.Sqrt(squares / float64(len(xs)-1)), at((1 - level) / 2), at((1 + level) / 2)}
}
