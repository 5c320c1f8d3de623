package dataset

import (
	"slices"
	"strings"

	"sojourn/study"
)

// OrderName is the column of a linked table that says which time a row is.
const OrderName = "order"

// A Linked table holds what was asked several times of each row of another
// dataset, such as every country lived in: one row for each time.
type Linked struct {
	Name string       // of the repeat, and of its wave: "country_w2"
	Wave study.WaveID // 0 if the dataset is of one wave
	Data *Dataset
}

// Tables makes the linked tables of a dataset out of the columns of its
// repeats, which stand side by side in it. A row begins with the value of the
// column key, which leads back to the parent, and the number of the time. A
// time that was not asked has no row.
func (d *Dataset) Tables(key string) ([]Linked, error) {
	parent, err := d.Column(key)
	if err != nil {
		return nil, err
	}
	var tables []Linked
	for _, r := range d.repeats() {
		table, err := r.table(parent)
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	return tables, nil
}

// A repeat is the columns of one repeat in one wave.
type repeat struct {
	name    string
	wave    study.WaveID
	columns []*Column
}

func (d *Dataset) repeats() []repeat {
	var all []repeat
	for _, c := range d.Columns {
		if c.Repeated == nil {
			continue
		}
		i := slices.IndexFunc(all, func(r repeat) bool { return r.name == c.Repeated.Repeat && r.wave == c.Wave })
		if i < 0 {
			i = len(all)
			all = append(all, repeat{name: c.Repeated.Repeat, wave: c.Wave})
		}
		all[i].columns = append(all[i].columns, c)
	}
	return all
}

// A timeOf is one row of a linked table.
type timeOf struct{ row, time int }

func (r repeat) table(parent *Column) (Linked, error) {
	rows := r.asked(parent.Len())
	table := New(len(rows))
	key := NewColumn(parent.Variable, len(rows), Present)
	order := NewColumn(Variable{Name: OrderName, Kind: Numeric, Scale: Interval, Label: study.Text{"en": "Order", "ru": "Порядок"}}, len(rows), Present)
	for i, at := range rows {
		key.Copy(i, parent, at.row)
		order.Numbers[i] = float64(at.time)
	}
	columns := []*Column{key, order}
	at := map[string]*Column{}
	for _, from := range r.columns {
		to := at[from.Repeated.Name]
		if to == nil {
			v := from.Variable
			v.Name, v.Item, v.Repeated = from.Repeated.Name, from.Repeated.Name, nil
			to = NewColumn(v, len(rows), NotAsked)
			at[v.Name] = to
			columns = append(columns, to)
		}
		for i, row := range rows {
			if row.time == from.Repeated.Time {
				to.Copy(i, from, row.row)
			}
		}
	}
	for _, c := range columns {
		if err := table.Add(c); err != nil {
			return Linked{}, err
		}
	}
	name := r.name
	if r.wave > 0 {
		name = InWave(strings.TrimSuffix(name, InWave("", r.wave)), r.wave)
	}
	return Linked{Name: name, Wave: r.wave, Data: table}, nil
}

// asked lists the times that were put to each row.
func (r repeat) asked(rows int) []timeOf {
	var all []timeOf
	last := 0
	for _, c := range r.columns {
		last = max(last, c.Repeated.Time)
	}
	for row := range rows {
		for time := 1; time <= last; time++ {
			if slices.ContainsFunc(r.columns, func(c *Column) bool { return c.Repeated.Time == time && put(c.Missing[row]) }) {
				all = append(all, timeOf{row, time})
			}
		}
	}
	return all
}

// put reports whether somebody was shown what a cell is about.
func put(m Missing) bool {
	return m != NotAsked && m != NotInWave && m != BrokeOff
}
