package weight

import (
	"fmt"
	"math"
)

// A Made is a set that was made of data block by block. It keeps what the
// cells add up to and none of the rows, and gives any rows of the data their
// weights, see [Made.On].
type Made struct {
	set   Set // without the weights
	table *table
	scale float64                                        // that brings starting weights to that of the set
	held  func(b *sorted, row int) float64               // the weight that holds the targets
	sum   float64                                        // of the weights
	cut   func(b *sorted, row int, held float64) float64 // that weight kept within bounds; nil: it stays
}

// Set describes the set, without the weights of rows.
func (m *Made) Set() Set { return m.set }

// Categories is the number of categories of each margin.
func (m *Made) Categories() []int {
	var all []int
	for _, counts := range m.table.counts {
		all = append(all, len(counts))
	}
	return all
}

// On is the set on some rows of the data of which it was made: their weights,
// and what [Set.Held] says of them.
func (m *Made) On(b Block) (Set, error) {
	s, err := m.table.sort(b)
	if err != nil {
		return Set{}, err
	}
	return m.on(s), nil
}

func (m *Made) on(b *sorted) Set {
	s := m.set
	n := b.Data.Rows
	s.Values, s.start = make([]float64, n), make([]float64, n)
	if m.cut != nil {
		s.Raked = make([]float64, n)
	}
	for row, cell := range b.cell {
		if cell < 0 {
			continue
		}
		s.start[row] = b.start(row) * m.scale
		w := m.held(b, row)
		if s.Raked != nil {
			s.Raked[row] = w
		}
		s.Values[row] = m.bounded(b, row, w)
	}
	return s
}

// bounded is a weight within its bounds.
func (m *Made) bounded(b *sorted, row int, held float64) float64 {
	if m.cut == nil {
		return held
	}
	return m.cut(b, row, held)
}

// each hands out the base, a row at a time, with its weight.
func (m *Made) each(take func(b *sorted, row int, w float64)) error {
	return m.table.pass(func(b *sorted) error {
		for row, cell := range b.cell {
			if cell >= 0 {
				take(b, row, m.bounded(b, row, m.held(b, row)))
			}
		}
		return nil
	})
}

// describe says of a set how its weights spread and what they reach. Those
// below zero count as weights.
func (m *Made) describe(r Recipe) error {
	s, t := &m.set, m.table
	s.Recipe, s.N, s.Negative, s.people = r, 0, 0, t.total
	sum, squares, after := 0.0, 0.0, make([]float64, len(t.begun))
	means := make([]moved, len(t.numbers))
	err := m.each(func(b *sorted, row int, w float64) {
		after[b.cell[row]] += w
		for k, values := range b.numbers {
			means[k].add(values[row], b.start(row)*m.scale, w)
		}
		if w == 0 {
			return
		}
		if s.N == 0 {
			s.Min, s.Max = w, w
		}
		s.Min, s.Max = min(s.Min, w), max(s.Max, w)
		sum += w
		squares += w * w
		s.N++
		if w < 0 {
			s.Negative++
		}
	})
	if err != nil {
		return err
	}
	if !(sum > 0) || math.IsInf(squares, 1) {
		return problem("start", fmt.Sprintf("the weights sum to %v", sum), "give somebody of the base a starting weight above zero, and nobody one without bound")
	}
	m.sum, s.Deff = sum, float64(s.N)*squares/(sum*sum)
	s.Reached, s.Means = t.compared(after), nil
	for k, x := range t.numbers {
		s.Means = append(s.Means, means[k].reached(x))
	}
	return nil
}

// compared sets every category of every margin against its target, where after
// is the weight of cells.
func (t *table) compared(after []float64) []MarginReached {
	var all []MarginReached
	for m, p := range t.margins {
		was, is := shares(t.reached(m, t.begun)), shares(t.reached(m, after))
		for c, code := range p.codes {
			if !math.IsNaN(p.target[c]) {
				all = append(all, MarginReached{Item: p.Item, Code: code, People: t.counts[m][c], Before: was[c], Target: p.target[c] / p.total(), Reached: is[c]})
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
