package weight

import (
	"fmt"
	"math"

	"sojourn/dataset"
)

// A Block is some rows of a dataset, one after the other, with those of the
// base among them.
type Block struct {
	Data  *dataset.Dataset
	In    []bool    // the base, a row each; nil: everybody
	Start []float64 // starting weights, a row each; nil: all equal
	From  int       // rows that come before
}

// Blocks hands out a dataset block by block, from the first row on, and again
// whenever it is called. What a block holds is valid during the call of take.
type Blocks func(take func(Block) error) error

// start is the starting weight of a row.
func (b Block) start(row int) float64 {
	if b.Start == nil {
		return 1
	}
	return b.Start[row]
}

// fits reports whether the base and the starting weights have an entry a row.
func (b Block) fits() bool {
	return (b.In == nil || len(b.In) == b.Data.Rows) && (b.Start == nil || len(b.Start) == b.Data.Rows)
}

// A sorted block knows the cell of every row, -1 outside the base, and the
// values of the numbers.
type sorted struct {
	Block
	cell    []int32
	numbers [][]float64
}

// pass hands out all blocks, sorted.
func (t *table) pass(take func(b *sorted) error) error {
	if t.kept != nil {
		return take(t.kept)
	}
	return t.blocks(func(b Block) error {
		s, err := t.sort(b)
		if err != nil {
			return err
		}
		return take(s)
	})
}

// sort finds the cells of a block that has been gathered before.
func (t *table) sort(b Block) (*sorted, error) {
	s, err := t.celled(b, func(places [][]int32, row int) (int32, error) {
		cell, _, missing := t.crossed(places, row)
		if missing || int(cell) >= len(t.begun) {
			return -1, fmt.Errorf("weight: row %d is of a kind that was not there when the set was made", b.From+row+1)
		}
		return cell, nil
	})
	if err != nil {
		return nil, err
	}
	for _, x := range t.numbers {
		values, _, err := x.in(b.Data, t.wave)
		if err != nil {
			return nil, err
		}
		s.numbers = append(s.numbers, values)
	}
	return s, nil
}

// gather counts the base, its cells and what is wrong with it, block by block.
func (t *table) gather() error {
	return t.blocks(func(b Block) error {
		s, err := t.enter(b)
		if t.keep {
			t.kept = s
		}
		return err
	})
}

// enter counts the rows of a block.
func (t *table) enter(b Block) (*sorted, error) {
	if !b.fits() {
		return nil, fmt.Errorf("weight: the base or the starting weights do not have one entry for each of %d rows", b.Data.Rows)
	}
	s, err := t.celled(b, func(places [][]int32, row int) (int32, error) {
		w := b.start(row)
		if !(w >= 0) || math.IsInf(w, 1) {
			return -1, problem("start", fmt.Sprintf("row %d has the starting weight %v", b.From+row+1, w), "correct it, or leave the row out of the base")
		}
		t.people++
		cell := t.count(places, row)
		if cell >= 0 {
			t.begun[cell] += w
		}
		return cell, nil
	})
	if err != nil {
		return nil, err
	}
	if t.most > 0 && len(t.begun) > t.most {
		return nil, ErrManyCells
	}
	for k := range t.numbers {
		s.numbers = append(s.numbers, t.numbers[k].look(b, t.wave))
	}
	return s, nil
}

// celled is a block whose rows of the base have the cells that of finds.
func (t *table) celled(b Block, of func(places [][]int32, row int) (int32, error)) (*sorted, error) {
	places, err := t.places(b)
	if err != nil {
		return nil, err
	}
	s := &sorted{Block: b, cell: make([]int32, b.Data.Rows)}
	for row := range s.cell {
		if s.cell[row] = -1; b.In != nil && !b.In[row] {
			continue
		}
		if s.cell[row], err = of(places, row); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// places gives each row of a block its category of every margin. The margins
// themselves are those of the first block.
func (t *table) places(b Block) ([][]int32, error) {
	all, first := make([][]int32, len(t.wanted)), t.margins == nil
	for m, wanted := range t.wanted {
		p, err := place(b.Data, wanted, t.wave)
		if err != nil {
			return nil, err
		}
		all[m], p.at = p.at, nil
		if first {
			t.margins = append(t.margins, p)
		}
		if len(t.margins[m].codes) != len(p.codes) {
			return nil, fmt.Errorf("weight: %s has other categories in the rows from %d on than before", wanted.Item, b.From+1)
		}
	}
	if first {
		t.open()
	}
	return all, nil
}

// open prepares counting. As long as all cells that there may be fit a slice,
// a row is looked up once; else it is refined by one margin after the other.
func (t *table) open() {
	t.number = make([]func(uint64) (int32, bool), len(t.margins))
	span := uint64(1)
	for _, p := range t.margins {
		t.counts = append(t.counts, make([]int, len(p.codes)))
		span = min(span*uint64(len(p.codes)), denseCells+1)
	}
	for m, last := 0, len(t.margins)-1; m <= last; m++ {
		if m == last || span > denseCells {
			t.number[m] = cells(span)
		}
	}
}

// crossed is the cell of a row, and whether it is the first one there.
func (t *table) crossed(places [][]int32, row int) (cell int32, fresh, missing bool) {
	fresh = len(places) == 0 && len(t.begun) == 0
	key := uint64(0)
	for m, at := range places {
		if at[row] < 0 {
			return -1, false, true
		}
		key = key*uint64(len(t.counts[m])) + uint64(at[row])
		if number := t.number[m]; number != nil {
			cell, fresh = number(key)
			key = uint64(cell)
		}
	}
	return cell, fresh, false
}

// count counts a row by category, and gives it its cell, -1 where a category
// is missing.
func (t *table) count(places [][]int32, row int) int32 {
	for m, at := range places {
		if at[row] < 0 {
			t.missing[m]++
		} else {
			t.counts[m][at[row]]++
		}
	}
	cell, fresh, _ := t.crossed(places, row)
	if fresh {
		t.begun = append(t.begun, 0)
		for m, at := range places {
			t.member[m] = append(t.member[m], at[row])
		}
	}
	return cell
}
