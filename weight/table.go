package weight

import (
	"errors"
	"fmt"
	"math"

	"sojourn/study"
)

// MostCells is the number of cells, in which the margins of a set cross, up to
// which [Follow] makes it on data that pass.
const MostCells = 1 << 18

// ErrManyCells says that margins cross in more than [MostCells] cells.
var ErrManyCells = errors.New("weight: the margins cross in too many cells")

// A table is the cross-classification of the base by all margins. Of rows it
// knows what their cells add up to.
type table struct {
	wave    study.WaveID
	partial bool
	wanted  []Margin
	blocks  Blocks
	keep    bool    // the data are a single block, which stays
	kept    *sorted // that block
	most    int     // cells at most; 0: any number

	margins []placed
	numbers []number
	number  []func(key uint64) (int32, bool) // by margin: of the cells up to it; nil where a later one numbers them
	people  int                              // of the base
	missing []int                            // by margin: those without a category
	counts  [][]int                          // by margin and category: people
	total   float64
	begun   []float64 // starting weight by cell
	before  []float64 // the same, or after a cut what is raked again
	sum     []float64 // weight by cell
	member  [][]int32 // by margin: the category of each cell
}

// newTable is the table of a recipe, still without people.
func newTable(r Recipe, blocks Blocks) *table {
	t := &table{wave: r.Wave, partial: r.Partial, wanted: r.Margins, blocks: blocks,
		missing: make([]int, len(r.Margins)), member: make([][]int32, len(r.Margins))}
	for _, k := range r.Numbers {
		t.numbers = append(t.numbers, number{Known: k})
	}
	return t
}

// fill gathers the base and checks that the margins suit it.
func (t *table) fill(total float64) error {
	if total < 0 || math.IsInf(total, 1) || math.IsNaN(total) {
		return fmt.Errorf("weight: the total %v is no number of people", total)
	}
	if err := t.gather(); err != nil {
		return err
	}
	if t.people == 0 {
		return problem("sample", "nobody belongs to the base", "name a sample and a base that have people")
	}
	if err := sameTotals(t.margins); err != nil {
		return err
	}
	whole := t.targeted()
	for m := range t.margins {
		if err := t.meets(m); err != nil {
			return err
		}
	}
	t.before = t.begun
	t.restart()
	if t.total = float64(t.people); total == 0 {
		return nil
	}
	t.total = total * t.targeted() / whole
	return sameTotals(t.margins) // what partial margins lost may differ
}

// restart begins the weights of cells from the starting ones.
func (t *table) restart() { t.sum = append([]float64(nil), t.before...) }

// begins is the sum of the starting weights.
func (t *table) begins() float64 {
	sum := 0.0
	for _, x := range t.begun {
		sum += x
	}
	return sum
}

// targeted is what the targets of the first margin add up to, 1 where there is
// no margin.
func (t *table) targeted() float64 {
	if len(t.margins) == 0 {
		return 1
	}
	return t.margins[0].total()
}

// meets checks that the base and the targets of a margin know the same
// categories; partial margins lose those that have no people.
func (t *table) meets(m int) error {
	p, people := t.margins[m], t.counts[m]
	if missing := t.missing[m]; missing > 0 {
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

// denseCells is the size up to which a slice serves in place of a map.
const denseCells = 1 << 22

// cells numbers keys below size from 0 as they come, and says which are new.
// Looking up a slice costs a fraction of looking up a map, and margins seldom
// have so many cells that it would not fit.
func cells(size uint64) func(key uint64) (number int32, fresh bool) {
	next := int32(0)
	if size > denseCells {
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
