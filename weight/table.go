package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
	"sojourn/study"
)

// A table is the cross-classification of the base by all margins.
type table struct {
	margins []placed
	rows    []int32   // rows of the base
	cell    []int32   // cell of each of rows
	start   []float64 // starting weight of each of rows
	total   float64
	n       int // rows of the dataset
	wave    study.WaveID
	partial bool
	before  []float64 // starting weight by cell
	sum     []float64 // weight by cell
	member  [][]int32 // by margin: the category of each cell
}

func newTable(d *dataset.Dataset, margins []Margin, o Options) (*table, error) {
	if len(margins) == 0 {
		return nil, problem("margins", "there is no margin", "name at least one item with its targets")
	}
	return placeAll(d, margins, o)
}

// placeAll places margins on the base, checks that they suit it and sorts the
// base into cells.
func placeAll(d *dataset.Dataset, margins []Margin, o Options) (*table, error) {
	t := &table{n: d.Rows, wave: o.Wave, partial: o.Partial}
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
	if err := sameTotals(t.margins); err != nil {
		return nil, err
	}
	whole := t.targeted()
	for _, p := range t.margins {
		if err := t.meets(p); err != nil {
			return nil, err
		}
	}
	t.classify()
	if t.total = float64(len(t.rows)); o.Total == 0 {
		return t, nil
	}
	t.total = o.Total * t.targeted() / whole
	return t, sameTotals(t.margins) // what partial margins lost may differ
}

// targeted is what the targets of the first margin add up to, 1 where there is
// no margin.
func (t *table) targeted() float64 {
	if len(t.margins) == 0 {
		return 1
	}
	return t.margins[0].total()
}

// enter collects the rows of the base with their starting weights.
func (t *table) enter(o Options) error {
	if o.In != nil && len(o.In) != t.n || o.Start != nil && len(o.Start) != t.n || o.Total < 0 || math.IsInf(o.Total, 1) || math.IsNaN(o.Total) {
		return fmt.Errorf("weight: the base or the starting weights do not have one entry for each of %d rows, or the total %v is no number of people", t.n, o.Total)
	}
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
// categories; partial margins lose those that have no people.
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
		return problem(p.Item, fmt.Sprintf("the base has %s without an answer to %s", study.Counted(missing, "person"), p.Item), "leave them out by the base, or choose another margin")
	}
	for i, code := range p.codes {
		hasTarget := !math.IsNaN(p.target[i])
		if hasTarget && people[i] == 0 && !t.partial {
			return problem(p.Item, fmt.Sprintf("category %q of %s has a target and no people", code, p.Item), "merge it with another category")
		}
		if !hasTarget && people[i] > 0 {
			return problem(p.Item, fmt.Sprintf("category %q of %s has %s and no target", code, p.Item, study.Counted(people[i], "person")), "give it a target, or leave them out by the base")
		}
	}
	for i := range p.codes {
		if people[i] == 0 {
			p.target[i] = math.NaN()
		}
	}
	return nil
}

// sameTotals notices a slip in one margin, which raking would silently obey.
func sameTotals(margins []placed) error {
	for _, p := range margins {
		first := margins[0].total()
		if sum := p.total(); math.Abs(sum-first) > 1e-6*first {
			return problem(p.Item, fmt.Sprintf("the targets of %s add up to %v, those of %s to %v", p.Item, sum, margins[0].Item, first),
				"make all margins add up to the same total")
		}
	}
	return nil
}

// classify numbers the cells in the order in which they first occur, refining
// them by one margin after the other.
func (t *table) classify() {
	t.cell = make([]int32, len(t.rows))
	count := 1
	for _, p := range t.margins {
		k := uint64(len(p.codes))
		number := cells(uint64(count) * k)
		count = 0
		for i, row := range t.rows {
			c, fresh := number(uint64(t.cell[i])*k + uint64(p.at[row]))
			if t.cell[i] = c; fresh {
				count++
			}
		}
	}
	t.before = make([]float64, count)
	t.member = make([][]int32, len(t.margins))
	for m := range t.member {
		t.member[m] = make([]int32, count)
	}
	for i, row := range t.rows {
		c := t.cell[i]
		for m, p := range t.margins {
			t.member[m][c] = p.at[row]
		}
		t.before[c] += t.start[i]
	}
	t.sum = append([]float64(nil), t.before...)
}

// cells numbers keys below size from 0 as they come, and says which are new.
// Looking up a slice costs a fraction of looking up a map, and margins seldom
// have so many cells that it would not fit.
func cells(size uint64) func(key uint64) (number int32, fresh bool) {
	next := int32(0)
	if size > 1<<22 {
		known := map[uint64]int32{}
		return func(key uint64) (int32, bool) {
			c, old := known[key]
			if !old {
				c = next
				known[key] = c
				next++
			}
			return c, !old
		}
	}
	known := make([]int32, size) // one more than the number; 0: not seen yet
	return func(key uint64) (int32, bool) {
		c := known[key]
		if c > 0 {
			return c - 1, false
		}
		next++
		known[key] = next
		return next - 1, true
	}
}
