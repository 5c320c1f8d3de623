package seed

import "math"

// A repair moves single people between the categories of their cell while
// that lowers the sum of the goals' costs.
type repair struct {
	f     fitting
	cells []*cell
	off   []float64 // by goal: people too many, negative if too few
	unit  []float64 // by goal: tolerance in people
	stuck []bool
}

func newRepair(f fitting, cells []*cell) *repair {
	r := &repair{f: f, cells: cells, off: make([]float64, len(f.goals)), unit: make([]float64, len(f.goals)), stuck: make([]bool, len(f.goals))}
	for g, goal := range f.goals {
		n, have := 0, 0
		for _, c := range cells {
			if !c.in[g] {
				continue
			}
			n += c.size()
			for k := range c.count {
				if goal.cats&(1<<k) != 0 {
					have += c.count[k] + c.fixed[k]
				}
			}
		}
		r.off[g] = float64(have) - goal.share*float64(n)
		r.unit[g] = max(goal.within*float64(n), 0.5)
	}
	return r
}

// near is the distance, in units of tolerance, at which a goal counts as met.
const near = 0.6

func (r *repair) run() {
	for range 5000 {
		g := r.worst()
		if g < 0 {
			return
		}
		if !r.improve(g) {
			r.stuck[g] = true
			continue
		}
		for i := range r.stuck {
			r.stuck[i] = false
		}
	}
}

func (r *repair) worst() int {
	worst, at := near, -1
	for g := range r.off {
		if d := math.Abs(r.off[g]) / r.unit[g]; !r.stuck[g] && d > worst {
			worst, at = d, g
		}
	}
	return at
}

// A shift moves one person of a cell from a category to another, and, if there
// is a second cell, one of that back, so that the whole stays as it is.
type shift struct {
	cell, back *cell
	from, to   int
}

// improve makes the best shift that brings goal g nearer, if one pays.
func (r *repair) improve(g int) bool {
	best, gain := shift{}, -1e-9
	try := func(s shift) {
		if d := r.delta(s); d < gain {
			best, gain = s, d
		}
	}
	r.shifts(g, try)
	if best.cell == nil {
		r.shifts(g, func(s shift) {
			for _, s.back = range r.cells {
				if s.back != s.cell && s.back.count[s.to] > 0 && r.f.prior[s.from] > 0 {
					try(s)
				}
			}
		})
	}
	if best.cell == nil {
		return false
	}
	for g := range r.off {
		r.off[g] += r.change(best, g)
	}
	best.cell.count[best.from]--
	best.cell.count[best.to]++
	if best.back != nil {
		best.back.count[best.to]--
		best.back.count[best.from]++
	}
	return true
}

// shifts lists the shifts within one cell that bring goal g nearer.
func (r *repair) shifts(g int, try func(shift)) {
	cats := r.f.goals[g].cats
	for _, c := range r.cells {
		if !c.in[g] {
			continue
		}
		for from := range c.count {
			out := cats&(1<<from) != 0
			if c.count[from] == 0 || out != (r.off[g] > 0) {
				continue
			}
			for to := range c.count {
				if r.f.prior[to] > 0 && (cats&(1<<to) != 0) != out {
					try(shift{cell: c, from: from, to: to})
				}
			}
		}
	}
}

// delta is the change in cost of a shift.
func (r *repair) delta(s shift) float64 {
	d := 0.0
	for g := range r.off {
		if by := r.change(s, g); by != 0 {
			d += cost((r.off[g]+by)/r.unit[g]) - cost(r.off[g]/r.unit[g])
		}
	}
	return d
}

// change is by how many people a shift changes goal g.
func (r *repair) change(s shift, g int) float64 {
	cats := r.f.goals[g].cats
	by := float64(cats>>s.to&1) - float64(cats>>s.from&1)
	switch {
	case s.back != nil && s.back.in[g] && s.cell.in[g]:
		return 0
	case s.back != nil && s.back.in[g]:
		return -by
	case s.cell.in[g]:
		return by
	}
	return 0
}

// cost is the square of a distance in units of tolerance, and steeper beyond
// the tolerance itself.
func cost(d float64) float64 {
	const steep = 2000
	over := max(math.Abs(d)-1, 0)
	return d*d + steep*over*over
}
