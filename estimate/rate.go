package estimate

import (
	"fmt"
	"slices"

	"sojourn/dataset"
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
		visits, err := w.visits(i, g, cases)
		if err != nil {
			return nil, err
		}
		known := cases.Complete + cases.Partial + cases.Refusal + cases.NonContact + cases.Unknown
		switch {
		case silent == 0 && cases.NonContact == 0 && slices.ContainsFunc(w.spec.Rates, ofInvited):
			w.note("silent")
		case silent > 0 && silent < known:
			return nil, fmt.Errorf("%v people were invited, and the data know what became of %v", silent, known)
		case silent > 0:
			cases.NonContact += silent - known
			visits.Invited, visits.Started, visits.Completed = silent, visits.Agreed, visits.Finished
		}
		return w.ratesOf(g.keys, &Counts{Cases: &cases, Visits: &visits})
	})
}

// ofInvited reports whether a rate is of all who were invited.
func ofInvited(rate string) bool {
	return slices.Contains(outcome.AAPOR(), rate) || rate == "wave-participation"
}

// fromDispositions are the rates of an open link, and of the wave to which its
// people were invited, that follow from what became of people. Who merely saw
// a page is counted nowhere.
var fromDispositions = [...]string{"completion", "breakoff", "usable", "wave-participation", "wave-breakoff"}

// visits counts who began, finished and gave a usable response, and the same
// of those invited, where the data know who was.
func (w *work) visits(i int, g group, c outcome.Cases) (outcome.Visits, error) {
	of, err := dispositions(w.data, w.waves[i])
	if err != nil {
		return outcome.Visits{}, err
	}
	wasInvited, err := w.invited(i, of, c.NonContact > 0)
	if err != nil {
		return outcome.Visits{}, err
	}
	var v outcome.Visits
	for _, row := range g.rows {
		began := of[row].Responded() || of[row] == panel.BreakOff
		in := wasInvited(row)
		for _, stage := range []struct {
			to   *float64
			here bool
		}{{&v.Agreed, began}, {&v.Finished, of[row] == panel.Complete}, {&v.Usable, of[row].Responded()},
			{&v.Invited, in}, {&v.Started, in && began}, {&v.Completed, in && of[row] == panel.Complete}} {
			if stage.here {
				*stage.to++
			}
		}
	}
	return v, nil
}

// invited tells who was invited to a wave: by the variable of that name, or
// where somebody stayed silent everybody of whom the wave knows. Otherwise
// nobody is known to have been.
func (w *work) invited(i int, of []panel.Disposition, silent bool) (func(row int32) bool, error) {
	c, err := w.data.Column(dataset.InWave(invitedItem, w.waves[i]))
	if err != nil {
		return func(row int32) bool { return silent && of[row] != panel.NotInvited }, nil
	}
	if c.Kind != dataset.Categorical || c.Variable.Codes.Index("yes") < 0 {
		return nil, fmt.Errorf("%s has no category yes, by which people count as invited", c.Name)
	}
	yes := uint16(c.Variable.Codes.Index("yes"))
	return func(row int32) bool { return c.Missing[row] == dataset.Present && c.Codes[row] == yes }, nil
}

// invitedItem is the item under which a linked dataset keeps who was invited to
// a wave: invited_w2 and so on.
const invitedItem = "invited"

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
	typed := w.spec.Counts != nil && w.spec.Counts.Visits != nil
	for _, name := range w.spec.Rates {
		var r outcome.Rate
		var err error
		switch {
		case slices.Contains(outcome.AAPOR(), name) && c.Cases != nil:
			r, err = c.Cases.Rate(name)
		case !typed && slices.Contains(outcome.Web(), name) && !slices.Contains(fromDispositions[:], name):
			err = fmt.Errorf("the rate %s is of people whom the data do not count; fill in counts: {visits: …}", name)
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
