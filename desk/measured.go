package desk

import (
	"slices"
	"strings"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// A measured is one item, or one variable that belongs to no item, with the
// columns that hold it in each wave.
type measured struct {
	Name    string
	Page    study.Text        // title of the page on which it is asked; empty of what no item asks
	Columns []*dataset.Column // in the order of the waves
}

// latestColumn is the column of the latest wave, whose wording stands for all.
func (m measured) latestColumn() *dataset.Column { return m.Columns[len(m.Columns)-1] }

// waves lists the waves that have it; none of a variable that belongs to none.
func (m measured) waves() []study.WaveID {
	var waves []study.WaveID
	for _, c := range m.Columns {
		if c.Wave != 0 {
			waves = append(waves, c.Wave)
		}
	}
	return waves
}

// private reports whether its values are words of a respondent's own, or tell
// one person from another.
func (m measured) private() bool {
	c := m.latestColumn()
	return c.Kind == dataset.Words && (c.Item != "" || c.Formula != "" || m.Name == clean.PanelistColumn)
}

// catalogue lists what the linked dataset measures: the items of each page
// together, pages in the order in which the waves first show them, and before
// them what is known of the responses as a whole.
func catalogue(d *dataset.Dataset, instruments map[study.WaveID]*instrument.Instrument) []measured {
	var all []measured
	at := map[string]int{}
	for _, c := range d.Columns {
		name := c.Name
		if c.Wave != 0 {
			name = strings.TrimSuffix(name, dataset.InWave("", c.Wave))
		}
		i, known := at[name]
		if !known {
			i = len(all)
			at[name] = i
			all = append(all, measured{Name: name, Page: pageOf(c, instruments)})
		}
		all[i].Columns = append(all[i].Columns, c)
	}
	first := map[string]int{"": -1}
	for i, m := range all {
		if _, seen := first[m.Page.In("en")]; !seen {
			first[m.Page.In("en")] = i
		}
	}
	slices.SortStableFunc(all, func(a, b measured) int { return first[a.Page.In("en")] - first[b.Page.In("en")] })
	return all
}

func pageOf(c *dataset.Column, instruments map[study.WaveID]*instrument.Instrument) study.Text {
	in := instruments[c.Wave]
	if in == nil || c.Item == "" {
		return nil
	}
	_, page := in.Item(c.Item)
	if page == nil {
		return nil
	}
	return page.Title
}

// find returns the measured of a name.
func find(all []measured, name string) (measured, bool) {
	i := slices.IndexFunc(all, func(m measured) bool { return m.Name == name })
	if i < 0 {
		return measured{}, false
	}
	return all[i], true
}
