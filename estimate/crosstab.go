package estimate

import (
	"errors"
	"slices"

	"sojourn/estimate/hypothesis"
	"sojourn/estimate/kernel"
	"sojourn/study"
)

// What the cells of a table say, beside counts and shares of all.
const (
	ofRow    = "row"    // of the people with this category of the item
	ofColumn = "column" // of the people of this group
	ofWeight = "weight" // weighted people
)

// noTest leaves the test of a table out.
const noTest = "none"

// crosstab computes a two-way table for every wave over the people who have
// both: for each pair people, weight and three shares, then the margins, the
// whole and a test of association.
func (w *work) crosstab() ([]Cell, error) {
	var cells []Cell
	for i := range w.waves {
		t := w.grid(i)
		some, err := w.gridCells(t)
		if err != nil {
			return nil, err
		}
		test, err := w.association(i, t)
		if err != nil {
			return nil, err
		}
		cells = slices.Concat(cells, some, test)
		w.tellUnanswered(i)
	}
	return cells, nil
}

// A grid is the people of a table by pair of categories.
type grid struct {
	whole         group
	all           footing
	rows, columns []group // their rows are there only where sums of weights do not tell all
	place         []int32 // of each row of all: its pair
	tallies       []kernel.Tally
	pools         []kernel.Pool    // by pair, of data that passed block by block
	of            []int32          // of each row of the dataset: its pair, where rows are needed
	pairs         []*kernel.Domain // where rows are, and sums tell all of them
}

func (w *work) grid(i int) grid {
	t := w.emptyGrid(i)
	domain, base := w.based(i, w.people)
	t.place, base = w.paired(i, base)
	t.all = w.footing(domain, base)
	t.tallies = w.design.Tally(base, t.place, len(t.rows)*len(t.columns))
	if !w.quick() {
		t.sort(w.data.Rows)
		if w.rowless() {
			t.pairs = w.design.Domains(base, t.place, len(t.tallies))
			t.all.sums = w.joined(t.pairs)
		}
	}
	return t
}

// emptyGrid is a grid with its rows and columns and nobody in it.
func (w *work) emptyGrid(i int) grid {
	t := grid{whole: group{keys: w.waveKey(i), rows: w.people}}
	t.columns, _ = w.grouped(i, nil)
	for _, category := range w.items[i].Variable.Codes.Categories {
		t.rows = append(t.rows, group{keys: append(w.waveKey(i), Key{Dim: "category", Value: category.Code, Label: category.Label})})
	}
	return t
}

// paired finds those of the base who have a group too, and their pairs.
func (w *work) paired(i int, base []int32) (place, both []int32) {
	columns, at := w.grouped(i, base)
	item, k := w.items[i], int32(len(columns))
	both = filterAt(base, func(j int) bool { return at[j] >= 0 })
	place = make([]int32, 0, len(both))
	for j, row := range base {
		if at[j] >= 0 {
			place = append(place, int32(item.Codes[row])*k+at[j])
		}
	}
	return place, both
}

// sort finds the rows of every category and group.
func (t *grid) sort(n int) {
	k := int32(len(t.columns))
	a, b := make([]int32, len(t.place)), make([]int32, len(t.place))
	t.of = make([]int32, n)
	for j, place := range t.place {
		a[j], b[j] = place/k, place%k
		t.of[t.all.rows[j]] = place
	}
	for g, rows := range kernel.Partition(t.all.rows, a, len(t.rows)) {
		t.rows[g].rows = rows
	}
	for g, rows := range kernel.Partition(t.all.rows, b, len(t.columns)) {
		t.columns[g].rows = rows
	}
}

// footing is the base of the shares of a category or a group.
func (t *grid) footing(rows []int32, p portion) footing {
	return footing{domain: t.all.domain, asked: t.all.asked, rows: rows, pool: p.pool, tally: p.tally, sums: p.sums, df: t.all.df, reach: t.all.reach}
}

// places lists the pairs from one on in steps.
func (t *grid) places(from, count, step int) []int {
	all := make([]int, count)
	for i := range all {
		all[i] = from + i*step
	}
	return all
}

// ofRow and ofColumn are the pairs of a category and of a group.
func (t *grid) ofRow(a int) []int    { return t.places(a*len(t.columns), len(t.columns), 1) }
func (t *grid) ofColumn(b int) []int { return t.places(b, len(t.rows), len(t.columns)) }

// chosen is the portion of the people of some pairs.
func (w *work) chosen(t *grid, places []int) portion {
	var p portion
	var parts []*kernel.Domain
	for _, place := range places {
		p.tally = p.tally.Plus(t.tallies[place])
		if t.pools != nil {
			p.pool = p.pool.Plus(t.pools[place])
		}
		if t.pairs != nil {
			parts = append(parts, t.pairs[place])
		}
	}
	p.sums = w.joined(parts)
	p.chosen = func(row int32) bool { return slices.Contains(places, int(t.of[row])) }
	return p
}

// pair is the portion of the people of one pair.
func (t *grid) pair(a, b int) portion {
	place := a*len(t.columns) + b
	p := portion{tally: t.tallies[place]}
	if t.pools != nil {
		p.pool = t.pools[place]
	}
	if t.pairs != nil {
		p.sums = func() *kernel.Domain { return t.pairs[place] }
	}
	p.chosen = func(row int32) bool { return int(t.of[row]) == place }
	return p
}

