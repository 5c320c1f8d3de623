package kernel

// Sums are what the ratio R of the weighted totals of y and x over a domain,
// and its variance, need of the rows. With e = y − c·x for a centre c near R
// they are
//
//	∑ wx, ∑ we, ∑ w²x², ∑ w²xe, ∑ w²e²
//
// Sums of parts add up, whatever their centres: those of squares about another
// centre follow from these without a look at the rows (Chan, Golub & LeVeque
// 1983), and near R they lose no digits. A mean is the ratio with x = 1, a
// share that of an indicator; a total has x = 0.
type Sums struct {
	Tally
	Centre           float64
	X, E, XX, XE, EE float64
}

// about moves the centre.
func (s Sums) about(c float64) Sums {
	off := c - s.Centre
	s.EE += off * (off*s.XX - 2*s.XE)
	s.XE -= off * s.XX
	s.E -= off * s.X
	s.Centre = c
	return s
}

// Ratio is R; zero where the total of x is.
func (s Sums) Ratio() float64 {
	if s.X == 0 {
		return 0
	}
	return s.Centre + s.E/s.X
}

// Plus adds the rows of another part.
func (s Sums) Plus(t Sums) Sums {
	switch {
	case t.N == 0:
		return s
	case s.N == 0:
		return t
	}
	c, x := s.Centre, s.X+t.X
	if c != t.Centre && x != 0 {
		c = (c*s.X + t.Centre*t.X + s.E + t.E) / x
	}
	if c != s.Centre || c != t.Centre { // else a share of 1 stays 1
		s, t = s.about(c), t.about(c)
	}
	return Sums{Tally: s.Tally.Plus(t.Tally), Centre: c, X: s.X + t.X, E: s.E + t.E, XX: s.XX + t.XX, XE: s.XE + t.XE, EE: s.EE + t.EE}
}

// meanSums are the sums of means of y[j] of rows[j] in k domains, a block of
// rows that fits the processor's cache: first the means, then what lies about
// them.
func (d *Design) meanSums(rows, of []int32, y []float64, k int) []Sums {
	all := make([]Sums, k)
	rows, y = rows[:len(of)], y[:len(of)]
	for j, g := range of {
		if g < 0 {
			continue
		}
		w, s := d.Weight(rows[j]), &all[g]
		s.N++
		s.Sum += w
		s.E += w * y[j]
		if w != 0 {
			s.Weighty++
		}
	}
	for g := range all {
		s := &all[g]
		if s.X = s.Sum; s.X != 0 {
			s.Centre = s.E / s.X
		}
		s.E = 0
	}
	for j, g := range of {
		if g < 0 {
			continue
		}
		w, s := d.Weight(rows[j]), &all[g]
		e := w * (y[j] - s.Centre)
		s.Squares += w * w
		s.E += e
		s.XE += w * e
		s.EE += e * e
	}
	for g := range all {
		all[g].XX = all[g].Squares
	}
	return all
}
