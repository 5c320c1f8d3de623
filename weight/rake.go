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
	Total float64      // what the weights add up to; 0: the number of people in the base
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
	t, err := newTable(d, margins, o)
	if err != nil {
		return Set{}, err
	}
	rounds, err := t.rake()
	if err != nil {
		return Set{}, err
	}
	return t.set(t.weights(), rounds, 0)
}

// PostStratify makes the weights of each category of the margin add up to its
// target: raking with one margin, which holds after a single round.
func PostStratify(d *dataset.Dataset, m Margin, o Options) (Set, error) {
	s, err := Rake(d, []Margin{m}, o)
	s.Method = PostStratified
	return s, err
}

// A table is the cross-classification of the base by all margins.
type table struct {
	margins []placed
	rows    []int32   // rows of the base
	cell    []int32   // cell of each of rows
	start   []float64 // starting weight of each of rows
	total   float64
	n       int       // rows of the dataset
	before  []float64 // starting weight by cell
	sum     []float64 // weight by cell
	member  [][]int32 // by margin: the category of each cell
}

func newTable(d *dataset.Dataset, margins []Margin, o Options) (*table, error) {
	t := &table{n: d.Rows}
	for _, m := range margins {
		p, err := place(d, m, o.Wave)
		if err != nil {
			return nil, err
		}
		t.margins = append(t.margins, p)
	}
	if err := t.enter(o); err != nil {
		return nil, err
	}
	for _, p := range t.margins {
		if err := t.meets(p); err != nil {
			return nil, err
		}
	}
	if err := sameTotals(t.margins); err != nil {
		return nil, err
	}
	t.total = o.Total
	if t.total == 0 {
		t.total = float64(len(t.rows))
	}
	t.classify()
	return t, nil
}

// enter collects the rows of the base with their starting weights.
func (t *table) enter(o Options) error {
	for i := range t.n {
		if o.In != nil && !o.In[i] {
			continue
		}
		w := 1.0
		if o.Start != nil {
			w = o.Start[i]
		}
		if !(w >= 0) || math.IsInf(w, 1) {
			return problem("start", fmt.Sprintf("row %d has the starting weight %v", i+1, w), "correct it, or leave the row out of the base")
		}
		t.rows = append(t.rows, int32(i))
		t.start = append(t.start, w)
	}
	if len(t.rows) == 0 {
		return problem("sample", "nobody belongs to the base", "name a sample and a base that have people")
	}
	return nil
}

// meets checks that the base and the targets of a margin know the same
// categories.
func (t *table) meets(p placed) error {
	people := make([]int, len(p.codes))
	missing := 0
	for _, row := range t.rows {
		if p.at[row] < 0 {
			missing++
		} else {
			people[p.at[row]]++
		}
	}
	if missing > 0 {
		return problem(p.Item, fmt.Sprintf("%d people of the base have no answer to %s", missing, p.Item), "leave them out by the base, or choose another margin")
	}
	for i, code := range p.codes {
		hasTarget := !math.IsNaN(p.target[i])
		if hasTarget && people[i] == 0 {
			return problem(p.Item, fmt.Sprintf("category %q of %s has a target and no people", code, p.Item), "merge it with another category")
		}
		if !hasTarget && people[i] > 0 {
			return problem(p.Item, fmt.Sprintf("category %q of %s has %d people and no target", code, p.Item, people[i]), "give it a target, or leave them out by the base")
		}
	}
	return nil
}

// sameTotals notices a slip in one margin, which raking would silently obey.
func sameTotals(margins []placed) error {
	if len(margins) == 0 {
		return problem("margins", "there is no margin", "name at least one item with its targets")
	}
	first := margins[0].total()
	for _, p := range margins[1:] {
		if sum := p.total(); math.Abs(sum-first) > 1e-6*first {
			return problem(p.Item, fmt.Sprintf("the targets of %s add up to %v, those of %s to %v", p.Item, sum, margins[0].Item, first),
				"make all margins add up to the same total")
		}
	}
	return nil
}

// classify numbers the cells in the order in which they first occur.
func (t *table) classify() {
	number := map[uint64]int32{}
	t.cell = make([]int32, len(t.rows))
	t.member = make([][]int32, len(t.margins))
	for i, row := range t.rows {
		key := uint64(0)
		for _, p := range t.margins {
			key = key*uint64(len(p.codes)) + uint64(p.at[row])
		}
		c, known := number[key]
		if !known {
			c = int32(len(t.before))
			number[key] = c
			t.before = append(t.before, 0)
			for m, p := range t.margins {
				t.member[m] = append(t.member[m], p.at[row])
			}
		}
		t.cell[i] = c
		t.before[c] += t.start[i]
	}
	t.sum = append([]float64(nil), t.before...)
}

// rake goes round the margins until the factors stand still and then compares
// every margin with its target.
func (t *table) rake() (rounds int, err error) {
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

// weights spreads the cells' sums over the rows of the base; the rest is zero.
func (t *table) weights() []float64 {
	w := make([]float64, t.n)
	for i, row := range t.rows {
		if c := t.cell[i]; t.before[c] > 0 {
			w[row] = t.start[i] * (t.sum[c] / t.before[c])
		}
	}
	return w
}
