package weight

import (
	"math"

	"sojourn/dataset"
)

// A Balance says how far the base lies from a target in one item, before
// weighting and after, in standard deviations of the target.
type Balance struct {
	Item   string  `json:"item"`
	Before float64 `json:"before"` // by the starting weights
	After  float64 `json:"after"`
}

// Balance gives the absolute standardised difference of every margin of the
// set from its target: for a category with share p and target q
//
//	|p − q| / √(q(1−q))
//
// and for an item the mean over its categories (Austin 2009). Below 0.1 is
// commonly called balanced. An item with a single category has none and is
// left out.
func (s Set) Balance() []Balance {
	var all []Balance
	for from := 0; from < len(s.Reached); {
		to := from + 1
		for to < len(s.Reached) && s.Reached[to].Item == s.Reached[from].Item {
			to++
		}
		if to > from+1 {
			all = append(all, balance(s.Reached[from:to]))
		}
		from = to
	}
	return all
}

func balance(of []MarginReached) Balance {
	b := Balance{Item: of[0].Item}
	for _, r := range of {
		sd := math.Sqrt(r.Target * (1 - r.Target))
		b.Before += math.Abs(r.Before-r.Target) / sd / float64(len(of))
		b.After += math.Abs(r.Reached-r.Target) / sd / float64(len(of))
	}
	return b
}

// Compare holds the set against a margin that it was not made on: what is
// known of the population and was kept out, to see whether weighting brought
// it closer. What makes [Rake] refuse a margin is an error here too.
func (s Set) Compare(d *dataset.Dataset, m Margin) ([]MarginReached, Balance, error) {
	in := make([]bool, d.Rows)
	for i, w := range s.Values {
		in[i] = w != 0
	}
	r := Recipe{Margins: []Margin{m}, Wave: s.Recipe.Wave}
	t := wholeTable(r, Block{Data: d, In: in, Start: s.start}) // given weights begin from nothing
	if err := t.fill(0); err != nil {
		return nil, Balance{}, err
	}
	after := make([]float64, len(t.begun))
	for row, cell := range t.kept.cell {
		if cell >= 0 {
			after[cell] += s.Values[row]
		}
	}
	reached := t.compared(after)
	return reached, balance(reached), nil
}
