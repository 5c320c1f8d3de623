package snowball

import (
	"maps"
	"slices"
)

// Hidden stands in place of a count that is held back.
const Hidden = -1

// A Mixing counts recruitments by the group of who recruited and the group of
// who came. Those of whom either group is not known are left out.
type Mixing struct {
	Groups   []string
	Counts   [][]int // by recruiter and recruit; [Hidden] where held back
	Total    int     // of all, those held back included; [Hidden] where it would tell of few
	Same     float64 // share of those that stayed within a group
	Expected float64 // the same by chance
	Told     bool    // whether Same and Expected may be told
}

// Mixing counts who recruited whom by group. Counts below least are held back,
// and then the smallest others, until those held back are at least two and sum
// to at least least: with the total known, less would give them away.
//
// Same and Expected are ∑ nᵢᵢ/n and ∑ nᵢ. n.ᵢ/n², n being the counts. Their
// ratio is the recruitment homophily of Gile, Johnston & Salganik (2015): 1
// where recruits come as by chance, above 1 where people recruit their like.
func (t *Tree) Mixing(least int) Mixing {
	pairs := map[[2]string]int{}
	groups := map[string]bool{}
	for i, by := range t.by {
		if by < 0 || t.people[i].Group == "" || t.people[by].Group == "" {
			continue
		}
		from, to := t.people[by].Group, t.people[i].Group
		groups[from], groups[to] = true, true
		pairs[[2]string{from, to}]++
	}
	m := Mixing{Groups: slices.Sorted(maps.Keys(groups))}
	for _, from := range m.Groups {
		row := make([]int, len(m.Groups))
		for k, to := range m.Groups {
			row[k] = pairs[[2]string{from, to}]
			m.Total += row[k]
		}
		m.Counts = append(m.Counts, row)
	}
	m.measure(least)
	m.hide(least, len(t.people)-m.Total)
	return m
}

// measure computes what is told of all groups together, if enough people
// stayed within a group, and enough did not.
func (m *Mixing) measure(least int) {
	if m.Total == 0 {
		return
	}
	same, rows, columns := 0, make([]float64, len(m.Groups)), make([]float64, len(m.Groups))
	for i, row := range m.Counts {
		same += row[i]
		for k, n := range row {
			rows[i] += float64(n)
			columns[k] += float64(n)
		}
	}
	total := float64(m.Total)
	m.Told = same >= least && m.Total-same >= least
	m.Same = float64(same) / total
	for i := range rows {
		m.Expected += rows[i] * columns[i] / total / total
	}
}

// hide holds counts back. Those who are in none of them, the seeds among them,
// are a count as well: everybody less the total.
func (m *Mixing) hide(least, outside int) {
	if m.Total == 0 {
		return
	}
	if m.Total < least {
		m.Total = Hidden
	}
	cells := []cell{{&m.Total, outside}}
	for _, row := range m.Counts {
		for k, n := range row {
			cells = append(cells, cell{&row[k], n})
		}
	}
	hold(cells, least)
}

// A cell is a number that may be held back, and how many people it tells of.
type cell struct {
	n  *int
	of int
}

// hold holds back the cells that tell of fewer than least people and then the
// smallest others, until those held back are two or more and sum to least.
func hold(cells []cell, least int) {
	slices.SortStableFunc(cells, func(a, b cell) int { return a.of - b.of })
	hidden, sum := 0, 0
	for _, c := range cells {
		if c.of >= least && (hidden == 0 || hidden > 1 && sum >= least) {
			break
		}
		*c.n = Hidden
		hidden++
		sum += c.of
	}
}