// gridCells are the cells of the pairs, category by category, and the margins.
func (w *work) gridCells(t grid) ([]Cell, error) {
	cells := make([]Cell, 0, 5*len(t.tallies)+3*(len(t.rows)+len(t.columns))+2)
	ofB, columns := make([]portion, len(t.columns)), make([]footing, len(t.columns))
	for b, column := range t.columns {
		ofB[b] = w.chosen(&t, t.ofColumn(b))
		columns[b] = t.footing(column.rows, ofB[b])
	}
	var err error
	for a, row := range t.rows {
		ofA := w.chosen(&t, t.ofRow(a))
		base := t.footing(row.rows, ofA)
		for b, column := range t.columns {
			last := column.keys[len(column.keys)-1] // the group itself; before it stands the wave
			if cells, err = w.pairCells(cells, group{keys: w.keys(row, last)}, t.pair(a, b), base, columns[b], t.all); err != nil {
				return nil, err
			}
		}
		if cells, err = w.marginCells(cells, row, ofA, t.all); err != nil {
			return nil, err
		}
	}
	for b, column := range t.columns {
		if cells, err = w.marginCells(cells, column, ofB[b], t.all); err != nil {
			return nil, err
		}
	}
	everybody := w.chosen(&t, t.places(0, len(t.tallies), 1))
	return append(cells, w.countOf(t.whole, everybody, t.all), w.weightOf(t.whole, everybody, t.all)), nil
}

// keys are those of a group and one more. A large table has thousands, which
// share their room.
func (w *work) keys(g group, last Key) []Key {
	n := len(g.keys) + 1
	if len(w.room) < n {
		w.room = make([]Key, max(n, 512))
	}
	keys := append(append(w.room[:0:n], g.keys...), last)
	w.room = w.room[n:]
	return keys
}

// pairCells adds the cells of one category of the item in one group.
func (w *work) pairCells(to []Cell, g group, p portion, row, column, all footing) ([]Cell, error) {
	to = append(to, w.countOf(g, p, all), w.weightOf(g, p, all))
	for _, share := range [...]struct {
		of   string
		base *footing
	}{{ofRow, &row}, {ofColumn, &column}, {ofAll, &all}} {
		c, err := w.portionCell(w.keys(g, Key{Dim: "of", Value: share.of}), *share.base, p)
		if err != nil {
			return nil, err
		}
		to = append(to, c)
	}
	return to, nil
}

// marginCells adds the people, the weight and the share of all of a group.
func (w *work) marginCells(to []Cell, g group, p portion, all footing) ([]Cell, error) {
	share, err := w.portionCell(w.keys(g, Key{Dim: "of", Value: ofAll}), all, p)
	return append(to, w.countOf(g, p, all), w.weightOf(g, p, all), share), err
}

func (w *work) countOf(g group, p portion, all footing) Cell {
	return w.countCell(w.keys(g, Key{Dim: "of", Value: ofCount}), all, p.tally.N)
}

// weightOf is the weighted people, with an interval by t.
func (w *work) weightOf(g group, p portion, all footing) Cell {
	keys := w.keys(g, Key{Dim: "of", Value: ofWeight})
	if all.pool != nil {
		value, variance := w.design.PooledTotal(p.pool.Weights(all.pool))
		c := w.pooledCell(keys, all, "weighted people", value, variance)
		c.Count = p.tally.N
		return c
	}
	quick := w.quick()
	if !quick && p.sums.domain() == nil {
		c := w.linearCell(keys, all, "weighted people", w.design.Total(all.rows, indicator(all.rows, p.chosen)))
		c.Count = p.tally.N
		return c
	}
	c := w.plainCell(keys, all, "weighted people")
	c.Count = p.tally.N
	if c.State == NoData {
		return c
	}
	if c.Value = p.tally.Sum; c.State != "" {
		return c
	}
	variance := 0.0
	if quick {
		variance = w.design.Whole(p.tally)
	} else {
		variance = w.design.Weighs(p.sums.domain())
	}
	w.stretch(&c, variance, all.reach)
	return c
}

// association is the cell of the test; where the data do not define it a note
// says so instead.
func (w *work) association(i int, t grid) ([]Cell, error) {
	return w.associated(func(kind string) (Cell, error) {
		if t.pairs != nil && slices.Contains(fromShares, hypothesis.Statistic(kind)) {
			return w.summedTest(i, kind, t)
		}
		return w.tested(kind, i, w.items[i])
	})
}

func (w *work) associated(tested func(kind string) (Cell, error)) ([]Cell, error) {
	kind := w.spec.Test
	switch kind {
	case "":
		kind = string(hypothesis.RaoScottF)
	case noTest:
		return nil, nil
	}
	c, err := tested(kind)
	if errors.Is(err, hypothesis.ErrUndefined) {
		w.tellUndefined(err)
		return nil, nil
	}
	return []Cell{c}, err
}

// tellUndefined notes why the data define no test.
func (w *work) tellUndefined(err error) {
	w.note("undefined", *whyUndefined(err))
}

// whyUndefined is the reason why data define no test or scale; nil where an
// error says something else.
func whyUndefined(err error) *Note {
	var undefined *hypothesis.Undefined
	switch {
	case !errors.As(err, &undefined):
		return nil
	case undefined.Code == "":
		return &Note{Text: study.Text{"en": undefined.Why()}}
	}
	why := worded(undefined.Code, "why-"+undefined.Code, undefined.Args)
	return &why
}
