package release

import (
	"maps"
	"slices"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// findRepeats notes, for every linked table of the release, the released
// columns of each of its times. How often something was put to somebody, such
// as the countries lived in, tells of them whatever the answers are, so it
// counts as a quasi-identifier; to blank it, all answers of the repeat go.
func (p *protection) findRepeats() {
	for _, c := range p.out.Data.Columns {
		if c.Repeated == nil {
			continue
		}
		name := dataset.TableName(c.Repeated.Repeat, c.Wave)
		for len(p.out.Times[name]) < c.Repeated.Time {
			p.out.Times[name] = append(p.out.Times[name], nil)
		}
		at := &p.out.Times[name][c.Repeated.Time-1]
		*at = append(*at, c.Name)
		p.Depends[name] = append(p.Depends[name], c.Name)
	}
}

// often tells, as a column, which times of a repeat were put to each person.
func often(name string, rows int, times [][]*dataset.Column) *dataset.Column {
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Words}, rows, dataset.NotInWave)
	for row := range c.Texts {
		pattern := make([]byte, len(times))
		for i, columns := range times {
			pattern[i] = '-'
			for _, of := range columns {
				if of.Missing[row].Put() {
					pattern[i] = '+'
				}
				if of.Missing[row] != dataset.NotInWave {
					c.Missing[row] = dataset.Present
				}
			}
		}
		c.Texts[row] = string(pattern)
	}
	return c
}

// lay makes the linked tables of what is released. They are the finished data
// in another form and tell nothing that those do not: a row is a time of a
// person, and the rows stand by pseudonym and time.
func (p *protection) lay() error {
	tables, err := p.out.Data.Tables(clean.PanelistColumn)
	if err != nil {
		return err
	}
	for _, t := range tables {
		order, err := t.Data.Column(dataset.OrderName)
		if err != nil {
			return err
		}
		for _, c := range t.Data.Columns[2:] { // after the pseudonym and the order
			for row, n := range order.Numbers {
				if _, there := t.Times[int(n)-1][c.Name]; !there && p.asksThen(t, c, int(n)) {
					withhold(c, row)
				}
			}
		}
	}
	p.out.Tables = tables
	p.apart()
	return nil
}

// asksThen reports whether the cut has the variable of a linked table for a
// time for which the release lacks it.
func (p *protection) asksThen(t dataset.Linked, of *dataset.Column, time int) bool {
	return slices.ContainsFunc(p.Data.Columns, func(c *dataset.Column) bool {
		r := c.Repeated
		return r != nil && r.Time == time && r.Name == of.Name && dataset.TableName(r.Repeat, c.Wave) == t.Name
	})
}

// apart warns of variables that have a column for each time in a linked table.
func (p *protection) apart() {
	for _, t := range p.out.Tables {
		for _, time := range t.Times {
			for _, name := range slices.Sorted(maps.Keys(time)) {
				if c := p.final(time[name]); c.Repeated.Name != name {
					p.out.Warnings = append(p.out.Warnings, study.Problem{Severity: study.Warning, Code: "release", Where: File, Column: base(c),
						What: "in the table " + t.Name + " it has a column of its own, because its times are made coarser in different ways", Do: "give all times of it the same change"})
				}
			}
		}
	}
}
