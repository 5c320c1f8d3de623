package release

import (
	"fmt"
	"maps"
	"slices"

	"sojourn/dataset"
	"sojourn/study"
)

// keyOf lists what others may know of people in the released data: the
// quasi-identifiers that are there, of those that are coarser than they were or
// not there at all who was asked the questions that depend on them, and how
// often everybody was asked what is asked several times.
func (p *protection) keyOf() *key {
	return knownOf(p.out.Data, p.out.Keys, p.askedNames(), p.out.Asked, p.out.Times)
}

// knownOf is the key of released data: by the names of the quasi-identifiers,
// of what tells of them by being asked, and of the columns of each time of a
// repeat.
func knownOf(d *dataset.Dataset, keys, names []string, of map[string][]string, times map[string][][]string) *key {
	find := func(names []string) (all []*dataset.Column) {
		for _, name := range names {
			if c, err := d.Column(name); err == nil {
				all = append(all, c)
			}
		}
		return all
	}
	columns := find(keys)
	for _, name := range names {
		if tells := find(of[name]); len(tells) > 0 {
			columns = append(columns, asked(name, tells))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(times)) {
		var each [][]*dataset.Column
		for _, time := range times[name] {
			each = append(each, find(time))
		}
		columns = append(columns, often(name, d.Rows, each))
	}
	return newKey(d.Rows, columns)
}

func (p *protection) askedNames() []string {
	var all []string
	for _, c := range p.Data.Columns {
		if len(p.out.Asked[c.Name]) > 0 {
			all = append(all, c.Name)
		}
	}
	return all
}

// asked tells, as a column, which of the columns were not asked.
func asked(name string, columns []*dataset.Column) *dataset.Column {
	n := columns[0].Len()
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words}, n, dataset.NotInWave)
	for row := range n {
		pattern := make([]byte, len(columns))
		for i, of := range columns {
			pattern[i] = '+'
			switch of.Missing[row] {
			case dataset.NotAsked:
				pattern[i] = '-'
			case dataset.Withheld:
				pattern[i] = '?'
			}
			if of.Missing[row] != dataset.NotInWave {
				c.Missing[row] = dataset.Present
			}
		}
		c.Texts[row] = string(pattern)
	}
	return c
}

// hide blanks until every combination is shared by k people, and leaves out
// whom that does not help.
func (p *protection) hide() error {
	for _, c := range p.Data.Columns {
		if d, ok := p.declared[c]; ok && d.Role == Quasi {
			out := p.final(c.Name)
			if out != nil {
				p.out.Keys = append(p.out.Keys, c.Name)
			}
			if depends := p.finals(p.Depends[c.Name]); len(depends) > 0 && (out == nil || d.Change(p.profile).coarse()) {
				for _, x := range depends {
					p.out.Asked[c.Name] = append(p.out.Asked[c.Name], x.Name)
				}
			}
		}
	}
	p.findRepeats()
	p.key = p.keyOf()
	p.out.Coarsened = p.key.risk(p.settings.K, p.plan.Population.Size)
	alone := p.key.suppress(p.settings.K, p.costs())
	p.blank()
	return p.leaveOut(alone)
}

// costs are what it costs to blank a cell of each column of the key: the cells
// that depend on it and go with it, and what the plan asks to add.
func (p *protection) costs() []int {
	var costs []int
	for _, c := range p.key.columns {
		cost := len(p.finals(p.Depends[c.Name]))
		if from, err := p.Data.Column(c.Name); err == nil {
			cost += p.declared[from].Keep
		}
		costs = append(costs, cost)
	}
	return costs
}

// coarse reports whether the change tells less than was collected.
func (ch Change) coarse() bool {
	return len(ch.Bands) > 0 || ch.Bottom != nil || ch.Top != nil || ch.Round != 0 || ch.Day != "" || ch.Regions || ch.Rare != 0
}

// blank carries what was blanked in the key over to the data, together with
// all that depends on it. People of one class lose the same, so that classes
// stay whole.
func (p *protection) blank() {
	for k, c := range p.key.columns {
		depends := p.finals(p.Depends[c.Name])
		own := p.final(c.Name)
		for row, code := range p.key.codes[k] {
			if code != int32(dataset.Withheld) {
				continue
			}
			if own != nil {
				withhold(own, row)
			}
			for _, d := range depends {
				withhold(d, row)
			}
		}
	}
}

// leaveOut takes rows out of the release.
func (p *protection) leaveOut(rows []int) error {
	p.out.LeftOut = len(rows)
	if len(rows) == 0 {
		return nil
	}
	gone := map[int]bool{}
	for _, row := range rows {
		gone[row] = true
	}
	var stay, rowsStay []int
	for i, row := range p.rows {
		if !gone[i] {
			stay, rowsStay = append(stay, i), append(rowsStay, row)
		}
	}
	d := dataset.New(len(stay))
	for _, c := range p.out.Data.Columns {
		if err := d.Add(picked(c, stay)); err != nil {
			return fmt.Errorf("release: %w", err)
		}
	}
	p.out.Data, p.rows = d, rowsStay
	if len(stay) == 0 {
		return Trouble(string(p.profile), "nobody would be left", "make the quasi-identifiers coarser, or release fewer of them")
	}
	return nil
}

// certify measures the finished data anew. That no class is smaller than k is
// the promise of the package, so it is looked at once more, by comparing the
// combinations themselves.
func (p *protection) certify() error {
	p.out.Released = p.keyOf().risk(p.settings.K, p.plan.Population.Size)
	if p.out.Released.Small > 0 {
		return fmt.Errorf("release: there are classes smaller than %d, with %s; nothing is released", p.settings.K, study.Counted(p.out.Released.Small, "person"))
	}
	for _, name := range p.out.Keys {
		if slices.ContainsFunc(p.out.Data.Columns, func(c *dataset.Column) bool { return c.Name == name }) {
			continue
		}
		return fmt.Errorf("release: the quasi-identifier %s got lost; nothing is released", name)
	}
	return nil
}
