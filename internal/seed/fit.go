package seed

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// A goal is a share that the answers of a group must reach.
type goal struct {
	share  float64
	within float64        // tolerance, a share
	cats   uint64         // categories that count
	of     func(int) bool // members of the group
}

// everybody is the group without a condition.
func everybody(int) bool { return true }

// A fitting allocates one category to each of people so that goals are met.
type fitting struct {
	people []int
	fixed  []int // category by place in people, blank where free; nil: all free
	goals  []goal
	prior  []float64         // shares of the categories where no goal speaks
	score  func(int) float64 // order in which a cell's people get the categories from first to last; nil: by chance
}

// A cell is the people whom no goal's group cuts.
type cell struct {
	in    []bool // by goal
	free  []int  // places in people
	fixed []int  // count by category
	count []int  // of the free people, by category
}

// run returns a category for each of the people.
//
// Iterative proportional fitting (Deming and Stephan 1940, Annals of
// Mathematical Statistics 11, 427-444) of the cells to the goals gives real
// numbers; largest remainders round them within each cell; then single people
// are moved while that brings a goal nearer. Goals that contradict each other
// end where their errors, in units of their tolerances, are least.
func (f fitting) run(rng *rand.Rand) []int {
	cells := f.cells()
	f.rake(cells)
	newRepair(f, cells).run()
	result := make([]int, len(f.people))
	for i := range result {
		if f.fixed != nil {
			result[i] = f.fixed[i]
		}
	}
	for _, c := range cells {
		f.deal(rng, c, result)
	}
	return result
}

func (f fitting) cells() []*cell {
	type key [2]uint64
	byKey := map[key]*cell{}
	var cells []*cell
	for i, m := range f.people {
		var k key
		for g := range f.goals {
			if f.goals[g].of(m) {
				k[g/64] |= 1 << (g % 64)
			}
		}
		c := byKey[k]
		if c == nil {
			c = &cell{in: make([]bool, len(f.goals)), fixed: make([]int, len(f.prior))}
			for g := range f.goals {
				c.in[g] = k[g/64]&(1<<(g%64)) != 0
			}
			byKey[k] = c
			cells = append(cells, c)
		}
		if f.fixed != nil && f.fixed[i] >= 0 {
			c.fixed[f.fixed[i]]++
		} else {
			c.free = append(c.free, i)
		}
	}
	return cells
}

// size is the number of people of a cell.
func (c *cell) size() int {
	n := len(c.free)
	for _, k := range c.fixed {
		n += k
	}
	return n
}

const rounds = 300

func (f fitting) rake(cells []*cell) {
	x := make([][]float64, len(cells))
	for i, c := range cells {
		x[i] = make([]float64, len(f.prior))
		for k, p := range f.prior {
			x[i][k] = p * float64(len(c.free))
		}
	}
	for range rounds {
		worst := 0.0
		for g := range f.goals {
			worst = max(worst, f.scale(g, cells, x))
		}
		// The cells keep their sizes.
		for i, c := range cells {
			sum := 0.0
			for _, v := range x[i] {
				sum += v
			}
			for k := range x[i] {
				if sum > 0 {
					x[i][k] *= float64(len(c.free)) / sum
				}
			}
		}
		if worst < 1e-6 {
			break
		}
	}
	for i, c := range cells {
		c.count = wholes(x[i], len(c.free))
	}
}

// scale brings the shares of one goal's group to the goal and returns by how
// much they were off.
func (f fitting) scale(g int, cells []*cell, x [][]float64) float64 {
	goal := f.goals[g]
	inside, outside, want, n := 0.0, 0.0, 0.0, 0.0
	for i, c := range cells {
		if !c.in[g] {
			continue
		}
		n += float64(c.size())
		for k, v := range x[i] {
			if goal.cats&(1<<k) != 0 {
				inside += v
				want -= float64(c.fixed[k])
			} else {
				outside += v
			}
		}
	}
	want = min(max(want+goal.share*n, 0), inside+outside)
	if inside == 0 || outside == 0 {
		return 0
	}
	for i, c := range cells {
		if !c.in[g] {
			continue
		}
		for k := range x[i] {
			if goal.cats&(1<<k) != 0 {
				x[i][k] *= want / inside
			} else {
				x[i][k] *= (inside + outside - want) / outside
			}
		}
	}
	return math.Abs(inside-want) / max(n, 1)
}

// wholes rounds x to whole numbers of the given sum by largest remainders.
func wholes(x []float64, sum int) []int {
	total := 0.0
	for _, v := range x {
		total += v
	}
	counts := make([]int, len(x))
	if total == 0 {
		if len(counts) > 0 {
			counts[0] = sum
		}
		return counts
	}
	type rest struct {
		k int
		r float64
	}
	rests := make([]rest, len(x))
	left := sum
	for k, v := range x {
		v *= float64(sum) / total
		counts[k] = int(math.Floor(v + 1e-9))
		rests[k] = rest{k, v - float64(counts[k])}
		left -= counts[k]
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Compare(b.r, a.r) })
	for i := range left {
		counts[rests[i%len(rests)].k]++
	}
	return counts
}

// deal hands the categories of a cell to its people.
func (f fitting) deal(rng *rand.Rand, c *cell, result []int) {
	type place struct {
		i     int
		score float64
	}
	order := make([]place, len(c.free))
	for n, i := range c.free {
		order[n] = place{i, rng.NormFloat64()}
		if f.score != nil {
			order[n].score += f.score(f.people[i])
		}
	}
	slices.SortFunc(order, func(a, b place) int { return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.i, b.i)) })
	next := 0
	for k, n := range c.count {
		for range n {
			result[order[next].i] = k
			next++
		}
	}
}
