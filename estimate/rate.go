package estimate

import (
	"fmt"
	"slices"

	"sojourn/estimate/hypothesis/outcome"
	"sojourn/panel"
)

// Counts are the numbers that outcome rates are made of, where the panel's
// dispositions do not have them.
type Counts struct {
	Cases  *outcome.Cases  `yaml:"cases,omitempty" json:"cases,omitempty"`   // of invited people, for AAPOR's rates
	Visits *outcome.Visits `yaml:"visits,omitempty" json:"visits,omitempty"` // of an open link, for view, participation and completion

	// Invited is how many people were invited to the wave. Those of whom the
	// data know nothing count as not reached: whoever answered before is known
	// to be eligible.
	Invited float64 `yaml:"invited,omitempty" json:"invited,omitempty"`
}

// rates computes each rate for every wave and group of invited people, or
// from the counts given.
func (w *work) rates() ([]Cell, error) {
	if c := w.spec.Counts; c != nil && c.Invited == 0 {
		return w.ratesOf(nil, c)
	}
	silent := 0.0
	if w.spec.Counts != nil {
		silent = w.spec.Counts.Invited
	}
	return w.everywhere(func(i int, g group) ([]Cell, error) {
		cases, err := w.outcomes(i, g)
		if err != nil {
			return nil, err
		}
		known := cases.Complete + cases.Partial + cases.Refusal + cases.NonContact + cases.Unknown
		switch {
		case silent == 0 && cases.NonContact == 0:
			w.notes = append(w.notes, say("note-silent"))
		case silent > 0 && silent < known:
			return nil, fmt.Errorf("%v people were invited, and the data know what became of %v", silent, known)
		case silent > 0:
			cases.NonContact += silent - known
		}
		return w.ratesOf(g.keys, &Counts{Cases: &cases})
	})
}

// outcomes sorts the people invited to a wave by AAPOR's groups. Break-offs
// count with the refusals; where an invitation could not be delivered it is
// not known whether the person was eligible.
func (w *work) outcomes(i int, g group) (outcome.Cases, error) {
	of, err := dispositions(w.data, w.waves[i])
	if err != nil {
		return outcome.Cases{}, err
	}
	c := outcome.Cases{Eligible: 1}
	for _, row := range g.rows {
		switch of[row] {
		case panel.Complete:
			c.Complete++
		case panel.Partial:
			c.Partial++
		case panel.BreakOff, panel.Refusal:
			c.Refusal++
		case panel.NonContact:
			c.NonContact++
		case panel.Undelivered:
			c.Unknown++
		}
	}
	return c, nil
}

func (w *work) ratesOf(keys []Key, c *Counts) ([]Cell, error) {
	var cells []Cell
	for _, name := range w.spec.Rates {
		var r outcome.Rate
		var err error
		switch {
		case slices.Contains(outcome.AAPOR(), name) && c.Cases != nil:
			r, err = c.Cases.Rate(name)
		case slices.Contains(outcome.Web(), name) && c.Visits != nil:
			r, err = c.Visits.Rate(name)
		default:
			err = fmt.Errorf("the counts do not have what the rate %s is made of", name)
		}
		if err != nil {
			return nil, err
		}
		k := append(slices.Clone(keys), Key{Dim: "rate", Value: name})
		cells = append(cells, Cell{Keys: k, Value: r.Value, Low: r.Value, High: r.Value, Count: int(r.Numerator), N: int(r.Denominator),
			WeightedN: r.Denominator, Effective: r.Denominator, Method: "rate of counts"})
	}
	return cells, nil
}
