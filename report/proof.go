package report

import (
	"slices"

	"sojourn/estimate"
	"sojourn/study"
)

// Proof lists what is wrong with the editions of a report as far as it can be
// seen before anybody has answered: in.Estimates and in.SampleN are not looked
// at, and of each estimate only the specification is known. What a number is,
// and whether it may be shown, [Build] finds out.
func Proof(in Input, specs []estimate.Spec) study.Problems {
	in.SampleN = nil
	m := &manuscript{in: in, shelf: shelf{}, used: map[string]bool{}, uncomputed: true}
	for _, s := range specs {
		m.shelf[s.Name] = &estimate.Estimate{Spec: s}
	}
	m.read()
	for _, e := range m.editions {
		p := m.desk(e)
		for _, f := range m.shown(e) {
			p.plates = append(p.plates, plate{Figure: f, Number: len(p.plates) + 1})
		}
		m.presses = append(m.presses, p)
	}
	return m.lint()
}

// unseen are the faults that only computed numbers can have.
var unseen = []string{"no-cells", "unknown-key", "no-sample-size"}

// visible is a fault of a reference, unless it says only that nothing is
// computed yet.
func (m *manuscript) visible(f *fault) *fault {
	if f != nil && m.uncomputed && slices.Contains(unseen, f.Code) {
		return nil
	}
	return f
}
