package dataset

import (
	"maps"
	"slices"
	"strings"

	"sojourn/study"
)

// OrderName is the column of a linked table that says which time a row is.
const OrderName = "order"

// A Linked table holds what was asked several times of each row of another
// dataset, such as every country lived in: one row for each time.
type Linked struct {
	Name  string       // of the repeat, and of its wave: "country_w2"
	Wave  study.WaveID // 0 if the dataset is of one wave
	Data  *Dataset
	Times []Time
}

// A Time says of one time of a repeat in which column of the parent each column
// of the linked table stands. A column that the parent lacks for that time is
// not in it.
type Time map[string]string

// Tables makes the linked tables of a dataset out of the columns of its
// repeats, which stand side by side in it. A row begins with the value of the
// column key, which leads back to the parent, and the number of the time. A
// time that was not asked has no row. The times of a variable share a column
// with all of their categories; where they cannot, because the kind differs or
// one code has two labels, each keeps the column of its own name.
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
	table := Linked{Name: TableName(r.name, r.wave), Wave: r.wave, Data: New(len(rows)), Times: make([]Time, r.last())}
	key := NewColumn(parent.Variable, len(rows), Present)
	order := NewColumn(Variable{Name: OrderName, Kind: Numeric, Scale: Interval, Label: study.Text{"en": "Order", "ru": "Порядок"}}, len(rows), Present)
	for i, at := range rows {
		key.Copy(i, parent, at.row)
		order.Numbers[i] = float64(at.time)
	}
	columns := []*Column{key, order}
	for i := range table.Times {
		table.Times[i] = Time{}
	}
	for _, times := range r.variables() {
		v := times.variable()
		to := NewColumn(v, len(rows), NotAsked)
		columns = append(columns, to)
		for _, from := range times.times {
			table.Times[from.Repeated.Time-1][v.Name] = from.Name
			move := from.recoded(v.Codes)
			for i, row := range rows {
				if row.time == from.Repeated.Time {
					to.Copy(i, move, row.row)
				}
			}
		}
	}
	for _, c := range columns {
		if err := table.Data.Add(c); err != nil {
			return Linked{}, err
		}
	}
	return table, nil
}

// TableName is the name of the linked table of a repeat in a wave.
func TableName(repeat string, wave study.WaveID) string {
	if wave == 0 {
		return repeat
	}
	return InWave(strings.TrimSuffix(repeat, InWave("", wave)), wave)
}

// last is the number of times for which there are columns.
func (r repeat) last() int {
	n := 0
	for _, c := range r.columns {
		n = max(n, c.Repeated.Time)
	}
	return n
}

// A sequence is the times that share a column of the linked table.
type sequence struct {
	name  string
	times []*Column
}

// variables gathers the times of each variable; those that cannot share a
// column stand by themselves.
func (r repeat) variables() []sequence {
	var all []sequence
	for _, c := range r.columns {
		i := slices.IndexFunc(all, func(s sequence) bool { return s.name == c.Repeated.Name })
		if i < 0 {
			i = len(all)
			all = append(all, sequence{name: c.Repeated.Name})
		}
		all[i].times = append(all[i].times, c)
	}
	var out []sequence
	for _, s := range all {
		if s.alike() {
			out = append(out, s)
			continue
		}
		for _, c := range s.times {
			out = append(out, sequence{strings.TrimSuffix(c.Name, InWave("", c.Wave)), []*Column{c}})
		}
	}
	return out
}

// alike reports whether the times can share a column.
func (s sequence) alike() bool {
	labels := map[string]study.Text{}
	for _, c := range s.times {
		if c.Kind != s.times[0].Kind || (c.Variable.Codes == nil) != (s.times[0].Variable.Codes == nil) {
			return false
		}
		if c.Variable.Codes == nil {
			continue
		}
		for _, category := range c.Variable.Codes.Categories {
			if known, there := labels[category.Code]; there && !maps.Equal(known, category.Label) {
				return false
			}
			labels[category.Code] = category.Label
		}
	}
	return s.times[0].Kind != Multiple || len(labels) <= MaxSet
}

// variable is what the column of the times measures, with the categories of
// all times: in the order of their codes if each list is, such as months.
func (s sequence) variable() Variable {
	v := s.times[0].Variable
	v.Name, v.Repeated = s.name, nil
	if v.Item != "" {
		v.Item = s.name
	}
	if v.Codes == nil {
		return v
	}
	byCode := func(a, b Category) int { return strings.Compare(a.Code, b.Code) }
	sorted := true
	for _, c := range s.times {
		sorted = sorted && slices.IsSortedFunc(c.Variable.Codes.Categories, byCode)
	}
	v.Codes = stack{columns: s.times}.codes()
	if sorted {
		slices.SortStableFunc(v.Codes.Categories, byCode)
	}
	return v
}

// asked lists the times that were put to each row.
func (r repeat) asked(rows int) []timeOf {
	var all []timeOf
	last := r.last()
	for row := range rows {
		for time := 1; time <= last; time++ {
			if slices.ContainsFunc(r.columns, func(c *Column) bool { return c.Repeated.Time == time && c.Missing[row].Put() }) {
				all = append(all, timeOf{row, time})
			}
		}
	}
	return all
}

// Put reports whether somebody was shown what the cell is about.
func (m Missing) Put() bool {
	return m != NotAsked && m != NotInWave && m != BrokeOff
}
