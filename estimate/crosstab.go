package estimate

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"

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
		some, test, err := w.tabled(i, w.grid(i))
		if err != nil {
			return nil, err
		}
		if some = append(some, test...); cells == nil {
			cells = some // a large table is not copied
		} else {
			cells = append(cells, some...)
		}
		w.tellUnanswered(i)
	}
	return cells, nil
}

// tabled computes the cells of a table and its test, where sums tell both at the
// same time.
func (w *work) tabled(i int, t grid) (cells, test []Cell, err error) {
	var failed error
	if !t.summed() {
		if cells, err = w.gridCells(t); err == nil {
			test, err = w.association(i, t)
		}
		return cells, test, err
	}
	own := w.aside()
	var both sync.WaitGroup
	both.Go(func() { test, failed = own.association(i, t) })
	cells, err = w.gridCells(t)
	both.Wait()
	w.notes = append(w.notes, own.notes...)
	return cells, test, cmp.Or(err, failed)
}

// aside is work for another goroutine, which shares nothing with it that
// changes.
func (w *work) aside() *work {
	own := *w
	own.room, own.notes, own.fallback = nil, nil, 0
	own.methods, own.reaches, own.whole = maps.Clone(w.methods), maps.Clone(w.reaches), maps.Clone(w.whole)
	return &own
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
	ofRows        []portion        // by category of the item
	ofColumns     []portion        // by group
	everybody     portion
}

func (w *work) grid(i int) grid {
	t := w.emptyGrid(i)
	domain, base := w.based(i, w.people)
	t.place, base = w.paired(i, base)
	t.all = w.footing(domain, base)
	count := len(t.rows) * len(t.columns)
	if w.rowless() {
		t.pairs = w.design.Domains(base, t.place, count)
	}
	for _, pair := range t.pairs {
		t.tallies = append(t.tallies, pair.Tally)
	}
	if t.pairs == nil {
		t.tallies = w.design.Tally(base, t.place, count)
		t.sort(w.data.Rows)
	}
	w.addUp(&t)
	return t
}

// addUp adds the pairs up to categories, groups and everybody.
func (w *work) addUp(t *grid) {
	sides := make([]portion, len(t.rows)+len(t.columns))
	kernel.Split(len(sides), func(from, to int) {
		for k := from; k < to; k++ {
			if k < len(t.rows) {
				sides[k] = w.chosen(t, t.places(k*len(t.columns), len(t.columns), 1))
			} else {
				sides[k] = w.chosen(t, t.places(k-len(t.rows), len(t.rows), len(t.columns)))
			}
		}
	})
	t.ofRows, t.ofColumns = sides[:len(t.rows)], sides[len(t.rows):]
	fewer := t.ofRows
	if len(t.ofColumns) < len(fewer) {
		fewer = t.ofColumns
	}
	var parts []*kernel.Domain
	t.everybody.chosen = func(row int32) bool { return t.of[row] >= 0 }
	for _, p := range fewer {
		t.everybody.tally = t.everybody.tally.Plus(p.tally)
		if t.pools != nil {
			t.everybody.pool = t.everybody.pool.Plus(p.pool)
		}
		if t.pairs != nil {
			parts = append(parts, p.sums())
		}
	}
	if t.pairs != nil {
		t.everybody.sums = known(w.design.Joined(parts))
		t.all.sums = t.everybody.sums
	}
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
	t.of = slices.Repeat([]int32{-1}, n)
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
	if t.pairs != nil {
		p.sums = known(w.design.Joined(parts))
	}
	p.chosen = func(row int32) bool { return slices.Contains(places, int(t.of[row])) }
	return p
}

// pair is the portion of the people of one pair.
func (t *grid) pair(place int) portion {
	p := portion{tally: t.tallies[place]}
	if t.pools != nil {
		p.pool = t.pools[place]
	}
	if t.pairs != nil {
		p.sums = known(t.pairs[place])
	}
	p.chosen = func(row int32) bool { return int(t.of[row]) == place }
	return p
}

