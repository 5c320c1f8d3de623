package report

import (
	"slices"

	"sojourn/estimate"
	"sojourn/study"
)

// Suppress returns a copy of the estimate in which no cell tells about a group
// of people smaller than the thresholds allow. It is the only place where
// disclosure control happens, and it comes before anything is rendered.
//
// Hidden are first: a share, mean or difference whose base has fewer than
// MinBase people; a cell, or what remains of its base beside it, with fewer
// than MinCell. A category of several that nobody chose is shown, since it
// tells of nobody; but where nobody is what remains, "all of them" tells of
// everybody, and is hidden. Then others are hidden so that none of the first can be recomputed from its row,
// its column and their totals (see [grid.protect]); totals over groups are
// taken as known even where the estimate does not print them.
//
// A hidden cell keeps its keys and nothing else. Protection is within one
// estimate: two estimates that cut the same people in two ways are for the
// team to compare.
func Suppress(e estimate.Estimate, d study.Disclosure) estimate.Estimate {
	hide := map[int]bool{}
	for _, g := range grids(e) {
		g.primary(d)
		g.protect(d.MinCell)
		for _, s := range g.slots {
			if s.hidden {
				for _, i := range s.members {
					hide[i] = true
				}
			}
		}
	}
	e.Cells = slices.Clone(e.Cells)
	for i, c := range e.Cells {
		if hide[i] && c.State != estimate.NoData {
			e.Cells[i] = estimate.Cell{Keys: c.Keys, State: estimate.Suppressed}
		}
	}
	if e.SampleN < d.MinCell {
		e.SampleN = 0
	}
	return e
}

// A slot is one group of people in a table: the numerator of a share, the
// people of a mean, those who moved from a category to another.
type slot struct {
	row, col  int   // lines of the grid; [free] where no total ties the slot to others
	count     int   // people
	base      int   // people in its base; 0 where a base plays no part
	beside    bool  // what remains of the base is told with it
	emptiable bool  // may be shown as empty: one category of several
	total     bool  // the base of a row
	members   []int // cells of the estimate that tell about these people
	hidden    bool
	protected bool // nothing is left that could protect it further
}

// free is the line of slots that no total ties together.
const free = 0

// A grid is a table whose rows and columns have known totals.
type grid struct {
	slots []slot
	lines map[string]int
}

func newGrid() *grid { return &grid{lines: map[string]int{}} }

// line returns the number of a row or column of the grid.
func (g *grid) line(name string) int {
	n, ok := g.lines[name]
	if !ok {
		n = len(g.lines) + 1
		g.lines[name] = n
	}
	return n
}

// primary hides what falls below the thresholds by itself.
func (g *grid) primary(d study.Disclosure) {
	for i, s := range g.slots {
		few := s.count < d.MinCell && !(s.emptiable && s.count == 0)
		thin := s.base > 0 && s.base < d.MinBase
		telling := s.beside && s.base-s.count < d.MinCell
		if few || thin || telling {
			g.hide(i)
		}
	}
}

// hide hides a slot. Without its base no number of a row may stand.
func (g *grid) hide(i int) {
	g.slots[i].hidden = true
	if !g.slots[i].total {
		return
	}
	for k := range g.slots {
		if g.slots[k].row == g.slots[i].row {
			g.slots[k].hidden = true
		}
	}
}

// protect hides further slots until no hidden one follows from the totals.
//
// Take rows and columns as points and every hidden slot as a line between its
// two. A hidden slot can be computed exactly when its line is a bridge, that
// is, when no other way leads from its row to its column (Gusfield 1988, "A
// graph theoretic approach to statistical data security", SIAM J. Comput. 17).
// Besides, the hidden slots of a row or column together must not be a small
// group themselves, since their sum can be computed.
func (g *grid) protect(least int) {
	for g.closeBridge() || g.thicken(least) {
	}
}

// closeBridge hides one slot that helps to make some bridge a part of a ring,
// and reports whether it did.
func (g *grid) closeBridge() bool {
	for i := range g.slots {
		s := g.slots[i]
		if !s.hidden || s.protected {
			continue
		}
		there, back := g.reach(s.row, i), g.reach(s.col, i)
		if there[s.col] {
			continue
		}
		pick := g.smallest(func(c slot) bool {
			return c.total == s.total && (there[c.row] && back[c.col] || there[c.col] && back[c.row])
		})
		if pick < 0 {
			pick = g.smallest(func(c slot) bool { return c.total == s.total && (c.row == s.row || c.col == s.col) })
		}
		if pick < 0 {
			g.slots[i].protected = true
			continue
		}
		g.hide(pick)
		return true
	}
	return false
}

// thicken hides the smallest slot of a line whose hidden ones are together
// fewer people than least, and reports whether it did.
func (g *grid) thicken(least int) bool {
	for line := 1; line <= len(g.lines); line++ {
		sum, hidden := 0, false
		for _, s := range g.slots {
			if s.hidden && !s.total && (s.row == line || s.col == line) {
				sum, hidden = sum+s.count, true
			}
		}
		if !hidden || sum >= least {
			continue
		}
		if pick := g.smallest(func(c slot) bool { return !c.total && (c.row == line || c.col == line) }); pick >= 0 {
			g.hide(pick)
			return true
		}
	}
	return false
}

// reach marks the lines that hidden slots other than the slot without connect
// with line from.
func (g *grid) reach(from, without int) map[int]bool {
	seen := map[int]bool{from: true}
	for grown := true; grown; {
		grown = false
		for i, s := range g.slots {
			if s.hidden && i != without && seen[s.row] != seen[s.col] {
				seen[s.row], seen[s.col], grown = true, true, true
			}
		}
	}
	return seen
}

// smallest returns the shown slot of fewest people that is fit, or -1. An
// empty one is taken last: that it is empty is often known beforehand, and
// then it protects nothing.
func (g *grid) smallest(fit func(slot) bool) int {
	best := -1
	for i, s := range g.slots {
		if s.hidden || !fit(s) {
			continue
		}
		if best < 0 || s.count > 0 && (g.slots[best].count == 0 || s.count < g.slots[best].count) {
			best = i
		}
	}
	return best
}
