package clean

import (
	"cmp"
	"math"
	"slices"

	"sojourn/dataset"
)

// leastSimilar is the smallest share at which two responses may be called
// alike. Kuriakose and Robbins (2016, "Don't get duped: Fraud through
// duplication in public opinion surveys", Statistical Journal of the IAOS 32)
// propose 0.85; Simmons et al. (2016, same volume) show that honest people
// reach it where items are few or everybody agrees.
const leastSimilar = 0.75

// similar flags a row that agrees in at least Share of the answers with an
// earlier row of another panelist, and in at least Least of them. What neither
// was asked or answered does not count; an answer that only one gave counts as
// a difference.
//
// Comparing every pair would take the square of the rows. Instead rows meet
// only if they agree in all items of one of several small sets of items, as in
// locality-sensitive hashing (Indyk and Motwani 1998). A set is as large as it
// takes for few rows to meet by chance, and there are as many sets as it takes
// for a pair that is just alike enough to be missed once in a thousand.
func (r Rule) similar(t *dataset.Dataset, flags Flags) ([]bool, error) {
	who, err := t.Column(PanelistColumn)
	if err != nil {
		return nil, err
	}
	g := newMatrix(answers(t), t.Rows)
	var rows []int
	for row := range t.Rows {
		if len(flags[row]) == 0 && g.count(row) >= r.Least {
			rows = append(rows, row)
		}
	}
	hit := make([]bool, t.Rows)
	for _, items := range g.sets(rows, r.Share) {
		g.meet(rows, items, func(earlier, later int) {
			if !hit[later] && who.Texts[earlier] != who.Texts[later] && g.alike(earlier, later, r.Share, r.Least) {
				hit[later] = true
			}
		}, hit)
	}
	return hit, nil
}

// A matrix is what everybody gave to every item, as numbers that are equal where
// the answers are: 0 where there is none.
type matrix struct {
	items int
	cells []uint32 // row by row
}

func newMatrix(columns []*dataset.Column, rows int) *matrix {
	g := &matrix{len(columns), make([]uint32, rows*len(columns))}
	for k, c := range columns {
		number := numbering(c)
		for row := range rows {
			if c.Missing[row] == dataset.Present {
				g.cells[row*g.items+k] = number(row)
			}
		}
	}
	return g
}

// numbering numbers the values of a column from 1 on.
func numbering(c *dataset.Column) func(row int) uint32 {
	switch c.Kind {
	case dataset.Categorical:
		return func(row int) uint32 { return uint32(c.Codes[row]) + 1 }
	case dataset.Multiple:
		return interned(c.Sets)
	case dataset.Numeric:
		return interned(c.Numbers)
	}
	return interned(c.Texts)
}

func interned[V comparable](values []V) func(row int) uint32 {
	seen := map[V]uint32{}
	return func(row int) uint32 {
		n, ok := seen[values[row]]
		if !ok {
			n = uint32(len(seen) + 1)
			seen[values[row]] = n
		}
		return n
	}
}

func (g *matrix) row(row int) []uint32 { return g.cells[row*g.items : (row+1)*g.items] }

func (g *matrix) count(row int) int {
	n := 0
	for _, v := range g.row(row) {
		if v != 0 {
			n++
		}
	}
	return n
}

func (g *matrix) alike(i, j int, share float64, least int) bool {
	equal, either := 0, 0
	b := g.row(j)
	for k, v := range g.row(i) {
		if v|b[k] == 0 {
			continue
		}
		either++
		if v == b[k] {
			equal++
		}
	}
	return equal >= least && float64(equal) >= share*float64(either)
}

// Bounds of the search: the rows by which chance is judged, the pairs a row
// may meet by chance in one set, the sets at most, and the earlier rows that a
// row is held against in one set. The last keeps the work linear where very
// many give the same answers to a set's items.
const (
	judged     = 2000
	byChance   = 8
	maxSets    = 96
	heldMost   = 64
	missedMost = 0.001
)

// sets chooses the sets of items, each time in an order drawn anew, in which
// an item that tells people apart comes early. The draw is of the set's number
// and the item's place: the same data give the same sets.
func (g *matrix) sets(rows []int, share float64) [][]int {
	sample := rows
	if len(rows) > judged {
		sample = make([]int, judged)
		for i := range sample {
			sample[i] = rows[i*len(rows)/judged]
		}
	}
	information := g.information(sample)
	var all [][]int
	for missed := 1.0; missed > missedMost && len(all) < maxSets && len(rows) > 1; {
		items := g.set(sample, order(information, uint64(len(all))), float64(byChance)/float64(len(rows)))
		missed *= 1 - math.Pow(share, float64(len(items)))
		all = append(all, items)
	}
	return all
}

// set takes items in their order until few enough rows of the sample agree in
// all of them: the share of pairs that do is at most chance.
func (g *matrix) set(sample []int, order []int, chance float64) []int {
	group := make([]uint64, len(sample))
	pairs := float64(len(sample)) * float64(len(sample)-1) / 2
	for n, k := range order {
		sizes := map[uint64]int{}
		for i, row := range sample {
			group[i] = mix(group[i], g.cells[row*g.items+k])
			sizes[group[i]]++
		}
		met := 0.0
		for _, size := range sizes {
			met += float64(size) * float64(size-1) / 2
		}
		if met <= chance*pairs {
			return order[:n+1]
		}
	}
	return order
}

// information is the collision entropy of every item, −ln ∑ p²: how well it
// tells two people apart.
func (g *matrix) information(sample []int) []float64 {
	bits := make([]float64, g.items)
	for k := range bits {
		sizes := map[uint32]float64{}
		for _, row := range sample {
			sizes[g.cells[row*g.items+k]]++
		}
		sum, n := 0.0, float64(len(sample))
		for _, size := range sizes {
			sum += size / n * size / n
		}
		bits[k] = -math.Log(sum)
	}
	return bits
}

// order draws an order of the items without replacement, by weight (Efraimidis
// and Spirakis 2006): the smaller −ln(u)/weight, the earlier.
func order(weights []float64, number uint64) []int {
	type drawn struct {
		item int
		key  float64
	}
	var all []drawn
	for k, w := range weights {
		if w <= 0 {
			continue // everybody gave the same
		}
		u := (float64(mix(number+1, uint32(k))>>11) + 0.5) / (1 << 53)
		all = append(all, drawn{k, -math.Log(u) / w})
	}
	slices.SortFunc(all, func(a, b drawn) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.item, b.item)) })
	items := make([]int, len(all))
	for i, d := range all {
		items[i] = d.item
	}
	return items
}

// meet calls pair for rows that agree in all of the items, the earlier row
// first. A row that is hit already is held against nobody and nobody against it.
func (g *matrix) meet(rows, items []int, pair func(earlier, later int), hit []bool) {
	groups := make(map[uint64][]int, len(rows))
	for _, row := range rows {
		if hit[row] {
			continue
		}
		h := uint64(0)
		for _, k := range items {
			h = mix(h, g.cells[row*g.items+k])
		}
		before := groups[h]
		for _, earlier := range before[:min(len(before), heldMost)] {
			pair(earlier, row)
		}
		if !hit[row] && len(before) < heldMost {
			groups[h] = append(before, row)
		}
	}
}

// mix adds a number to a hash (the finaliser of SplitMix64, Steele et al. 2014).
func mix(h uint64, v uint32) uint64 {
	h += uint64(v) + 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
