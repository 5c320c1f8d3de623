package estimate

import (
	"slices"

	"sojourn/estimate/kernel"
)

// A grid is the people of a table by pair of categories.
type grid struct {
	whole         group
	all           footing
	rows, columns []group // their rows are there only where sums of weights do not tell all
	place         []int32 // of each row of all: its pair
	tallies       []kernel.Tally
	pools         []*kernel.Pool   // by pair, of data that passed block by block
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

// summed reports whether sums tell all of the cells.
func (t *grid) summed() bool { return t.pools != nil || t.pairs != nil }
