// Package snowball counts how a sample grew in which respondents passed the
// survey on to each other.
//
// It knows who came by whom and the group of each. It does not know what the
// names stand for, and it prints none: what it counts is how deep chains went,
// and whether people recruit their like, with small counts held back. What the
// sample says of a population is computed in estimate.
package snowball

import "fmt"

// A Person is one of a sample. An empty Recruiter is that of a seed, who came
// by themselves; an empty Group is not known. The Channel of a seed says where
// a chain began.
type Person struct {
	ID        string
	Recruiter string
	Group     string
	Channel   string
}

// A Tree is a sample with every person's place in it.
type Tree struct {
	people []Person
	by     []int // place of the recruiter, -1 for a seed
	Depth  []int // steps from the seed, by person; 0 for a seed
	Lost   int   // people whose recruiter is not in the sample; they count as seeds
}

// Grow finds everybody's place. It is an error if two people have the same ID,
// or some recruited each other in a ring.
func Grow(people []Person) (*Tree, error) {
	t := &Tree{people: people, by: make([]int, len(people)), Depth: make([]int, len(people))}
	at := map[string]int{}
	for i, p := range people {
		if _, twice := at[p.ID]; twice || p.ID == "" {
			return nil, fmt.Errorf("snowball: person %d has no name of their own", i+1)
		}
		at[p.ID] = i
	}
	for i, p := range people {
		t.by[i] = -1
		if p.Recruiter == "" {
			continue
		}
		if r, here := at[p.Recruiter]; here {
			t.by[i] = r
		} else {
			t.Lost++
		}
	}
	for i := range people {
		for at := t.by[i]; at >= 0; at = t.by[at] {
			if t.Depth[i]++; t.Depth[i] > len(people) {
				return nil, fmt.Errorf("snowball: person %d is on a chain that closes in a ring", i+1)
			}
		}
	}
	return t, nil
}

// Recruits counts those who came by somebody of the sample.
func (t *Tree) Recruits() int {
	n := 0
	for _, by := range t.by {
		if by >= 0 {
			n++
		}
	}
	return n
}

// Waves counts people by the steps from their seed: the seeds, those whom they
// recruited, and so on.
func (t *Tree) Waves() []int {
	var waves []int
	for _, d := range t.Depth {
		for len(waves) <= d {
			waves = append(waves, 0)
		}
		waves[d]++
	}
	return waves
}

// A Chain is what grew from one seed.
type Chain struct {
	People int // the seed included
	Depth  int // steps to the person farthest from the seed
}

// Chains lists what grew from each seed, in the order of the seeds.
func (t *Tree) Chains() []Chain {
	of := map[int]int{}
	var chains []Chain
	for i, by := range t.by {
		if by < 0 {
			of[i] = len(chains)
			chains = append(chains, Chain{})
		}
	}
	for i, d := range t.Depth {
		c := &chains[of[t.root(i)]]
		c.People++
		c.Depth = max(c.Depth, d)
	}
	return chains
}

// root is the place of the seed whom a person goes back to.
func (t *Tree) root(i int) int {
	for t.by[i] >= 0 {
		i = t.by[i]
	}
	return i
}

// Passed counts by how many people recruited none, one, two and so on.
func (t *Tree) Passed() []int {
	each := make([]int, len(t.people))
	for _, by := range t.by {
		if by >= 0 {
			each[by]++
		}
	}
	var counts []int
	for _, n := range each {
		for len(counts) <= n {
			counts = append(counts, 0)
		}
		counts[n]++
	}
	return counts
}
