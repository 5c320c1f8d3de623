package weight

import (
	"fmt"
	"math"
)

// set describes the weights w that were made on the table.
func (t *table) set(w []float64, rounds, trimmed int) (Set, error) {
	s, err := t.describe(w)
	s.Method, s.Rounds, s.Trimmed, s.Recipe.Wave = Raked, rounds, trimmed, t.wave
	for _, p := range t.margins {
		s.Recipe.Margins = append(s.Recipe.Margins, p.Margin)
	}
	s.Reached = t.compared(w)
	return s, err
}

// describe says how weights spread. Those below zero count as weights.
func (t *table) describe(w []float64) (Set, error) {
	s := Set{Values: w, start: make([]float64, t.n)}
	for i, row := range t.rows {
		s.start[row] = t.start[i]
	}
	sum, squares := 0.0, 0.0
	for _, x := range w {
		if x == 0 {
			continue
		}
		if s.N == 0 {
			s.Min, s.Max = x, x
		}
		s.Min, s.Max = min(s.Min, x), max(s.Max, x)
		sum += x
		squares += x * x
		s.N++
		if x < 0 {
			s.Negative++
		}
	}
	if !(sum > 0) || math.IsInf(squares, 1) {
		return Set{}, problem("start", fmt.Sprintf("the weights sum to %v", sum), "give somebody of the base a starting weight above zero, and nobody one without bound")
	}
	s.Deff = float64(s.N) * squares / (sum * sum)
	return s, nil
}

// compared sets every category of every margin against its target.
func (t *table) compared(w []float64) []MarginReached {
	people, before, after := make([]int, len(t.before)), make([]float64, len(t.before)), make([]float64, len(t.before))
	for i, row := range t.rows {
		c := t.cell[i]
		people[c]++
		before[c] += t.start[i]
		after[c] += w[row]
	}
	var all []MarginReached
	for m, p := range t.margins {
		n := make([]int, len(p.codes))
		for cell, c := range t.member[m] {
			n[c] += people[cell]
		}
		was, is := shares(t.reached(m, before)), shares(t.reached(m, after))
		for c, code := range p.codes {
			if !math.IsNaN(p.target[c]) {
				all = append(all, MarginReached{Item: p.Item, Code: code, People: n[c], Before: was[c], Target: p.target[c] / p.total(), Reached: is[c]})
			}
		}
	}
	return all
}

// shares are what each part is of the whole; zero where the whole is zero.
func shares(parts []float64) []float64 {
	sum := 0.0
	for _, x := range parts {
		sum += x
	}
	for c := range parts {
		if sum != 0 {
			parts[c] /= sum
		}
	}
	return parts
}