// gridCells are the cells of the pairs, category by category, and the margins.
// Each has its place, whoever computes it.
func (w *work) gridCells(t grid) ([]Cell, error) {
	wide := 5*len(t.columns) + 3
	cells := make([]Cell, len(t.rows)*wide+3*len(t.columns)+2, len(t.rows)*wide+3*len(t.columns)+3)
	if err := w.apart(len(t.tallies), t.summed(), func(w *work, from, to int) error { return w.pairsCells(&t, from, to, cells) }); err != nil {
		return nil, err
	}
	for a, row := range t.rows {
		if err := w.marginCells(cells[(a+1)*wide-3:], row, t.ofRows[a], &t.all); err != nil {
			return nil, err
		}
	}
	rest := cells[len(t.rows)*wide:]
	for b, column := range t.columns {
		if err := w.marginCells(rest[3*b:], column, t.ofColumns[b], &t.all); err != nil {
			return nil, err
		}
	}
	rest = rest[3*len(t.columns):]
	rest[0], rest[1] = w.countOf(t.whole, t.everybody, &t.all), w.weightOf(t.whole, t.everybody, &t.all)
	return cells, nil
}

// summed reports whether sums tell all of the cells.
func (t *grid) summed() bool { return t.pools != nil || t.pairs != nil }

// apart lets several goroutines compute cells at once, if it may: each has work
// of its own, whose memory they do not share.
func (w *work) apart(n int, may bool, compute func(w *work, from, to int) error) error {
	if !may {
		return compute(w, 0, n)
	}
	var one sync.Mutex
	var failed error
	kernel.Split(n, func(from, to int) {
		one.Lock()
		own := w.aside()
		one.Unlock()
		err := compute(own, from, to)
		one.Lock()
		defer one.Unlock()
		w.fallback += own.fallback
		failed = cmp.Or(failed, err)
	})
	return failed
}

// pairsCells fills in the cells of some pairs.
func (w *work) pairsCells(t *grid, from, to int, cells []Cell) error {
	count := len(t.columns)
	var row footing
	for place := from; place < to; place++ {
		a, b := place/count, place%count
		if place == from || b == 0 {
			row = t.footing(t.rows[a].rows, t.ofRows[a])
		}
		column := t.footing(t.columns[b].rows, t.ofColumns[b])
		last := t.columns[b].keys[len(t.columns[b].keys)-1] // the group itself; before it stands the wave
		g := group{keys: w.keys(t.rows[a], last)}
		if err := w.pairCells(cells[a*(5*count+3)+5*b:], g, t.pair(place), &row, &column, &t.all); err != nil {
			return err
		}
	}
	return nil
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

// pairCells fills in the five cells of one category of the item in one group.
func (w *work) pairCells(to []Cell, g group, p portion, row, column, all *footing) (err error) {
	to[0], to[1] = w.countOf(g, p, all), w.weightOf(g, p, all)
	for k, share := range [...]struct {
		of   string
		base *footing
	}{{ofRow, row}, {ofColumn, column}, {ofAll, all}} {
		if to[2+k], err = w.portionCell(w.keys(g, Key{Dim: "of", Value: share.of}), share.base, p); err != nil {
			return err
		}
	}
	return nil
}

// marginCells fills in the people, the weight and the share of all of a group.
func (w *work) marginCells(to []Cell, g group, p portion, all *footing) (err error) {
	to[0], to[1] = w.countOf(g, p, all), w.weightOf(g, p, all)
	to[2], err = w.portionCell(w.keys(g, Key{Dim: "of", Value: ofAll}), all, p)
	return err
}

func (w *work) countOf(g group, p portion, all *footing) Cell {
	return w.countCell(w.keys(g, Key{Dim: "of", Value: ofCount}), *all, p.tally.N)
}

// weightOf is the weighted people, with an interval by t.
func (w *work) weightOf(g group, p portion, all *footing) Cell {
	keys := w.keys(g, Key{Dim: "of", Value: ofWeight})
	if all.pool != nil {
		value, variance := w.design.PooledTotal(p.pool.Weights(all.pool))
		c := w.pooledCell(keys, *all, "weighted people", value, variance)
		c.Count = p.tally.N
		return c
	}
	if p.sums.domain() == nil {
		c := w.linearCell(keys, *all, "weighted people", w.design.Total(all.rows, indicator(all.rows, p.chosen)))
		c.Count = p.tally.N
		return c
	}
	c := w.plainCell(keys, *all, "weighted people")
	c.Count = p.tally.N
	if c.State == NoData {
		return c
	}
	if c.Value = p.tally.Sum; c.State != "" {
		return c
	}
	w.stretch(&c, w.design.Weighs(p.sums.domain()), all.reach)
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
