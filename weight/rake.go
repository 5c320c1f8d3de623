package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
	"sojourn/study"
)

// Options say on whom and from where a set of weights is made.
type Options struct {
	Wave  study.WaveID // items of the margins are taken in this wave; 0: variables of no wave
	In    []bool       // the base, a row each; nil: everybody
	Start []float64    // starting weights, a row each; nil: all equal
	Total float64      // what the targets stand for in all, and the weights add up to; 0: the number of people in the base

	// Partial leaves targets of categories without people out instead of
	// refusing them. Where Total is given their part of it is lost, as nobody is
	// there to stand for it.
	Partial bool
}

const (
	maxRounds = 5000
	still     = 1e-13 // a round that changes no factor by more is the last
	reachable = 1e-8  // relative gap between a margin and its target after the last round
)

// Rake fits the weights of a base to every margin in turn until all hold,
//
//	wᵢ ← wᵢ · target(c) / ∑ wⱼ over j in category c
//
// (Deming & Stephan 1940). It works on the cells of the cross-classification,
// so that its cost hardly depends on the number of rows. After the last round
// every margin is compared with its target. It is an error, naming margin and
// category, if a target is not reached, if margins add up to different
// totals, if somebody of the base has no category, or if a category has
// people and no target or a target and no people.
func Rake(d *dataset.Dataset, margins []Margin, o Options) (Set, error) {
	return onWhole(o.recipe(margins), o.block(d), (*table).raked)
}

// PostStratify makes the weights of each category of the margin add up to its
// target: raking with one margin, which holds after a single round.
func PostStratify(d *dataset.Dataset, m Margin, o Options) (Set, error) {
	return onWhole(o.recipe([]Margin{m}), o.block(d), (*table).postStratified)
}

// recipe is one of the options and margins.
func (o Options) recipe(margins []Margin) Recipe {
	return Recipe{Margins: margins, Wave: o.Wave, Total: o.Total, Partial: o.Partial}
}

func (o Options) block(d *dataset.Dataset) Block { return Block{Data: d, In: o.In, Start: o.Start} }

// raked is a set made by raking.
func (t *table) raked(r Recipe) (*Made, error) {
	rounds, err := t.rake()
	if err != nil {
		return nil, err
	}
	factor := t.factors()
	m := &Made{table: t, scale: 1, held: func(b *sorted, row int) float64 { return b.start(row) * factor[b.cell[row]] }}
	m.set.Method, m.set.Rounds = Raked, rounds
	return m, m.describe(r)
}

func (t *table) postStratified(r Recipe) (*Made, error) {
	m, err := t.raked(r)
	if err == nil {
		m.set.Method = PostStratified
	}
	return m, err
}

// rake goes round the margins until the factors stand still and then compares
// every margin with its target.
func (t *table) rake() (rounds int, err error) {
	if len(t.margins) == 0 {
		return 0, problem("margins", "there is no margin", "name at least one item with its targets")
	}
	for rounds = 1; rounds <= maxRounds; rounds++ {
		moved := 0.0
		for m := range t.margins {
			moved = max(moved, t.fit(m))
		}
		if moved <= still {
			break
		}
	}
	return rounds, t.compare(rounds)
}

// fit makes margin m hold and returns the largest change of a factor.
func (t *table) fit(m int) float64 {
	factor := t.reached(m, t.sum)
	moved := 0.0
	for c := range factor {
		if factor[c] == 0 {
			continue
		}
		factor[c] = t.aim(m, c) / factor[c]
		moved = max(moved, math.Abs(factor[c]-1))
	}
	for cell, c := range t.member[m] {
		t.sum[cell] *= factor[c]
	}
	return moved
}

// aim is the target of category c of margin m on the scale of the weights.
func (t *table) aim(m, c int) float64 {
	return t.margins[m].target[c] / t.margins[m].total() * t.total
}

// reached is the weight of each category of margin m.
func (t *table) reached(m int, sum []float64) []float64 {
	by := make([]float64, len(t.margins[m].codes))
	for cell, c := range t.member[m] {
		by[c] += sum[cell]
	}
	return by
}

func (t *table) compare(rounds int) error {
	worst, text := reachable, ""
	for m, p := range t.margins {
		for c, got := range t.reached(m, t.sum) {
			want := t.aim(m, c)
			if math.IsNaN(want) || math.Abs(got/want-1) <= worst {
				continue
			}
			worst = math.Abs(got/want - 1)
			text = fmt.Sprintf("after %d rounds category %q of %s stands at %.4g of the base and its target is %.4g, a gap of %.2g",
				min(rounds, maxRounds), p.codes[c], p.Item, got/t.total, want/t.total, (got-want)/t.total)
		}
	}
	if text != "" {
		return problem("margins", text, "the margins contradict each other in this base: merge categories or drop a margin")
	}
	return nil
}

// factors are what starting weights are multiplied with, by cell.
func (t *table) factors() []float64 {
	factor := make([]float64, len(t.sum))
	for cell, before := range t.before {
		if before > 0 {
			factor[cell] = t.sum[cell] / before
		}
	}
	return factor
}
